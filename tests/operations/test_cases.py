"""What becomes of a referral: who may see it, who may decide, and what a respondent takes back."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from uuid import uuid4

import pytest

from consultkit.errors import DeliveryError, NotFoundError, RespondentError
from consultkit.hooks import hookimpl
from consultkit.operations import Attachments, Cases, Corrections, FileCopies, Packing
from consultkit.records import (
    Acknowledgement,
    Case,
    CaseStep,
    Deposit,
    Official,
    Package,
    Referral,
    ReferralState,
    Role,
    digest_of,
)
from consultkit.storage import cases as stored_cases
from consultkit.storage import store_at


@dataclass
class Warden:
    """Lays referrals on our own pages, or takes them, as a test says."""

    result: object = field(default_factory=Deposit)
    ineligible: tuple[str, ...] = ()
    told: list[Case] = field(default_factory=list)
    tell: object = True

    @hookimpl
    def route_submission(self) -> list[Referral]:
        return [Referral("warden", "A tree", {"what": "It leans."}, ineligible=self.ineligible)]

    @hookimpl
    def deliver_referral(self, case: Case, package: Package) -> object:
        assert package == Package()
        if isinstance(self.result, Exception):
            raise self.result
        if callable(self.result):
            return self.result()
        return self.result

    @hookimpl
    def withdraw_referral(self, case: Case) -> object:
        self.told.append(case)
        if isinstance(self.tell, Exception):
            raise self.tell
        return self.tell


@pytest.fixture
def warden():
    return Warden()


@pytest.fixture
def world(campaigns, trees, warden):
    rule = trees.replace("contributions: many", "contributions: many, after_sending: [correct, withdraw]")
    elsewhere = trees.replace("consultation: trees", "consultation: hedges")
    files = [f"{one}plugins: {{warden: {{}}}}\n" for one in (rule, elsewhere)]
    return campaigns(*files, plugins={"warden": warden})


@pytest.fixture
def cases(world):
    return Cases(world.archive, world.forms, world.clock, Packing(world.archive, world.clock, None))


@pytest.fixture
def me(world):
    return world.respondent()


@pytest.fixture
def receipt(world, me):
    receipt = world.contribute_as(me)
    work(world)
    return receipt


def work(world, rounds=3):
    for _ in range(rounds):
        world.worker.run_once()


def mediator(serves="warden", consultation="trees", role=Role.MEDIATOR):
    return Official(uuid4(), "m@mediator.example", consultation, role, serves)


def inside(role):
    return Official(uuid4(), "official@town.example", "trees", role)


def states(cases, who):
    return [one.case.state for one in cases.referred_to(who)]


def test_it_waits_to_be_opened_and_opening_it_acknowledges_it(world, cases, receipt):
    who = mediator()
    assert world.the_case(receipt).state is ReferralState.DEPOSITED
    (listed,) = cases.referred_to(who)
    opened = cases.open(who, listed.case.id)
    assert (opened.case.state, opened.case.acknowledged_at) == (
        ReferralState.ACKNOWLEDGED,
        world.clock.now(),
    )
    world.clock.move(timedelta(hours=1))
    again = cases.open(who, listed.case.id)
    assert [event.kind for event in again.case.events] == ["deposited", "opened"]
    assert again.case.acknowledged_at == opened.case.acknowledged_at
    assert again.case.events[1].by == who.id


@pytest.mark.parametrize(
    "stranger",
    [
        mediator(serves="ombudsman"),
        mediator(consultation="hedges"),
        mediator(role=Role.PARTY),
        inside(Role.MANAGER),
    ],
)
def test_nobody_else_finds_it(world, cases, receipt, stranger):
    case = world.the_case(receipt)
    assert cases.referred_to(stranger) == ()
    for act in (cases.open, cases.package):
        with pytest.raises(NotFoundError) as theirs:
            act(stranger, case.id)
        with pytest.raises(NotFoundError) as absent:
            act(stranger, uuid4())
        assert theirs.value.message == absent.value.message


@pytest.mark.parametrize(
    "stranger", [mediator(serves="ombudsman"), mediator(consultation="hedges"), inside(Role.READER)]
)
def test_nobody_else_decides_it(world, cases, receipt, stranger):
    case = world.the_case(receipt)
    with pytest.raises(NotFoundError):
        cases.decide(stranger, case.id, CaseStep.ACCEPTED)
    assert world.the_case(receipt).decision is None


@pytest.mark.parametrize("who", [mediator(), inside(Role.CASEWORKER), inside(Role.MANAGER)])
def test_it_is_accepted_then_closed_with_an_outcome(world, cases, receipt, who):
    case = world.the_case(receipt)
    cases.decide(who, case.id, CaseStep.ACCEPTED, after=case.seen)
    accepted = world.the_case(receipt)
    assert (accepted.state, accepted.acknowledged_at) == (ReferralState.ACCEPTED, world.clock.now())
    cases.decide(who, case.id, CaseStep.CLOSED, " They agreed. ")
    closed = world.the_case(receipt)
    assert closed.state is ReferralState.CLOSED
    assert (closed.decision.content, closed.decision.by, closed.decision.at) == (
        {"outcome": "They agreed."},
        who.id,
        world.clock.now(),
    )


def test_it_is_declined_with_a_reason_and_may_be_taken_up_after_all(world, cases, receipt):
    case, who = world.the_case(receipt), mediator()
    cases.decide(who, case.id, CaseStep.DECLINED, "Not ours.")
    assert world.the_case(receipt).state is ReferralState.DECLINED
    cases.decide(who, case.id, CaseStep.ACCEPTED)
    after = world.the_case(receipt)
    assert after.state is ReferralState.ACCEPTED
    assert [event.kind for event in after.events] == ["deposited", "declined", "accepted"]


@pytest.mark.parametrize(
    ("step", "words"),
    [
        (CaseStep.DECLINED, "  "),
        (CaseStep.DECLINED, "x" * 2001),
        (CaseStep.CLOSED, "Too early."),
        (CaseStep.OPENED, ""),
        (CaseStep.WITHDRAWN, ""),
    ],
)
def test_what_cannot_be_decided_is_told_and_not_written(world, cases, receipt, step, words):
    case = world.the_case(receipt)
    with pytest.raises(RespondentError):
        cases.decide(mediator(), case.id, step, words)
    assert world.the_case(receipt) == case


def test_who_decides_on_something_outrun_is_told(world, cases, receipt):
    case, who = world.the_case(receipt), mediator()
    cases.decide(who, case.id, CaseStep.ACCEPTED, after=case.seen)
    with pytest.raises(RespondentError, match="Somebody else"):
        cases.decide(who, case.id, CaseStep.DECLINED, "No.", after=case.seen)
    assert world.the_case(receipt).state is ReferralState.ACCEPTED


def test_what_is_not_eligible_is_kept_told_and_never_sent(world, cases, warden, me):
    warden.ineligible = ("Not while it is before a court.",)
    receipt = world.contribute_as(me)
    work(world)
    case = world.the_case(receipt)
    assert (case.state, case.referral.ineligible) == (ReferralState.INELIGIBLE, warden.ineligible)
    assert case.attempts == 0
    assert cases.referred_to(mediator()) == ()
    with pytest.raises(RespondentError):
        cases.decide(inside(Role.MANAGER), case.id, CaseStep.ACCEPTED)


def test_an_agreement_taken_back_before_the_sending_stops_it(world, cases, warden, me):
    warden.result, warden.tell = DeliveryError("Down."), False
    receipt = world.contribute_as(me)
    work(world)
    case = world.the_case(receipt)
    cases.withdraw_consent(receipt.reference, me, case.id)
    warden.result = Acknowledgement("W-1")
    for _ in range(5):
        world.clock.move(timedelta(hours=1))
        work(world)
    after = world.the_case(receipt)
    assert (after.state, after.acknowledged_at, after.attempts) == (ReferralState.WITHDRAWN, None, 1)
    assert after.events[-1].content == {"destination": "warden"}


def test_a_receiver_elsewhere_is_told_once_and_not_what_it_said(world, cases, warden, me):
    warden.result = Acknowledgement("W-1")
    receipt = world.contribute_as(me)
    work(world)
    case = world.the_case(receipt)
    assert warden.told == []
    cases.withdraw_consent(receipt.reference, me, case.id)
    cases.withdraw_consent(receipt.reference, me, case.id)
    work(world)
    (told,) = warden.told
    assert (told.id, told.receiver_reference, told.referral.body) == (case.id, "W-1", {})
    assert told.withdrawal_id == case.withdrawal_id != case.id
    after = world.the_case(receipt)
    assert (after.state, after.told_at) == (ReferralState.WITHDRAWN, world.clock.now())
    assert [event.kind for event in after.events] == ["withdrawn", "told"]


def test_while_it_cannot_be_told_it_is_tried_again_and_officials_know(world, cases, warden, me):
    warden.result = Acknowledgement("W-1")
    receipt = world.contribute_as(me)
    work(world)
    case = world.the_case(receipt)
    world.clock.move(timedelta(days=30))
    warden.tell = DeliveryError("Down.")
    cases.withdraw_consent(receipt.reference, me, case.id)
    for _ in range(30):
        work(world)
        world.clock.move(timedelta(hours=1))
    assert len(warden.told) > 20
    assert {one.withdrawal_id for one in warden.told} == {case.withdrawal_id}
    assert (world.the_case(receipt).told_at, troubled(world)) == (None, 1)
    warden.tell = True
    work(world)
    assert (world.the_case(receipt).told_at, troubled(world)) == (world.clock.now(), 0)


def test_a_receiver_that_refuses_to_be_told_needs_a_person(world, cases, warden, me):
    warden.result, warden.tell = Acknowledgement("W-1"), DeliveryError("No.", permanent=True)
    receipt = world.contribute_as(me)
    work(world)
    cases.withdraw_consent(receipt.reference, me, world.the_case(receipt).id)
    work(world)
    after = world.the_case(receipt)
    assert (after.state, after.told_at, after.last_error) == (ReferralState.WITHDRAWN, None, "No.")
    assert troubled(world) == 1


def test_taken_back_while_it_is_on_its_way_it_is_told_afterwards(world, cases, warden, me):
    def meanwhile():
        case = world.the_case(receipt)
        cases.withdraw_consent(receipt.reference, me, case.id)
        return Acknowledgement("W-1")

    warden.result = meanwhile
    receipt = world.contribute_as(me)
    work(world, rounds=6)
    assert len(warden.told) == 1
    assert [event.kind for event in world.the_case(receipt).events] == ["withdrawn", "told"]


def test_who_has_nobody_to_tell_tells_nobody(world, cases, warden, me):
    warden.result, warden.tell = Acknowledgement("W-1"), False
    receipt = world.contribute_as(me)
    work(world)
    cases.withdraw_consent(receipt.reference, me, world.the_case(receipt).id)
    work(world)
    assert world.the_case(receipt).told_at is None
    assert troubled(world) == 0


def test_on_our_own_pages_nobody_needs_to_be_told(world, cases, warden, receipt, me):
    case = world.the_case(receipt)
    cases.open(mediator(), case.id)
    cases.withdraw_consent(receipt.reference, me, case.id)
    work(world)
    assert warden.told == []


def test_what_is_not_sent_any_more_troubles_no_official(world, cases, warden, me):
    warden.result = DeliveryError("No.", permanent=True)
    receipt = world.contribute_as(me)
    work(world)
    assert troubled(world) == 1
    cases.withdraw_consent(receipt.reference, me, world.the_case(receipt).id)
    assert troubled(world) == 0


def troubled(world):
    with world.archive.reading() as tx:
        return stored_cases.count_troubled(tx, "trees")


def test_taken_back_before_it_is_opened_it_was_never_the_receivers(world, cases, receipt, me):
    case, who = world.the_case(receipt), mediator()
    cases.withdraw_consent(receipt.reference, me, case.id)
    assert cases.referred_to(who) == ()
    with pytest.raises(NotFoundError):
        cases.open(who, case.id)


def test_taken_back_after_it_was_opened_its_receiver_is_told_and_reads_it_no_more(world, cases, receipt, me):
    case, who = world.the_case(receipt), mediator()
    cases.open(who, case.id)
    at = world.clock.now()
    world.clock.move(timedelta(days=40))
    cases.withdraw_consent(receipt.reference, me, case.id)
    cases.withdraw_consent(receipt.reference, me, case.id)
    found = cases.open(who, case.id)
    assert (found.stands, found.case.state, found.case.referral.body) == (
        False,
        ReferralState.WITHDRAWN,
        {},
    )
    assert [event.kind for event in found.case.events].count("withdrawn") == 1
    assert found.case.events[-1].content["handed_over_at"] == at.isoformat()
    for act in (lambda: cases.package(who, case.id), lambda: cases.decide(who, case.id, CaseStep.ACCEPTED)):
        with pytest.raises(NotFoundError):
            act()


def test_only_its_own_respondent_takes_it_back(world, cases, receipt, me):
    case = world.the_case(receipt)
    other = world.respondent()
    theirs = world.contribute_as(other)
    for reference, who in ((receipt.reference, other), (theirs.reference, other), ("nonsense", me)):
        with pytest.raises(NotFoundError):
            cases.withdraw_consent(reference, who, case.id)
    assert world.the_case(receipt).withdrawn_at is None


def test_an_agreement_taken_back_does_not_come_again_with_a_correction(world, cases, receipt, me, correct):
    case = world.the_case(receipt)
    cases.withdraw_consent(receipt.reference, me, case.id)
    corrected = correct(receipt)
    work(world)
    after = world.the_case(corrected)
    assert (after.state, after.attempts) == (ReferralState.WITHDRAWN, 0)
    assert cases.referred_to(mediator()) == ()


def test_what_was_corrected_is_read_in_its_new_version_only(world, cases, receipt, correct):
    case, who = world.the_case(receipt), mediator()
    cases.open(who, case.id)
    world.clock.move(timedelta(minutes=1))
    correct(receipt)
    work(world)
    newer, older = cases.referred_to(who)
    assert (newer.stands, older.stands, older.case.referral.body) == (True, False, {})
    assert older.retraction.replaced_by == newer.case.submission_reference


@pytest.fixture
def correct(world, me, tmp_path):
    """Sends a contribution again, as it was."""
    store = store_at(str(tmp_path / "files"))
    kept = Attachments(world.archive, world.forms, world.plugins, world.clock, store)
    copies = FileCopies(world.archive, kept, store)
    corrections = Corrections(world.archive, world.forms, world.clock, copies)

    def correct(receipt):
        draft = corrections.begin(receipt.reference, me)
        sent = digest_of(draft.answers)
        return world.intake.submit(draft.id, me, submit_key=draft.submit_key, answers_sha256=sent)

    return correct
