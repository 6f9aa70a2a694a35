"""The public search, asked politely, and what is made of its answers."""

from __future__ import annotations

import pytest

from consultkit import ServiceError
from consultkit_sirene.company import company_of
from consultkit_sirene.register import KEPT_SECONDS, Register
from consultkit_sirene.stand_in import SireneStandIn, Trouble, an_establishment

SIRET, OTHER = "73282932000074", "35600000000048"


class Hand:
    """A clock that a test sets."""

    now = 1_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def hand() -> Hand:
    return Hand()


@pytest.fixture
def register(stand_in: SireneStandIn, hand: Hand) -> Register:
    return Register(stand_in.address, hand)


def test_a_company_is_found_by_its_establishment(register: Register, stand_in: SireneStandIn) -> None:
    company = register.company(SIRET)
    assert company is not None
    assert (company.name, company.street, company.postal_code) == ("AU PHARE", "12 RUE DU PORT", "29200")
    assert (company.town, company.activity, company.headcount) == ("BREST", "47.91A", "02")
    assert stand_in.asked[0]["q"] == [SIRET]
    assert "dirigeants" not in stand_in.asked[0]["include"][0]


def test_what_was_found_is_not_asked_again_for_a_day(register, stand_in, hand) -> None:
    register.company(SIRET)
    register.company(SIRET)
    assert len(stand_in.asked) == 1
    hand.now += KEPT_SECONDS
    register.company(SIRET)
    assert len(stand_in.asked) == 2


def test_a_company_that_is_not_there_is_nothing(register: Register) -> None:
    assert register.company(OTHER) is None


def test_after_a_429_nothing_is_asked_until_the_time_it_names(register, stand_in, hand) -> None:
    stand_in.troubles.append(Trouble(429, {"Retry-After": "30"}))
    with pytest.raises(ServiceError, match="429"):
        register.company(SIRET)
    hand.now += 29
    with pytest.raises(ServiceError, match="pause"):
        register.company(SIRET)
    assert len(stand_in.asked) == 1
    hand.now += 1
    assert register.company(SIRET)


@pytest.mark.parametrize(
    "trouble",
    [
        Trouble(503),
        Trouble(302, {"Location": "http://127.0.0.1:9/"}),
        Trouble(200, content=b"<html>"),
        Trouble(200, content=b"\xff"),
        Trouble(200, content=b"[" * 600_000),
    ],
)
def test_nonsense_is_a_register_that_does_not_answer(register, stand_in, trouble) -> None:
    stand_in.troubles.append(trouble)
    with pytest.raises(ServiceError) as caught:
        register.company(SIRET)
    assert SIRET not in str(caught.value)
    assert register.company(SIRET)


def test_a_register_that_is_not_there_never_tells_the_number() -> None:
    with pytest.raises(ServiceError) as caught:
        Register("http://127.0.0.1:9").company(SIRET)
    assert SIRET not in str(caught.value)
    assert caught.value.__cause__ is None


@pytest.mark.parametrize("document", [None, [], {}, {"results": None}, {"results": [None, {"siege": "x"}]}])
def test_an_answer_of_another_shape_is_nothing(document) -> None:
    assert company_of(document, SIRET) is None


def test_what_is_not_disclosed_stays_empty() -> None:
    result = an_establishment(SIRET, "[ND]", statut_diffusion="P")
    result["siege"] |= {"adresse": "[ND] 29200 BREST"}
    company = company_of({"results": [result]}, SIRET)
    assert company is not None
    assert (company.name, company.street, company.town) == ("", "", "BREST")


def test_the_establishment_may_be_another_than_the_head_office() -> None:
    result = an_establishment(SIRET, "AU PHARE")
    result["siege"] = {"siret": OTHER}
    assert company_of({"results": [result]}, SIRET)
    assert company_of({"results": [result]}, "73282932000082") is None
