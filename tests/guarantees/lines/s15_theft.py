"""S15: who steals the database, its log, the files, the temporary files, but not the keys, reads nothing."""

from __future__ import annotations

import io
import secrets
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from uuid import uuid4

import sqlalchemy as sa
from sample_files import PDF
from web.conftest import CONSULTATION, OPEN

from consultkit import ConsultKit, Settings
from consultkit.form import Form
from consultkit.hooks import hookimpl
from consultkit.operations import attachments, intake
from consultkit.records import (
    Answers,
    Attachment,
    Draft,
    ExportChoice,
    HeldForm,
    Identity,
    Json,
    Official,
    Referral,
    Respondent,
    Role,
    SignedIn,
    Submission,
    Visibility,
    digest_of,
)
from consultkit.schema import PluginSettings
from consultkit.schema.question_types import FileQuestion
from consultkit.storage import KeyRing, PartedAnswers, envelopes, sealing
from consultkit.storage.tables import cases
from consultkit.testing import FixedClock
from guarantees.databases import DATABASES
from guarantees.line import Fault, Finding, Line, Trial
from guarantees.replacing import replaced
from guarantees.stolen import BEGINNING, everything, found_in

FILE = CONSULTATION.replace(
    "      - {id: sure,",
    "      - {id: lease, type: file, label: {fr: Bail, en: Lease}, formats: [pdf], max_size: 2 MB}\n"
    "      - {id: sure,",
)
FILE += "unscanned_files: offered\nplugins: {warden: {}}\n"


class _Reads(PluginSettings):
    def reads(self) -> frozenset[str]:
        return frozenset({"shop", "story"})


class _Warden:
    """Lays before somebody what was written."""

    @hookimpl
    def register_settings(self) -> type[PluginSettings]:
        return _Reads

    @hookimpl
    def route_submission(self, submission: Submission) -> list[Referral]:
        return [Referral("warden", str(submission.answers["shop"]), {"story": submission.answers["story"]})]


@dataclass
class _Road:
    """One deployment, and what was said on it that no thief may read."""

    kit: ConsultKit
    canaries: list[str] = field(default_factory=list)

    def canary(self, of: str) -> str:
        self.canaries.append(f"{BEGINNING}{of}-{secrets.token_hex(8)}")
        return self.canaries[-1]

    def official(self) -> Official:
        address = f"{self.canary('official')}@mairie.example"
        self.kit.accounts.add_official(address, "traders", Role.MANAGER, language="fr")
        return Official(uuid4(), address, "traders", Role.MANAGER)

    def contribution(self, official: Official) -> None:
        """From the first letter to the referral and the note: a dozen canaries."""
        sender = self._sender()
        self._sent(sender, official)
        self._begun(sender)
        self.kit.accounts.ask_link(f"{self.canary('asked')}@shop.example", language="fr", consultation=None)

    def _sender(self) -> Respondent:
        person = Identity("https://provider.example", uuid4().hex, {"given_name": self.canary("claims")})
        sender = self.kit.identities.respondent_of(person, "franceconnect")
        self.kit.sessions.begin({"typed": self.canary("session")}, SignedIn(sender, "franceconnect"))
        return sender

    def _sent(self, sender: Respondent, official: Official) -> None:
        draft = self._answered(sender)
        form = self.kit.forms.by_digest(draft.form_digest)
        receipt = self.kit.intake.submit(
            draft.id,
            sender,
            submit_key=draft.submit_key,
            answers_sha256=digest_of(form.journey(draft.answers).answers),
        )
        self.kit.study.note(official, receipt.reference, self.canary("note"), Visibility.INTERNAL)
        self.kit.inquiries.ask(official, receipt.reference, f"Which one? {self.canary('asked back')}", 15)

    def _begun(self, sender: Respondent) -> None:
        """A draft that is not sent, saved twice, and what was typed too late for it."""
        draft = self._answered(sender)
        self.kit.intake.save(draft, {"shop": self.canary("draft")})
        secret = self.kit.sessions.begin({}).id
        typed = {"shop": (self.canary("held"),)}
        self.kit.held_forms.hold(secret, HeldForm("traders", draft.id, "/traders/you", typed))

    def _answered(self, sender: Respondent) -> Draft:
        draft = self.kit.intake.begin("traders", sender)
        answers: dict[str, Json] = {
            "shop": self.canary("shop"),
            "email": f"{self.canary('mail')}@shop.example",
            "neighbours": [{"name": self.canary("neighbour"), "is_open": True}],
            "trouble": ["other"],
            "which": self.canary("which"),
            "story": f"{'long ' * 50}{self.canary('story')}",
            "lease": self._lease(draft),
            "sure": True,
        }
        return self.kit.intake.save(draft, answers)

    def _lease(self, draft: Draft) -> Json:
        content = PDF.replace(b"%%EOF", f"% {self.canary('file')}\n".encode() * 3000 + b"%%EOF")
        asked = self.kit.forms.by_digest(draft.form_digest).questions["lease"]
        assert isinstance(asked, FileQuestion)
        name = f"{self.canary('name')}.pdf"
        stored = self.kit.attachments.add(draft, asked, name, io.BytesIO(content))
        assert isinstance(stored, Attachment)
        return [stored.as_answer()]


