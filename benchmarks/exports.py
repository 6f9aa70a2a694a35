"""Exports beside what the databases and XlsxWriter do alone with the same columns, and the memory they take.

Each measure runs in a process of its own, which is warmed up before: so its memory is its own too.
"""

from __future__ import annotations

import csv
import multiprocessing
import resource
import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import sqlalchemy as sa

from benchmarks.bulk import fill
from consultkit import ConsultKit, ProviderSettings, Settings, SignInSettings
from consultkit.operations.protection import lies_open
from consultkit.records import ExportChoice, ExportFormat, Filter, Official, Role, Wording
from consultkit.results.exports import Extract, extracts_of
from sme_platforms.app import CONSULTATION

MODELS = 2000
ROUNDS = 2
"""The better one counts: other processes disturb, and never help."""


@dataclass(frozen=True, slots=True)
class Timed:
    """One export, or what it is compared with."""

    seconds: float
    rows: int
    megabytes: float = 0
    """By which the process grew; 0 where that says nothing."""

    @property
    def speed(self) -> float:
        return self.rows / self.seconds


def time_exports(environment: Mapping[str, str], respondents: int) -> list[str]:
    """Fill the database, then measure; lines to print."""
    settings = Settings.from_environment(environment)
    began = time.perf_counter()
    fill(CONSULTATION, settings, respondents, MODELS)
    filled = time.perf_counter() - began
    every, some = _questions(settings)
    codes = ExportChoice(wording=Wording.CODES, study=False)
    asked = {
        "CSV of open answers": replace(codes, questions=some),
        "CSV of open answers, in words": ExportChoice(study=False, questions=some),
        "CSV of all answers, unsealed on the way": replace(codes, questions=every),
        "CSV of all answers with the study, in words": ExportChoice(),
        "JSON Lines": ExportChoice(format=ExportFormat.JSONL),
        "XLSX of open answers": replace(codes, questions=some, format=ExportFormat.XLSX),
        "Parquet of all answers": replace(codes, format=ExportFormat.PARQUET),
    }
    measured = {name: _in_process(_export, environment, choice) for name, choice in asked.items()}
    alone = _alone(settings, some)
    writer = _in_process(_xlsxwriter, environment, asked["XLSX of open answers"])
    lines = [f"filled in {filled:.0f} s; {next(iter(measured.values())).rows:,} contributions"]
    lines += [
        f"{name}: {one.speed:,.0f} rows/s, {one.seconds:.1f} s, +{one.megabytes:.0f} MB"
        for name, one in measured.items()
    ]
    lines += [f"{alone[0]}: {alone[1].speed:,.0f} rows/s", f"XlsxWriter alone: {writer.speed:,.0f} rows/s"]
    return [*lines, *_ratios(measured, alone[1], writer, alone[0])]


def _ratios(measured: Mapping[str, Timed], alone: Timed, writer: Timed, name: str) -> list[str]:
    open_, sealed = measured["CSV of open answers"], measured["CSV of all answers, unsealed on the way"]
    words, book = measured["CSV of open answers, in words"], measured["XLSX of open answers"]
    return [
        f"ratio of CSV to {name}: {open_.speed / alone.speed:.2f}; in words {words.speed / alone.speed:.2f}",
        f"ratio of CSV with sealed answers to CSV without: {sealed.speed / open_.speed:.2f}",
        f"ratio of CSV with sealed answers to what Python writes without: {sealed.speed / words.speed:.2f}",
        f"ratio of XLSX to XlsxWriter alone: {book.speed / writer.speed:.2f}",
    ]


def _kit(settings: Settings) -> ConsultKit:
    nowhere = ProviderSettings("https://nowhere.invalid", "bench", "nobody signs in")
    return ConsultKit(
        [CONSULTATION], settings=replace(settings, sign_in=SignInSettings(franceconnect=nowhere))
    )


def _questions(settings: Settings) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """All that are answered; those whose answers lie open."""
    kit = _kit(settings)
    form = kit.forms.current(kit.consultations[0].id)
    asked = [one for one in form.questions.values() if one.yields]
    kit.close()
    return tuple(one.id for one in asked), tuple(one.id for one in asked if lies_open(form, one))


def _in_process(work: Callable[..., Timed], environment: Mapping[str, str], choice: ExportChoice) -> Timed:
    context = multiprocessing.get_context("spawn")
    with context.Pool(1, maxtasksperchild=1) as pool:
        return min(
            (pool.apply(work, (environment, choice)) for _ in range(ROUNDS)), key=lambda one: one.seconds
        )


