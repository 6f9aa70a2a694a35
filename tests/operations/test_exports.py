"""Exports: whole, as chosen, without what may not be read, and read again by other programs."""

from __future__ import annotations

import csv
import io
import json
import tempfile
import threading
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import duckdb
import pytest
from spreadsheets import sheets_of

from consultkit import operations
from consultkit.errors import ConfigurationError, NotFoundError, RespondentError
from consultkit.operations import (
    Attachments,
    BackgroundCounts,
    Exporter,
    Exports,
    Importer,
    Results,
    StudyDesk,
    Texts,
)
from consultkit.operations import exports as exports_module
from consultkit.operations.counting import recount
from consultkit.records import (
    ExportChoice,
    ExportFormat,
    ExportState,
    Filter,
    Official,
    Role,
    Wording,
    choice_of,
)
from consultkit.storage import Archive, FolderStore, KeyRing, migrate, submissions, tallies

from .conftest import TREES, Campaign, Campaigns

REPEAT = """
      - id: birds
        type: repeat
        label: Birds
        row: Bird
        required: false
        questions:
          - {id: name, type: text, label: Name}
          - {id: eggs, type: integer, label: Eggs, required: false}
"""
DANGEROUS = [
    "=1+1",
    "+33 6",
    "-1+2",
    "@SUM(A1)",
    "\t=2",
    "＝3",
    "'=4",
    '=HYPERLINK("http://x.example")',
    "=cmd|'x'!A0",
]
CODES = ExportChoice(wording=Wording.CODES, delimiter=",", bom=False)


class Desk:
    """A campaign and what makes its exports."""

    def __init__(self, campaign: Campaign, folder: Path) -> None:
        self.campaign = campaign
        self.folder = folder
        self.store = FolderStore(folder / "files")
        clock, archive, forms = campaign.clock, campaign.archive, campaign.forms
        kept = Attachments(archive, forms, campaign.plugins, clock, self.store)
        results = Results(archive, forms)
        pages = BackgroundCounts(results, Texts(forms, operations.Desk(archive, forms, clock), results))
        self.exporter = Exporter(archive, forms, clock, kept, pages)
        self.exports = Exports(archive, self.exporter, clock, self.store, pages)
        self.official = campaign.official()

    def files(self, choice: ExportChoice, official: Official | None = None) -> dict[str, bytes]:
        with self.exporter.files(official or self.official, choice) as files:
            return {file.name: b"".join(file.pieces) for file in files}

    def rows(self, choice: ExportChoice = CODES, name: str = "contributions.csv") -> list[dict[str, str]]:
        text = self.files(choice)[name].decode("utf-8-sig")
        return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=choice.delimiter))


@pytest.fixture
def desk(campaigns: Campaigns, tmp_path: Path) -> Desk:
    return Desk(campaigns(TREES + REPEAT), tmp_path)


@pytest.fixture
def elsewhere(tmp_path: Path, blank_database_url: str) -> Iterator[Archive]:
    archive = Archive(blank_database_url, KeyRing({"k0001": bytes(range(32))}, "k0001"))
    migrate(archive)
    yield archive
    archive.close()


def fill(desk: Desk, number: int = 5) -> None:
    for count in range(number):
        desk.campaign.clock.move(timedelta(seconds=1))
        desk.campaign.contribute(
            kind="oak" if count % 2 else "elm",
            harm=["fungus", "saw"],
            height="-12.5",
            note=DANGEROUS[count % len(DANGEROUS)],
            birds=[{"name": "Wren", "eggs": count}, {"name": "=Kite"}],
        )


def test_codes_and_words_are_written_as_chosen(desk: Desk) -> None:
    desk.campaign.contribute(kind="oak", harm=["fungus", "saw"], fallen=True, height="-12.5")
    (codes,) = desk.rows()
    assert (codes["kind"], codes["fallen"], codes["height"], codes["harm"]) == (
        "oak",
        "yes",
        "-12.5",
        "fungus,saw",
    )
    (words,) = desk.rows(ExportChoice())
    assert (words["kind"], words["fallen"], words["height"], words["harm"]) == (
        "Chêne",
        "Oui",
        "-12,5",
        "Rot, Saw",
    )
    for row in (codes, words):
        assert [row[f"harm.{code}"] for code in ("fungus", "storm", "saw")] == ["1", "0", "1"]


def test_delimiter_and_mark_are_as_chosen(desk: Desk) -> None:
    french, plain = (desk.files(one)["contributions.csv"] for one in (ExportChoice(), CODES))
    assert french.startswith(b"\xef\xbb\xbfreference;received_at;")
    assert plain.startswith(b"reference,received_at,")


