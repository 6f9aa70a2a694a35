"""The desk: what officials read of the contributions to their consultation, and of no other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from consultkit.errors import NotFoundError
from consultkit.form import Form
from consultkit.operations.asked_table import AskedTable
from consultkit.operations.audit import Audit
from consultkit.operations.clock import Clock
from consultkit.operations.form_versions import every_version
from consultkit.operations.forms import Forms
from consultkit.operations.references import is_reference
from consultkit.operations.studies import (
    as_read_by,
    redactions_in,
    studies_in,
    study_in,
    without_redactions,
    words_of,
)
from consultkit.operations.study_table import StudyTable, with_studies
from consultkit.operations.studying import redacted
from consultkit.records import (
    EVERYTHING,
    Case,
    Filter,
    Official,
    Provenance,
    ReferralState,
    Retraction,
    Study,
    Submission,
    readable,
)
from consultkit.results import Table, csv_file
from consultkit.results.exports import InWords
from consultkit.schema import CodingRule, plain
from consultkit.storage import (
    Archive,
    Transaction,
    cases,
    provenance,
    retractions,
    submissions,
)

LOOKED_THROUGH = 1000
"""Contributions that one page looks through for words: they lie sealed, so each is opened."""


@dataclass(frozen=True, slots=True)
class ContributionRow:
    """One line of the list, with how far its study is."""

    submission: Submission
    form: Form
    """The version that was answered."""
    study: Study
    referrals: tuple[ReferralState, ...]

    @property
    def reference(self) -> str:
        return self.submission.reference

    @property
    def received_at(self) -> datetime:
        """UTC."""
        return self.submission.received_at

    @property
    def late_by_ms(self) -> int:
        return self.submission.late_by_ms


@dataclass(frozen=True, slots=True)
class Contributions:
    """A page of the list, the latest first. `next` asks for the page that follows; None at the end."""

    rows: tuple[ContributionRow, ...]
    next: str | None
    looked_back_to: datetime | None = None
    """Where words were looked for and more contributions are left than one page looks through. UTC."""


@dataclass(frozen=True, slots=True)
class Contribution:
    """One contribution, the form version that it answered, and its cases.

    What was withdrawn shows no answer any more, and neither do the versions that it had replaced.
    """

    submission: Submission
    form: Form
    cases: tuple[Case, ...]
    told: Mapping[str, Provenance]
    """The answers that a register told, by question."""
    retraction: Retraction | None
    """Why it does not count any more; None while it does."""
    study: Study


class Desk:
    """Every call takes the official and answers for that office's consultation only."""

    def __init__(self, archive: Archive, forms: Forms, clock: Clock) -> None:
        self._archive = archive
        self._forms = forms
        self._clock = clock
        self._audit = Audit(archive, clock)

    def contributions(
        self, official: Official, after: str | None = None, limit: int = 50, only: Filter = EVERYTHING
    ) -> Contributions:
        """A page of the list, narrowed down; `after` is the `next` of the page before. The journal has it.

        Raises NotFoundError for a page that cannot be.
        """
        found = self._contributions(official, after, limit, only)
        self._audit.record(official, "contributions.listed", detail="searched" if only.words else "")
        return found

    def following(self, official: Official, reference: str, only: Filter = EVERYTHING) -> str:
        """The reference of what comes after it in that list; empty at its end."""
        rows = self._contributions(official, reference, 1, only).rows
        return rows[0].reference if rows else ""

    def _contributions(
        self, official: Official, after: str | None, limit: int, only: Filter
    ) -> Contributions:
        if after is not None and not is_reference(after):
            raise NotFoundError("There is no such page.")
        with self._archive.reading() as tx:
            found = _page(tx, official.consultation, after, limit, only)
            its_cases = cases.of_submissions(tx, [one.id for one in found.shown])
            studies = studies_in(tx, found.shown)
        rows = tuple(
            ContributionRow(
                submission,
                self._forms.by_digest(submission.form_digest),
                as_read_by(official, studies[submission.id], self._coding(official)),
                tuple(case.state for case in its_cases.get(submission.id, ())),
            )
            for submission in found.shown
        )
        return Contributions(rows, found.next, found.looked_back_to)

    def each(self, official: Official, only: Filter = EVERYTHING) -> Iterator[Submission]:
        """Every contribution that stands, the latest first, without the passages that were redacted.

        `only` narrows them down, but for its words.
        """
        with self._archive.reading() as tx:
            hidden = redactions_in(tx, official.consultation)
            for submission in submissions.each(tx, official.consultation, only):
                yield without_redactions(tx, submission, hidden)

    def contribution(self, official: Official, reference: str) -> Contribution:
        """One that is read: the journal has it. Raises as `look_up`."""
        found = self.look_up(official, reference)
        self._audit.record(official, "contribution.read", found.submission.id)
        return found

    def look_up(self, official: Official, reference: str) -> Contribution:
        """One that is not shown, but that something is to be done with.

        Raises NotFoundError for one that does not exist and for one of another consultation alike.
        """
        with self._archive.reading() as tx:
            submission = submissions.by_reference(tx, reference) if is_reference(reference) else None
            if submission is None or submission.consultation != official.consultation:
                raise NotFoundError("There is no such contribution.")
            its_cases = cases.of_submissions(tx, [submission.id])
            told = provenance.of_contribution(tx, submission.id)
            retraction = retractions.of_submission(tx, submission.id)
            study = study_in(tx, submission)
            answers = {} if _is_withdrawn(tx, retraction) else redacted(submission.answers, study.redactions)
        form, shown = self._forms.by_digest(submission.form_digest), replace(submission, answers=answers)
        read = as_read_by(official, study, self._coding(official))
        return Contribution(shown, form, its_cases.get(submission.id, ()), told, retraction, read)

    def export(self, official: Official, language: str) -> Iterator[bytes]:
        """Every contribution as CSV, the latest first, piece by piece."""
        self._audit.record(official, "contributions.exported", detail="csv")
        return csv_file(self._rows(official, self.table(official, language)))

    def table(self, official: Official, language: str) -> Table:
        """The columns of a contribution, in every version of the form."""
        return Table(every_version(self._archive, self._forms, official.consultation), language)

    def _coding(self, official: Official) -> CodingRule | None:
        return self._forms.current(official.consultation).consultation.desk.coding

    def _rows(self, official: Official, table: Table) -> Iterator[Sequence[str]]:
        beside = StudyTable(self._coding(official), InWords(table.language))
        consultation = self._forms.current(official.consultation).consultation
        asked = AskedTable(consultation.desk.forms, InWords(table.language))
        yield (*table.headings, *(column.name for column in (*beside.columns, *asked.columns)))
        with self._archive.reading() as tx:
            given = asked.given(tx, official.consultation)
            for submission, study in with_studies(tx, self.each(official)):
                read = as_read_by(official, study, self._coding(official))
                yield (*table.row(submission), *beside.cells(read), *asked.cells(given, submission))


