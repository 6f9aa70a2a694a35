"""Signing in through the pages: by FranceConnect and by a mailed link, in right use and in wrong use."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask

from consultkit import ConsultKit, ProviderSettings, Settings, SignInSettings, create_app
from consultkit.testing import FixedClock, FranceConnectClient, FranceConnectStandIn

from .conftest import CONSULTATION, OPEN, Visitor
from .test_guarded_sessions import newest_token

SITE = "http://127.0.0.1:8000"
CALLBACK = "/auth/franceconnect/callback"
START = "/auth/franceconnect/login?consultation=traders&next=/traders/begin"
SECRET = "a secret of sixty-four characters, or nearly so, for the tests.."
PASSWORD = "trois chevaux verts a Saint-Malo"


@pytest.fixture(scope="module")
def franceconnect() -> Iterator[FranceConnectStandIn]:
    client = FranceConnectClient(
        "traders",
        SECRET,
        redirect_uris=[SITE + CALLBACK],
        post_logout_redirect_uris=[f"{SITE}/auth/franceconnect/logout-callback"],
    )
    with FranceConnectStandIn([client]) as stand_in:
        yield stand_in


@pytest.fixture
def kit(database_url: str, tmp_path: Path, franceconnect: FranceConnectStandIn) -> Iterator[ConsultKit]:
    file = tmp_path / "traders.yaml"
    file.write_text(CONSULTATION.replace("sign_in: [account]", "sign_in: [franceconnect, account]"))
    provider = ProviderSettings(franceconnect.issuer, "traders", SECRET)
    settings = Settings(
        database_url=database_url,
        key_file=tmp_path / "keys",
        public_url=SITE,
        sign_in=SignInSettings(franceconnect=provider),
    )
    kit = ConsultKit([file], settings=settings, clock=FixedClock(OPEN))
    yield kit
    kit.close()


@pytest.fixture
def app(kit: ConsultKit) -> Flask:
    return create_app(kit)


def back_from(franceconnect: FranceConnectStandIn, visitor: Visitor) -> str:
    """The address, on this site, at which the browser comes back."""
    away = visitor.client.get(START).headers["Location"]
    assert away.startswith(franceconnect.issuer)
    back = urlsplit(franceconnect.sign_in(away, "helene"))
    return f"{back.path}?{back.query}"


def is_signed_in(visitor: Visitor) -> bool:
    return "Se déconnecter" in visitor.open("/traders/").text


def test_a_person_signs_in_and_is_where_they_wanted_to_be(
    visitor: Visitor, franceconnect: FranceConnectStandIn
) -> None:
    page = visitor.open(back_from(franceconnect, visitor))
    assert page.address.endswith("/you")
    assert is_signed_in(visitor)


def test_signing_out_goes_by_the_provider(visitor: Visitor, franceconnect: FranceConnectStandIn) -> None:
    visitor.open(back_from(franceconnect, visitor))
    form = next(form for form in visitor.open("/traders/").forms if form.action == "/sign-out")
    away = visitor.post(form, {}).headers["Location"]
    asked = parse_qs(urlsplit(away).query)
    assert away.startswith(f"{franceconnect.issuer}/session/end?")
    assert asked["id_token_hint"][0].count(".") == 2
    assert asked["post_logout_redirect_uri"] == [f"{SITE}/auth/franceconnect/logout-callback"]
    for state in ("", f"?state={asked['state'][0]}", "?state=undefined"):
        assert visitor.open(f"/auth/franceconnect/logout-callback{state}").status == 200
    assert not is_signed_in(visitor)


def test_a_callback_works_once(visitor: Visitor, franceconnect: FranceConnectStandIn) -> None:
    back = back_from(franceconnect, visitor)
    visitor.open(back)
    assert visitor.open(back).status == 403


def test_a_callback_of_another_visitor_signs_nobody_in(
    app: Flask, visitor: Visitor, franceconnect: FranceConnectStandIn
) -> None:
    """Login CSRF: the attacker lets a victim finish the attacker's own sign-in."""
    back = back_from(franceconnect, visitor)
    victim = Visitor(app)
    assert victim.open(back).status == 403
    assert not is_signed_in(victim)
    victim.open("/traders/sign-in")
    assert victim.open(back).status == 403
    assert not is_signed_in(victim)


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?state=undefined&error=access_denied",
        "?code=x",
        "?code=x&state=" + "0" * 64,
        "?error=server_error&error_description=%00",
        "?" + "a=" + "b" * 5000,
    ],
)
def test_a_strange_callback_gets_an_instruction(visitor: Visitor, query: str) -> None:
    visitor.client.get(START)
    page = visitor.open(CALLBACK + query)
    assert page.status in {400, 403}
    assert not is_signed_in(visitor)