def test_each_row_of_a_group_names_its_contribution(desk: Desk) -> None:
    fill(desk, 2)
    whole = desk.rows()
    birds = desk.rows(name="birds.csv")
    assert [row["birds"] for row in whole] == ["2", "2"]
    assert [(row["number"], row["name"], row["eggs"]) for row in birds] == [
        ("1", "Wren", "1"),
        ("2", "'=Kite", ""),
        ("1", "Wren", "0"),
        ("2", "'=Kite", ""),
    ]
    assert [row["reference"] for row in birds[::2]] == [row["reference"] for row in whole]


def test_columns_and_filters_are_as_chosen_and_said_in_the_export(desk: Desk) -> None:
    fill(desk, 4)
    choice = ExportChoice(questions=("kind",), study=False, only=Filter({"kind": ("elm",)}, words="2"))
    (row,) = desk.rows(choice)
    assert list(row) == ["reference", "received_at", "late", "replaces", "form_version", "kind"]
    said = json.loads(desk.files(choice)["export.json"])
    assert choice_of(said["choice"]) == choice
    later = ExportChoice(only=Filter(since=datetime(2018, 11, 15, 11, 0, 3, tzinfo=UTC)))
    assert len(desk.rows(later)) == 2
    assert choice_of(later.content()) == later


def test_the_dictionary_says_every_column_and_every_code_in_both_languages(desk: Desk) -> None:
    columns = set(desk.files(CODES)["contributions.csv"].decode().splitlines()[0].split(","))
    rows = desk.rows(name="dictionary.csv")
    assert {row["column"] for row in rows if row["table"] == "contributions"} == columns
    oak = next(row for row in rows if row["column"] == "kind" and row["code"] == "oak")
    assert (oak["label_fr"], oak["label_en"]) == ("Chêne", "Oak")


@pytest.mark.parametrize("form", list(ExportFormat))
def test_what_was_redacted_withdrawn_or_kept_personal_is_in_no_export(desk: Desk, form: ExportFormat) -> None:
    campaign = desk.campaign
    study = StudyDesk(campaign.archive, campaign.forms, campaign.clock)
    campaign.accounts.add_official("ada@town.example", "trees", Role.CASEWORKER, language="fr")
    ada = Official(uuid4(), "ada@town.example", "trees", Role.CASEWORKER)
    reference = campaign.contribute(
        note="It fell on Zoé Martin.", birds=[{"name": "Zoé Martin's wren"}]
    ).reference
    study.redact(ada, reference, "note", "Zoé Martin", "A name.")
    study.redact(ada, reference, "birds", "Zoé Martin", "A name.")
    files = desk.files(ExportChoice(format=form), ada)
    said = b"".join(files.values()) + readable(files)
    assert b"[" in said
    assert "Zoé Martin".encode() not in said
    assert b"It fell on" in said


def readable(files: dict[str, bytes]) -> bytes:
    """What is inside compressed files too."""
    found = b""
    for name, content in files.items():
        if name.endswith(".xlsx"):
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                found += b"".join(archive.read(one) for one in archive.namelist())
        if name.endswith(".parquet"):
            found += repr(parquet_rows(content)).encode()
    return found


def parquet_rows(content: bytes, columns: str = "*") -> list[tuple[object, ...]]:
    # Instants are read by a library that nobody needs otherwise.
    chosen = "* EXCLUDE (received_at)" if columns == "*" and b"received_at" in content else columns
    with tempfile.NamedTemporaryFile(suffix=".parquet") as file:
        file.write(content)
        file.flush()
        return duckdb.sql(f"SELECT {chosen} FROM '{file.name}'").fetchall()


def test_a_spreadsheet_has_no_formula_and_no_link_and_every_text_comes_back(desk: Desk) -> None:
    fill(desk, len(DANGEROUS))
    content = desk.files(ExportChoice(format=ExportFormat.XLSX))["contributions.xlsx"]
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        written = b"".join(archive.read(one) for one in archive.namelist() if "/worksheets/" in one)
    assert b"<f>" not in written
    assert b"hyperlink" not in written.lower().replace(b"=hyperlink(", b"")
    sheets = sheets_of(content)
    assert list(sheets) == ["export", "contributions", "birds", "dictionary"]
    heading, *rows = sheets["contributions"]
    assert [row[heading.index("note")] for row in reversed(rows)] == DANGEROUS
    assert {row[heading.index("height")] for row in rows} == {-12.5}
    about = dict(row[:2] for row in sheets["export"])
    assert (about["consultation"], about["choice.format"]) == ("trees", "xlsx")
    assert about["contributions"] == str(len(DANGEROUS))


