"""Drafts that wait: owners hear of the closing in time, once, and of the end of what they did not send."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from consultkit.operations import WaitingDrafts, Windows
from consultkit.records import Identity, MailSettings, Respondent
from consultkit.schema import Duration
from consultkit.storage import tables
from consultkit.testing import MailCatcher

from .conftest import Campaign

CLOSES = datetime(2018, 11, 30, 23, 0, tzinfo=UTC)
IN_TIME = CLOSES - timedelta(days=2)
OVER = datetime(2018, 12, 31, 23, 0, tzinfo=UTC)
ADDRESS = "owner@shop.example"


@pytest.fixture
def catcher() -> Iterator[MailCatcher]:
    with MailCatcher() as catcher:
        yield catcher


@pytest.fixture
def campaign(campaigns: Callable[..., Campaign], trees: str, catcher: MailCatcher) -> Campaign:
    return campaigns(trees, mail=MailSettings(port=catcher.port))


@pytest.fixture
def owner(campaign: Campaign) -> Respondent:
    """Somebody whom a provider told an address of."""
    identity = Identity("https://provider.example", "owner", claims={"email": ADDRESS})
    respondent = campaign.identities.respondent_of(identity, "franceconnect")
    campaign.intake.begin("trees", respondent)
    return respondent


def waiting(campaign: Campaign) -> WaitingDrafts:
    return WaitingDrafts(campaign.archive, campaign.forms, campaign.clock)


def letters(campaign: Campaign) -> list[str]:
    with campaign.archive.reading() as tx:
        return [payload["letter"] for payload in tx.connection.scalars(sa.select(tables.outbox.c.payload))]


def test_an_owner_is_written_to_two_days_before_the_closing_and_once(
    campaign: Campaign, owner: Respondent, catcher: MailCatcher
) -> None:
    campaign.intake.begin_another("trees", owner)
    campaign.clock.set(IN_TIME - timedelta(seconds=1))
    waiting(campaign).remind()
    assert letters(campaign) == []
    campaign.clock.set(IN_TIME)
    for _ in range(2):
        waiting(campaign).remind()
    campaign.worker.run_once()
    [letter] = catcher.messages
    assert letter.recipients == (ADDRESS,)
    assert "1er décembre 2018" in letter.text
    assert "1er janvier 2019" in letter.text
    assert letter.links == ("https://trees.example/trees/",)


def test_workers_at_the_same_instant_write_once(campaign: Campaign, owner: Respondent) -> None:
    campaign.clock.set(IN_TIME)
    with ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(waiting(campaign).remind) for _ in range(8)]:
            done.result()
    assert letters(campaign) == ["draft_waits"]


def test_a_closing_that_is_put_off_is_told_again_in_its_time(campaign: Campaign, owner: Respondent) -> None:
    campaign.clock.set(IN_TIME)
    waiting(campaign).remind()
    windows = Windows(campaign.archive, campaign.forms, campaign.clock)
    windows.extend("trees", CLOSES + timedelta(days=9), by="ministry", reason="A holiday")
    waiting(campaign).remind()
    assert letters(campaign) == ["draft_waits"]
    campaign.clock.set(CLOSES + timedelta(days=8))
    waiting(campaign).remind()
    assert letters(campaign) == ["draft_waits"] * 2


def test_nobody_is_written_to_of_what_was_sent_or_without_an_address_or_while_it_is_suspended(
    campaign: Campaign, owner: Respondent
) -> None:
    campaign.contribute_as(owner)
    campaign.intake.begin("trees", campaign.respondent())
    campaign.clock.set(IN_TIME)
    waiting(campaign).remind()
    assert letters(campaign) == []
    campaign.intake.begin("trees", owner)
    windows = Windows(campaign.archive, campaign.forms, campaign.clock)
    windows.suspend("trees", by="ministry", reason="A doubt")
    waiting(campaign).remind()
    assert letters(campaign) == []


def test_what_cannot_be_sent_any_more_goes_with_its_key_after_a_month_and_its_owner_hears_of_it(
    campaign: Campaign, owner: Respondent
) -> None:
    campaign.clock.set(OVER - timedelta(hours=2))
    waiting(campaign).throw_away()
    assert campaign.intake.drafts("trees", owner)
    campaign.clock.set(OVER)
    waiting(campaign).throw_away()
    assert campaign.intake.drafts("trees", owner) == ()
    assert letters(campaign) == ["draft_deleted"]
    with campaign.archive.reading() as tx:
        assert tx.connection.scalar(sa.select(sa.func.count()).select_from(tables.data_keys)) == 0


@pytest.mark.parametrize(
    ("length", "then"),
    [
        (Duration(1, "month"), datetime(2019, 2, 28, 12, tzinfo=UTC)),
        (Duration(1, "year"), datetime(2020, 1, 31, 12, tzinfo=UTC)),
        (Duration(11, "month"), datetime(2019, 12, 31, 12, tzinfo=UTC)),
        (Duration(3, "day"), datetime(2019, 2, 3, 12, tzinfo=UTC)),
    ],
)
def test_months_go_by_the_calendar(length: Duration, then: datetime) -> None:
    assert length.after(datetime(2019, 1, 31, 12, tzinfo=UTC)) == then
