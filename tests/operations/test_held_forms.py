"""What was typed when the visit was over: held for its owner, for an hour, and for nobody else."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
import sqlalchemy as sa

from consultkit.operations import HeldForms, Sessions
from consultkit.operations.held_forms import LARGEST
from consultkit.records import HeldForm, Respondent, SignedIn
from consultkit.storage import Archive, tables
from consultkit.testing import FixedClock

from .conftest import Campaign, Campaigns

TEXT = "Œuvré « à l’été » : ça\r\n\r\n  ni 100 %, ni <b>\t𝄞 \\ \"'\r\n"


@pytest.fixture
def campaign(campaigns: Campaigns, trees: str) -> Campaign:
    return campaigns(trees)


@pytest.fixture
def clock(campaign: Campaign) -> FixedClock:
    return campaign.clock


@pytest.fixture
def held(campaign: Campaign) -> HeldForms:
    return HeldForms(campaign.archive, campaign.clock)


@pytest.fixture
def sessions(campaign: Campaign) -> Sessions:
    return Sessions(campaign.archive, campaign.clock)


@pytest.fixture
def owner(campaign: Campaign) -> Respondent:
    return campaign.respondent()


@pytest.fixture
def form(campaign: Campaign, owner: Respondent) -> HeldForm:
    return form_of(campaign, owner)


def form_of(campaign: Campaign, owner: Respondent, text: str = TEXT, page: str = "tree") -> HeldForm:
    draft = campaign.intake.begin("trees", owner)
    path = f"/trees/draft/{draft.id}/{page}"
    return HeldForm("trees", draft.id, path, {"note": (text,), "harm": ("fungus", "saw"), "fallen": ("",)})


def rows(archive: Archive) -> int:
    with archive.reading() as tx:
        return tx.connection.scalar(sa.select(sa.func.count()).select_from(tables.held_forms)) or 0


def test_what_was_typed_comes_back_to_the_letter(held: HeldForms, form: HeldForm) -> None:
    assert held.hold("secret", form)
    assert held.at("secret", form.path) == form
    assert held.at("secret", "/trees/draft/x/tree") is None
    assert held.at("another", form.path) is None


def test_a_stolen_table_tells_nothing(held: HeldForms, archive: Archive, form: HeldForm) -> None:
    held.hold("secret", form)
    with archive.reading() as tx:
        (row,) = tx.connection.execute(sa.select(tables.held_forms)).all()
    stored = repr(row).encode() + row.content_sealed
    for told in ("secret", "Œuvré", str(form.draft_id), form.draft_id.hex, "fungus"):
        assert told.encode() not in stored


def test_two_pages_are_held_side_by_side_and_of_one_page_the_newest(
    campaign: Campaign, held: HeldForms, owner: Respondent, form: HeldForm
) -> None:
    other = form_of(campaign, owner, "the other tab", page="second")
    again = form_of(campaign, owner, "typed again")
    for one in (form, other, again):
        held.hold("secret", one)
    assert held.at("secret", form.path) == again
    assert held.at("secret", other.path) == other


def test_for_a_draft_that_is_not_there_nothing_is_stored(
    archive: Archive, held: HeldForms, form: HeldForm
) -> None:
    unknown = HeldForm("trees", uuid4(), form.path, form.fields)
    elsewhere = HeldForm("parks", form.draft_id, form.path, form.fields)
    assert held.hold("secret", unknown)
    assert held.hold("secret", elsewhere)
    assert rows(archive) == 0


def test_too_large_a_form_is_not_held_and_older_ones_give_way(
    campaign: Campaign, held: HeldForms, owner: Respondent, form: HeldForm
) -> None:
    assert not held.hold("secret", form_of(campaign, owner, "é" * (LARGEST // 2)))
    assert held.hold("secret", form)
    large = form_of(campaign, owner, "x" * (LARGEST - 350), page="second")
    assert held.hold("secret", large)
    assert held.at("secret", large.path) == large
    assert held.at("secret", form.path) is None


def test_it_is_forgotten_when_it_has_served(
    campaign: Campaign, held: HeldForms, owner: Respondent, form: HeldForm
) -> None:
    other = form_of(campaign, owner, page="second")
    held.hold("secret", form)
    held.hold("secret", other)
    held.forget("secret", form.path)
    assert held.at("secret", form.path) is None
    assert held.at("secret", other.path) == other
    held.forget("secret", other.path)
    assert rows(campaign.archive) == 0
    held.forget("secret", other.path)


def test_after_an_hour_it_is_gone(
    archive: Archive, held: HeldForms, clock: FixedClock, form: HeldForm
) -> None:
    held.hold("secret", form)
    clock.move(timedelta(minutes=59))
    held.hold("another", form)
    assert held.at("secret", form.path)
    clock.move(timedelta(minutes=1))
    assert held.at("secret", form.path) is None
    assert held.purge() == 1
    assert rows(archive) == 1


def test_signing_in_carries_it_over_to_its_owner(
    held: HeldForms, sessions: Sessions, owner: Respondent, form: HeldForm
) -> None:
    anonymous = sessions.begin({})
    held.hold(anonymous.id, form)
    still_nobody = sessions.rotate(anonymous.id, {})
    session = sessions.rotate(still_nobody.id, {}, SignedIn(owner, "account"))
    assert held.at(session.id, form.path) == form
    assert held.at(anonymous.id, form.path) is None
    assert held.at(still_nobody.id, form.path) is None


def test_carrying_it_over_gives_it_no_more_time(
    held: HeldForms, sessions: Sessions, clock: FixedClock, owner: Respondent, form: HeldForm
) -> None:
    anonymous = sessions.begin({})
    held.hold(anonymous.id, form)
    clock.move(timedelta(minutes=40))
    session = sessions.rotate(anonymous.id, {}, SignedIn(owner, "account"))
    clock.move(timedelta(minutes=20))
    assert sessions.load(session.id)
    assert held.at(session.id, form.path) is None


def test_when_somebody_else_signs_in_it_is_forgotten(
    campaign: Campaign, held: HeldForms, sessions: Sessions, owner: Respondent, form: HeldForm
) -> None:
    anonymous = sessions.begin({})
    held.hold(anonymous.id, form)
    stranger = sessions.rotate(anonymous.id, {}, SignedIn(campaign.respondent(), "account"))
    assert held.at(stranger.id, form.path) is None
    assert rows(campaign.archive) == 0
    later = sessions.rotate(stranger.id, {}, SignedIn(owner, "account"))
    assert held.at(later.id, form.path) is None


def test_it_ends_with_the_session(
    held: HeldForms, sessions: Sessions, archive: Archive, owner: Respondent, form: HeldForm
) -> None:
    first, second, third = (sessions.begin({}, SignedIn(owner, "account")) for _ in range(3))
    for session in (first, second, third):
        held.hold(session.id, form)
    sessions.end(first.id)
    assert rows(archive) == 2
    sessions.end_others(owner, second.id)
    assert rows(archive) == 1
    sessions.end_all_of(owner)
    assert rows(archive) == 0
