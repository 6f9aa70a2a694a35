"""Contributions as tables: one row each, and one table besides for each repeated group. Pure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Protocol
from zoneinfo import ZoneInfo

from consultkit.records import Json, Submission
from consultkit.results.exports.columns import CellsOf, Column, Writer, cells_of, headings_of, kind_of
from consultkit.results.versions import Strand, Versions
from consultkit.schema import Question, RepeatQuestion

CONTRIBUTIONS = "contributions"
ABOUT = (
    Column("reference"),
    Column("received_at", "datetime"),
    Column("late", "boolean"),
    Column("replaces"),
    Column("form_version", "integer"),
)
OF_ROW = (Column("reference"), Column("number", "integer"))

Fill = Callable[[list[str], Json], None]
"""Writes the cells of one answer into a row."""


class RowsOf(Protocol):
    """A table of an export."""

    @property
    def name(self) -> str: ...

    @property
    def columns(self) -> Sequence[Column]: ...

    def rows(self, submission: Submission) -> Iterator[list[str]]:
        """Those of one contribution, under the columns."""
        ...


def asked_strands(versions: Versions, questions: Collection[str]) -> tuple[Strand, ...]:
    """Those of the questions with these ids; all of them where none is named."""
    return tuple(one for one in versions.strands if not questions or one.question.id in questions)


class ContributionTable:
    """One row each, in every version of the form.

    The current form decides the order; what only other versions ask comes after it. Headings are ids, which
    never change; an id that was given to a question of another type has columns for each, and the older
    ones say up to which version.
    """

    name = CONTRIBUTIONS

    def __init__(self, versions: Versions, writer: Writer, questions: Collection[str] = ()) -> None:
        self._versions = versions
        self._writer = writer
        self._zone = ZoneInfo(versions.current.consultation.window.timezone)
        self._strands = asked_strands(versions, questions)
        self.columns = (*ABOUT, *_columns(self._strands))
        self._empty = [""] * (len(self.columns) - len(ABOUT))
        self._fills: dict[str, Mapping[str, Fill]] = {}

    def rows(self, submission: Submission) -> Iterator[list[str]]:
        """Instants in the consultation's time zone, with their offset; `late` is 1 or 0.

        A cell is empty where the version that was answered does not ask for it.
        """
        cells = [*self._about(submission), *self._empty]
        fills = self._fills_of(submission.form_digest)
        for question_id, value in submission.answers.items():
            if question_id in fills:
                fills[question_id](cells, value)
        yield cells

    def _about(self, submission: Submission) -> tuple[str, ...]:
        received_at = submission.received_at.astimezone(self._zone).isoformat(timespec="seconds")
        version = str(self._versions.number(submission.form_digest))
        late = "1" if submission.late_by_ms else "0"
        return (submission.reference, received_at, late, submission.replaces, version)

    def _fills_of(self, digest: str) -> Mapping[str, Fill]:
        if digest not in self._fills:
            at = {column.name: place for place, column in enumerate(self.columns)}
            self._fills[digest] = {
                question.id: _fill(
                    [at[_heading(strand, one)] for one in headings_of(question)],
                    cells_of(self._writer, strand, question),
                )
                for strand, question in _asked_by(self._strands, digest)
            }
        return self._fills[digest]


class GroupTable:
    """The rows of one repeated group, each with the reference of its contribution and its number there."""

    def __init__(self, strand: Strand, writer: Writer) -> None:
        self._strand = strand
        self._writer = writer
        self.name = strand.name
        inner = {
            heading: Column(heading, kind_of(question, heading), question)
            for question in self._inner()
            for heading in headings_of(question)
        }
        self.columns = (*OF_ROW, *inner.values())
        self._of_version = {
            form.digest: question
            for form, question in zip(strand.forms, strand.questions, strict=True)
            if isinstance(question, RepeatQuestion)
        }

    def rows(self, submission: Submission) -> Iterator[list[str]]:
        repeat = self._of_version.get(submission.form_digest)
        if repeat is None:
            return
        for number, row in enumerate(repeat.rows(submission.answers.get(repeat.id)), 1):
            cells = dict(self._cells(repeat, row))
            inner = [cells.get(column.name, "") for column in self.columns[len(OF_ROW) :]]
            yield [submission.reference, str(number), *inner]

    def _cells(self, repeat: RepeatQuestion, row: Mapping[str, Json]) -> Iterator[tuple[str, str]]:
        for one in repeat.questions:
            yield from zip(headings_of(one), self._writer.cells(one, row.get(one.id)), strict=True)

    def _inner(self) -> Iterator[Question]:
        for question in self._strand.questions:
            yield from question.questions if isinstance(question, RepeatQuestion) else ()


def tables_of(versions: Versions, writer: Writer, questions: Collection[str]) -> tuple[RowsOf, ...]:
    """That of the contributions, and one for each repeated group that is asked for."""
    groups = [one for one in asked_strands(versions, questions) if one.question.apart]
    return (
        ContributionTable(versions, writer, questions),
        *(GroupTable(one, writer) for one in groups),
    )


def file_name(table: str) -> str:
    """Without an ending. Data Packages name their resources likewise."""
    return "".join(one if one.isascii() and (one.isalnum() or one in "._-") else "-" for one in table.lower())


def _fill(where: Sequence[int], cells_of: CellsOf) -> Fill:
    first, after = where[0], where[-1] + 1
    if after - first == len(where):

        def fill(cells: list[str], value: Json) -> None:
            cells[first:after] = cells_of(value)
    else:
        # Another version has other columns between them.
        def fill(cells: list[str], value: Json) -> None:
            for place, cell in zip(where, cells_of(value), strict=True):
                cells[place] = cell

    return fill


def _columns(strands: Sequence[Strand]) -> tuple[Column, ...]:
    found: dict[str, Column] = {}
    for strand in strands:
        for question in strand.questions:
            for heading in headings_of(question):
                name = _heading(strand, heading)
                found.setdefault(name, Column(name, kind_of(question, heading), question))
    return tuple(found.values())


def _asked_by(strands: Sequence[Strand], digest: str) -> Iterator[tuple[Strand, Question]]:
    for strand in strands:
        by_digest = {form.digest: place for place, form in enumerate(strand.forms)}
        if digest in by_digest:
            yield strand, strand.questions[by_digest[digest]]


def _heading(strand: Strand, heading: str) -> str:
    """The column under the name of its strand: `size.width` is `size (version 1).width` in an older one."""
    return strand.name + heading.removeprefix(strand.question.id)