def test_parquet_is_typed_and_whole(desk: Desk) -> None:
    fill(desk, 3)
    files = desk.files(ExportChoice(format=ExportFormat.PARQUET))
    columns = 'kind, "harm.saw", height, note, birds, epoch(received_at)'
    rows = parquet_rows(files["contributions.parquet"], columns)
    noon = datetime(2018, 11, 15, 11, 0, 3, tzinfo=UTC).timestamp()
    assert rows[0] == ("elm", True, pytest.approx(-12.5), DANGEROUS[2], 2, noon)
    assert parquet_rows(files["birds.parquet"], "number, name, eggs")[:2] == [
        (1, "Wren", 2),
        (2, "=Kite", None),
    ]


def test_json_lines_come_back_with_the_same_references_instants_digests_and_counts(
    desk: Desk, elsewhere: Archive
) -> None:
    fill(desk, 6)
    lines = desk.files(ExportChoice(format=ExportFormat.JSONL))["contributions.jsonl"].splitlines()
    campaign = desk.campaign
    importer = Importer(elsewhere, campaign.forms, campaign.plugins.question_types, campaign.clock)
    taken = importer.take("trees", lines)
    assert (taken.contributions, taken.redacted) == (6, 0)
    assert everything(elsewhere) == everything(campaign.archive)
    with elsewhere.reading() as tx:
        counts = tallies.counts_of(tx, "trees")
        assert submissions.count(tx, "trees", Filter({"kind": ("elm",)})) == 3
    assert counts["@day", "2018-11-15"] == 6
    of_answers = {mark: number for mark, number in counts.items() if not mark[0].startswith("@")}
    assert of_answers == recount(elsewhere, campaign.forms, "trees").marks
    with pytest.raises(ConfigurationError, match="already"):
        importer.take("trees", lines)


def everything(archive: Archive) -> list[tuple[object, ...]]:
    with archive.reading() as tx:
        found = list(submissions.each(tx, "trees"))
        digests = submissions.digests(tx, [one.reference for one in found])
    return [
        (one.reference, one.form_digest, one.received_at, one.decided_at, one.answers, digests[one.reference])
        for one in found
    ]


@pytest.mark.parametrize("harm", ["cut", "changed", "no form", "nonsense", "other consultation", "repeated"])
def test_a_file_that_is_not_what_was_exported_is_not_taken_at_all(
    desk: Desk, elsewhere: Archive, harm: str
) -> None:
    fill(desk, 3)
    lines = desk.files(ExportChoice(format=ExportFormat.JSONL))["contributions.jsonl"].splitlines()
    head, form, *contributions, end = lines
    harmed = {
        "cut": [head, form, *contributions],
        "changed": [head, form, contributions[0].replace(b"-12.5", b"-12.6"), *contributions[1:], end],
        "no form": [head, *contributions, end],
        "nonsense": [head, form, b"{", end],
        "other consultation": [head.replace(b"trees", b"shrubs"), form, *contributions, end],
        "repeated": [head, form, *contributions, contributions[0], end],
    }[harm]
    campaign = desk.campaign
    importer = Importer(elsewhere, campaign.forms, campaign.plugins.question_types, campaign.clock)
    with pytest.raises(ConfigurationError):
        importer.take("trees", harmed)
    assert everything(elsewhere) == []


def test_what_was_redacted_comes_back_so_and_is_counted(desk: Desk, elsewhere: Archive) -> None:
    campaign = desk.campaign
    study = StudyDesk(campaign.archive, campaign.forms, campaign.clock)
    ada = Official(uuid4(), "ada@town.example", "trees", Role.CASEWORKER)
    reference = campaign.contribute(note="It fell on Zoé.").reference
    study.redact(ada, reference, "note", "Zoé", "A name.")
    lines = desk.files(ExportChoice(format=ExportFormat.JSONL))["contributions.jsonl"].splitlines()
    importer = Importer(elsewhere, campaign.forms, campaign.plugins.question_types, campaign.clock)
    assert importer.take("trees", lines).redacted == 1
    ((_reference, _form, _received, _decided, answers, digest),) = everything(elsewhere)
    assert answers["note"] == "It fell on […]."
    assert digest == everything(campaign.archive)[0][-1]


def test_what_arrives_while_an_export_is_made_is_in_none_of_its_files(desk: Desk) -> None:
    fill(desk, 2)
    with desk.exporter.files(desk.official, CODES) as files:
        first = b"".join(next(files).pieces)
        fill(desk, 2)
        birds = b"".join(next(files).pieces)
    assert (first.count(b"\n"), birds.count(b"\n")) == (1 + 2, 1 + 4)


