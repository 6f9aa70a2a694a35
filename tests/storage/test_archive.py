"""Transactions: whole or not at all, and nothing of an answer in a message."""

from __future__ import annotations

import threading
import time
import traceback
from datetime import UTC, datetime
from uuid import uuid4

import pytest
import sqlalchemy as sa

from consultkit.errors import ServiceError
from consultkit.storage import Archive, KeyRing
from consultkit.storage.tables import submissions, tallies

# Not written where a traceback would quote it.
ANSWER = "delisted by the platform"


def a_tally(code: str, count: int | None = 1) -> sa.Insert:
    return sa.insert(tallies).values(consultation="fair", question="q", code=code, count=count)


def codes(archive: Archive) -> list[str]:
    with archive.reading() as tx:
        return list(tx.connection.scalars(sa.select(tallies.c.code).order_by(tallies.c.code)))


class TroubleError(Exception):
    """Whatever goes wrong in the middle of a transaction."""


def test_what_raises_leaves_nothing_behind(archive: Archive) -> None:
    def write_and_fail() -> None:
        with archive.writing() as tx:
            tx.connection.execute(a_tally("first"))
            raise TroubleError

    with pytest.raises(TroubleError):
        write_and_fail()
    assert codes(archive) == []


def test_what_the_database_refuses_undoes_what_came_before(archive: Archive) -> None:
    def write_and_be_refused() -> None:
        with archive.writing() as tx:
            tx.connection.execute(a_tally("first"))
            tx.connection.execute(a_tally("second", None))

    with pytest.raises(sa.exc.IntegrityError):
        write_and_be_refused()
    assert codes(archive) == []


def test_the_archive_goes_on_after_a_refusal(archive: Archive) -> None:
    with pytest.raises(sa.exc.IntegrityError), archive.writing() as tx:
        tx.connection.execute(a_tally("first", None))
    with archive.writing() as tx:
        tx.connection.execute(a_tally("second"))
    assert codes(archive) == ["second"]


def test_what_is_written_is_seen_by_others_only_after_the_commit(archive: Archive, keys: KeyRing) -> None:
    other = Archive(archive.engine.url.render_as_string(hide_password=False), keys)
    with archive.writing() as tx:
        tx.connection.execute(a_tally("first"))
        assert codes(other) == []
    assert codes(other) == ["first"]
    other.close()


def test_foreign_keys_hold_on_both_databases(archive: Archive) -> None:
    stray = dict.fromkeys(("consultation", "form_digest", "submit_key", "reference"), "x")
    now = datetime.now(UTC)
    with pytest.raises(sa.exc.IntegrityError), archive.writing() as tx:
        tx.connection.execute(
            sa.insert(submissions).values(
                **stray, id=uuid4(), respondent_id=uuid4(), open_answers={}, received_at=now, decided_at=now,
                late_by_ms=0,
            )
        )  # fmt: skip


def test_no_answer_is_in_the_message_of_a_refusal(archive: Archive) -> None:
    with pytest.raises(sa.exc.IntegrityError) as refusal, archive.writing() as tx:
        tx.connection.execute(a_tally(ANSWER, None))
    assert ANSWER not in "".join(traceback.format_exception(refusal.value))
    assert "count" in str(refusal.value)


def test_writers_take_turns(archive: Archive) -> None:
    with archive.writing() as tx:
        tx.connection.execute(a_tally("count", 0))

    def add() -> None:
        for _ in range(10):
            with archive.writing() as tx:
                tx.connection.execute(
                    sa.update(tallies).values(count=tallies.c.count + 1).where(tallies.c.code == "count")
                )

    writers = [threading.Thread(target=add) for _ in range(6)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    with archive.reading() as tx:
        assert tx.connection.scalar(sa.select(tallies.c.count)) == 60


def test_the_clock_of_the_database_runs_while_a_transaction_lasts(archive: Archive) -> None:
    with archive.writing() as tx:
        first = tx.database_now()
        time.sleep(0.01)
        assert tx.database_now() > first


def test_a_transaction_that_cannot_be_undone_is_left_to_nobody(archive: Archive) -> None:
    def lost(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if statement in {"COMMIT", "ROLLBACK"}:
            raise sa.exc.OperationalError(statement, None, OSError("The disk is gone."))

    sa.event.listen(archive.engine, "before_cursor_execute", lost)
    with pytest.raises(ServiceError), archive.writing() as tx:
        tx.connection.execute(a_tally("gone"))
    sa.event.remove(archive.engine, "before_cursor_execute", lost)
    with archive.writing() as tx:
        tx.connection.execute(a_tally("kept"))
    assert codes(archive) == ["kept"]
