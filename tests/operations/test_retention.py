"""The end of keeping: on its day and not before, announced, and stopped where anything is unusual."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from consultkit import ConsultKit, Settings
from consultkit.errors import ConsultKitError, NotFoundError, PluginError, RespondentError
from consultkit.hooks import Plugins
from consultkit.operations.keeping import end_of_keeping
from consultkit.records import Official, Role, SignedIn, StudyState
from consultkit.schema import Consultation, load_consultation
from consultkit.storage import mail_links
from consultkit.storage.tables import accounts, identities, outbox, respondents
from consultkit.storage.tables import mail_links as links
from consultkit.testing import FixedClock

from .conftest import NOON, TREES
from .test_corrections import PAPERS, Town
from .test_erasure import Archivist, Traces, keeper

__all__ = ["keeper"]

END = datetime(2019, 5, 31, 22, 0, tzinfo=UTC)
"""Six months after the end of November 30, in Paris: the first instant of June."""
ANNOUNCED = END - timedelta(days=31)
MANAGER = Official(uuid4(), "manager@town.example", "trees", Role.MANAGER)


@pytest.fixture
def town(database_url: str, tmp_path: Path, keeper: Archivist) -> Iterator[Town]:
    yield from served(database_url, tmp_path, keeper, "6 months")


def served(database_url: str, folder: Path, keeper: Archivist, keep: str) -> Iterator[Town]:
    file = folder / "trees.yaml"
    text = f"{TREES}{PAPERS}unscanned_files: offered\nplugins: {{keeper: {{}}}}\n"
    file.write_text(
        text.replace("keep: 6 months", f"keep: {keep}").replace("late: {grace: 2m}", "late: flag")
    )
    settings = Settings(database_url=database_url, key_file=folder / "keys", files=str(folder / "files"))
    clock = FixedClock(NOON)
    kit = ConsultKit([file], settings=settings, clock=clock, plugins={"keeper": keeper})
    yield Town(kit, clock)
    kit.close()


def at(town: Town, instant: datetime) -> None:
    """What the worker does at that instant about keeping."""
    town.clock.set(instant)
    town.kit.retention.do()


def kept(town: Town) -> int:
    return town.kit.retention.outlook("trees").contributions


# --- when ------------------------------------------------------------------------------


def consultation(
    folder: Path, keep: str, zone: str = "Europe/Paris", closes: str = "2018-11-30"
) -> Consultation:
    file = folder / "one.yaml"
    text = TREES.replace("keep: 6 months", f"keep: {keep}").replace("Europe/Paris", zone)
    file.write_text(text.replace("2018-10-31 08:00", "2018-01-01").replace("2018-11-30", closes))
    known = Plugins({})
    return load_consultation(file, known.question_types, known.settings_models, known.sign_in_ways)


@pytest.mark.parametrize(
    ("keep", "zone", "closes", "ends"),
    [
        ("6 months", "Europe/Paris", "2018-11-30", datetime(2019, 5, 31, 22, tzinfo=UTC)),
        ("180 days", "Europe/Paris", "2018-11-30", datetime(2019, 5, 29, 22, tzinfo=UTC)),
        ("1 year", "Europe/Paris", "2018-11-30", datetime(2019, 11, 30, 23, tzinfo=UTC)),
        ("1 month", "Europe/Paris", "2019-01-30 18:00", datetime(2019, 2, 28, 17, tzinfo=UTC)),
        # 02:30 of 31 March 2019 is not there: the clocks go from 02:00 to 03:00.
        ("1 month", "Europe/Paris", "2019-02-28 02:30", datetime(2019, 3, 28, 1, 30, tzinfo=UTC)),
        ("31 days", "Europe/Paris", "2019-02-28 02:30", datetime(2019, 3, 31, 1, 30, tzinfo=UTC)),
        # 02:30 of 27 October 2019 is there twice: the second time counts.
        ("1 month", "Europe/Paris", "2019-09-27 02:30", datetime(2019, 10, 27, 1, 30, tzinfo=UTC)),
        ("6 months", "Pacific/Auckland", "2018-11-30", datetime(2019, 5, 31, 12, tzinfo=UTC)),
        ("1 day", "America/Sao_Paulo", "2018-11-02", datetime(2018, 11, 4, 3, tzinfo=UTC)),
    ],
)
def test_the_end_goes_by_the_calendar_of_the_consultations_zone(
    tmp_path: Path, keep: str, zone: str, closes: str, ends: datetime
) -> None:
    file = consultation(tmp_path, keep, zone, closes)
    assert end_of_keeping(file, file.window.closes_at) == ends


def test_nothing_is_erased_an_instant_before_its_time(town: Town) -> None:
    town.send(town.draft())
    at(town, ANNOUNCED)
    at(town, END - timedelta(microseconds=1))
    assert kept(town) == 1
    at(town, END)
    assert kept(town) == 0


def test_a_window_that_was_extended_puts_the_end_off(town: Town) -> None:
    town.send(town.draft())
    later = datetime(2018, 12, 31, 23, 0, tzinfo=UTC)
    town.kit.windows.extend("trees", later, by="camille", reason="Holidays")
    at(town, ANNOUNCED)
    at(town, END)
    assert kept(town) == 1
    outlook = town.kit.retention.outlook("trees")
    assert outlook.ends_at == datetime(2019, 6, 30, 22, 0, tzinfo=UTC)
    assert outlook.erases_at is not None
    at(town, outlook.ends_at)
    assert kept(town) == 0


def test_what_came_late_is_kept_as_long_as_the_rest(town: Town) -> None:
    town.send(town.draft())
    late_draft = town.draft()
    town.clock.set(datetime(2018, 12, 20, 9, 0, tzinfo=UTC))
    late = town.send(late_draft)
    at(town, ANNOUNCED)
    at(town, END)
    assert town.listed() == [late.reference]
    at(town, datetime(2019, 6, 20, 8, 0, tzinfo=UTC))
    assert town.listed() == []


# --- announced -------------------------------------------------------------------------


def a_manager(town: Town) -> None:
    town.kit.accounts.add_official("manager@town.example", "trees", Role.MANAGER, language="fr")


def letters(town: Town) -> list[str]:
    given = [row.payload.get("given") for row in town.rows(outbox) if row.kind == "letter"]
    return [one["subject"] for one in given if one]


def test_who_manages_the_desk_is_told_a_month_before_and_once(town: Town) -> None:
    a_manager(town)
    town.send(town.draft())
    at(town, ANNOUNCED - timedelta(microseconds=1))
    assert letters(town) == []
    for hours in range(3):
        at(town, ANNOUNCED + timedelta(hours=hours))
    assert letters(town) == ["Effacement annoncé : Les arbres"]
    outlook = town.kit.retention.outlook("trees")
    assert (outlook.announced_at, outlook.announced, outlook.erases_at) == (ANNOUNCED, 1, END)


def test_what_was_not_announced_waits_thirty_days_more(town: Town) -> None:
    town.send(town.draft())
    at(town, END + timedelta(days=100))
    assert kept(town) == 1, "a worker that was away, or a clock that jumped, erases nothing"
    at(town, END + timedelta(days=130) - timedelta(seconds=1))
    assert kept(town) == 1
    at(town, END + timedelta(days=130))
    assert kept(town) == 0


def test_a_shorter_time_in_the_file_is_announced_anew(
    database_url: str, tmp_path: Path, keeper: Archivist
) -> None:
    for town in served(database_url, tmp_path, keeper, "6 months"):
        town.send(town.draft())
        at(town, ANNOUNCED)
    for town in served(database_url, tmp_path, keeper, "6 days"):
        at(town, ANNOUNCED + timedelta(hours=1))
        assert kept(town) == 1
        assert town.kit.retention.outlook("trees").due == 1
        at(town, ANNOUNCED + timedelta(days=30, hours=1))
        assert kept(town) == 0


def test_a_rehearsed_date_erases_nothing(database_url: str, tmp_path: Path, keeper: Archivist) -> None:
    for town in served(database_url, tmp_path, keeper, "6 months"):
        town.send(town.draft())
        at(town, ANNOUNCED)
    settings = Settings(
        database_url=database_url,
        key_file=tmp_path / "keys",
        files=str(tmp_path / "files"),
        rehearse_at=END + timedelta(days=60),
    )
    kit = ConsultKit([tmp_path / "trees.yaml"], settings=settings, plugins={"keeper": keeper})
    kit.worker.run_once()
    assert kit.retention.outlook("trees").contributions == 1
    kit.close()


# --- stopped ---------------------------------------------------------------------------


def test_many_more_than_announced_stop_it_until_somebody_says_how_many(town: Town) -> None:
    a_manager(town)
    town.send(town.draft())
    at(town, ANNOUNCED)
    for _ in range(11):
        town.clock.set(NOON)
        town.send(town.draft())
    at(town, END)
    assert kept(town) == 12
    outlook = town.kit.retention.outlook("trees")
    assert outlook.is_unusual
    assert "12 contributions are due, and 1 were announced" in outlook.stopped
    at(town, END + timedelta(hours=1))
    assert letters(town).count("Effacement interrompu : Les arbres") == 1
    for wrong in (1, 11, 13):
        with pytest.raises(ConsultKitError, match="12 contributions are due"):
            town.kit.retention.run("trees", expect=wrong)
    assert kept(town) == 12
    assert town.kit.retention.run("trees", expect=12) == 12
    assert kept(town) == 0
    assert town.kit.retention.outlook("trees").stopped == ""


def test_a_few_more_than_announced_are_nothing_unusual(town: Town) -> None:
    town.send(town.draft())
    at(town, ANNOUNCED)
    for _ in range(10):
        town.clock.set(NOON)
        town.send(town.draft())
    at(town, END)
    assert kept(town) == 0


def test_a_plugin_that_fails_stops_it_says_so_and_it_is_tried_again(town: Town, keeper: Archivist) -> None:
    a_manager(town)
    town.send(town.draft())
    at(town, ANNOUNCED)
    keeper.trouble = PluginError("The vault is locked.")
    at(town, END)
    assert kept(town) == 1
    assert town.kit.retention.outlook("trees").stopped == "The vault is locked."
    assert "Effacement interrompu : Les arbres" in letters(town)
    keeper.trouble = None
    at(town, END + timedelta(hours=1))
    assert kept(town) == 0
    assert town.kit.retention.outlook("trees").stopped == ""


class KilledError(BaseException):
    """Ends the process half-way."""


def test_what_was_interrupted_goes_on_where_it_stopped(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("consultkit.operations.retention.BATCH", 2)
    for _ in range(5):
        town.send(town.draft())
    at(town, ANNOUNCED)
    town.clock.set(END)
    told = []

    def die(done: int) -> None:
        told.append(done)
        if done == 4:
            raise KilledError

    with pytest.raises(KilledError):
        town.kit.retention.run("trees", progress=die)
    assert told == [2, 4]
    assert kept(town) == 1
    assert town.kit.retention.run("trees") == 1
    assert kept(town) == 0


# --- kept longer -----------------------------------------------------------------------


def test_an_official_keeps_one_longer_with_a_reason_and_the_history_tells_it(town: Town) -> None:
    receipt, other = town.send(town.draft()), town.send(town.draft())
    corrected = town.correct(receipt, note="More.")
    town.kit.retention.keep_longer(MANAGER, corrected.reference, date(2019, 6, 30), "  A lawsuit. ")
    (longer,) = town.kit.retention.outlook("trees").kept_longer
    assert (longer.reference, longer.until, longer.reason, longer.by) == (
        corrected.reference, date(2019, 6, 30), "A lawsuit.", MANAGER.email
    )  # fmt: skip
    study = town.kit.study.of(MANAGER, corrected.reference)
    assert [event.kind for event in study.events] == ["kept_longer"]
    assert study.state is StudyState.NEW, "to keep is not to study"
    at(town, ANNOUNCED)
    at(town, END)
    assert town.listed() == [corrected.reference]
    assert other.reference not in town.listed()
    at(town, datetime(2019, 6, 30, 22, 0, tzinfo=UTC) - timedelta(microseconds=1))
    assert kept(town) == 1
    at(town, datetime(2019, 6, 30, 22, 0, tzinfo=UTC))
    assert kept(town) == 0


def test_the_last_word_counts_and_a_correction_is_kept_with_what_it_replaces(town: Town) -> None:
    receipt = town.send(town.draft())
    town.kit.retention.keep_longer(MANAGER, receipt.reference, date(2020, 1, 1), "A lawsuit.")
    town.kit.retention.keep_longer(MANAGER, receipt.reference, date(2019, 7, 1), "It is over.")
    corrected = town.correct(receipt)
    (longer,) = town.kit.retention.outlook("trees").kept_longer
    assert (longer.reference, longer.until) == (corrected.reference, date(2019, 7, 1))


@pytest.mark.parametrize(
    ("until", "reason"),
    [
        (date(2018, 11, 14), "Past."),
        (date(2024, 11, 30), "Too far."),
        (date(2019, 7, 1), "  "),
        (date(2019, 7, 1), "x" * 1001),
    ],
)
def test_keeping_longer_needs_a_day_and_a_reason(town: Town, until: date, reason: str) -> None:
    receipt = town.send(town.draft())
    with pytest.raises(RespondentError):
        town.kit.retention.keep_longer(MANAGER, receipt.reference, until, reason)
    assert town.kit.retention.outlook("trees").kept_longer == ()


@pytest.mark.parametrize("reference", ["nothing", "00000000"])
def test_what_is_not_at_the_desk_cannot_be_kept(town: Town, reference: str) -> None:
    elsewhere = Official(uuid4(), "x@town.example", "streets", Role.MANAGER)
    receipt = town.send(town.draft())
    tries: list[Callable[[], object]] = [
        lambda: town.kit.retention.keep_longer(MANAGER, reference, date(2019, 7, 1), "Why."),
        lambda: town.kit.retention.keep_longer(elsewhere, receipt.reference, date(2019, 7, 1), "Why."),
    ]
    for call in tries:
        with pytest.raises(NotFoundError):
            call()


def test_what_was_withdrawn_goes_at_the_end_too(town: Town, tmp_path: Path) -> None:
    receipt = town.send(town.draft())
    its = Traces(town, tmp_path / "files").of(receipt)
    town.corrections.withdraw(receipt.reference, town.me)
    at(town, ANNOUNCED)
    at(town, END)
    assert Traces(town, tmp_path / "files").left(its) == set()


def test_who_has_nothing_left_goes_with_it_and_who_has_something_stays(town: Town) -> None:
    gone, desk = town.me, town.somebody()
    town.send(town.draft())
    keeps = town.me = town.somebody()
    town.send(town.draft())
    longer = town.send(town.draft())
    town.kit.retention.keep_longer(MANAGER, longer.reference, date(2020, 1, 1), "A lawsuit.")
    town.me = desk
    town.send(town.draft())
    town.kit.sessions.begin({}, SignedIn(desk, "franceconnect"))
    at(town, ANNOUNCED)
    town.kit.sessions.begin({}, SignedIn(desk, "franceconnect"))
    town.clock.set(END)
    visit = town.kit.sessions.begin({}, SignedIn(desk, "franceconnect"))
    town.kit.retention.do()
    assert visit
    left = {row.respondent_id for row in town.rows(identities)}
    assert left == {keeps.id, desk.id}
    assert {row.id for row in town.rows(respondents)} == {keeps.id, desk.id}
    assert [one.subject_id for one in town.kit.erasure.journal() if one.kind == "person"] == [gone.id]


def test_an_official_who_contributed_keeps_the_account(town: Town) -> None:
    a_manager(town)
    (link,) = town.rows(links)
    token = mail_links.token_of(town.kit.archive.keys, link.id)
    account = town.kit.accounts.choose_password(token, "trois chevaux verts a Saint-Malo")
    town.me = account.respondent
    town.send(town.draft())
    at(town, ANNOUNCED)
    at(town, END)
    assert kept(town) == 0
    assert [row.id for row in town.rows(accounts)] == [account.id]


def test_what_no_file_serves_any_more_is_named(town: Town, database_url: str, tmp_path: Path) -> None:
    town.send(town.draft())
    file = tmp_path / "streets.yaml"
    file.write_text(TREES.replace("consultation: trees", "consultation: streets"))
    settings = Settings(database_url=database_url, key_file=tmp_path / "keys", files=str(tmp_path / "files"))
    kit = ConsultKit([file], settings=settings, clock=FixedClock(NOON), plugins={"keeper": Archivist()})
    assert kit.retention.unserved() == {"trees": 1}
    kit.close()
    assert town.kit.retention.unserved() == {}
