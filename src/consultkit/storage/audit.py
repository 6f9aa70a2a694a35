"""The journal of what officials do: appended, never changed; the database refuses to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from consultkit.records.audit import BEFORE_ALL, Act, AuditEntry, Checkpoint, digest_of_entry
from consultkit.storage import locks
from consultkit.storage.archive import Transaction
from consultkit.storage.tables import audit, audit_checkpoints, submissions
from consultkit.storage.upsert import upserting

BATCH = 5000

_newest_first = sa.select(audit).order_by(audit.c.number.desc())
_last = sa.select(audit.c.number, audit.c.digest).order_by(audit.c.number.desc()).limit(1)


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """Which entries; what is empty narrows nothing down."""

    actor: UUID | None = None
    what: str = ""
    """The beginning of it: `export` finds `exports.asked` and `exports.fetched`."""
    since: datetime | None = None
    until: datetime | None = None
    """Excluded."""


def note(tx: Transaction, act: Act) -> None:
    """Write it down at the end of this transaction, or not at all if that is undone.

    At its end, because writers wait for one another from there to the commit: each needs the one before.
    """
    tx.at_the_end.append(lambda tx: _append(tx, act))


def entries(
    tx: Transaction, consultation: str, only: AuditFilter, *, before: int | None = None, limit: int = 50
) -> tuple[AuditEntry, ...]:
    """The latest first, from the one before the number `before` on."""
    clauses = [audit.c.consultation == consultation, *_clauses(only)]
    if before is not None:
        clauses.append(audit.c.number < before)
    rows = tx.connection.execute(_newest_first.where(*clauses).limit(limit))
    return tuple(_entry(row) for row in rows)


def every(tx: Transaction) -> Iterator[AuditEntry]:
    """Of all consultations, the oldest first."""
    ordered = sa.select(audit).order_by(audit.c.number).limit(BATCH)
    rows = tx.connection.execute(ordered).all()
    while rows:
        yield from map(_entry, rows)
        rows = tx.connection.execute(ordered.where(audit.c.number > rows[-1].number)).all()


def end(tx: Transaction) -> tuple[int, bytes]:
    """The number and the digest of the last entry."""
    row = tx.connection.execute(_last).one_or_none()
    return (0, BEFORE_ALL) if row is None else (row.number, row.digest)


def add_checkpoint(tx: Transaction, one: Checkpoint) -> None:
    """Nothing is done where there is one of that number."""
    row = {
        "number": one.number,
        "digest": one.digest,
        "at": one.at,
        "signed_by": one.key,
        "signature": bytes.fromhex(one.signature),
    }
    tx.connection.execute(upserting(tx, audit_checkpoints).values(row).on_conflict_do_nothing())


def checkpoints(tx: Transaction) -> tuple[Checkpoint, ...]:
    """The oldest first."""
    rows = tx.connection.execute(sa.select(audit_checkpoints).order_by(audit_checkpoints.c.number))
    return tuple(
        Checkpoint(row.number, row.digest, row.at, row.signed_by, row.signature.hex()) for row in rows
    )


def references_of(tx: Transaction, ids: set[UUID]) -> Mapping[UUID, str]:
    """Of those that are contributions which are still there."""
    found = sa.select(submissions.c.id, submissions.c.reference).where(submissions.c.id.in_(ids))
    return {row.id: row.reference for row in tx.connection.execute(found)}


def _append(tx: Transaction, act: Act) -> None:
    locks.hold(tx, "audit", "end")
    last, previous = end(tx)
    row = {
        "number": last + 1,
        "what": act.what,
        "consultation": act.consultation,
        "at": act.at,
        "role": act.role,
        "actor": act.actor,
        "about": act.about,
        "detail": act.detail,
        "digest": digest_of_entry(previous, last + 1, act),
    }
    tx.connection.execute(sa.insert(audit), row)


def _clauses(only: AuditFilter) -> Iterator[sa.ColumnElement[bool]]:
    if only.actor is not None:
        yield audit.c.actor == only.actor
    if only.what:
        yield audit.c.what.startswith(only.what, autoescape=True)
    if only.since is not None:
        yield audit.c.at >= only.since
    if only.until is not None:
        yield audit.c.at < only.until


def _entry(row: sa.Row[*tuple[Any, ...]]) -> AuditEntry:
    act = Act(row.what, row.consultation, row.at, row.role, row.actor, row.about, row.detail)
    return AuditEntry(row.number, act, row.digest)
