"""How a deployment is doing, in numbers: counted in the database, so that every process tells the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from consultkit.storage import heartbeats
from consultkit.storage.archive import Transaction
from consultkit.storage.outbox import OPEN
from consultkit.storage.tables import drafts, outbox, submissions


@dataclass(frozen=True, slots=True)
class Queue:
    """What is promised and not done, of one kind of task."""

    kind: str
    waiting: int
    failing: int
    """Of those waiting, tried at least once in vain."""
    stuck: int
    """Of those waiting, failing for a day and more."""
    oldest: timedelta


@dataclass(frozen=True, slots=True)
class Vitals:
    """Numbers, by the ids of consultations: of nobody in particular."""

    accepted: Mapping[str, int]
    drafts: Mapping[str, int]
    queues: tuple[Queue, ...]
    refused: Mapping[str, int]
    """Tasks that no repeat mends, by their kind: a person must look at them."""
    worker_seen: timedelta | None


def vitals(tx: Transaction, now: datetime) -> Vitals:
    """`now` is the instant by the clock of the deployment, which promised what waits."""
    return Vitals(
        accepted=_counted(tx, submissions.c.consultation),
        drafts=_counted(tx, drafts.c.consultation),
        queues=_queues(tx, now),
        refused=_counted(tx, outbox.c.kind, outbox.c.refused_at.is_not(None)),
        worker_seen=heartbeats.last_seen(tx),
    )


def _counted(tx: Transaction, by: sa.Column[str], *where: sa.ColumnElement[bool]) -> dict[str, int]:
    counted = sa.select(by, sa.func.count()).where(*where).group_by(by).order_by(by)
    return {row[0]: row[1] for row in tx.connection.execute(counted)}


def _queues(tx: Transaction, now: datetime) -> tuple[Queue, ...]:
    of_kind = (
        sa.select(
            outbox.c.kind,
            sa.func.count(),
            sa.func.count(outbox.c.last_error),
            sa.func.count(outbox.c.stuck_at),
            sa.func.min(outbox.c.created_at),
        )
        .where(OPEN)
        .group_by(outbox.c.kind)
        .order_by(outbox.c.kind)
    )
    return tuple(
        Queue(kind, waiting, failing, stuck, max(timedelta(0), now - oldest))
        for kind, waiting, failing, stuck, oldest in tx.connection.execute(of_kind)
    )