@dataclass(frozen=True, slots=True)
class _Page:
    shown: tuple[Submission, ...]
    next: str | None
    looked_back_to: datetime | None = None


def _page(tx: Transaction, consultation: str, after: str | None, limit: int, only: Filter) -> _Page:
    if only.words:
        return _page_with_words(tx, consultation, after, limit, only)
    found = submissions.page(tx, consultation, after=after, limit=limit + 1, only=only)
    shown = found[:limit]
    return _Page(shown, shown[-1].reference if len(found) > limit else None)


def _page_with_words(
    tx: Transaction, consultation: str, after: str | None, limit: int, only: Filter
) -> _Page:
    """No index of what is sealed is kept: so answers are opened one after the other, and only so many."""
    looked = submissions.page(tx, consultation, after=after, limit=LOOKED_THROUGH, only=only)
    hidden, shown = redactions_in(tx, consultation), list[Submission]()
    for submission in looked:
        if len(shown) == limit:
            return _Page(tuple(shown), shown[-1].reference)
        if says(without_redactions(tx, submission, hidden), only.words):
            shown.append(submission)
    if len(looked) < LOOKED_THROUGH:
        return _Page(tuple(shown), None)
    return _Page(tuple(shown), looked[-1].reference, looked[-1].received_at)


def says(submission: Submission, words: str) -> bool:
    """Whether the answers hold all of the words, or these are its reference."""
    asked = plain(words).split()
    said = f" {plain(words_of(list(readable(submission.answers).values())))}"
    return submission.reference.casefold() in asked or all(f" {word}" in said for word in asked)


def _is_withdrawn(tx: Transaction, retraction: Retraction | None) -> bool:
    """Whether it was withdrawn, or replaced by what was."""
    while retraction is not None and retraction.replaced_by:
        newer = submissions.by_reference(tx, retraction.replaced_by)
        retraction = None if newer is None else retractions.of_submission(tx, newer.id)
    return retraction is not None