def _export(environment: Mapping[str, str], choice: ExportChoice) -> Timed:
    kit = _kit(Settings.from_environment(environment))
    official = Official(uuid4(), "", kit.consultations[0].id, Role.READER)
    # Nothing is as rare as this: what is loaded for any export is loaded now.
    _write(kit, official, replace(choice, only=Filter(marks={"@label": ("nothing",)})))
    before, began = _peak(), time.perf_counter()
    rows = _write(kit, official, choice)
    timed = Timed(time.perf_counter() - began, rows, _peak() - before)
    kit.close()
    return timed


def _write(kit: ConsultKit, official: Official, choice: ExportChoice) -> int:
    """How many contributions. Companions are not counted: they are the same at any size."""
    read = [0]
    with (
        kit.exporter.files(official, choice, lambda done, _total: read.__setitem__(0, done)) as files,
        Path("/dev/null").open("wb") as nowhere,
    ):
        nowhere.writelines(next(files).pieces)
    return read[0]


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _xlsxwriter(environment: Mapping[str, str], choice: ExportChoice) -> Timed:
    """The same cells, which wait in memory already."""
    import xlsxwriter

    kit = _kit(Settings.from_environment(environment))
    official = Official(uuid4(), "", kit.consultations[0].id, Role.READER)
    with kit.exporter.files(official, replace(choice, format=ExportFormat.CSV)) as files:
        text = b"".join(next(files).pieces).decode("utf-8-sig")
    kit.close()
    rows = list(csv.reader(text.splitlines(), delimiter=choice.delimiter))
    began = time.perf_counter()
    book = xlsxwriter.Workbook("/dev/null", {"constant_memory": True})
    page = book.add_worksheet()
    for number, row in enumerate(rows):
        for place, cell in enumerate(row):
            if cell in {"0", "1"}:
                page.write_number(number, place, int(cell))
            elif cell:
                page.write_string(number, place, cell)
    book.close()
    return Timed(time.perf_counter() - began, len(rows) - 1)


def _alone(settings: Settings, questions: tuple[str, ...]) -> tuple[str, Timed]:
    """The database's own command line, which writes the same columns."""
    kit = _kit(settings)
    cells = extracts_of(kit.exporter.versions(kit.consultations[0].id), questions) or ()
    kit.close()
    url = sa.make_url(settings.database_url)
    if url.get_backend_name() == "sqlite":
        statement = f"SELECT {', '.join([*_ABOUT, *map(_sqlite_cell, cells)])} {_FROM}"
        return "sqlite3 .mode csv", _command(["sqlite3", "-csv", str(url.database), statement])
    statement = f"SELECT {', '.join([*_ABOUT, *map(_postgresql_cell, cells)])} {_FROM}"
    address = url.set(drivername="postgresql").render_as_string(hide_password=False)
    return "psql \\copy", _command(["psql", "-qX", address, "-c", f"\\copy ({statement}) TO STDOUT CSV"])


_ABOUT = ("s.reference", "s.received_at", "s.late_by_ms > 0", "r.reference", "s.form_digest")
_FROM = (
    "FROM submissions s LEFT JOIN retractions t ON t.replaced_by = s.id "
    "LEFT JOIN submissions r ON r.id = t.submission_id "
    "WHERE s.consultation = 'sme-platforms' "
    "AND NOT EXISTS (SELECT 1 FROM retractions u WHERE u.submission_id = s.id) "
    "ORDER BY s.received_at DESC, s.id DESC"
)


def _sqlite_cell(cell: Extract) -> str:
    answer = f"json_extract(s.open_answers, '$.{cell.question}')"
    return f"instr({answer}, '\"{cell.code}\"') > 0" if cell.kind == "tick" else answer


def _postgresql_cell(cell: Extract) -> str:
    if cell.kind == "tick":
        return f"(s.open_answers -> '{cell.question}') ? '{cell.code}'"
    return f"s.open_answers ->> '{cell.question}'"


def _command(words: list[str]) -> Timed:
    def once() -> Timed:
        began = time.perf_counter()
        with subprocess.Popen(words, stdout=subprocess.PIPE) as process:
            rows = sum(piece.count(b"\n") for piece in iter(lambda: _read(process), b""))
        return Timed(time.perf_counter() - began, rows)

    return min((once() for _ in range(ROUNDS)), key=lambda one: one.seconds)


def _read(process: subprocess.Popen[Any]) -> bytes:
    return process.stdout.read(1 << 20) if process.stdout else b""
