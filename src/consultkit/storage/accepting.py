"""The writing half of the submit transaction: everything that a submission leaves behind, or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import uuid4

import sqlalchemy as sa

from consultkit.records import Draft, Json, Receipt, Submission
from consultkit.storage.accept_statements import named, statements_for
from consultkit.storage.archive import Transaction
from consultkit.storage.envelopes import PartedAnswers, Row, new_envelope
from consultkit.storage.tables import submissions

Mark = tuple[str, str]
"""A question and a code, counted as `tables.following.tallies` says."""


class AlreadyThereError(Exception):
    """A unique constraint refused a submission: it, or one that excludes it, is already kept."""


@dataclass(frozen=True, slots=True)
class Acceptance:
    """A submission that was judged good, and what goes with it."""

    submission: Submission
    """It has the id of its draft."""
    receipt: Receipt
    draft: Draft
    """As it was when it was judged."""
    events: int
    """How many decisions about the window there were when it was judged."""
    submit_key: str
    answers: PartedAnswers
    marks: Sequence[Mark]
    plugins: Sequence[str]
    """Those that get a `route` entry in the outbox."""
    only_one: bool
    """Whether the consultation takes one contribution from each respondent."""


def accept(tx: Transaction, acceptance: Acceptance) -> bool:
    """Put the submission in the place of its draft, in a transaction of `Archive.writing_at_once`.

    False, with nothing written, when what it was judged on has changed since: the draft was saved or sent,
    or a decision about the window was taken. Raises AlreadyThereError, with nothing written.
    """
    values = _values(tx, acceptance)
    first, *others = statements_for(tx.connection.dialect)
    try:
        if not first.run(tx.connection, values).scalar_one():
            return False
        for statement in others:
            statement.run(tx.connection, values)
    except sa.exc.IntegrityError as error:
        raise AlreadyThereError from error
    return True


def _values(tx: Transaction, acceptance: Acceptance) -> dict[str, object]:
    submission, draft = acceptance.submission, acceptance.draft
    row = Row(submissions.name, submission.id, submission.consultation)
    wrapped, envelope = new_envelope(tx.keys, row, acceptance.answers.protected)
    values = {
        "id": submission.id,
        "version": draft.version,
        "events": acceptance.events,
        "consultation": submission.consultation,
        "respondent_id": submission.respondent_id,
        "form_digest": submission.form_digest,
        "submit_key": acceptance.submit_key,
        "reference": submission.reference,
        "open_answers": acceptance.answers.open,
        "envelope": envelope,
        "received_at": submission.received_at,
        "decided_at": submission.decided_at,
        "late_by_ms": submission.late_by_ms,
        "only_one": submission.consultation if acceptance.only_one else None,
        "kek": wrapped.kek,
        "wrapped": wrapped.wrapped,
        "answers_sha256": acceptance.receipt.answers_sha256,
        "marks": _json_pairs(acceptance.marks),
        "routes": _json_pairs([(uuid4().hex, plugin) for plugin in acceptance.plugins]),
    }
    return {named(column): value for column, value in values.items()}


def _json_pairs(pairs: Sequence[tuple[str, str]]) -> Json:
    return [[first, second] for first, second in pairs]
