"""The worker: nothing stops it, and several share the work."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
import sqlalchemy as sa

from consultkit.errors import DeliveryError
from consultkit.records import MailSettings, Referral, ReferralState
from consultkit.storage import SealBrokenError
from consultkit.storage import cases as kept_cases
from consultkit.storage.tables import cases, outbox, tally_deltas
from consultkit.testing import MailCatcher


def open_entries(campaign):
    with campaign.archive.reading() as tx:
        return tx.connection.execute(sa.select(outbox).where(outbox.c.done_at.is_(None))).all()


def work_until_done(campaign, worker):
    """As in deployment, in a thread of its own; the test's clock stands still meanwhile."""
    stop, done = threading.Event(), threading.Event()
    thread = threading.Thread(target=worker.run, args=(stop,))
    thread.start()
    try:
        while open_entries(campaign):
            done.wait(0.05)
    finally:
        stop.set()
        thread.join()


def test_it_drains_the_outbox_and_folds_the_counts_until_it_is_stopped(campaign):
    receipts = [campaign.contribute() for _ in range(25)]
    work_until_done(campaign, campaign.worker)
    states = [campaign.the_case(receipt).state for receipt in receipts]
    assert states == [ReferralState.ACKNOWLEDGED] * 25
    with campaign.archive.reading() as tx:
        assert tx.connection.execute(sa.select(tally_deltas)).all() == []
    assert campaign.results.summary(campaign.official()).total == 25


def test_several_workers_deliver_each_case_once(campaign, forester):
    receipts = [campaign.contribute() for _ in range(40)]
    stop = threading.Event()
    workers = [threading.Thread(target=campaign.a_worker().run, args=(stop,)) for _ in range(3)]
    for worker in workers:
        worker.start()
    try:
        while open_entries(campaign):
            stop.wait(0.05)
    finally:
        stop.set()
    for worker in workers:
        worker.join()
    assert sorted(forester.keys) == sorted(campaign.the_case(receipt).id for receipt in receipts)


def test_a_plugin_that_hangs_holds_nobody_else_up(campaigns, trees, forester):
    release = threading.Event()
    slow = type(forester)(troubles=[release.wait])
    file = trees + "plugins: {slow: {}, quick: {}}\n"
    slow.proposal = lambda _: [Referral("the slow", "A tree")]
    quick = type(forester)(proposal=lambda _: [Referral("the quick", "A tree")])
    campaign = campaigns(file, plugins={"slow": slow, "quick": quick})
    receipt = campaign.contribute()
    campaign.worker.run_once()
    campaign.a_worker(plugin_seconds=0.2).run_once()
    found = campaign.desk.contribution(campaign.official(), receipt.reference).cases
    assert {case.plugin: case.state for case in found} == {
        "slow": ReferralState.WAITING,
        "quick": ReferralState.ACKNOWLEDGED,
    }
    release.set()


def test_an_outage_of_the_database_is_waited_for(campaign, monkeypatch):
    receipt = campaign.contribute()
    times, outage = [], campaign.archive.writing

    def failing():
        times.append(1)
        if len(times) < 3:
            raise ConnectionError("The database is away.")
        return outage()

    monkeypatch.setattr(campaign.archive, "writing", failing)
    monkeypatch.setattr("consultkit.operations.worker.POLL_SECONDS", 0.01)
    work_until_done(campaign, campaign.worker)
    assert campaign.the_case(receipt).state is ReferralState.ACKNOWLEDGED


def test_when_it_is_stopped_it_gives_back_what_it_has_not_begun(campaign, forester):
    for _ in range(5):
        campaign.contribute()
    stop = threading.Event()
    forester.proposal = lambda _: stop.set() or []
    assert campaign.worker.run_once(stop) == 1
    assert len(forester.seen) == 1
    assert campaign.a_worker().run_once() == 4
    assert [entry for entry in open_entries(campaign) if entry.attempts > 1] == []


def test_what_might_outlive_the_lease_is_not_begun(campaign, forester):
    campaign.contribute()
    worker = campaign.a_worker(plugin_seconds=timedelta(minutes=2).total_seconds() + 1)
    assert worker.run_once() == 0
    assert forester.seen == []
    assert campaign.worker.run_once() == 1


@pytest.mark.parametrize("kind", ["route", "deliver"])
def test_the_outbox_holds_no_answers(campaign, forester, kind):
    forester.troubles = [DeliveryError("Down.")]
    campaign.contribute(note="Canary", owner="Canary")
    campaign.worker.run_once()
    campaign.worker.run_once()
    with campaign.archive.reading() as tx:
        rows = tx.connection.execute(sa.select(outbox).where(outbox.c.kind == kind)).all()
    assert rows
    assert "Canary" not in str(rows)


def test_letters_do_not_wait_for_a_slow_receiver(campaigns, trees, forester, monkeypatch):
    monkeypatch.setattr("consultkit.operations.worker.ROUND_SECONDS", 0.05)
    forester.proposal = lambda _: threading.Event().wait(0.1) or []
    with MailCatcher() as catcher:
        file = trees + "plugins: {forester: {}}\n"
        campaign = campaigns(file, plugins={"forester": forester}, mail=MailSettings(port=catcher.port))
        for _ in range(3):
            campaign.contribute()
        campaign.clock.move(timedelta(seconds=1))
        campaign.accounts.ask_link("elise@editions.example", language="fr", consultation="trees")
        campaign.worker.run_once()
        assert len(catcher.messages) == 1
        assert len(forester.seen) <= 1
    while open_entries(campaign):
        campaign.worker.run_once()
    assert len(forester.seen) == 3


def test_a_sealed_referral_moved_to_another_case_does_not_open(campaign):
    for number in range(2):
        campaign.contribute(note=f"Tree {number}")
    campaign.worker.run_once()
    with campaign.archive.writing() as tx:
        first, second = tx.connection.execute(sa.select(cases)).all()
        change = sa.update(cases).where(cases.c.id == first.id).values(envelope=second.envelope)
        tx.connection.execute(change)
    with campaign.archive.reading() as tx, pytest.raises(SealBrokenError):
        kept_cases.by_id(tx, first.id)
