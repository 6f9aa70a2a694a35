"""Erasing: nothing of a contribution is left anywhere, and what an older backup brings back goes again."""

from __future__ import annotations

import io
import shutil
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4, uuid5

import pytest
import sqlalchemy as sa
from sample_files import PDF

from consultkit import ConsultKit, Settings
from consultkit.errors import PluginError, ServiceError
from consultkit.hooks import hookimpl
from consultkit.operations.entry import CHANNELS
from consultkit.records import Account, Erased, ExportChoice, Official, Receipt, Role, Visibility
from consultkit.storage import mail_links, submissions, tables, tallies
from consultkit.testing import FixedClock

from .conftest import NOON, TREES
from .test_corrections import PAPERS, Keeper, Town, hand_in, of_answers


class Archivist(Keeper):
    """Keeps a copy of its own, and may fail to let go of it."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[tuple[str, ...]] = []
        self.trouble: Exception | None = None

    @hookimpl
    def erase(self, kit: ConsultKit, consultation: str, references: tuple[str, ...]) -> None:
        if self.trouble:
            raise self.trouble
        assert kit.desk
        assert consultation == "trees"
        self.asked.append(tuple(references))


@pytest.fixture
def keeper() -> Archivist:
    return Archivist()


@pytest.fixture
def town(database_url: str, tmp_path: Path, keeper: Archivist) -> Iterator[Town]:
    file = tmp_path / "trees.yaml"
    file.write_text(f"{TREES}{PAPERS}unscanned_files: offered\nplugins: {{keeper: {{}}}}\n")
    settings = Settings(database_url=database_url, key_file=tmp_path / "keys", files=str(tmp_path / "files"))
    clock = FixedClock(NOON)
    kit = ConsultKit([file], settings=settings, clock=clock, plugins={"keeper": keeper})
    yield Town(kit, clock)
    kit.close()


class Traces:
    """All the ids under which a contribution is known, and where they still stand."""

    def __init__(self, town: Town, folder: Path) -> None:
        self._town = town
        self._folder = folder

    def of(self, *receipts: Receipt) -> set[str]:
        """Its own, and those of what hangs on it."""
        kit = self._town.kit
        with kit.archive.reading() as tx:
            ids = {one.id for of in receipts if (one := submissions.by_reference(tx, of.reference))}
            for table, column in (
                (tables.cases, tables.cases.c.submission_id),
                (tables.inquiries, tables.inquiries.c.submission_id),
                (tables.attachments, tables.attachments.c.draft_id),
            ):
                ids |= set(tx.connection.scalars(sa.select(table.c.id).where(column.in_(ids))))
        return {one.hex for one in ids} | {one.reference for one in receipts}

    def left(self, traces: set[str]) -> set[str]:
        """The tables and files where one of these still stands, the journals apart."""
        with self._town.kit.archive.reading() as tx:
            dumped = {
                table.name: _text_of(tx.connection.execute(sa.select(table)).all())
                for table in tables.metadata.sorted_tables
                if table.name not in {"erasures", "audit"}
            }
        for path in self._folder.rglob("*"):
            if "erasures" not in path.parts:
                dumped[path.name] = path.name
        return {name for name, text in dumped.items() if any(one in text for one in traces)}


def _text_of(rows: list[Any]) -> str:
    """Every value as a text; the bytes too, and ids however they are written."""
    return " ".join(
        value.hex if isinstance(value, UUID) else repr(value).replace("-", "")
        for row in rows
        for value in row
    )


@pytest.fixture
def traces(town: Town, tmp_path: Path) -> Traces:
    return Traces(town, tmp_path / "files")


def a_busy_contribution(town: Town) -> tuple[Receipt, Receipt]:
    """With files, a correction, a case, a question, a note with a file, a label and an export."""
    kit, desk = town.kit, Official(uuid4(), "official@town.example", "trees", Role.MANAGER)
    draft = town.draft(note="I saw it.", owner="Lea")
    taken = hand_in(town, draft, "letter", PDF)
    draft = kit.intake.save(draft, {**draft.answers, "letter": [taken.as_answer()]})
    first = town.send(draft)
    town.work()
    second = town.correct(first, note="I saw it twice.")
    town.work()
    kit.inquiries.ask(desk, second.reference, "When was that?", 8)
    kit.study.label(desk, [second.reference], "urgent")
    sent = [("proof.pdf", io.BytesIO(PDF))]
    kit.note_files.note(desk, second.reference, "Look here.", Visibility.INTERNAL, sent)
    kit.corrections.begin(second.reference, town.me)
    kit.exports.ask(desk, ExportChoice())
    assert kit.exports.make_next()
    return first, second


def id_of(town: Town, receipt: Receipt) -> UUID:
    with town.kit.archive.reading() as tx:
        found = submissions.by_reference(tx, receipt.reference)
    assert found is not None
    return found.id


def erase(town: Town, receipt: Receipt) -> int:
    return town.kit.erasure.contributions("trees", [id_of(town, receipt)])


def test_nothing_is_left_of_it_in_any_table_nor_in_the_store(town: Town, traces: Traces) -> None:
    receipts = a_busy_contribution(town)
    its = traces.of(*receipts)
    assert {"submissions", "receipts", "cases", "inquiries", "chronicle", "data_keys", "attachments"} <= (
        traces.left(its)
    )
    files = len(list(Path(town.kit.settings.files).rglob("*")))
    assert town.kit.erasure.contributions("trees", [id_of(town, receipts[0])]) == 2, "with what it replaced"
    assert traces.left(its) == set()
    assert len(list(Path(town.kit.settings.files).rglob("*"))) != files
    assert town.rows(tables.exports) == [], "an export would hold it still"


def test_what_is_not_erased_stays_whole_and_is_counted(town: Town, traces: Traces) -> None:
    _first, second = a_busy_contribution(town)
    other = town.send(town.draft(note="Mine."))
    town.work()
    kept = traces.of(other)
    before = traces.left(kept)
    erase(town, second)
    assert traces.left(kept) == before
    assert town.listed() == [other.reference]
    assert town.counted()["", ""] == 1
    assert town.kit.results.summary(town.official).total == 1


def test_every_plugin_is_asked_first_for_all_the_versions(town: Town, keeper: Archivist) -> None:
    first, second = a_busy_contribution(town)
    erase(town, second)
    assert [set(one) for one in keeper.asked] == [{first.reference, second.reference}]


@pytest.mark.parametrize("trouble", [PluginError("No."), ServiceError("Not now."), KeyError("secret")])
def test_a_plugin_that_fails_stops_the_erasure_before_anything_is_gone(
    town: Town, traces: Traces, keeper: Archivist, trouble: Exception
) -> None:
    its = traces.of(*(receipts := a_busy_contribution(town)))
    before, keeper.trouble = traces.left(its), trouble
    with pytest.raises((PluginError, ServiceError)) as raised:
        erase(town, receipts[-1])
    assert "secret" not in str(raised.value)
    assert traces.left(its) == before
    assert town.kit.erasure.journal() == ()
    keeper.trouble = None
    assert erase(town, receipts[-1]) == 2


def test_the_journal_holds_ids_alone_in_the_database_and_in_the_store(town: Town, tmp_path: Path) -> None:
    receipt = town.send(town.draft(note="I saw it.", owner="Lea"))
    submission = id_of(town, receipt)
    erase(town, receipt)
    (entry,) = town.kit.erasure.journal()
    assert (entry.subject_id, entry.kind, entry.consultation, entry.at) == (
        submission, "contribution", "trees", NOON
    )  # fmt: skip
    (written,) = (path for path in (tmp_path / "files" / "erasures").rglob("*") if path.is_file())
    assert written.name == submission.hex
    assert receipt.reference.encode() not in written.read_bytes()
    (row,) = town.rows(tables.erasures)
    assert row.subject_id == submission


class Backup:
    """A copy of every row, to be put back."""

    def __init__(self, town: Town) -> None:
        self._town = town
        with town.kit.archive.reading() as tx:
            self._rows = {
                table: [dict(row._mapping) for row in tx.connection.execute(sa.select(table))]
                for table in tables.metadata.sorted_tables
                # The database lets nobody empty it.
                if not table.name.startswith("audit")
            }

    def restore(self) -> None:
        with self._town.kit.archive.writing() as tx:
            for table in reversed(list(self._rows)):
                tx.connection.execute(sa.delete(table))
            for table, rows in self._rows.items():
                if rows:
                    tx.connection.execute(sa.insert(table), rows)


def test_what_an_older_copy_brings_back_is_erased_again_by_the_replay(town: Town, traces: Traces) -> None:
    receipts = a_busy_contribution(town)
    its, other = traces.of(*receipts), town.send(town.draft())
    backup = Backup(town)
    erase(town, receipts[-1])
    backup.restore()
    assert traces.left(its), "without the replay the rows are back, and the database knows of no erasure"
    assert town.rows(tables.erasures) == []
    replayed = town.kit.erasure.replay()
    assert (replayed.known, replayed.contributions) == (2, 2)
    assert traces.left(its) == set()
    assert town.listed() == [other.reference]
    assert len(town.rows(tables.erasures)) == 2, "both know of it again"
    assert town.kit.erasure.replay().contributions == 0


def test_the_replay_completes_a_store_that_is_older_than_the_database(town: Town, tmp_path: Path) -> None:
    erase(town, town.send(town.draft()))
    known = town.kit.erasure.journal()
    shutil.rmtree(tmp_path / "files" / "erasures")
    assert town.kit.erasure.journal() == known
    town.kit.erasure.replay()
    assert [path for path in (tmp_path / "files" / "erasures").rglob("*") if path.is_file()]


def test_entries_that_are_handed_in_are_replayed_too(town: Town, tmp_path: Path) -> None:
    receipt = town.send(town.draft())
    backup = Backup(town)
    erase(town, receipt)
    known = town.kit.erasure.journal()
    shutil.rmtree(tmp_path / "files" / "erasures")
    backup.restore()
    assert town.kit.erasure.replay().contributions == 0
    assert town.kit.erasure.replay(known).contributions == 1


def test_an_entry_that_was_forged_erases_nothing(
    town: Town, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    erased, receipt = town.send(town.draft()), town.send(town.draft())
    erase(town, erased)
    (true,) = (path for path in (tmp_path / "files" / "erasures").rglob("*") if path.is_file())
    target = id_of(town, receipt)
    forged = true.parent.parent / target.hex[:2] / target.hex
    forged.parent.mkdir(exist_ok=True)
    forged.write_bytes(true.read_bytes().replace(true.name.encode(), target.hex.encode()))
    assert town.kit.erasure.replay().contributions == 0
    assert town.listed() == [receipt.reference]
    assert "not ours" in caplog.text


def test_a_row_whose_key_is_gone_is_erased_all_the_same(town: Town, traces: Traces) -> None:
    receipt = town.send(town.draft())
    its, submission = traces.of(receipt), id_of(town, receipt)
    with town.kit.archive.writing() as tx:
        tx.connection.execute(sa.delete(tables.data_keys).where(tables.data_keys.c.id == submission))
    assert town.kit.erasure.contributions("trees", [submission]) == 1
    assert traces.left(its) == set()


def test_what_was_typed_in_at_the_desk_goes_with_its_history(town: Town) -> None:
    desk = Official(uuid4(), "official@town.example", "trees", Role.CASEWORKER)
    person, draft = town.kit.entry.begin(desk, CHANNELS[0])
    town.me = person
    receipt = town.send(town.kit.intake.save(draft, {"kind": "oak"}))
    erase(town, receipt)
    gone = uuid5(draft.id, "entry")
    assert [row for row in town.rows(tables.chronicle) if row.subject_id == gone] == []
    assert [row for row in town.rows(tables.data_keys) if row.id == gone] == []
    assert [row for row in town.rows(tables.identities) if row.way == "entry"] == []


def test_two_workers_that_erase_the_same_count_it_off_once(town: Town) -> None:
    ids = [id_of(town, town.send(town.draft())) for _ in range(6)]
    other = town.send(town.draft())
    start = threading.Barrier(3)

    def work() -> int:
        start.wait()
        return town.kit.erasure.contributions("trees", ids)

    with ThreadPoolExecutor(3) as workers:
        done = [workers.submit(work) for _ in range(3)]
        assert all(one.result() in (0, 6) for one in done)
    assert town.listed() == [other.reference]
    assert town.counted()["", ""] == 1


def test_the_counts_are_right_while_they_wait_to_be_folded(town: Town) -> None:
    receipt = town.send(town.draft())
    erase(town, receipt)
    with town.kit.archive.reading() as tx:
        assert of_answers(tallies.counts_of(tx, "trees")) == {}


SECRET = "trois chevaux verts a Saint-Malo"


def an_account(town: Town) -> Account:
    town.kit.accounts.ask_link("lea@shop.example", language="fr", consultation=None)
    (link,) = town.rows(tables.mail_links)
    return town.kit.accounts.choose_password(mail_links.token_of(town.kit.archive.keys, link.id), SECRET)


def test_an_account_that_was_deleted_does_not_come_back_with_an_older_copy(town: Town) -> None:
    kit, at_home = town.kit, {"origin": "192.0.2.7", "language": "fr"}
    account = an_account(town)
    town.me = account.respondent
    receipt = town.send(town.draft())
    town.draft(note="Begun.")
    backup = Backup(town)
    kit.own_account.delete(account, SECRET, **at_home)
    assert kit.erasure.journal() == (Erased(account.respondent.id, "person", NOON),)
    backup.restore()
    assert len(town.rows(tables.accounts)) == 1, "without the replay the account is back"
    assert town.kit.erasure.replay().persons == 1
    for table in (tables.accounts, tables.drafts, tables.sessions):
        assert town.rows(table) == []
    assert town.listed() == [receipt.reference], "what was sent stays, with nobody"
    assert town.kit.erasure.replay().persons == 0


def test_sqlite_overwrites_what_lay_open_in_the_row(sqlite_url: str, tmp_path: Path) -> None:
    """Otherwise a copy of the file would tell it still, though no query does."""
    file = tmp_path / "trees.yaml"
    file.write_text(TREES.replace("protect: all", "protect: personal"))
    settings = Settings(database_url=sqlite_url, key_file=tmp_path / "keys", files=str(tmp_path / "files"))
    kit = ConsultKit([file], settings=settings, clock=FixedClock(NOON))
    town = Town(kit, FixedClock(NOON))
    receipt = town.send(town.draft(note="A word that is nowhere else"))
    submission = id_of(town, receipt)
    database = Path(str(kit.archive.engine.url.database))
    kit.close()
    assert b"A word that is nowhere else" in database.read_bytes()
    kit.erasure.contributions("trees", [submission])
    kit.close()
    assert b"A word that is nowhere else" not in database.read_bytes()
    assert receipt.reference.encode() not in database.read_bytes()
