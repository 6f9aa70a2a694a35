"""What an export reads: contributions as one official may read them, as of one instant, and how far it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from consultkit.operations.asked_table import AskedTable
from consultkit.operations.desk import says
from consultkit.operations.protection import lies_open
from consultkit.operations.studies import Redactions, as_read_by, without_redactions
from consultkit.operations.study_table import StudyTable, with_studies
from consultkit.records import ExportChoice, ExportFormat, Official, Submission, Wording
from consultkit.results import Versions
from consultkit.results.exports import Column, Extract, RowsOf, Writer, extracts_of
from consultkit.schema import DeskRule
from consultkit.storage import Transaction, submissions

BATCH = 200
Progress = Callable[[int, int], None]
"""Told how many contributions were read so far, and how many are to be read in all."""


@dataclass(slots=True)
class Counter:
    """Of an export: every pass over the contributions moves it on."""

    told: Progress
    total: int = 0
    done: int = 0

    def move(self, read: int = 1) -> None:
        self.done += read
        if read > 1 or self.done % BATCH == 0 or self.done == self.total:
            self.told(self.done, self.total)


@dataclass(frozen=True)
class Reading:
    """An export that is being made."""

    tx: Transaction
    official: Official
    choice: ExportChoice
    versions: Versions
    hidden: Redactions
    at: datetime
    counted: int
    counter: Counter

    @cached_property
    def asks_open(self) -> bool:
        """Whether all that is asked for lies open: then nothing is unsealed on the way."""
        choice = self.choice
        if choice.format is ExportFormat.JSONL or choice.only.words or not choice.questions:
            return False
        return all(
            lies_open(form, question)
            for form in self.versions.forms
            for question in form.questions.values()
            if question.id in choice.questions
        )

    @cached_property
    def extracts(self) -> tuple[Extract, ...] | None:
        """How the database writes the table of the contributions by itself; None where it cannot."""
        choice = self.choice
        redacted = {one.question for several in self.hidden.values() for one in several}
        in_codes = choice.wording is Wording.CODES and not choice.study
        if not (self.tx.on_postgresql and in_codes and self.asks_open) or redacted & {*choice.questions}:
            return None
        return extracts_of(self.versions, choice.questions)

    def each(self) -> Iterator[Submission]:
        """One pass: those that the filter lets through, without the passages that may not be read."""
        words = self.choice.only.words
        read = submissions.each_open if self.asks_open else submissions.each
        for submission in read(self.tx, self.official.consultation, self.choice.only):
            shown = without_redactions(self.tx, submission, self.hidden)
            self.counter.move()
            if not words or says(shown, words):
                yield shown


class Source:
    """A table and the contributions that fill it."""

    def __init__(self, reading: Reading, table: RowsOf) -> None:
        self._reading = reading
        self._table = table
        self.name = table.name
        self.columns: Sequence[Column] = table.columns

    def rows(self, submission: Submission) -> Iterator[list[str]]:
        return self._table.rows(submission)

    def all_rows(self) -> Iterator[list[str]]:
        """One pass over the contributions."""
        for submission in self._reading.each():
            yield from self._table.rows(submission)

    def with_headings(self) -> Iterator[list[str]]:
        yield [column.name for column in self.columns]
        yield from self.all_rows()


class Studied(Source):
    """The table of the contributions, with what the desk says of each beside it."""

    def __init__(self, reading: Reading, table: RowsOf, desk: DeskRule, writer: Writer) -> None:
        super().__init__(reading, table)
        self._coding = desk.coding
        self._beside = StudyTable(desk.coding, writer)
        self._asked = AskedTable(desk.forms, writer)
        self.columns = (*table.columns, *self._beside.columns, *self._asked.columns)

    def all_rows(self) -> Iterator[list[str]]:
        reading = self._reading
        given = self._asked.given(reading.tx, reading.official.consultation)
        for submission, study in with_studies(reading.tx, reading.each()):
            read = as_read_by(reading.official, study, self._coding)
            for row in self._table.rows(submission):
                yield [*row, *self._beside.cells(read), *self._asked.cells(given, submission)]
