"""The counts told again from the submissions themselves: what the kept ones must equal."""

from __future__ import annotations

from collections import Counter

from consultkit.operations.forms import Forms
from consultkit.operations.protection import marks_of
from consultkit.storage import Archive, Mark, submissions


def recount(archive: Archive, forms: Forms, consultation_id: str) -> dict[Mark, int]:
    """Count every submission of a consultation. It reads every answer: for checks, not for screens."""
    counts: Counter[Mark] = Counter()
    with archive.reading() as tx:
        for submission in submissions.each(tx, consultation_id):
            counts.update(marks_of(forms.by_digest(submission.form_digest), submission.answers))
    return dict(counts)