def test_who_refuses_is_told_how_to_go_on(visitor: Visitor, franceconnect: FranceConnectStandIn) -> None:
    away = visitor.client.get(START).headers["Location"]
    back = urlsplit(franceconnect.refuse(away))
    page = visitor.open(f"{back.path}?{back.query}")
    assert page.status == 403
    assert "/traders/sign-in?next=/traders/begin" in page.links.values()
    assert not is_signed_in(visitor)


def test_the_issuer_of_the_callback_is_compared(
    visitor: Visitor, franceconnect: FranceConnectStandIn
) -> None:
    back = back_from(franceconnect, visitor)
    assert visitor.open(back.replace("iss=http", "iss=https", 1)).status == 403
    assert not is_signed_in(visitor)


def test_asking_for_a_link_tells_nobody_who_has_an_account(visitor: Visitor, kit: ConsultKit) -> None:
    kit.accounts.ask_link("known@shop.example", language="fr", consultation=None)
    kit.accounts.choose_password(newest_token(kit), PASSWORD)
    pages = []
    for address in ("known@shop.example", "nobody@shop.example"):
        form = visitor.open("/account/link").form("email")
        page = visitor.send(form, {"email": address})
        pages.append((page.status, page.html.replace(address, "…")))
    assert pages[0][0] == 200
    assert strip_tokens(pages[0][1]) == strip_tokens(pages[1][1])


def strip_tokens(page: str) -> str:
    return "\n".join(line for line in page.splitlines() if "csrf_token" not in line)


def test_wrong_address_and_wrong_password_are_answered_alike(visitor: Visitor, kit: ConsultKit) -> None:
    kit.accounts.ask_link("known@shop.example", language="fr", consultation=None)
    kit.accounts.choose_password(newest_token(kit), PASSWORD)
    texts = set()
    for address in ("known@shop.example", "nobody@shop.example"):
        form = visitor.open("/traders/sign-in").form("password")
        page = visitor.send(form, {"email": address, "password": "not this one, surely"})
        assert page.status == 403
        texts.add(page.words.replace(address, "…"))
    assert len(texts) == 1


def test_a_link_is_used_once_and_a_weak_password_is_explained(visitor: Visitor, kit: ConsultKit) -> None:
    kit.accounts.ask_link("new@shop.example", language="fr", consultation="traders")
    address = f"/account/password/{newest_token(kit)}"
    weak = visitor.send(visitor.open(address).form("password"), {"password": "azerty"})
    assert weak.status == 422
    assert weak.title.startswith("Erreur")
    page = visitor.send(weak.form("password"), {"password": PASSWORD})
    assert page.address == "/traders/"
    assert is_signed_in(visitor)
    assert visitor.open(address).status == 403


@pytest.fixture
def two(database_url: str, tmp_path: Path, franceconnect: FranceConnectStandIn) -> Iterator[ConsultKit]:
    """Two consultations: `traders` takes FranceConnect alone, `street` takes accounts alone."""
    files = [tmp_path / "traders.yaml", tmp_path / "street.yaml"]
    files[0].write_text(CONSULTATION.replace("sign_in: [account]", "sign_in: [franceconnect]"))
    files[1].write_text(CONSULTATION.replace("consultation: traders", "consultation: street"))
    provider = ProviderSettings(franceconnect.issuer, "traders", SECRET)
    settings = Settings(
        database_url=database_url,
        key_file=tmp_path / "keys",
        public_url=SITE,
        sign_in=SignInSettings(franceconnect=provider),
    )
    kit = ConsultKit(files, settings=settings, clock=FixedClock(OPEN))
    yield kit
    kit.close()


def test_a_way_opens_only_the_consultations_that_list_it(two: ConsultKit) -> None:
    visitor = Visitor(create_app(two))
    two.accounts.ask_link("new@shop.example", language="fr", consultation="street")
    two.accounts.choose_password(newest_token(two), PASSWORD)
    form = visitor.open("/street/sign-in").form("password")
    answers: dict[str, str | list[str]] = {"email": "new@shop.example", "password": PASSWORD}
    assert visitor.send(form, answers).address == "/street/"
    assert visitor.open("/street/begin").address.endswith("/you")
    assert visitor.open("/traders/begin").address == "/traders/sign-in"
    assert visitor.client.get("/auth/franceconnect/login?consultation=street").status_code == 404


def test_an_account_cannot_sign_in_where_the_file_lists_none(two: ConsultKit) -> None:
    visitor = Visitor(create_app(two))
    form = visitor.open("/street/sign-in").form("password")
    form.action = "/traders/sign-in"
    assert visitor.send(form, {"email": "new@shop.example", "password": PASSWORD}).status == 404


def test_a_link_leads_back_to_the_consultation_that_it_was_asked_for(two: ConsultKit) -> None:
    visitor = Visitor(create_app(two))
    two.accounts.ask_link("new@shop.example", language="fr", consultation="street")
    address = f"/account/password/{newest_token(two)}?consultation=street"
    weak = visitor.send(visitor.open(address).form("password"), {"password": "azerty"})
    assert visitor.send(weak.form("password"), {"password": PASSWORD}).address == "/street/"
