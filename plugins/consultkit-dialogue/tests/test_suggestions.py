"""What is proposed: by whose number of firms, with which sentences, and never twice."""

from __future__ import annotations

from dataclasses import replace

import pytest

from consultkit import Official, Role, Submission
from consultkit_dialogue.sentences import shared_sentences

from .test_story import noted, settled
from .world import HERE, SIRETS, World, words

LETTER = "Les offres ont été retirées sans le moindre préavis de leur part."


def test_the_same_sentence_is_found_under_other_accents_and_capitals() -> None:
    shouted = "LES OFFRES ONT ETE RETIREES, SANS LE MOINDRE PREAVIS DE LEUR PART !"
    (found,) = shared_sentences([("A", f"Bonjour. {LETTER} Merci."), ("B", shouted), ("C", "Autre chose.")])
    assert found.references == {"A", "B"}
    assert found.sentences == (LETTER.rstrip("."),)


def test_short_sentences_and_repetitions_in_one_text_are_no_sign() -> None:
    assert shared_sentences([("A", "Nous sommes très déçus. " * 3), ("B", "Nous sommes très déçus.")]) == ()
    assert shared_sentences([("A", f"{LETTER} {LETTER}")]) == ()


def test_texts_are_grouped_by_who_shares_what() -> None:
    other = "Personne ne répond jamais à nos messages depuis le printemps dernier."
    texts = [("A", LETTER + other), ("B", LETTER + other), ("C", LETTER)]
    found = {one.references: len(one.sentences) for one in shared_sentences(texts)}
    assert found == {frozenset("ABC"): 1, frozenset("AB"): 1}


def groups(world: World) -> dict[tuple[str, str], tuple[int, int]]:
    """Cases and firms, by practice and party."""
    (analyst,) = officials(world)
    found = world.register.alike(analyst)
    return {(one.practice, one.party): (len(one.cases), one.firms) for one in found}


def officials(world: World) -> list[Official]:
    ids = world.kit.following.officials(HERE)
    return [Official(one, email, HERE, Role.CASEWORKER) for one, email in ids.items()]


@pytest.fixture
def four(world: World) -> dict[str, str]:
    references = settled(world)
    world.official("analyst", Role.CASEWORKER)
    return references


def test_firms_are_counted_and_not_contributions(world: World, four: dict[str, str]) -> None:
    world.contribute("ada", siret=SIRETS[0])
    assert groups(world) == {("delisting", "agora"): (5, 4)}


def test_two_shops_of_one_enterprise_are_one_firm(world: World, four: dict[str, str]) -> None:
    first, second = (
        world.register.reader.read(_with(world, four["ada"], siret)) for siret in ("0001", "0002")
    )
    assert first.firm == second.firm


def _with(world: World, reference: str, shop: str) -> Submission:
    (submission,) = world.kit.following.now_of(HERE, [reference]).values()
    siret = str(submission.answers["siret"])[:9] + f"{shop}9"
    return replace(submission, answers={**submission.answers, "siret": siret})


def test_who_gives_no_number_is_one_firm_with_all_that_they_sent(world: World, four: dict[str, str]) -> None:
    world.firm("eve")
    references = [world.contribute("eve").reference for _ in range(2)]
    cases = [world.register.case(reference) for reference in references]
    assert len({case.firm for case in cases}) == 1
    assert "eve" not in cases[0].firm


def test_what_is_in_a_problem_is_not_proposed_again_however_often_corrected(
    world: World, four: dict[str, str]
) -> None:
    noted(world, four)
    assert groups(world) == {}
    once = world.correct("cleo", four["cleo"], since="2018-07-01").reference
    world.correct("cleo", once, since="2018-07-02")
    assert groups(world) == {}


def test_a_problem_that_is_there_is_offered_for_one_more(world: World, four: dict[str, str]) -> None:
    problem = noted(world, four)
    world.firm("eve")
    world.contribute("eve", siret=SIRETS[5])
    page = world.clients["analyst"].get(f"/desk/{HERE}/problems/suggestions")
    assert "Attach to: Offers delisted overnight" in words(page)
    more = words(world.clients["analyst"].get(f"{problem}?look=yes"))
    assert "1 more is alike" in more
