"""From a submission to its cases: only what is needed is shown, and what is proposed is kept once."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import sqlalchemy as sa

from consultkit.records import Referral, ReferralState
from consultkit.storage.tables import cases
from consultkit.storage.tables import outbox as outbox_table


def entries(campaign, kind):
    with campaign.archive.reading() as tx:
        return tx.connection.execute(sa.select(outbox_table).where(outbox_table.c.kind == kind)).all()


def route_again(campaign):
    """As after a crash between the plugin's answer and the commit."""
    with campaign.archive.writing() as tx:
        is_route = outbox_table.c.kind == "route"
        tx.connection.execute(sa.update(outbox_table).where(is_route).values(done_at=None))
    campaign.clock.move(timedelta(hours=1))
    campaign.worker.run_once()


def test_a_proposal_that_is_complete_is_delivered(campaign, forester):
    receipt = campaign.contribute(note="It leans.")
    assert campaign.worker.run_once() == 1
    assert campaign.the_case(receipt).state is ReferralState.WAITING
    assert campaign.worker.run_once() == 1
    case = campaign.the_case(receipt)
    assert (case.state, case.receiver_reference) == (ReferralState.ACKNOWLEDGED, "F-1")
    assert case.referral == Referral("forest", "A tree", {"note": "It leans."})
    assert forester.keys == [case.id]
    assert campaign.worker.run_once() == 0


def test_the_plugin_sees_the_answers_it_named_protected_ones_too_and_nothing_else(campaign, forester):
    receipt = campaign.contribute(note="It leans.", owner="Élise", fallen=True)
    campaign.worker.run_once()
    (seen,) = forester.seen
    assert seen.answers == {"kind": "oak", "note": "It leans."}
    assert seen.respondent_id == UUID(int=0)
    assert seen.reference == receipt.reference


def test_only_the_plugins_that_the_file_names_are_called(campaigns, trees, forester):
    bystander = type(forester)()
    campaign = campaigns(
        trees + "plugins: {forester: {}}\n", plugins={"forester": forester, "bystander": bystander}
    )
    campaign.contribute()
    campaign.worker.run_once()
    assert (len(forester.seen), len(bystander.seen)) == (1, 0)


def test_one_plugin_that_raises_does_not_stop_the_others(campaigns, trees, forester):
    def fail(submission):
        raise ValueError(submission.answers)

    broken = type(forester)(proposal=fail)
    files = trees + "plugins: {broken: {}, forester: {}}\n"
    campaign = campaigns(files, plugins={"broken": broken, "forester": forester})
    receipt = campaign.contribute()
    campaign.worker.run_once()
    campaign.worker.run_once()
    assert campaign.the_case(receipt).state is ReferralState.ACKNOWLEDGED
    (failed,) = [entry for entry in entries(campaign, "route") if entry.done_at is None]
    assert failed.last_error == "Plugin 'broken', hook route_submission: raised ValueError."


def test_what_lacks_something_is_shown_with_what_it_lacks_and_not_delivered(campaign, forester):
    forester.proposal = lambda _: [Referral("forest", "A tree", missing=("The owner.",))]
    receipt = campaign.contribute()
    campaign.worker.run_once()
    assert campaign.worker.run_once() == 0
    case = campaign.the_case(receipt)
    assert (case.state, case.referral.missing) == (ReferralState.INCOMPLETE, ("The owner.",))
    assert forester.keys == []


def test_routing_a_second_time_changes_nothing(campaign, forester):
    receipt = campaign.contribute(note="It leans.")
    campaign.worker.run_once()
    campaign.worker.run_once()
    before = campaign.the_case(receipt)
    forester.proposal = lambda _: [Referral("forest", "Another tree", {"other": True})]
    route_again(campaign)
    assert len(forester.seen) == 2
    assert campaign.the_case(receipt) == before
    assert len(entries(campaign, "deliver")) == 1
    assert forester.keys == [before.id]


def test_each_destination_gets_a_case_of_its_own(campaign, forester):
    forester.proposal = lambda _: [Referral("village", "2"), Referral("forest", "1", missing=("x",))]
    receipt = campaign.contribute()
    campaign.worker.run_once()
    found = campaign.desk.contribution(campaign.official(), receipt.reference).cases
    assert {case.referral.destination: case.state for case in found} == {
        "forest": ReferralState.INCOMPLETE,
        "village": ReferralState.WAITING,
    }


def test_subject_and_body_cannot_be_read_in_the_database(campaign, forester):
    forester.proposal = lambda _: [Referral("forest", "Canary-subject", {"note": "Canary-body"})]
    campaign.contribute()
    campaign.worker.run_once()
    with campaign.archive.reading() as tx:
        (row,) = tx.connection.execute(sa.select(cases)).all()
        promised = tx.connection.execute(sa.select(outbox_table)).all()
    assert b"Canary" not in row.envelope
    assert "Canary" not in f"{row} {promised}"


def test_settings_are_those_of_todays_file_for_contributions_to_an_older_one(campaigns, trees, forester):
    plugins = {"forester": forester}
    campaigns(trees + "plugins: {forester: {questions: []}}\n", plugins=plugins).contribute(note="It leans.")
    newer = trees.replace("Which?", "Which kind?") + "plugins: {forester: {questions: [note]}}\n"
    campaigns(newer, plugins=plugins).worker.run_once()
    assert [seen.answers for seen in forester.seen] == [{"note": "It leans."}]


def test_work_for_a_plugin_that_the_file_dropped_waits_for_its_return(campaigns, trees, forester):
    plugins = {"forester": forester}
    named = trees + "plugins: {forester: {}}\n"
    receipt = campaigns(named, plugins=plugins).contribute()
    without = campaigns(trees, plugins=plugins)
    without.worker.run_once()
    (entry,) = entries(without, "route")
    assert (entry.done_at, entry.refused_at) == (None, None)
    assert "names plugin 'forester'" in entry.last_error
    again = campaigns(named, plugins=plugins)
    again.clock.set(entry.next_at)
    again.worker.run_once()
    assert again.the_case(receipt).state is ReferralState.WAITING
