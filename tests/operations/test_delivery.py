"""From a case into somebody's hands: as often as it takes, under one key, and never silently given up."""

from __future__ import annotations

import logging
from datetime import timedelta

import pytest
import sqlalchemy as sa

from consultkit.errors import DeliveryError
from consultkit.records import ReferralState
from consultkit.storage.tables import outbox

HOUR = timedelta(hours=1)


@pytest.fixture
def receipt(campaign):
    """A contribution whose case waits to be delivered."""
    receipt = campaign.contribute(note="It leans.")
    campaign.worker.run_once()
    return receipt


def delivery(campaign):
    with campaign.archive.reading() as tx:
        return tx.connection.execute(sa.select(outbox).where(outbox.c.kind == "deliver")).one()


def try_again(campaign):
    campaign.clock.set(max(delivery(campaign).next_at, campaign.clock.now()))
    assert campaign.worker.run_once() == 1


def test_a_failed_delivery_is_tried_again_under_the_same_key(campaign, forester, receipt):
    forester.troubles = [DeliveryError("Down."), DeliveryError("Still down.")]
    campaign.worker.run_once()
    case = campaign.the_case(receipt)
    assert (case.state, case.attempts, case.last_error) == (ReferralState.WAITING, 1, "Down.")
    try_again(campaign)
    try_again(campaign)
    case = campaign.the_case(receipt)
    assert (case.state, case.attempts, case.last_error) == (ReferralState.ACKNOWLEDGED, 3, None)
    assert case.receiver_reference == "F-3"
    assert forester.keys == [case.id] * 3


def test_nothing_is_tried_before_its_time(campaign, forester, receipt):
    forester.troubles = [DeliveryError("Down.")]
    campaign.worker.run_once()
    assert campaign.clock.now() < delivery(campaign).next_at <= campaign.clock.now() + timedelta(seconds=30)
    assert campaign.worker.run_once() == 0


def test_a_permanent_refusal_is_shown_and_not_repeated(campaign, forester, receipt):
    forester.troubles = [DeliveryError("They want no trees.", permanent=True)]
    campaign.worker.run_once()
    case = campaign.the_case(receipt)
    assert (case.state, case.last_error) == (ReferralState.REFUSED, "They want no trees.")
    campaign.clock.move(timedelta(days=1))
    assert campaign.worker.run_once() == 0


def test_an_unexpected_error_is_tried_again_and_tells_nothing_of_the_answers(campaign, forester, receipt):
    forester.troubles = [KeyError("It leans.")]
    campaign.worker.run_once()
    case = campaign.the_case(receipt)
    assert case.state is ReferralState.WAITING
    assert case.last_error == "Plugin 'forester', hook deliver_referral: raised KeyError."


def test_after_a_day_it_is_stuck_with_an_alarm_and_still_tried_every_hour(
    campaign, forester, receipt, caplog
):
    forester.troubles = [DeliveryError("Down.")] * 200
    started = campaign.clock.now()
    with caplog.at_level(logging.ERROR):
        while campaign.clock.now() < started + timedelta(hours=24) - HOUR:
            try_again(campaign)
        assert campaign.the_case(receipt).state is ReferralState.WAITING
        assert caplog.records == []
        campaign.clock.set(started + timedelta(hours=24))
        try_again(campaign)
    assert campaign.the_case(receipt).state is ReferralState.STUCK
    (alarm,) = caplog.records
    assert "stuck" in alarm.message
    assert str(campaign.the_case(receipt).id) in alarm.message
    for _ in range(50):
        assert delivery(campaign).next_at == campaign.clock.now() + HOUR
        try_again(campaign)
    forester.troubles = []
    try_again(campaign)
    assert campaign.the_case(receipt).state is ReferralState.ACKNOWLEDGED


def test_a_worker_killed_between_the_delivery_and_its_commit_repeats_it_under_the_same_key(
    campaign, forester, receipt, monkeypatch
):
    def killed():
        # As when the power goes: what was claimed stays claimed, and nothing more is written.
        raise KeyboardInterrupt

    monkeypatch.setattr(campaign.plugins, "deliver", _after(campaign.plugins.deliver, killed))
    with pytest.raises(KeyboardInterrupt):
        campaign.worker.run_once()
    monkeypatch.undo()
    assert campaign.worker.run_once() == 0
    campaign.clock.move(timedelta(minutes=2))
    assert campaign.worker.run_once() == 1
    case = campaign.the_case(receipt)
    assert case.state is ReferralState.ACKNOWLEDGED
    assert forester.keys == [case.id] * 2


def _after(call, then):
    def wrapped(*args):
        call(*args)
        then()

    return wrapped
