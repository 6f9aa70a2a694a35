"""Each check on a deployment that is really so, on both databases where the database matters."""

from __future__ import annotations

import json
import socket
import stat
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
import sqlalchemy as sa

from consultkit import ConsultKit, MailSettings, Settings
from consultkit.doctor import CHECKS, Grade, Subject, Verdict, examine, work_checks
from consultkit.doctor.mounts import NETWORK, filesystem_of
from consultkit.records import Identity, Json, digest_of
from consultkit.storage import Archive, Transaction, heartbeats, key_ring_from
from consultkit.storage.tables import data_keys
from consultkit.testing import FixedClock, MailCatcher

SMALLEST = Path(__file__).parent.parent / "consultations" / "smallest.yaml"
SEALED = SMALLEST.with_name("sealed.yaml")
SITE = "https://consultation.example"


@pytest.fixture
def settings(database_url: str, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Of a deployment in production against which nothing is to be said, save that nobody works yet."""
    keys = tmp_path_factory.mktemp("keys") / "consultkit.keys"
    key_ring_from(keys)
    return Settings(
        database_url=database_url,
        key_file=keys,
        files=str(tmp_path / "files"),
        public_url=SITE,
        production=True,
        proxies=1,
    )


def looked_at(name: str, settings: Settings, file: Path = SMALLEST, **environment: str) -> Verdict:
    subject = Subject(settings, [file], environment)
    try:
        [found] = examine(subject, [check for check in CHECKS if check.name == name])
    finally:
        subject.close()
    return found.verdict


def told(name: str, settings: Settings, grade: Grade, words: str, **environment: str) -> None:
    verdict = looked_at(name, settings, **environment)
    assert (verdict.grade, words in verdict.said, bool(verdict.mend)) == (grade, True, True), verdict


def test_a_sound_deployment_is_called_sound(settings: Settings) -> None:
    with MailCatcher() as mail:
        subject = Subject(replace(settings, mail=MailSettings(port=mail.port)), [SMALLEST], {})
        found = examine(subject)
        subject.close()
    assert [one for one in found if one.verdict.grade is not Grade.SOUND and one.name != "worker"] == []


@pytest.mark.parametrize("name", ["FLASK_DEBUG", "PYTHONDEVMODE"])
def test_debugging_is_unsafe(settings: Settings, name: str) -> None:
    told("debugging", settings, Grade.FATAL, name, **{name: "1"})


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
class TestSettings:
    def test_an_address_with_a_path_is_no_site(self, settings: Settings) -> None:
        told(
            "address", replace(settings, public_url=f"{SITE}/here"), Grade.FATAL, "not the address of a site"
        )

    @pytest.mark.parametrize("name", ["address", "cookies", "production"])
    def test_a_trial_is_told_to_be_one(self, settings: Settings, name: str) -> None:
        trial = replace(settings, production=False, public_url="http://127.0.0.1:8000")
        assert looked_at(name, trial).grade is Grade.WARNING

    def test_proxies_that_nobody_counted(self, settings: Settings) -> None:
        told("proxies", replace(settings, proxies=0), Grade.WARNING, "No proxy is counted")

    def test_a_short_token_for_the_figures(self, settings: Settings) -> None:
        told("metrics", replace(settings, metrics_token="short"), Grade.FATAL, "CONSULTKIT_METRICS_TOKEN")

    def test_a_consultation_with_a_fault(self, settings: Settings, tmp_path: Path) -> None:
        file = tmp_path / "broken.yaml"
        file.write_text("consultation: broken\nplugins: {nobody: {}}\n")
        assert looked_at("consultations", settings, file).grade is Grade.FATAL

    def test_a_theme_that_is_not_installed(self, settings: Settings) -> None:
        told("theme", replace(settings, theme="nobody"), Grade.FATAL, "nobody")

    def test_one_key_for_what_is_sealed(self, settings: Settings) -> None:
        assert looked_at("sealed questions", settings, SEALED).grade in {Grade.SOUND, Grade.WARNING}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
class TestKeys:
    def test_a_key_file_that_others_can_read(self, settings: Settings) -> None:
        settings.key_file.chmod(0o640)
        told("key permissions", settings, Grade.FATAL, "0640")

    def test_a_key_that_somebody_wrote(self, settings: Settings) -> None:
        weak = {"primary": "k", "keys": {"k": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="}}
        settings.key_file.write_text(json.dumps(weak))
        told("key file", settings, Grade.FATAL, "not random")

    def test_a_file_that_holds_no_keys(self, settings: Settings) -> None:
        settings.key_file.write_text("{}")
        told("key file", settings, Grade.FATAL, "is not a key file")

    def test_looking_makes_no_key_file(self, settings: Settings) -> None:
        settings.key_file.unlink()
        told("key file", settings, Grade.WARNING, "not there yet")
        assert not settings.key_file.exists()

    def test_keys_that_somebody_gives(self, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
        given = replace(settings, keys_from="command", key_file=settings.key_file.with_name("none"))
        monkeypatch.delenv("CONSULTKIT_KEY_COMMAND", raising=False)
        told("key file", given, Grade.FATAL, "names none")
        monkeypatch.setenv("CONSULTKIT_KEY_COMMAND", f"cat {settings.key_file}")
        assert {looked_at(name, given).grade for name in ("key file", "key permissions", "key place")} == {
            Grade.SOUND
        }

    def test_keys_beside_what_they_open(self, settings: Settings, tmp_path: Path) -> None:
        beside = replace(settings, key_file=settings.key_file.rename(tmp_path / "consultkit.keys"))
        told("key place", beside, Grade.WARNING, "in the folder of what it opens")


def test_keys_of_another_database(settings: Settings, archive: Archive) -> None:
    row = uuid4()
    wrapped = archive.keys.new_key(row)[1]
    with archive.writing() as tx:
        values = {"id": row, "kek": wrapped.kek, "wrapped": wrapped.wrapped}
        tx.connection.execute(sa.insert(data_keys).values(values))
    told("keys open", settings, Grade.FATAL, "does not open")


def test_a_database_that_does_not_answer(settings: Settings) -> None:
    away = replace(settings, database_url="postgresql://nobody@127.0.0.1:1/nothing")
    told("database", away, Grade.FATAL, "does not answer")


def test_migrations_that_wait(settings: Settings, blank_database_url: str) -> None:
    blank = replace(settings, database_url=blank_database_url)
    told("migrations", blank, Grade.WARNING, "pending")
    told("worker", blank, Grade.WARNING, "waits for the migrations")


def test_a_database_of_a_newer_version(settings: Settings, archive: Archive) -> None:
    at = sa.table("alembic_version", sa.column("version_num"))
    with archive.writing() as tx:
        before = tx.connection.scalar(sa.select(at.c.version_num))
        tx.connection.execute(sa.update(at).values(version_num="9999"))
    try:
        told("migrations", settings, Grade.FATAL, "newer version")
    finally:
        with archive.writing() as tx:
            tx.connection.execute(sa.update(at).values(version_num=before))


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_database_that_may_forget(settings: Settings) -> None:
    forgetful = replace(settings, database_url=f"{settings.database_url}&options=-csynchronous_commit%3Doff")
    told("durability", forgetful, Grade.FATAL, "synchronous_commit is off")


def test_a_clock_that_is_off(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    real = Transaction.database_now
    monkeypatch.setattr(Transaction, "database_now", lambda tx: real(tx) + timedelta(seconds=5))
    told("database clock", settings, Grade.FATAL, "+5.0 s")


def test_which_disk_a_file_is_on(tmp_path: Path) -> None:
    table = tmp_path / "mounts"
    table.write_text("/dev/a / ext4 rw 0 0\nserver:/x /srv/shared\\040data nfs4 rw 0 0\n")
    assert filesystem_of(Path("/srv/shared data/consultkit.db"), table) in NETWORK
    assert filesystem_of(Path("/srv/own/consultkit.db"), table) == "ext4"
    assert filesystem_of(Path("/anywhere"), tmp_path / "none") == ""


def test_a_file_store_that_cannot_be_written(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "files").write_text("a file in the place of the folder")
    assert looked_at("file store", settings).grade is Grade.FATAL


@pytest.fixture
def silent_port() -> Iterator[int]:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield taken.getsockname()[1]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_mail_server_that_does_not_answer(settings: Settings, silent_port: int) -> None:
    told("mail", replace(settings, mail=MailSettings(port=silent_port)), Grade.WARNING, "takes no letters")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_mail_server_that_does_not_encrypt(settings: Settings) -> None:
    with MailCatcher() as mail:
        told(
            "mail",
            replace(settings, mail=MailSettings(port=mail.port, starttls=True)),
            Grade.WARNING,
            "letters",
        )


def test_a_worker_that_was_seen(settings: Settings, archive: Archive) -> None:
    told("worker", settings, Grade.WARNING, "No worker was seen")
    with archive.writing() as tx:
        heartbeats.beat(tx, uuid4())
    assert looked_at("worker", settings).grade is Grade.SOUND


IN_TIME = datetime(2018, 11, 15, 11, tzinfo=UTC)
ENDS = datetime(2019, 5, 31, 22, tzinfo=UTC)
"""Six months after the end of November 30, in Paris."""


def moved(kit: ConsultKit) -> FixedClock:
    assert isinstance(kit.clock, FixedClock)
    return kit.clock


def send(kit: ConsultKit, contributions: int) -> None:
    answers: dict[str, Json] = {"opinion": "Yes."}
    moved(kit).set(IN_TIME)
    for _ in range(contributions):
        me = kit.identities.respondent_of(Identity("https://id.example", uuid4().hex), "franceconnect")
        draft = kit.intake.save(kit.intake.begin("smallest", me), answers)
        kit.intake.submit(draft.id, me, submit_key=draft.submit_key, answers_sha256=digest_of(answers))


class TestRetention:
    """Of a contribution that was sent years ago."""

    @pytest.fixture
    def kit(self, settings: Settings) -> Iterator[ConsultKit]:
        trial = replace(settings, production=False)
        kit = ConsultKit([SMALLEST], settings=trial, clock=FixedClock(IN_TIME))
        send(kit, 1)
        yield kit
        kit.close()

    def test_what_is_kept_past_its_time(self, settings: Settings, kit: ConsultKit) -> None:
        told("retention", settings, Grade.WARNING, "1 contributions are kept past their time")
        moved(kit).set(ENDS)
        kit.retention.run("smallest", expect=1)
        assert looked_at("retention", settings).grade is Grade.SOUND

    def test_what_is_kept_for_a_day_more_is_still_the_workers(
        self, settings: Settings, kit: ConsultKit
    ) -> None:
        del kit
        assert self.on(settings, ENDS + timedelta(hours=23)).grade is Grade.SOUND
        assert self.on(settings, ENDS + timedelta(hours=25)).grade is Grade.WARNING

    def test_an_erasure_that_was_stopped(self, settings: Settings, kit: ConsultKit) -> None:
        moved(kit).set(ENDS - timedelta(days=31))
        kit.retention.do()
        send(kit, 11)
        moved(kit).set(ENDS)
        kit.retention.do()
        assert "an erasure was stopped" in self.on(settings, ENDS).said

    def test_a_file_that_is_served_no_more(self, settings: Settings, kit: ConsultKit) -> None:
        del kit
        told_of = looked_at("retention", settings, SEALED)
        assert (told_of.grade, "smallest" in told_of.said) == (Grade.WARNING, True)

    def on(self, settings: Settings, day: datetime) -> Verdict:
        subject = Subject(settings, [SMALLEST], {})
        subject.clock = FixedClock(day)
        try:
            return work_checks.retention(subject)
        finally:
            subject.close()


def test_the_key_file_of_a_first_start_is_closed_to_others(settings: Settings) -> None:
    assert stat.S_IMODE(settings.key_file.stat().st_mode) == 0o600
