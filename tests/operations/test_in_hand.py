"""What a process that died had in hand is known to the next: it waits for no lease, and blames one task."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from consultkit.operations.in_hand import InHand, LeftBehind, left_behind
from consultkit.storage.tables import outbox


class Died(BaseException):
    """As when the process is gone: nothing more is done."""


def die():
    raise Died


@pytest.fixture
def lines(campaign):
    """What the worker tells."""
    told: list[bytes] = []
    campaign.worker.in_hand = InHand(told.append)
    return told


def after(lines):
    return left_behind((line.decode() for line in lines), LeftBehind())


def waiting(campaign):
    with campaign.archive.reading() as tx:
        return tx.connection.execute(sa.select(outbox).where(outbox.c.done_at.is_(None))).all()


def test_one_task_is_blamed_and_the_others_are_due_again_at_once(campaign, forester, lines):
    receipts = [campaign.contribute(), campaign.contribute()]
    forester.proposal = lambda _submission: die()
    with pytest.raises(Died):
        campaign.worker.run_once()
    left = after(lines)
    assert len(left.claims) == 2
    campaign.worker.take_over(left)
    assert after(lines) == LeftBehind({}, None)
    due = [entry for entry in waiting(campaign) if entry.next_at == campaign.clock.now()]
    (blamed,) = (entry for entry in waiting(campaign) if entry.last_error)
    assert blamed.id == left.begun
    assert blamed.last_error == "The worker's process ended in the middle of this."
    assert campaign.clock.now() < blamed.next_at <= campaign.clock.now() + timedelta(seconds=30)
    assert [entry.attempts for entry in due] == [0]
    assert len(receipts) == 2


def test_what_was_done_or_put_off_is_not_in_hand(campaign, forester, lines):
    campaign.contribute()
    campaign.worker.run_once()
    assert after(lines) == LeftBehind({}, None)
    forester.proposal = lambda _submission: 1 / 0
    campaign.contribute()
    campaign.worker.run_once()
    assert after(lines) == LeftBehind({}, None)


def test_what_another_worker_has_claimed_since_is_left_to_it(campaign, forester, lines):
    campaign.contribute()
    forester.proposal = lambda _submission: die()
    with pytest.raises(Died):
        campaign.worker.run_once()
    left = after(lines)
    campaign.clock.move(timedelta(minutes=2))
    forester.proposal = lambda _submission: []
    campaign.worker.run_once()
    assert waiting(campaign) == []
    campaign.worker.take_over(left)
    assert waiting(campaign) == []
