"""The daily letter: how much waits, once a working day, and not a word of any contribution."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from consultkit.errors import DeliveryError
from consultkit.operations import Digests, StudyDesk
from consultkit.records import Official, Role, Visibility
from consultkit.storage.tables import outbox

from .conftest import NOON, TREES, Campaign, Campaigns, Forester

EARLY, SATURDAY = datetime(2018, 11, 15, 5, 0, tzinfo=UTC), datetime(2018, 11, 17, 11, 0, tzinfo=UTC)


@pytest.fixture
def trees(campaigns: Campaigns) -> Campaign:
    return campaigns(TREES + "desk: {most_unread: 2}\n")


def digests(trees: Campaign) -> list[dict]:  # type: ignore[type-arg]
    Digests(trees.archive, trees.forms, trees.clock, "https://trees.example").write()
    with trees.archive.reading() as tx:
        rows = tx.connection.execute(outbox.select()).all()
    return [row.payload["given"] for row in rows if "given" in row.payload]


def official(trees: Campaign, name: str, role: Role) -> Official:
    serves = "" if role.is_inside else "forest"
    trees.accounts.add_official(f"{name}@town.example", "trees", role, language="fr", serves=serves)
    desk = StudyDesk(trees.archive, trees.forms, trees.clock)
    return next(
        (
            one
            for one in desk.colleagues(Official(uuid4(), "", "trees", Role.READER))
            if one.email.startswith(name)
        ),
        Official(uuid4(), "", "trees", role, serves),
    )


def test_it_says_how_many_and_never_what(trees: Campaign) -> None:
    official(trees, "ada", Role.CASEWORKER)
    for _ in range(3):
        trees.contribute(note="Zanzibar", owner="Madame Zola")
    (letter,) = digests(trees)
    assert "Contributions que personne n'a encore étudiées : 3" in letter["text"]
    assert "plus que le plafond" in letter["text"]
    assert "/desk/trees/contributions" in letter["text"]
    assert "Zanzibar" not in str(letter)
    assert "Zola" not in str(letter)


@pytest.mark.parametrize("role", [Role.READER, Role.MEDIATOR, Role.PARTY])
def test_others_get_none(trees: Campaign, role: Role) -> None:
    official(trees, "ada", role)
    trees.contribute()
    assert digests(trees) == []


def test_once_a_day_and_on_the_next_one_again(trees: Campaign) -> None:
    official(trees, "ada", Role.MANAGER)
    trees.contribute()
    assert len(digests(trees)) == len(digests(trees)) == 1
    trees.clock.set(NOON + timedelta(days=1))
    assert len(digests(trees)) == 2


@pytest.mark.parametrize("at", [EARLY, SATURDAY])
def test_not_at_night_and_not_on_saturdays(trees: Campaign, at: datetime) -> None:
    official(trees, "ada", Role.MANAGER)
    trees.contribute()
    trees.clock.set(at)
    assert digests(trees) == []


def test_where_nothing_waits_nobody_is_written_to(trees: Campaign) -> None:
    ada = official(trees, "ada", Role.MANAGER)
    reference = trees.contribute().reference
    StudyDesk(trees.archive, trees.forms, trees.clock).close(ada, [reference], "Solved.")
    trees.clock.set(NOON + timedelta(days=5))
    assert digests(trees) == []


def test_who_is_mentioned_is_told_and_the_others_are_not(trees: Campaign) -> None:
    ada, _bob = official(trees, "ada", Role.MANAGER), official(trees, "bob", Role.MANAGER)
    reference = trees.contribute().reference
    desk = StudyDesk(trees.archive, trees.forms, trees.clock)
    desk.note(ada, reference, "Look, @bob", Visibility.INTERNAL)
    mentioned = ["vous mentionne : 1" in letter["text"] for letter in digests(trees)]
    assert sorted(mentioned) == [False, True]


def test_referrals_that_need_somebody_are_counted(campaign: Campaign, forester: Forester) -> None:
    forester.troubles = [DeliveryError("No.", permanent=True)]
    campaign.contribute()
    for _ in range(3):
        campaign.worker.run_once()
    official(campaign, "ada", Role.MANAGER)
    (letter,) = digests(campaign)
    assert "Saisines bloquées ou refusées : 1" in letter["text"]
