"""What the contributions come to: summaries, cross-tables, and how they came."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from consultkit.errors import NotFoundError, RespondentError
from consultkit.form import Form
from consultkit.operations.desk import says
from consultkit.operations.form_versions import every_version
from consultkit.operations.forms import Forms
from consultkit.operations.studies import redactions_in, without_redactions
from consultkit.operations.tallying import crossed_questions, is_crossed, tallied, tallied_opened
from consultkit.records import EVERYTHING, Answers, Filter, Official, Submission
from consultkit.results import (
    Arrivals,
    CrossTable,
    Summary,
    Tallies,
    Versions,
    arrivals_of,
    cross_table,
    summarise,
)
from consultkit.schema import Question
from consultkit.storage import Archive, Tallied, crossing, drafts, submissions, tallies

MOST_OPENED = 5_000
"""Contributions that one page opens and counts: some hundred microseconds each."""
Count = Callable[[Form, Answers], list[Tallied]]
"""What the answers to a form add to the counts."""


@dataclass(frozen=True, slots=True)
class Compared:
    """One closed question, answered by two groups."""

    question: Question
    table: CrossTable
    """Its columns are the two groups."""


class Results:
    """Every call takes the official and counts that office's consultation only, exactly as of now."""

    def __init__(self, archive: Archive, served: Forms) -> None:
        self._archive = archive
        self._forms = served

    def summary(self, official: Official, only: Filter = EVERYTHING) -> Summary:
        """Question by question. What is sealed is counted as answered, and no more.

        Under a filter that lets more than MOST_OPENED through, closed questions alone are counted.
        """
        versions = self._versions(official)
        if versions.are_split:
            # The kept counts cannot tell an id apart from the same id of another type.
            return summarise(versions, self._by_strand(versions, self._found(official, only), tallied))
        return summarise(versions, self._counts(official, only))

    def opened(self, official: Official, only: Filter = EVERYTHING) -> Summary:
        """As `summary`, with the numbers and dates that lie sealed: each contribution is opened for it.

        Raises RespondentError where these are more than MOST_OPENED.
        """
        versions = self._versions(official)
        counts = self._by_strand(versions, self._few(official, only), tallied_opened)
        return summarise(versions, counts, opened=True)

    def marks_of_all(self, official: Official, only: Filter, counted: Callable[[], None]) -> Tallies:
        """What `opened` counts, of however many there are; `counted` is called after each."""
        versions = self._versions(official)
        return self._by_strand(versions, _followed(self._found(official, only), counted), tallied_opened)

    def summary_of(self, official: Official, marks: Tallies) -> Summary:
        """What `marks_of_all` came to, question by question."""
        return summarise(self._versions(official), marks, opened=True)

    def number(self, official: Official, only: Filter = EVERYTHING) -> int:
        """How many contributions the filter lets through; its words are not looked at."""
        with self._archive.reading() as tx:
            if only == EVERYTHING:
                return tallies.counts_of(tx, official.consultation).get(("", ""), 0)
            return submissions.count(tx, official.consultation, only)

    def arrivals(self, official: Official) -> Arrivals:
        """When and how they came, and where drafts were left."""
        form = self._forms.current(official.consultation)
        with self._archive.reading() as tx:
            counts = tallies.counts_of(tx, official.consultation)
            left = drafts.counts_by_page(tx, official.consultation)
        return arrivals_of(form.pages, counts, left)

    # --- two questions together ------------------------------------------------

    def crossed(self, official: Official) -> tuple[Question, ...]:
        """The closed questions that can be counted together, in the order of the form."""
        form = self._forms.current(official.consultation)
        return tuple(one for one in form.questions.values() if is_crossed(form, one))

    def cross(self, official: Official, rows: str, columns: str, only: Filter = EVERYTHING) -> CrossTable:
        """Two closed questions, by their ids. Raises NotFoundError where one is none of `crossed`."""
        row_question, column_question = self._question(official, rows), self._question(official, columns)
        cells = self._cells(official, rows, columns, only)
        return cross_table(row_question.all_codes(), column_question.all_codes(), cells)

    def compare(self, official: Official, by: str, one: str, other: str) -> tuple[Compared, ...]:
        """Every other closed question, as two groups answered it: those that gave the two answers to `by`.

        Raises NotFoundError.
        """
        self._question(official, by)
        questions = [question for question in self.crossed(official) if question.id != by]
        if not self._are_kept(official):
            return tuple(Compared(of, self.cross(official, of.id, by)) for of in questions)
        cells = self._cells_by(official, by)
        return tuple(
            Compared(
                of, cross_table(of.all_codes(), (one, other), _of_groups(cells.get(of.id, {}), one, other))
            )
            for of in questions
        )

    # --- how ---------------------------------------------------------------------

    def _versions(self, official: Official) -> Versions:
        return every_version(self._archive, self._forms, official.consultation)

    def _question(self, official: Official, question_id: str) -> Question:
        for question in self.crossed(official):
            if question.id == question_id:
                return question
        raise NotFoundError("There is no such closed question.")

    def _are_kept(self, official: Official) -> bool:
        """Whether all pairs are kept, whichever version was answered."""
        versions = self._versions(official)
        now = frozenset(one.id for one in self.crossed(official))
        asked = ((form, now.intersection(form.questions)) for form in versions.forms)
        return not versions.are_split and all(its <= crossed_questions(form) for form, its in asked)

    def _cells(
        self, official: Official, rows: str, columns: str, only: Filter
    ) -> Mapping[tuple[str, str], int]:
        if rows == columns:
            raise NotFoundError("A question cannot be counted with itself.")
        if only.words:
            return _turned(self._opened_counts(official, only).pairs, rows, columns)
        with self._archive.reading() as tx:
            if only == EVERYTHING and self._are_kept(official):
                one, other = sorted((rows, columns))
                return _turned(tallies.pairs_of(tx, official.consultation, one, other), rows, columns)
            versions = self._versions(official)
            of_rows, of_columns = (_codes(versions, of) for of in (rows, columns))
            return crossing.cells(tx, official.consultation, of_rows, of_columns, only)

    def _cells_by(self, official: Official, by: str) -> Mapping[str, Mapping[tuple[str, str], int]]:
        """By question, with `by` as the columns."""
        with self._archive.reading() as tx:
            pairs = tallies.pairs_with(tx, official.consultation, by)
        questions = {question for pair in pairs for question, _ in pair} - {by}
        return {question: _turned(pairs, question, by) for question in questions}

    def _counts(self, official: Official, only: Filter) -> Mapping[tuple[str, str], int]:
        if only == EVERYTHING:
            with self._archive.reading() as tx:
                return tallies.counts_of(tx, official.consultation)
        number = self.number(official, only)
        if number <= MOST_OPENED:
            return self._opened_counts(official, only).marks
        if only.words:
            raise too_many()
        with self._archive.reading() as tx:
            versions = self._versions(official)
            closed = [_codes(versions, of.id) for of in self.crossed(official)]
            counted = crossing.counts(tx, official.consultation, closed, only)
            return {("", ""): number, **counted}

    def _opened_counts(self, official: Official, only: Filter) -> tallies.Counts:
        found = self._few(official, only)
        return tallies.counted(tallied(self._forms.by_digest(one.form_digest), one.answers) for one in found)

    def _few(self, official: Official, only: Filter) -> Iterator[Submission]:
        if self.number(official, only) > MOST_OPENED:
            raise too_many()
        yield from self._found(official, only)

    def _found(self, official: Official, only: Filter) -> Iterator[Submission]:
        with self._archive.reading() as tx:
            hidden = redactions_in(tx, official.consultation)
            for one in submissions.each(tx, official.consultation, only):
                if says(without_redactions(tx, one, hidden), only.words):
                    yield one

    def _by_strand(self, versions: Versions, found: Iterable[Submission], count: Count) -> Tallies:
        counts: Counter[tuple[str, str]] = Counter()
        for one in found:
            marks = count(self._forms.by_digest(one.form_digest), one.answers)
            counts.update(_named(versions, one, str(mark[0]), str(mark[1])) for mark in marks)
        return counts


