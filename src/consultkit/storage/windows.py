"""The decisions about opening windows: appended, never changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from consultkit.records import WindowEvent, WindowEventKind
from consultkit.storage.archive import Transaction
from consultkit.storage.functions import database_clock
from consultkit.storage.ids import new_id
from consultkit.storage.tables import window_events

EVENT_COLUMNS = (
    window_events.c.kind,
    window_events.c.at,
    window_events.c.decided_by,
    window_events.c.reason,
    window_events.c.closes_at,
)
EVENT_ORDER = (window_events.c.at, window_events.c.recorded_at)

# The clock comes even where there is no event: so one statement is enough to judge.
_one = sa.select(sa.literal(1).label("one")).subquery()
_standing = (
    sa.select(database_clock(), *EVENT_COLUMNS)
    .select_from(_one.outerjoin(window_events, window_events.c.consultation == sa.bindparam("consultation")))
    .order_by(*EVENT_ORDER)
)


def decisions_of(consultation: sa.ColumnElement[str]) -> sa.ScalarSelect[int]:
    """How many there are. They are only ever appended: as many as before are the same as before."""
    return (
        sa.select(sa.func.count())
        .select_from(window_events)
        .where(window_events.c.consultation == consultation)
        .scalar_subquery()
    )


@dataclass(frozen=True, slots=True)
class Standing:
    """All that is needed to judge a window: the database's clock and the decisions taken so far."""

    database_now: datetime
    events: tuple[WindowEvent, ...]


def lock(tx: Transaction) -> None:
    """Let nobody else decide until the transaction ends; readers never wait. SQLite has one writer."""
    if tx.on_postgresql:
        tx.connection.exec_driver_sql(f"LOCK TABLE {window_events.name} IN SHARE ROW EXCLUSIVE MODE")


def append(tx: Transaction, consultation: str, event: WindowEvent, *, recorded_at: datetime) -> None:
    tx.connection.execute(
        sa.insert(window_events).values(
            id=new_id(),
            consultation=consultation,
            kind=event.kind.value,
            at=event.at,
            closes_at=event.closes_at,
            decided_by=event.by,
            reason=event.reason,
            recorded_at=recorded_at,
        )
    )


def standing(tx: Transaction, consultation: str) -> Standing:
    """The events come in the order in which they take effect."""
    rows = tx.connection.execute(_standing, {"consultation": consultation}).all()
    return standing_from(rows)


def standing_from(rows: Sequence[sa.Row[*tuple[Any, ...]]]) -> Standing:
    """From rows that end with the database's clock and the columns of an event, which may be empty."""
    width = len(EVENT_COLUMNS)
    events = (_event(*row[-width:]) for row in rows if row[-width] is not None)
    return Standing(rows[0][-width - 1], tuple(events))


def _event(kind: str, at: datetime, by: str, reason: str, closes_at: datetime | None) -> WindowEvent:
    return WindowEvent(WindowEventKind(kind), at, by, reason, closes_at)
