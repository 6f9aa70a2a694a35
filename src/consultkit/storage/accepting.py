"""The writing half of the submit transaction: everything that a submission leaves behind, or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from consultkit.records import Draft, Json, Receipt, Submission
from consultkit.records.proofs import RECEIPT, leaf_of_receipt
from consultkit.storage import accept_postgresql, accept_sqlite
from consultkit.storage.archive import Archive, Transaction
from consultkit.storage.envelopes import PartedAnswers, Row, new_envelope, receipt_salt
from consultkit.storage.group_commit import GroupCommit
from consultkit.storage.ids import new_id
from consultkit.storage.retractions import AlreadyRetractedError, Retracted, retract
from consultkit.storage.sealing import WrappedKey
from consultkit.storage.signing import sign
from consultkit.storage.tables import submissions

Mark = tuple[str, str]
"""A question and a code, counted as `tables.following.tallies` says."""


Tallied = list[Any]
"""A question and a code, with 1 after them where it is counted together with others too."""


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
    """Its closed answers: what it is found by."""
    tallied: Sequence[Tallied]
    """What it adds to the counts, as `tables.following.tally_deltas` holds it."""
    plugins: Sequence[str]
    """Those that get a `route` entry in the outbox."""
    only_one: bool
    """Whether the consultation takes one contribution from each respondent, and this is no correction."""
    replaces: Retracted | None = None
    """What it corrects, if it does."""


class Acceptor:
    """Accepts submissions: those that come at the same time share a transaction where there is one writer.

    PostgreSQL lets the commits of its connections share the disk by itself.
    """

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._accept = GroupCommit(self._accept_all).write if archive.one_writer else self._accept_alone

    def accept(self, acceptance: Acceptance) -> bool:
        """Put the submission in the place of its draft: True once it is on disk with all that follows.

        False, with nothing written, when what it was judged on has changed since: the draft was saved or
        sent, or a decision about the window was taken. Raises AlreadyThereError, with nothing written; also
        when what it corrects does not stand any more.
        """
        if acceptance.replaces is not None:
            return self._accept_correction(acceptance, acceptance.replaces)
        return self._accept(acceptance)

    def _accept_correction(self, acceptance: Acceptance, replaced: Retracted) -> bool:
        submission = acceptance.submission
        try:
            with self._archive.writing() as tx:
                taken = _write_all(tx, [acceptance])
                if taken:
                    retract(tx, replaced, submission.decided_at, replaced_by=submission.id)
        except AlreadyRetractedError as error:
            raise AlreadyThereError from error
        return bool(taken)

    def _accept_alone(self, acceptance: Acceptance) -> bool:
        return self._accept_all([acceptance])[0]

    def _accept_all(self, acceptances: Sequence[Acceptance]) -> list[bool]:
        # A draft that is sent twice at the same time is taken once.
        chosen = {acceptance.draft.id: acceptance for acceptance in acceptances}
        with self._archive.writing_at_once() as tx:
            taken = _write_all(tx, list(chosen.values()))
        return [
            acceptance is chosen[acceptance.draft.id] and acceptance.draft.id in taken
            for acceptance in acceptances
        ]


def _write_all(tx: Transaction, acceptances: Sequence[Acceptance]) -> frozenset[UUID]:
    write_all = accept_postgresql.accept_all if tx.on_postgresql else accept_sqlite.accept_all
    try:
        return write_all(tx.connection, [_row(tx, acceptance) for acceptance in acceptances])
    except sa.exc.IntegrityError as error:
        raise AlreadyThereError from error


def _row(tx: Transaction, acceptance: Acceptance) -> dict[str, object]:
    """What to write, by the names of the columns."""
    submission, draft = acceptance.submission, acceptance.draft
    row = Row(submissions.name, submission.id, submission.consultation)
    wrapped, envelope = new_envelope(tx.keys, row, acceptance.answers.enveloped)
    return {
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
        **_proof(tx, acceptance, wrapped),
        "marks": _json_pairs(acceptance.marks),
        "tallied": list(acceptance.tallied),
        "routes": _json_pairs([(new_id().hex, plugin) for plugin in acceptance.plugins]),
    }


def _proof(tx: Transaction, acceptance: Acceptance, wrapped: WrappedKey) -> dict[str, object]:
    receipt = acceptance.receipt
    leaf = leaf_of_receipt(receipt, receipt_salt(tx.keys, acceptance.submission.id, wrapped))
    signature = sign(tx.keys, RECEIPT, leaf)
    return {
        "answers_sha256": receipt.answers_sha256,
        "leaf": leaf,
        "signed_by": signature.key,
        "signature": signature.value,
    }


def _json_pairs(pairs: Sequence[tuple[str, str]]) -> Json:
    return [[first, second] for first, second in pairs]
