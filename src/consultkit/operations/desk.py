"""The desk: what officials read of the contributions to their consultation, and of no other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from consultkit.errors import NotFoundError
from consultkit.form import Form
from consultkit.operations.clock import Clock
from consultkit.operations.forms import Forms
from consultkit.operations.protection import marks_of
from consultkit.operations.references import is_reference
from consultkit.records import Case, Official, Provenance, ReferralState, Retraction, Submission
from consultkit.results import Summary, Table, Tallies, Versions, csv_file, summarise
from consultkit.storage import (
    Archive,
    Transaction,
    cases,
    forms,
    provenance,
    retractions,
    submissions,
    tallies,
)


@dataclass(frozen=True, slots=True)
class ContributionRow:
    """One line of the list. `received_at` is UTC."""

    reference: str
    received_at: datetime
    late_by_ms: int
    referrals: tuple[ReferralState, ...]


@dataclass(frozen=True, slots=True)
class Contributions:
    """A page of the list, the latest first. `next` asks for the page that follows; None at the end."""

    rows: tuple[ContributionRow, ...]
    next: str | None


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


class Desk:
    """Every call takes the official and answers for that office's consultation only."""

    def __init__(self, archive: Archive, forms: Forms, clock: Clock) -> None:
        self._archive = archive
        self._forms = forms
        self._clock = clock

    def contributions(self, official: Official, after: str | None = None, limit: int = 50) -> Contributions:
        """A page of the list; `after` is the `next` of the page before. Raises NotFoundError."""
        if after is not None and not is_reference(after):
            raise NotFoundError("There is no such page.")
        with self._archive.reading() as tx:
            found = submissions.page(tx, official.consultation, after=after, limit=limit + 1)
            shown = found[:limit]
            its_cases = cases.of_submissions(tx, [submission.id for submission in shown])
        rows = tuple(_row(submission, its_cases.get(submission.id, ())) for submission in shown)
        return Contributions(rows, next=shown[-1].reference if len(found) > limit else None)

    def contribution(self, official: Official, reference: str) -> Contribution:
        """Raises NotFoundError for one that does not exist and for one of another consultation alike."""
        with self._archive.reading() as tx:
            submission = submissions.by_reference(tx, reference) if is_reference(reference) else None
            if submission is None or submission.consultation != official.consultation:
                raise NotFoundError("There is no such contribution.")
            its_cases = cases.of_submissions(tx, [submission.id])
            told = provenance.of_contribution(tx, submission.id)
            retraction = retractions.of_submission(tx, submission.id)
            if _is_withdrawn(tx, retraction):
                submission = replace(submission, answers={})
        form = self._forms.by_digest(submission.form_digest)
        return Contribution(submission, form, its_cases.get(submission.id, ()), told, retraction)

    def summary(self, official: Official) -> Summary:
        """Exact as of now: the kept counts and those that wait to be folded.

        Where an id was given to a question of another type, the kept counts cannot tell the two apart: then
        every contribution is read and counted.
        """
        versions = self._versions(official.consultation)
        if versions.are_split:
            return summarise(versions, self._counted_apart(official.consultation, versions))
        with self._archive.reading() as tx:
            counts = tallies.counts_of(tx, official.consultation)
        return summarise(versions, counts)

    def export(self, official: Official, language: str) -> Iterator[bytes]:
        """Every contribution as CSV, the latest first, piece by piece."""
        return csv_file(self._rows(official, Table(self._versions(official.consultation), language)))

    def _versions(self, consultation: str) -> Versions:
        """Every form that was ever served, numbered from the first."""
        with self._archive.reading() as tx:
            digests = forms.digests_of(tx, consultation)
        every = tuple(self._forms.by_digest(digest) for digest in reversed(digests))
        return Versions(self._forms.current(consultation), every)

    def _counted_apart(self, consultation: str, versions: Versions) -> Tallies:
        counts: Counter[tuple[str, str]] = Counter()
        with self._archive.reading() as tx:
            for submission in submissions.each(tx, consultation):
                digest = submission.form_digest
                marks = marks_of(self._forms.by_digest(digest), submission.answers)
                counts.update((versions.strand(digest, of).name if of else "", code) for of, code in marks)
        return counts

    def _rows(self, official: Official, table: Table) -> Iterator[Sequence[str]]:
        yield table.headings
        with self._archive.reading() as tx:
            for submission in submissions.each(tx, official.consultation):
                yield table.row(submission)


def _row(submission: Submission, its_cases: Sequence[Case]) -> ContributionRow:
    states = tuple(case.state for case in its_cases)
    return ContributionRow(submission.reference, submission.received_at, submission.late_by_ms, states)


def _is_withdrawn(tx: Transaction, retraction: Retraction | None) -> bool:
    """Whether it was withdrawn, or replaced by what was."""
    while retraction is not None and retraction.replaced_by:
        newer = submissions.by_reference(tx, retraction.replaced_by)
        retraction = None if newer is None else retractions.of_submission(tx, newer.id)
    return retraction is not None
