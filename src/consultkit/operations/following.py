"""Following up: contributions as they stand now, for a plugin, and letters to who sent them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from consultkit.operations.clock import Clock
from consultkit.operations.forms import Forms
from consultkit.operations.recipients import write_to
from consultkit.operations.references import is_reference
from consultkit.operations.studying import redacted, study_of
from consultkit.records import Submission
from consultkit.storage import Archive, Transaction, accounts, chronicle, retractions, submissions

STUDY = "study"
BATCH = 500
FOLLOWED = "followed_up"


class Following:
    """Answers come without the passages that officials redacted. Whoever asks has been let in before."""

    def __init__(self, archive: Archive, forms: Forms, clock: Clock) -> None:
        self._archive = archive
        self._forms = forms
        self._clock = clock

    def each(self, consultation: str) -> Iterator[Submission]:
        """Those that stand, the newest first, in batches: memory does not grow with their number."""
        with self._archive.reading() as tx:
            for batch in _batches(submissions.each(tx, consultation)):
                yield from _readable(tx, consultation, batch)

    def now_of(self, consultation: str, references: Collection[str]) -> Mapping[str, Submission]:
        """What counts now in the place of each: itself, or its last correction. None of what was withdrawn,
        and none of another consultation's."""
        with self._archive.reading() as tx:
            found = {one: _latest(tx, consultation, one) for one in references if is_reference(one)}
            standing = {one: submission for one, submission in found.items() if submission is not None}
            shown = _readable(tx, consultation, list(standing.values()))
            return dict(zip(standing, shown, strict=True))

    def officials(self, consultation: str) -> Mapping[UUID, str]:
        """The addresses of who has an office there, by the id that events name them with."""
        with self._archive.reading() as tx:
            return {one.id: one.email for one in accounts.colleagues(tx, consultation)}

    def write_to(self, tx: Transaction, submission: Submission) -> None:
        """Tell who sent it, by a letter without content, that something is asked about it."""
        consultation = self._forms.current(submission.consultation).consultation
        now = self._clock.judge(tx.database_now())
        write_to(tx, submission.respondent_id, FOLLOWED, consultation, at=now)


def _latest(tx: Transaction, consultation: str, reference: str) -> Submission | None:
    submission = submissions.by_reference(tx, reference)
    if submission is None or submission.consultation != consultation:
        return None
    retraction = retractions.of_submission(tx, submission.id)
    if retraction is None:
        return submission
    return _latest(tx, consultation, retraction.replaced_by) if retraction.replaced_by else None


def _readable(tx: Transaction, consultation: str, found: Sequence[Submission]) -> Iterator[Submission]:
    events = chronicle.of_subjects(tx, consultation, STUDY, [one.id for one in found])
    for one in found:
        hidden = study_of(events.get(one.id, ())).redactions
        yield replace(one, answers=redacted(one.answers, hidden)) if hidden else one


def _batches(found: Iterator[Submission]) -> Iterator[Sequence[Submission]]:
    batch: list[Submission] = []
    for one in found:
        batch.append(one)
        if len(batch) == BATCH:
            yield batch
            batch = []
    yield batch
