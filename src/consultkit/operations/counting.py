"""The counts told again from the submissions themselves: what the kept ones must equal."""

from __future__ import annotations

from collections.abc import Iterator

from consultkit.operations.forms import Forms
from consultkit.operations.tallying import tallied
from consultkit.storage import Archive, Tallied, Transaction, submissions, tallies


def recount(archive: Archive, forms: Forms, consultation_id: str) -> tallies.Counts:
    """Count every submission of a consultation. It reads every answer: for checks, not for screens."""
    with archive.reading() as tx:
        return tallies.counted(_each(tx, forms, consultation_id))


def put_right(archive: Archive, forms: Forms, consultation_id: str) -> None:
    """Put the recount in the place of the kept counts. Nobody may send meanwhile."""
    with archive.writing() as tx:
        tallies.replace(tx, consultation_id, tallies.counted(_each(tx, forms, consultation_id)))


def _each(tx: Transaction, forms: Forms, consultation_id: str) -> Iterator[list[Tallied]]:
    for submission in submissions.each(tx, consultation_id):
        yield tallied(forms.by_digest(submission.form_digest), submission.answers)
