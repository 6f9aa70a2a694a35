"""Answers as they were sent, and the receipts given for them. Nothing here changes what was sent."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from consultkit.records import EVERYTHING, Filter, Proof, Receipt, Submission
from consultkit.storage.archive import Transaction
from consultkit.storage.envelopes import Row, open_envelope, receipt_salt, sealed_part
from consultkit.storage.filtering import clauses_of
from consultkit.storage.retractions import stands
from consultkit.storage.sealing import WrappedKey
from consultkit.storage.tables import data_keys, receipts, retractions, submissions
from consultkit.storage.tables.base import Instant

BATCH = 500

_replaced = submissions.alias("replaced")
_COLUMNS = (
    submissions.c.id,
    submissions.c.consultation,
    submissions.c.form_digest,
    submissions.c.reference,
    submissions.c.respondent_id,
    submissions.c.open_answers,
    submissions.c.envelope,
    submissions.c.received_at,
    submissions.c.decided_at,
    submissions.c.late_by_ms,
    data_keys.c.kek,
    data_keys.c.wrapped,
    _replaced.c.reference.label("replaces"),
)
REPLACES = _replaced.c.reference
_SEALED = {"envelope", "kek", "wrapped"}
_OPEN = tuple(column for column in _COLUMNS if column.name not in _SEALED)
_select = sa.select(*_COLUMNS).select_from(
    submissions.join(data_keys, data_keys.c.id == submissions.c.id)
    .outerjoin(retractions, retractions.c.replaced_by == submissions.c.id)
    .outerjoin(_replaced, _replaced.c.id == retractions.c.submission_id)
)
_stands = stands()
_newest_first = (submissions.c.received_at.desc(), submissions.c.id.desc())
_mine = submissions.c.respondent_id == sa.bindparam("respondent_id")
_in_consultation = submissions.c.consultation == sa.bindparam("consultation")

_by_id = _select.where(submissions.c.id == sa.bindparam("id"))
_by_reference = _select.where(submissions.c.reference == sa.bindparam("reference"))
_by_references = _select.where(submissions.c.reference.in_(sa.bindparam("references", expanding=True)))
_latest = _select.where(_in_consultation, _stands).order_by(*_newest_first).limit(sa.bindparam("limit"))
_older = _latest.where(
    sa.tuple_(submissions.c.received_at, submissions.c.id)
    < sa.tuple_(sa.bindparam("received_at", type_=Instant()), sa.bindparam("id", type_=sa.Uuid()))
)
_position = sa.select(submissions.c.received_at, submissions.c.id).where(
    _in_consultation, submissions.c.reference == sa.bindparam("after")
)

_receipt_columns = (
    receipts.c.reference,
    receipts.c.consultation,
    receipts.c.form_digest,
    receipts.c.received_at,
    receipts.c.answers_sha256,
    receipts.c.late_by_ms,
)
_receipt = sa.select(
    *_receipt_columns,
    receipts.c.submission_id,
    receipts.c.signed_by,
    receipts.c.signature,
    data_keys.c.kek,
    data_keys.c.wrapped,
).select_from(
    receipts.join(submissions, submissions.c.id == receipts.c.submission_id).outerjoin(
        data_keys, data_keys.c.id == submissions.c.id
    )
)
_earlier = _receipt.where(
    _mine,
    sa.or_(
        submissions.c.submit_key == sa.bindparam("submit_key"),
        submissions.c.id == sa.bindparam("draft_id"),
    ),
)
_receipt_by_reference = _receipt.where(_mine, receipts.c.reference == sa.bindparam("reference"))
_only_one = submissions.alias("only_one")
_is_only_one = sa.exists().where(
    _only_one.c.respondent_id == sa.bindparam("respondent_id"),
    _only_one.c.only_one == sa.bindparam("consultation"),
)
_reference_of_only = (
    sa.select(submissions.c.reference)
    .where(_mine, _in_consultation, _stands, _is_only_one)
    .order_by(*_newest_first)
    .limit(1)
)
_let_another = (
    sa.update(submissions)
    .where(
        submissions.c.respondent_id == sa.bindparam("of_respondent"),
        submissions.c.only_one == sa.bindparam("of_consultation"),
    )
    .values(only_one=None)
)
_receipts = _receipt.where(_mine, _in_consultation).order_by(*_newest_first)


def by_id(tx: Transaction, submission_id: UUID) -> Submission | None:
    return _one(tx, _by_id, {"id": submission_id})


def by_reference(tx: Transaction, reference: str) -> Submission | None:
    """Whoever asks must have been allowed to: this look-up does not know who it is."""
    return _one(tx, _by_reference, {"reference": reference})


def by_references(tx: Transaction, references: Collection[str]) -> dict[str, Submission]:
    """Likewise of several at once."""
    rows = tx.connection.execute(_by_references, {"references": list(references)})
    return {row.reference: _submission(tx, row) for row in rows}


def newest_standing(*columns: sa.ColumnElement[Any]) -> sa.Select[*tuple[Any, ...]]:
    """These columns of those that stand, the newest first. REPLACES may be among them."""
    joined = submissions.outerjoin(retractions, retractions.c.replaced_by == submissions.c.id).outerjoin(
        _replaced, _replaced.c.id == retractions.c.submission_id
    )
    found = sa.select(*columns).select_from(joined).where(_in_consultation, _stands)
    return found.order_by(*_newest_first)


def page(
    tx: Transaction, consultation: str, *, after: str | None, limit: int, only: Filter = EVERYTHING
) -> tuple[Submission, ...]:
    """Those that stand, the newest first, from the one that follows the reference `after` on.

    `only` narrows them down, but for its words: these lie in sealed answers.
    """
    asked: dict[str, object] = {"consultation": consultation, "limit": limit}
    clauses = tuple(clauses_of(only))
    if after is None:
        rows = tx.connection.execute(_latest.where(*clauses), asked)
    else:
        position = tx.connection.execute(
            _position, {"consultation": consultation, "after": after}
        ).one_or_none()
        if position is None:
            return ()
        rows = tx.connection.execute(_older.where(*clauses), {**asked, **position._mapping})
    return tuple(_submission(tx, row) for row in rows)


def count(tx: Transaction, consultation: str, only: Filter) -> int:
    """How many stand of those that the filter lets through; its words are not looked at."""
    statement = sa.select(sa.func.count()).select_from(submissions)
    found = statement.where(_in_consultation, _stands, *clauses_of(only))
    return int(tx.connection.execute(found, {"consultation": consultation}).scalar_one())


def each(tx: Transaction, consultation: str, only: Filter = EVERYTHING) -> Iterator[Submission]:
    """Those that stand, the newest first, in batches: the memory needed does not grow with their number."""
    after: str | None = None
    while batch := page(tx, consultation, after=after, limit=BATCH, only=only):
        yield from batch
        after = batch[-1].reference


def each_open(tx: Transaction, consultation: str, only: Filter = EVERYTHING) -> Iterator[Submission]:
    """Likewise with those of their answers that lie open: nothing is unsealed. For a snapshot."""
    newest = newest_standing(*_OPEN).where(*clauses_of(only))
    # In one statement, whose rows wait with the server: to look for the next page again costs more.
    rows = tx.connection.execute(
        newest, {"consultation": consultation}, execution_options={"yield_per": BATCH}
    )
    for row in rows:
        yield Submission(
            row.id,
            row.consultation,
            row.form_digest,
            row.reference,
            row.respondent_id,
            row.open_answers,
            row.received_at,
            row.decided_at,
            row.late_by_ms,
            row.replaces or "",
        )


def digests(tx: Transaction, references: Collection[str]) -> dict[str, str]:
    """Of the answers as they were sent, by reference: what the receipts say."""
    its = sa.select(receipts.c.reference, receipts.c.answers_sha256)
    found = its.where(receipts.c.reference.in_(list(references)))
    return {row.reference: row.answers_sha256 for row in tx.connection.execute(found)}


def earlier_receipt(
    tx: Transaction, respondent_id: UUID, *, draft_id: UUID, submit_key: str
) -> Receipt | None:
    """The receipt already given for this draft or under this key."""
    asked = {"respondent_id": respondent_id, "draft_id": draft_id, "submit_key": submit_key}
    row = tx.connection.execute(_earlier, asked).first()
    return None if row is None else _given(tx, row)


def receipt(tx: Transaction, reference: str, respondent_id: UUID) -> Receipt | None:
    asked = {"respondent_id": respondent_id, "reference": reference}
    row = tx.connection.execute(_receipt_by_reference, asked).one_or_none()
    return None if row is None else _given(tx, row)


def only_reference(tx: Transaction, consultation: str, respondent_id: UUID) -> str | None:
    """The reference of what the respondent sent, where the consultation takes one contribution from each."""
    asked = {"respondent_id": respondent_id, "consultation": consultation}
    reference: str | None = tx.connection.execute(_reference_of_only, asked).scalar_one_or_none()
    return reference


def let_another(tx: Transaction, consultation: str, respondent_id: UUID) -> None:
    """Let the respondent send one again, where the consultation takes one from each."""
    asked = {"of_respondent": respondent_id, "of_consultation": consultation}
    tx.connection.execute(_let_another, asked)


def receipts_of(tx: Transaction, consultation: str, respondent_id: UUID) -> tuple[Receipt, ...]:
    """The newest first."""
    asked = {"respondent_id": respondent_id, "consultation": consultation}
    return tuple(_given(tx, row) for row in tx.connection.execute(_receipts, asked))


def _one(
    tx: Transaction, statement: sa.Select[*tuple[Any, ...]], asked: dict[str, object]
) -> Submission | None:
    row = tx.connection.execute(statement, asked).one_or_none()
    return None if row is None else _submission(tx, row)


def _submission(tx: Transaction, row: sa.Row[*tuple[Any, ...]]) -> Submission:
    place = Row(submissions.name, row.id, row.consultation)
    protected = open_envelope(tx.keys, place, WrappedKey(row.kek, row.wrapped), row.envelope)
    sealed = sealed_part(protected)
    return Submission(
        id=row.id,
        consultation=row.consultation,
        form_digest=row.form_digest,
        reference=row.reference,
        respondent_id=row.respondent_id,
        answers={**row.open_answers, **protected},
        received_at=row.received_at,
        decided_at=row.decided_at,
        late_by_ms=row.late_by_ms,
        replaces=row.replaces or "",
        sealed=sealed,
    )


def _given(tx: Transaction, row: sa.Row[*tuple[Any, ...]]) -> Receipt:
    return replace(Receipt(*row[: len(_receipt_columns)]), proof=_proof(tx, row))


def _proof(tx: Transaction, row: sa.Row[*tuple[Any, ...]]) -> Proof | None:
    if row.signature is None or row.wrapped is None:
        return None
    salt = receipt_salt(tx.keys, row.submission_id, WrappedKey(row.kek, row.wrapped))
    return Proof(salt.hex(), row.signed_by, row.signature.hex())
