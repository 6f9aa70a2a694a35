"""Every type of question goes out in every form, and other programs read it as it is declared."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import duckdb
import pytest
from frictionless import Package, system
from gallery import FILES
from python_calamine import load_workbook

from consultkit import ConsultKit, Settings
from consultkit.operations import Importer
from consultkit.records import ExportChoice, ExportFormat, Official, Role, Wording, canonical_json
from consultkit.results.exports import InCodes, InWords, headings_of
from consultkit.simulation import SimulatedClock, Simulation
from consultkit.storage import Archive, migrate, submissions

RESPONDENTS = 12
CHOICES = [
    ExportChoice(format=ExportFormat.ZIP),
    ExportChoice(format=ExportFormat.ZIP, wording=Wording.CODES, language="en", delimiter=",", bom=False),
    ExportChoice(format=ExportFormat.ZIP, language="en"),
]


@pytest.fixture
def kit(database_url: str, tmp_path: Path) -> Iterator[ConsultKit]:
    environment = {
        "CONSULTKIT_DATABASE_URL": database_url,
        "CONSULTKIT_KEY_FILE": str(tmp_path / "keys"),
        "CONSULTKIT_FILES": str(tmp_path / "files"),
    }
    clock = SimulatedClock(datetime(2018, 11, 1, 9, tzinfo=UTC))
    made = ConsultKit(FILES, settings=Settings.from_environment(environment), clock=clock)
    for consultation in made.consultations:
        for _receipt in Simulation(made, clock, consultation, 7).run(RESPONDENTS):
            pass
    yield made
    made.close()


def test_every_table_is_what_its_schema_says_and_every_form_holds_the_same(
    kit: ConsultKit, tmp_path: Path
) -> None:
    for consultation in kit.consultations:
        official = Official(uuid4(), "", consultation.id, Role.READER)
        for number, choice in enumerate(CHOICES):
            folder = tmp_path / consultation.id / str(number)
            unpack(kit, official, choice, folder)
            # What is below the folder of a package is read by its own names only.
            with system.use_context(trusted=True):
                report = Package(str(folder / "datapackage.json")).validate()
            assert report.valid, (consultation.id, number, report.flatten(["title", "note"]))
        _spreadsheet_is_the_same(kit, official, tmp_path / consultation.id / "1")
        _parquet_is_the_same(kit, official, tmp_path / consultation.id / "1")


def unpack(kit: ConsultKit, official: Official, choice: ExportChoice, folder: Path) -> None:
    with kit.exporter.packed(official, choice) as pieces:
        content = b"".join(pieces)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        archive.extractall(folder)


def _spreadsheet_is_the_same(kit: ConsultKit, official: Official, folder: Path) -> None:
    choice = ExportChoice(format=ExportFormat.XLSX, wording=Wording.CODES)
    with kit.exporter.packed(official, choice) as pieces:
        book = load_workbook(io.BytesIO(b"".join(pieces)))
    _heading, *rows = book.get_sheet_by_name("contributions").to_python()
    expected = table(folder)
    assert len(rows) == len(expected)
    for row, wanted in zip(rows, expected, strict=True):
        for cell, text in zip(row, wanted.values(), strict=False):
            assert text in {str(cell), f"'{cell}"} or float(cell) == float(text)


def _parquet_is_the_same(kit: ConsultKit, official: Official, folder: Path) -> None:
    unpack(kit, official, ExportChoice(format=ExportFormat.PARQUET), folder / "parquet")
    found = duckdb.sql(f"SELECT * EXCLUDE (received_at) FROM '{folder / 'parquet/contributions.parquet'}'")
    expected = table(folder)
    assert found.columns == [
        name for name in (expected[0] if expected else found.columns) if name != "received_at"
    ]
    rows = found.fetchall()
    assert [row[0] for row in rows] == [row["reference"] for row in expected]
    for row, wanted in zip(rows, expected, strict=True):
        filled = [text for name, text in wanted.items() if text and name != "received_at"]
        assert sum(cell is not None for cell in row) == len(filled)


def table(folder: Path) -> list[dict[str, str]]:
    with (folder / "contributions.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_json_lines_of_every_type_come_back_the_same(kit: ConsultKit, tmp_path: Path) -> None:
    other = Archive(f"sqlite:///{tmp_path / 'other.db'}", kit.archive.keys)

    migrate(other)
    importer = Importer(other, kit.forms, kit.plugins.question_types, kit.clock)
    for consultation in kit.consultations:
        official = Official(uuid4(), "", consultation.id, Role.READER)
        choice = ExportChoice(format=ExportFormat.JSONL)
        with kit.exporter.files(official, choice) as files:
            lines = b"".join(next(files).pieces).splitlines()
        taken = importer.take(consultation.id, lines)
        assert taken.redacted == 0
        assert kept(other, consultation.id) == kept(kit.archive, consultation.id)
        assert taken.contributions == len(kept(kit.archive, consultation.id))
    other.close()


def kept(archive: Archive, consultation: str) -> list[tuple[str, bytes, str]]:
    with archive.reading() as tx:
        found = list(submissions.each(tx, consultation))
        digests = submissions.digests(tx, [one.reference for one in found])
    return [(one.reference, canonical_json(one.answers), digests[one.reference]) for one in found]


def test_every_type_has_a_cell_for_each_heading_in_words_and_in_codes(kit: ConsultKit) -> None:
    writers = (InWords("fr"), InWords("en"), InCodes())
    for consultation in kit.consultations:
        form = kit.forms.current(consultation.id)
        with kit.archive.reading() as tx:
            answered = list(submissions.each(tx, consultation.id))
        for question in form.questions.values():
            if question.yields:
                values = [one.answers.get(question.id) for one in answered]
                for value in (None, *values):
                    for writer in writers:
                        assert len(writer.cells(question, value)) == len(headings_of(question))