def _codes(versions: Versions, question_id: str) -> crossing.Codes:
    """Those of every version that asked it."""
    asked = (form.questions.get(question_id) for form in versions.forms)
    codes = frozenset(code for one in asked if one for code in one.all_codes())
    return crossing.Codes(question_id, codes)


def _followed(found: Iterable[Submission], counted: Callable[[], None]) -> Iterator[Submission]:
    for one in found:
        yield one
        counted()


def _named(versions: Versions, submission: Submission, of: str, code: str) -> tuple[str, str]:
    """A mark under the name of its strand: `size (version 1)` where the id means another question now."""
    if not of:
        return of, code
    question = of.partition(".")[0].removesuffix("[]")
    return versions.strand(submission.form_digest, question).name + of.removeprefix(question), code


def _turned(pairs: Mapping[tallies.Pair, int], rows: str, columns: str) -> dict[tuple[str, str], int]:
    """The pairs of two questions as cells of a table."""
    found = {}
    for (one, other), count in pairs.items():
        if (one[0], other[0]) == (rows, columns):
            found[one[1], other[1]] = count
        elif (one[0], other[0]) == (columns, rows):
            found[other[1], one[1]] = count
    return found


def _of_groups(cells: Mapping[tuple[str, str], int], one: str, other: str) -> dict[tuple[str, str], int]:
    return {cell: count for cell, count in cells.items() if cell[1] in ("", one, other)}


def too_many() -> RespondentError:
    """More than MOST_OPENED would be opened for one page."""
    return RespondentError(
        "These are too many contributions to open at once.",
        mend="Narrow them down to {most} at most, or make an export.",
        params={"most": MOST_OPENED},
    )
