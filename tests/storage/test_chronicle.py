"""The chronicle: numbers without gaps, one writer wins, nothing readable without its subject's key."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from uuid import uuid4

import pytest
import sqlalchemy as sa

from consultkit.storage import Archive, OutrunError, SealBrokenError, chronicle
from consultkit.storage import tables as all_tables

NOW = datetime(2018, 11, 15, 9, 30, tzinfo=UTC)
SUBJECT = uuid4()


def write(archive: Archive, kind: str, after: int | None = None, **said: str) -> None:
    with archive.writing() as tx:
        chronicle.append(tx, "trees", "study", SUBJECT, kind, NOW, content=dict(said), after=after)


def kinds(archive: Archive, room: str = "study", consultation: str = "trees") -> list[tuple[int, str]]:
    with archive.reading() as tx:
        events = chronicle.of_subject(tx, consultation, room, SUBJECT)
    return [(event.number, event.kind) for event in events]


def test_events_come_back_in_their_order_with_their_content(archive: Archive) -> None:
    for kind in ("first", "second", "third"):
        write(archive, kind, said=kind)
    assert kinds(archive) == [(1, "first"), (2, "second"), (3, "third")]
    with archive.reading() as tx:
        events = chronicle.of_room(tx, "trees", "study")[SUBJECT]
    assert [event.content for event in events] == [{"said": kind} for _, kind in kinds(archive)]


def test_rooms_and_consultations_are_apart(archive: Archive) -> None:
    write(archive, "first")
    assert kinds(archive, room="dialogue") == kinds(archive, consultation="bushes") == []


def test_who_has_not_seen_the_last_event_is_told(archive: Archive) -> None:
    write(archive, "first", after=0)
    with pytest.raises(OutrunError):
        write(archive, "second", after=0)
    assert kinds(archive) == [(1, "first")]


def test_no_number_is_left_out(archive: Archive) -> None:
    with pytest.raises(OutrunError):
        write(archive, "third", after=2)
    assert kinds(archive) == []


def test_of_many_at_one_instant_none_is_lost(archive: Archive) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: write(archive, f"event {number}"), range(24)))
    assert [number for number, _ in kinds(archive)] == list(range(1, 25))


def test_who_erases_the_key_of_a_subject_erases_what_was_said_of_it(archive: Archive) -> None:
    write(archive, "noted", text="Zanzibar")
    with archive.writing() as tx:
        tx.connection.execute(sa.delete(all_tables.data_keys).where(all_tables.data_keys.c.id == SUBJECT))
    assert kinds(archive) == []


def test_a_content_moved_to_another_event_does_not_open(archive: Archive) -> None:
    write(archive, "noted", text="Zanzibar")
    write(archive, "noted", text="Timbuktu")
    table = all_tables.chronicle
    with archive.writing() as tx:
        second = tx.connection.execute(sa.select(table.c.envelope).where(table.c.number == 2)).scalar_one()
        tx.connection.execute(sa.update(table).where(table.c.number == 1).values(envelope=second))
    with pytest.raises(SealBrokenError):
        kinds(archive)