def experiment(trial: Trial) -> Finding:
    breaches: list[str] = []
    looked = 0
    for name, database in DATABASES.items():
        with database(trial) as url, _temporary_files_there(trial), road_on(trial, url) as road:
            walk(road, trial.count(1, 14))
            stolen = found_in(everything(road.kit.archive, trial.folder), road.canaries)
            looked += len(road.canaries)
            breaches += [f"{name}: {canary.rpartition('-')[0]} lies open" for canary in sorted(stolen)]
    return Finding(f"{looked} canaries on 2 databases, {len(breaches)} found", breaches)


def walk(road: _Road, contributions: int) -> None:
    official = road.official()
    for _ in range(contributions):
        road.contribution(official)
    road.kit.exports.ask(official, ExportChoice())
    while road.kit.worker.run_once():
        pass
    assert road.kit.exports.make_next()
    with road.kit.archive.reading() as tx:
        laid = tx.connection.execute(sa.select(sa.func.count()).select_from(cases)).scalar_one()
    assert laid == contributions, "the road has no referrals"


@contextmanager
def road_on(trial: Trial, url: str) -> Iterator[_Road]:
    path = trial.folder / "traders.yaml"
    path.write_text(FILE)
    settings = Settings(
        database_url=url, key_file=trial.folder / "keys", files=str(trial.folder / "files" / uuid4().hex)
    )
    kit = ConsultKit([path], settings=settings, plugins={"warden": _Warden()}, clock=FixedClock(OPEN))
    try:
        yield _Road(kit)
    finally:
        kit.close()


@contextmanager
def _temporary_files_there(trial: Trial) -> Iterator[None]:
    there = trial.folder / "temporary"
    there.mkdir(exist_ok=True)
    with replaced(tempfile, "tempdir", str(there)):
        yield


def _in_the_clear(key: bytes, place: sealing.Place, content: bytes) -> bytes:
    """What looks like a seal, and is none."""
    del key, place
    return sealing.FORMAT + bytes(sealing.NONCE_BYTES) + content


def _small_in_the_clear(ring: KeyRing, place: sealing.Place, content: bytes) -> bytes:
    return sealing.mark_of(ring.primary) + _in_the_clear(b"", place, content)


def _all_open(_form: Form, answers: Answers, part: bytes = b"") -> PartedAnswers:
    return PartedAnswers(answers, {}, part)


def _as_they_are(_key: bytes, _place: sealing.Place, content: Iterable[bytes]) -> Iterator[bytes]:
    yield from content


@contextmanager
def _small_values_open() -> Iterator[None]:
    def read(ring: KeyRing, place: sealing.Place, sealed: bytes) -> bytes:
        del place
        return sealed[len(sealing.mark_of(ring.primary)) + 1 + sealing.NONCE_BYTES :]

    with replaced(KeyRing, "seal_small", _small_in_the_clear), replaced(KeyRing, "unseal_small", read):
        yield


@contextmanager
def _envelopes_open() -> Iterator[None]:
    def read(_key: bytes, _place: sealing.Place, sealed: bytes) -> bytes:
        return sealed[1 + sealing.NONCE_BYTES :]

    with replaced(envelopes, "seal", _in_the_clear), replaced(envelopes, "unseal", read):
        yield


@contextmanager
def _files_open() -> Iterator[None]:
    with (
        replaced(attachments, "seal_pieces", _as_they_are),
        replaced(attachments, "unseal_pieces", _as_they_are),
    ):
        yield


LINE = Line(
    id="S15",
    promise="Who steals everything but the keys reads no answer, no file, no address, no note",
    bar="none of 200 canaries in databases, logs, dumps, files and temporary files; swap is the operator's",
    points=3,
    mandatory=True,
    experiment=experiment,
    faults=(
        Fault("envelopes open", "answers are stored in the clear", _envelopes_open),
        Fault("policy left out", "drafts lie open", lambda: replaced(intake, "parted", _all_open)),
        Fault("files open", "attachments are stored as they came", _files_open),
        Fault("addresses open", "accounts and names of files lie open", _small_values_open),
    ),
)
