"""Contributions as files: what an official may read of them, as of one instant, in the form chosen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice

from consultkit.files import safe_name
from consultkit.operations.attachments import Attachments
from consultkit.operations.background_counts import BackgroundCounts
from consultkit.operations.clock import Clock
from consultkit.operations.export_reading import Counter, Progress, Reading, Source, Studied
from consultkit.operations.form_versions import every_version
from consultkit.operations.forms import Forms
from consultkit.operations.studies import (
    redactions_in,
)
from consultkit.records import (
    FORMS_OF_FILES,
    ExportChoice,
    ExportFormat,
    Json,
    Official,
    Submission,
    canonical_json,
    digest_of,
)
from consultkit.results import BOM, Versions, csv_file
from consultkit.results.exports import (
    CONTRIBUTIONS,
    Column,
    ExportFile,
    Extract,
    InCodes,
    Line,
    RowsOf,
    Sheet,
    Writer,
    data_package,
    dictionary,
    file_name,
    json_lines,
    parquet,
    tables_of,
    told,
    workbook,
    writer_of,
    zipped,
)
from consultkit.storage import Archive, Transaction, attachments, copying, submissions

BATCH = 200


class Exporter:
    """Redacted passages are in no export, whatever its form; nor is what was withdrawn or replaced."""

    def __init__(
        self, archive: Archive, forms: Forms, clock: Clock, kept: Attachments, pages: BackgroundCounts
    ) -> None:
        self._pages = pages
        self._archive = archive
        self._forms = forms
        self._clock = clock
        self._kept = kept

    @contextmanager
    def files(
        self, official: Official, choice: ExportChoice, progress: Progress = lambda _done, _total: None
    ) -> Iterator[Iterator[ExportFile]]:
        """The files of an export, to be read one after the other inside the block: the data come first.

        Raises ConfigurationError, while they are read, where what writes the form is not installed.
        """
        with self._archive.snapshot() as tx:
            yield self._files(self._reading(tx, official, choice, Counter(progress)))

    @contextmanager
    def zipped(
        self, official: Official, choice: ExportChoice, progress: Progress = lambda _done, _total: None
    ) -> Iterator[Iterator[bytes]]:
        """The same files as one archive."""
        with self.files(official, choice, progress) as files:
            yield zipped(files, self._clock.now())

    @contextmanager
    def packed(
        self, official: Official, choice: ExportChoice, progress: Progress = lambda _done, _total: None
    ) -> Iterator[Iterator[bytes]]:
        """The export as one file: a spreadsheet as it is, anything else as an archive."""
        if choice.format not in FORMS_OF_FILES:
            yield self._pages.pieces(official, choice, progress)
        elif choice.format is ExportFormat.XLSX:
            with self.files(official, choice, progress) as files:
                yield (piece for file in files for piece in file.pieces)
        else:
            with self.zipped(official, choice, progress) as pieces:
                yield pieces

    def versions(self, consultation: str) -> Versions:
        """Every form that was ever served: what may be asked for."""
        return every_version(self._archive, self._forms, consultation)

    # --- how -------------------------------------------------------------------

    def _reading(
        self, tx: Transaction, official: Official, choice: ExportChoice, counter: Counter
    ) -> Reading:
        consultation = official.consultation
        return Reading(
            tx=tx,
            official=official,
            choice=choice,
            versions=self.versions(consultation),
            hidden=redactions_in(tx, consultation),
            at=self._clock.now(),
            counted=submissions.count(tx, consultation, choice.only),
            counter=counter,
        )

    def _files(self, reading: Reading) -> Iterator[ExportFile]:
        if reading.choice.format is ExportFormat.JSONL:
            reading.counter.total = reading.counted
            yield ExportFile(f"{CONTRIBUTIONS}.jsonl", _lines(reading))
        else:
            yield from self._tables(reading)
        if reading.choice.format is not ExportFormat.XLSX:
            yield ExportFile("export.json", [canonical_json(_about(reading)) + b"\n"])

    def _tables(self, reading: Reading) -> Iterator[ExportFile]:
        choice = reading.choice
        writer = InCodes() if choice.format is ExportFormat.PARQUET else writer_of(choice)
        tables = self._with_study(reading, tables_of(reading.versions, writer, choice.questions), writer)
        passes = len(tables) + (choice.format is ExportFormat.ZIP)
        reading.counter.total = reading.counted * passes
        if choice.format is ExportFormat.XLSX:
            yield self._workbook(reading, tables)
            return
        yield from (self._table(reading, table) for table in tables)
        yield from self._companions(reading, tables)
        if choice.format is ExportFormat.ZIP:
            yield from self._attachments(reading)

    def _with_study(self, reading: Reading, tables: Sequence[RowsOf], writer: Writer) -> tuple[Source, ...]:
        desk = self._forms.current(reading.official.consultation).consultation.desk
        first, *groups = tables
        sources = [Source(reading, one) for one in groups]
        if reading.choice.study:
            return (Studied(reading, first, desk, writer), *sources)
        return (Source(reading, first), *sources)

    def _table(self, reading: Reading, table: Source) -> ExportFile:
        if reading.choice.format is ExportFormat.PARQUET:
            return ExportFile(f"{file_name(table.name)}.parquet", parquet(table.columns, table.all_rows()))
        extracts = reading.extracts if table.name == CONTRIBUTIONS else None
        pieces = _csv(reading.choice, table.with_headings())
        if extracts is not None:
            pieces = _csv_of_database(reading, table, extracts)
        return ExportFile(f"{file_name(table.name)}.csv", pieces)

    def _companions(self, reading: Reading, tables: Sequence[Source]) -> Iterator[ExportFile]:
        consultation, choice = reading.versions.current.consultation, reading.choice
        yield ExportFile("dictionary.csv", _csv(choice, dictionary(tables, consultation.languages)))
        if choice.format is not ExportFormat.PARQUET:
            named = {f"{file_name(one.name)}.csv": one for one in tables}
            title = consultation.title.in_language(choice.language)
            package = data_package(consultation.id, title, named, choice, _about(reading))
            yield ExportFile("datapackage.json", [package])

    def _workbook(self, reading: Reading, tables: Sequence[Source]) -> ExportFile:
        heading, *rows = dictionary(tables, reading.versions.current.consultation.languages)
        sheets = [
            *(Sheet(one.name, one.columns, one.all_rows()) for one in tables),
            Sheet("dictionary", [Column(name) for name in heading], rows),
        ]
        pieces = workbook(sheets, lambda cut: told({**_about(reading), "cut_cells": cut}), "export")
        return ExportFile(f"{CONTRIBUTIONS}.xlsx", pieces)

    def _attachments(self, reading: Reading) -> Iterator[ExportFile]:
        """Those that officials may read, under the names that the answers give them."""
        for submission in reading.each():
            named = dict(_named_files(submission, reading.choice))
            if named:
                for one in attachments.of_draft(reading.tx, submission.id):
                    if str(one.id) in named and self._kept.readable(one):
                        name = f"{one.id.hex[-8:]}-{named[str(one.id)]}"
                        path = f"files/{submission.reference}/{one.question}/{name}"
                        yield ExportFile(path, self._kept.content(one))


def _csv(choice: ExportChoice, rows: Iterator[list[str]]) -> Iterator[bytes]:
    return csv_file(rows, delimiter=choice.delimiter, mark=BOM if choice.bom else b"")


def _csv_of_database(reading: Reading, table: Source, extracts: Sequence[Extract]) -> Iterator[bytes]:
    choice, current = reading.choice, reading.versions.current.consultation
    yield from _csv(choice, iter([[column.name for column in table.columns]]))
    rows = copying.csv_rows(
        reading.tx,
        reading.official.consultation,
        extracts,
        only=choice.only,
        versions={form.digest: reading.versions.number(form.digest) for form in reading.versions.forms},
        zone=current.window.timezone,
        delimiter=choice.delimiter,
    )
    for number, piece in rows:
        reading.counter.move(number)
        yield piece


def _lines(reading: Reading) -> Iterator[bytes]:
    about = _about(reading)
    return json_lines(reading.official.consultation, about, reading.versions.forms, _each_line(reading))


def _each_line(reading: Reading) -> Iterator[Line]:
    several = reading.each()
    while batch := list(islice(several, BATCH)):
        digests = submissions.digests(reading.tx, [one.reference for one in batch])
        for one in batch:
            sent = digests[one.reference]
            yield Line(one, _pseudonym(reading.tx, one), sent, redacted=digest_of(one.answers) != sent)


def _pseudonym(tx: Transaction, submission: Submission) -> str:
    who = f"{submission.consultation}|{submission.respondent_id}"
    return tx.keys.keyed_digest("exported respondent", who)[:32]


def _about(reading: Reading) -> dict[str, Json]:
    """What was chosen, said in the export itself."""
    versions = reading.versions
    return {
        "consultation": reading.official.consultation,
        "title": versions.current.consultation.title.in_language(reading.choice.language),
        "as_of": reading.at.isoformat(timespec="seconds").replace("+00:00", "Z"),
        # Where words are looked for, nobody knows how many there are before all were read.
        "contributions": None if reading.choice.only.words else reading.counted,
        "choice": reading.choice.content(),
        "forms": [{"version": versions.number(one.digest), "digest": one.digest} for one in versions.forms],
    }


def _named_files(submission: Submission, choice: ExportChoice) -> Iterator[tuple[str, str]]:
    """The files of the questions that were chosen: ids and names, as the answers have them."""
    for question, value in submission.answers.items():
        if not choice.questions or question in choice.questions:
            for entry in value if isinstance(value, list) else [value]:
                if isinstance(entry, Mapping) and "sha256" in entry and "id" in entry:
                    yield str(entry["id"]), safe_name(str(entry.get("name", "")))
