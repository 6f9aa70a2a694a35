"""Officials come to the desk by ProConnect, with two factors, if their service has an office there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask

from consultkit import ConsultKit, ProviderSettings, Settings, SignInSettings, create_app
from consultkit.testing import FixedClock, ProConnectClient, ProConnectStandIn

from .conftest import CONSULTATION, OPEN, Page, Visitor

SITE = "http://127.0.0.1:8000"
SECRET = "a secret of sixty-four characters, or nearly so, for the tests.."
RULES = """
desk:
  proconnect:
    - {organisation: "00012004800012", role: agent_public_etat, gives: reader}
"""


@pytest.fixture(scope="module")
def proconnect() -> Iterator[ProConnectStandIn]:
    client = ProConnectClient(
        "traders",
        SECRET,
        redirect_uris=[f"{SITE}/auth/proconnect/callback"],
        post_logout_redirect_uris=[f"{SITE}/auth/proconnect/logout-callback"],
    )
    with ProConnectStandIn([client]) as stand_in:
        yield stand_in


@pytest.fixture
def kit(database_url: str, tmp_path: Path, proconnect: ProConnectStandIn) -> Iterator[ConsultKit]:
    file = tmp_path / "traders.yaml"
    file.write_text(CONSULTATION + RULES)
    provider = ProviderSettings(proconnect.issuer, "traders", SECRET)
    settings = Settings(
        database_url=database_url,
        key_file=tmp_path / "keys",
        public_url=SITE,
        sign_in=SignInSettings(proconnect=provider),
    )
    kit = ConsultKit([file], settings=settings, clock=FixedClock(OPEN))
    yield kit
    kit.close()


@pytest.fixture
def app(kit: ConsultKit) -> Flask:
    return create_app(kit)


def come(visitor: Visitor, proconnect: ProConnectStandIn, person: str) -> Page:
    page = visitor.open("/desk/traders/summary")
    assert page.address == "/desk/sign-in"
    away = visitor.client.get(page.links["S’identifier avec ProConnect"]).headers["Location"]
    back = urlsplit(proconnect.sign_in(away, person))
    return visitor.open(f"{back.path}?{back.query}")


def test_an_agent_of_the_service_is_where_they_wanted_to_be(
    visitor: Visitor, proconnect: ProConnectStandIn
) -> None:
    assert come(visitor, proconnect, "solene").address == "/desk/traders/summary"
    form = next(one for one in visitor.open("/desk/").forms if one.action == "/sign-out")
    away = visitor.post(form, {}).headers["Location"]
    assert away.startswith(f"{proconnect.issuer}/session/end?")
    assert visitor.open("/desk/").address == "/desk/sign-in"


@pytest.mark.parametrize("person", ["bastien", "ines", "nadia"])
def test_without_two_factors_or_an_office_nobody_is_at_the_desk(
    visitor: Visitor, proconnect: ProConnectStandIn, person: str
) -> None:
    page = come(visitor, proconnect, person)
    assert page.status == 403
    assert any(link.startswith("/desk/sign-in") for link in page.links.values())
    assert visitor.open("/desk/").address == "/desk/sign-in"


def test_a_level_that_was_not_asked_for_opens_no_desk(
    visitor: Visitor, proconnect: ProConnectStandIn
) -> None:
    with proconnect.answering_wrongly("id_token_lower_acr"):
        assert come(visitor, proconnect, "solene").status == 403
    assert visitor.open("/desk/").address == "/desk/sign-in"


def test_the_way_of_the_desk_is_not_one_of_the_consultation(visitor: Visitor) -> None:
    assert "ProConnect" not in visitor.open("/traders/sign-in").words
    assert visitor.client.get("/auth/proconnect/login?consultation=traders").status_code == 404


def test_an_official_is_no_respondent_where_the_file_does_not_list_the_way(
    visitor: Visitor, proconnect: ProConnectStandIn
) -> None:
    come(visitor, proconnect, "solene")
    assert visitor.open("/traders/begin").address == "/traders/sign-in"


def test_an_official_without_a_password_is_not_asked_to_change_it(
    visitor: Visitor, proconnect: ProConnectStandIn
) -> None:
    come(visitor, proconnect, "solene")
    page = visitor.open("/account/")
    assert (page.status, "Changer le mot de passe" in page.links) == (200, False)
    assert visitor.open("/account/password").status == 404
