"""Following up: contributions as they stand now, for a plugin, and letters to who sent them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from uuid import UUID

from consultkit.operations.clock import Clock
from consultkit.operations.forms import Forms
from consultkit.operations.recipients import write_to
from consultkit.operations.references import is_reference
from consultkit.operations.studies import studies_in
from consultkit.operations.studying import redacted
from consultkit.records import Submission, readable
from consultkit.storage import Archive, Transaction, accounts, retractions, submissions

FOLLOWED = "followed_up"
"""The letter."""


class Following:
    """For plugins that follow something up after the desk has read it. Whoever asks was let in before."""

    def __init__(self, archive: Archive, forms: Forms, clock: Clock) -> None:
        self._archive = archive
        self._forms = forms
        self._clock = clock

    def now_of(self, consultation: str, references: Collection[str]) -> Mapping[str, Submission]:
        """What counts now in the place of each: itself, or its last correction.

        Nothing of what was redacted or sealed, nothing of what was withdrawn, and
        nothing of another consultation's.
        """
        with self._archive.reading() as tx:
            standing = dict(_standing(tx, consultation, references))
            studies = studies_in(tx, list(standing.values()))
        return {
            one: replace(
                submission,
                answers=redacted(readable(submission.answers), studies[submission.id].redactions),
                sealed=b"",
            )
            for one, submission in standing.items()
        }

    def officials(self, consultation: str) -> Mapping[UUID, str]:
        """The addresses of who has an office there, by the id that events name them with."""
        with self._archive.reading() as tx:
            return {one.id: one.email for one in accounts.colleagues(tx, consultation)}

    def write_to(self, tx: Transaction, submission: Submission) -> None:
        """Tell who sent it, by a letter without content, that something is asked about it."""
        consultation = self._forms.current(submission.consultation).consultation
        now = self._clock.judge(tx.database_now())
        write_to(tx, submission.respondent_id, FOLLOWED, consultation, at=now)


def _standing(
    tx: Transaction, consultation: str, references: Collection[str]
) -> Iterator[tuple[str, Submission]]:
    asked = [reference for reference in references if is_reference(reference)]
    found = submissions.by_references(tx, asked)
    retracted = retractions.of_submissions(tx, [one.id for one in found.values()])
    for reference in asked:
        submission = found.get(reference)
        if submission is not None and submission.consultation == consultation:
            now = _newest(tx, submission) if submission.id in retracted else submission
            if now is not None:
                yield reference, now


def _newest(tx: Transaction, submission: Submission) -> Submission | None:
    newest = retractions.newest_of(tx, submission.id)
    return None if retractions.of_submission(tx, newest) else submissions.by_id(tx, newest)
