"""The journal: one entry for each act, none of which can be changed, removed, moved or cut off unnoticed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
import sqlalchemy as sa

from consultkit.errors import ConfigurationError
from consultkit.operations import Audit, read_checkpoint
from consultkit.operations.rooms import Entry, Room
from consultkit.records import Filter, Official, Role
from consultkit.records.audit import BEFORE_ALL, checkpoint_in_text, digest_of_entry
from consultkit.storage import AuditFilter, KeyRing, audit
from consultkit.storage.tables import audit as journal
from consultkit.storage.tables import audit_checkpoints

EVERYTHING = AuditFilter()


@pytest.fixture
def world(campaigns, trees):
    return campaigns(trees)


@pytest.fixture
def held(world) -> Audit:
    return Audit(world.archive, world.clock)


def someone(role: Role = Role.MANAGER, consultation: str = "trees") -> Official:
    return Official(uuid4(), "official@town.example", consultation, role)


def written(held: Audit, official: Official) -> list[str]:
    """What was done, the first first."""
    return [one.entry.act.what for one in held.each(official, EVERYTHING)][::-1]


def unguarded(world, *statements) -> None:
    """What only who owns the database can do: the triggers out of the way."""
    with world.archive.writing() as tx:
        if tx.on_postgresql:
            for name in ("audit", "audit_checkpoints"):
                tx.connection.exec_driver_sql(f"ALTER TABLE {name} DISABLE TRIGGER USER")
        else:
            found = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'audit%'"
            for (name,) in tx.connection.exec_driver_sql(found).all():
                tx.connection.exec_driver_sql(f"DROP TRIGGER {name}")
        for statement in statements:
            tx.connection.execute(statement)
        if tx.on_postgresql:
            for name in ("audit", "audit_checkpoints"):
                tx.connection.exec_driver_sql(f"ALTER TABLE {name} ENABLE TRIGGER USER")


def filled(held: Audit, number: int = 6) -> Official:
    official = someone()
    for _ in range(number):
        held.record(official, "contribution.read", uuid4())
    return official


def test_reading_a_contribution_writes_one_entry(world, held) -> None:
    receipt, official = world.contribute(), someone(Role.READER)
    found = world.desk.contribution(official, receipt.reference)
    [shown] = held.entries(official, EVERYTHING)
    act = shown.entry.act
    assert (act.what, act.actor, act.role) == ("contribution.read", official.id, "reader")
    assert (act.about, shown.reference) == (found.submission.id, receipt.reference)


def test_a_list_and_a_search_are_told_apart_and_words_are_not_kept(world, held) -> None:
    world.contribute(note="canary")
    official = someone()
    world.desk.contributions(official)
    world.desk.contributions(official, only=Filter(words="canary"))
    details = [one.entry.act.detail for one in held.entries(official, EVERYTHING)]
    assert details == ["searched", ""]
    with world.archive.reading() as tx:
        rows = tx.connection.execute(sa.select(journal)).all()
    assert "canary" not in str(rows)


def test_looking_for_what_follows_reads_nothing(world, held) -> None:
    receipts = [world.contribute(), world.contribute()]
    official = someone()
    assert world.desk.following(official, receipts[1].reference) == receipts[0].reference
    assert held.entries(official, EVERYTHING) == ()


def test_an_export_writes_one(world, held) -> None:
    official = someone()
    b"".join(world.desk.export(official, "fr"))
    assert written(held, official) == ["contributions.exported"]


def test_whatever_an_official_writes_down_in_a_room_is_there_too(world, held) -> None:
    official, subject = someone(), uuid4()
    room = Room(world.archive, world.clock, "study")
    room.write("trees", Entry(subject, "noted", {"text": "canary"}), by=official)
    room.write("trees", Entry(subject, "counted"))
    [shown] = held.entries(official, EVERYTHING)
    assert (shown.entry.act.what, shown.entry.act.about) == ("study.noted", subject)


def test_what_is_undone_leaves_no_entry(world, held) -> None:
    official = someone()
    room = Room(world.archive, world.clock, "study")

    def fail_half_way() -> None:
        with world.archive.writing() as tx:
            room.write_in(tx, "trees", Entry(uuid4(), "noted"), by=official)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_half_way()
    assert held.faults() == (0, [])


def test_another_desk_sees_nothing_of_it(world, held) -> None:
    filled(held)
    assert held.entries(someone(consultation="elsewhere"), EVERYTHING) == ()


def test_entries_are_found_by_who_what_and_when(world, held) -> None:
    one, other = filled(held, 2), someone()
    begun = world.clock.now()
    world.clock.move(timedelta(days=1))
    held.record(other, "exports.fetched")
    by_who = held.entries(one, AuditFilter(actor=other.id))
    by_what = held.entries(one, AuditFilter(what="exports."))
    by_when = held.entries(one, AuditFilter(since=begun + timedelta(hours=1)))
    assert len(by_who) == 1
    assert by_who == by_what == by_when
    assert len(held.entries(one, AuditFilter(until=begun + timedelta(hours=1)))) == 2
    assert held.entries(one, AuditFilter(what="%")) == ()


def test_all_of_it_comes_in_pages(world, held) -> None:
    official = filled(held, 120)
    numbers = [one.entry.number for one in held.each(official, EVERYTHING)]
    assert numbers == list(range(120, 0, -1))


def test_many_who_write_at_once_make_one_chain(world, held) -> None:
    officials = [someone() for _ in range(8)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda one: [held.record(one, "contribution.read") for _ in range(10)], officials))
    assert held.faults() == (80, [])


@pytest.mark.parametrize("statement", [sa.update(journal).values(role="reader"), sa.delete(journal)])
def test_the_database_refuses_to_change_an_entry(world, held, statement) -> None:
    filled(held, 1)
    with pytest.raises(sa.exc.DBAPIError, match="append-only"), world.archive.writing() as tx:
        tx.connection.execute(statement)
    assert held.faults() == (1, [])


@pytest.mark.parametrize(
    "statement", [sa.update(audit_checkpoints).values(digest=""), sa.delete(audit_checkpoints)]
)
def test_the_database_refuses_to_change_a_checkpoint(world, held, statement) -> None:
    held.checkpoint()
    with pytest.raises(sa.exc.DBAPIError, match="append-only"), world.archive.writing() as tx:
        tx.connection.execute(statement)


@pytest.mark.parametrize(
    "faults",
    [
        [sa.update(journal).where(journal.c.number == 3).values(role="reader")],
        [sa.update(journal).where(journal.c.number == 3).values(actor=None)],
        [sa.delete(journal).where(journal.c.number == 3)],
        [sa.delete(journal).where(journal.c.number == 1)],
        [
            sa.update(journal).where(journal.c.number == 3).values(number=99),
            sa.update(journal).where(journal.c.number == 4).values(number=3),
            sa.update(journal).where(journal.c.number == 99).values(number=4),
        ],
    ],
    ids=["changed", "made nobody's", "removed", "first removed", "exchanged"],
)
def test_what_was_changed_is_found_out(world, held, faults) -> None:
    filled(held)
    unguarded(world, *faults)
    assert held.faults()[1]


def test_a_tail_that_was_cut_off_is_found_out_by_a_checkpoint(world, held) -> None:
    filled(held)
    held.checkpoint()
    unguarded(world, sa.delete(journal).where(journal.c.number > 4))
    assert "first 6 entries" in held.faults()[1][0]


def test_a_chain_made_anew_by_a_thief_is_found_out_by_a_checkpoint_kept_elsewhere(world, held) -> None:
    filled(held)
    kept = checkpoint_in_text(held.checkpoint())
    with world.archive.reading() as tx:
        entries = list(audit.every(tx))
    digest, remade = BEFORE_ALL, []
    for number, entry in enumerate(entries, start=1):
        act = replace(entry.act, actor=uuid4())
        digest = digest_of_entry(digest, number, act)
        change = sa.update(journal).where(journal.c.number == number)
        remade.append(change.values(actor=act.actor, digest=digest))
    unguarded(world, *remade, sa.delete(audit_checkpoints))
    assert held.faults() == (6, [])
    assert "first 6 entries" in held.faults(read_checkpoint(kept))[1][0]


def test_a_checkpoint_that_a_thief_signs_is_found_out(world, held) -> None:
    filled(held)
    ours = world.archive.keys
    world.archive.keys = KeyRing({"k0001": bytes(32)}, "k0001")
    held.checkpoint()
    world.archive.keys = ours
    assert "not signed by a key" in held.faults()[1][0]


def test_the_journal_goes_on_after_a_checkpoint(world, held) -> None:
    official = filled(held)
    kept = held.checkpoint()
    held.record(official, "contribution.read")
    assert held.faults(read_checkpoint(checkpoint_in_text(kept))) == (7, [])


@pytest.mark.parametrize("text", ["", "consultkit audit 1\nnumber: x\n", "consultkit audit 1\n"])
def test_what_is_no_checkpoint_is_refused(text) -> None:
    with pytest.raises(ConfigurationError, match="not a checkpoint"):
        read_checkpoint(text)