# --- made by the worker ------------------------------------------------------------------------------------


def test_an_export_is_made_kept_sealed_fetched_and_thrown_away(desk: Desk) -> None:
    fill(desk, 3)
    asked = desk.exports.ask(desk.official, CODES)
    assert desk.exports.of(desk.official)[0].state is ExportState.WAITING
    assert desk.exports.make_next()
    assert not desk.exports.make_next()
    (made,) = desk.exports.of(desk.official)
    assert made.state is ExportState.READY
    content = b"".join(desk.exports.content(desk.official, asked.id))
    assert made.size == len(content)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert set(archive.namelist()) == {
            "contributions.csv",
            "birds.csv",
            "dictionary.csv",
            "datapackage.json",
            "export.json",
        }
        assert archive.testzip() is None
    (stored,) = [path for path in (desk.folder / "files").rglob("*") if path.is_file()]
    assert b"contributions.csv" not in stored.read_bytes()
    desk.campaign.clock.move(timedelta(days=8))
    desk.exports.forget()
    assert desk.exports.of(desk.official) == ()
    assert not [path for path in (desk.folder / "files").rglob("*") if path.is_file()]


def test_only_who_asked_fetches_it_and_all_of_it_is_written_down(desk: Desk) -> None:
    asked = desk.exports.ask(desk.official, CODES)
    with pytest.raises(NotFoundError):
        desk.exports.content(desk.official, asked.id)
    desk.exports.make_next()
    for stranger in (desk.campaign.official(), Official(desk.official.id, "", "hedges", Role.MANAGER)):
        with pytest.raises(NotFoundError):
            desk.exports.content(stranger, asked.id)
        with pytest.raises(NotFoundError):
            desk.exports.throw_away(stranger, asked.id)
    list(desk.exports.content(desk.official, asked.id))
    room = exports_module.Room(desk.campaign.archive, desk.campaign.clock, exports_module.ROOM)
    events = room.events("trees", desk.official.id)
    assert [(event.kind, event.by) for event in events] == [
        ("asked", desk.official.id),
        ("fetched", desk.official.id),
    ]
    assert desk.exports.remembered(desk.official) == (CODES,)
    desk.exports.throw_away(desk.official, asked.id)
    assert desk.exports.of(desk.official) == ()


def test_so_many_are_asked_for_at_once_and_no_more(desk: Desk) -> None:
    for _ in range(exports_module.MOST_AT_ONCE):
        desk.exports.ask(desk.official, CODES)
    with pytest.raises(RespondentError):
        desk.exports.ask(desk.official, CODES)


class Killed(BaseException):
    """As if the process ended: nothing that follows in it runs."""


def test_an_export_whose_worker_died_is_made_whole_by_another(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(desk, 3)
    asked = desk.exports.ask(desk.official, CODES)
    with monkeypatch.context() as patch:
        patch.setattr(desk.store, "put", lambda _name, content: (next(iter(content)), die()))
        with pytest.raises(Killed):
            desk.exports.make_next()
    assert not desk.exports.make_next(), "The lease still runs."
    desk.campaign.clock.move(exports_module.LEASE + timedelta(seconds=1))
    assert desk.exports.make_next()
    with zipfile.ZipFile(io.BytesIO(b"".join(desk.exports.content(desk.official, asked.id)))) as archive:
        assert len(archive.read("contributions.csv").splitlines()) == 1 + 3


def die() -> None:
    raise Killed


def test_a_worker_that_stops_lets_go_and_another_begins_anew(desk: Desk) -> None:
    fill(desk, 3)
    desk.exports.ask(desk.official, CODES)
    stop = threading.Event()
    stop.set()
    assert desk.exports.make_next(stop)
    assert desk.exports.of(desk.official)[0].state is ExportState.WAITING
    assert desk.exports.make_next()
    assert desk.exports.of(desk.official)[0].state is ExportState.READY


def test_what_cannot_be_made_is_tried_three_times_and_said(desk: Desk) -> None:
    fill(desk, 1)
    desk.exports.ask(desk.official, CODES)
    (desk.folder / "files").write_text("no folder")
    for _ in range(exports_module.TRIES):
        assert desk.exports.make_next()
        assert not desk.exports.make_next(), "Not at once."
        desk.campaign.clock.move(exports_module.AGAIN + timedelta(seconds=1))
    assert not desk.exports.make_next()
    assert desk.exports.of(desk.official)[0].state is ExportState.FAILED
