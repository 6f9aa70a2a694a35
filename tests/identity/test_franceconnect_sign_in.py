"""Sign-ins with FranceConnect that go as they should, over real HTTP."""

from __future__ import annotations

import re
import socket
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
import requests

from consultkit.errors import ConfigurationError
from consultkit.identity import (
    BUILT_IN_WAYS,
    AccountWay,
    ProviderSettings,
    SignInRequest,
    SignInSettings,
)
from consultkit.identity.franceconnect import FranceConnect
from consultkit.testing import FranceConnectClient, FranceConnectStandIn

from .conftest import Visit


def test_a_person_signs_in(visit: Any, stand_in: FranceConnectStandIn) -> None:
    identity = visit.whole()
    assert identity.issuer == stand_in.issuer
    assert re.fullmatch(r"[0-9a-f]{64}v1", identity.subject)
    assert identity.id_token


def test_the_same_person_is_the_same_subject_and_another_is_not(visit: Any) -> None:
    assert visit.whole("helene").subject == visit.whole("helene").subject != visit.whole("yann").subject


def test_the_request_has_exactly_the_parameters_that_franceconnect_takes(visit: Any) -> None:
    visit.leave()
    sent = dict(parse_qsl(urlsplit(visit.url).query))
    assert set(sent) == {
        "client_id",
        "acr_values",
        "response_type",
        "nonce",
        "state",
        "redirect_uri",
        "scope",
    }
    assert (sent["acr_values"], sent["scope"], sent["response_type"]) == ("eidas1", "openid", "code")
    assert re.fullmatch(r"[0-9a-f]{64}", sent["nonce"])
    assert sent["state"] == visit.state


def test_each_sign_in_has_its_own_nonce(visit: Any) -> None:
    visit.leave()
    first = visit.details["nonce"]
    visit.leave()
    assert visit.details["nonce"] != first


def test_nothing_of_the_person_is_kept_unless_asked_for(visit_with: Callable[..., Any]) -> None:
    visit = visit_with()
    assert visit.whole("karim").claims == {}
    visit.scopes = ("email",)
    assert visit.whole("karim").claims == {"email": "karim.ndiaye@example.fr"}


def test_two_people_who_share_an_address_are_two_subjects(visit_with: Callable[..., Any]) -> None:
    visit = visit_with()
    visit.scopes = ("email",)
    camille, yann = visit.whole("camille"), visit.whole("yann")
    assert camille.claims == yann.claims
    assert camille.subject != yann.subject


def test_a_key_changed_without_notice_stops_nobody(visit: Any, stand_in: FranceConnectStandIn) -> None:
    before = visit.whole()
    stand_in.rotate_keys()
    assert visit.whole().subject == before.subject


def test_a_client_that_is_registered_with_rs256_signs_people_in(client: FranceConnectClient) -> None:
    registered = replace(client, algorithm="RS256")
    with FranceConnectStandIn([registered]) as stand_in:
        provider = settings(
            issuer=stand_in.issuer,
            client_id=client.client_id,
            client_secret=client.client_secret,
            algorithm="RS256",
        )
        visit = Visit(stand_in, FranceConnect(provider), scopes=("email",))
        before = visit.whole("karim")
        stand_in.rotate_keys()
        assert visit.whole("karim").subject == before.subject
    assert before.claims == {"email": "karim.ndiaye@example.fr"}


def test_pkce_is_sent_where_a_provider_takes_it(visit_with: Callable[..., Any]) -> None:
    visit = visit_with(pkce=True)
    visit.leave()
    sent = dict(parse_qsl(urlsplit(visit.url).query))
    assert sent["code_challenge_method"] == "S256"
    assert visit.details["code_verifier"] not in visit.url


def test_signing_out_passes_by_the_provider_and_comes_back(visit: Any) -> None:
    identity = visit.whole()
    url = visit.way.sign_out_url(identity.id_token, visit.signed_out, "9" * 64)
    answer = requests.get(url, timeout=5, allow_redirects=False)
    assert answer.headers["Location"] == f"{visit.signed_out}?state={'9' * 64}"


def test_signing_out_here_does_not_wait_for_a_provider_that_is_away(free_issuer: str) -> None:
    way = BUILT_IN_WAYS["franceconnect"].make(SignInSettings(settings(issuer=free_issuer)))
    assert way.kind == "redirect"
    assert way.sign_out_url("token", "https://here.example/", "state") is None


def test_without_its_token_nobody_is_signed_out_there(visit: Any) -> None:
    assert visit.way.sign_out_url(None, visit.signed_out, "state") is None


def test_an_account_is_a_way_too() -> None:
    assert BUILT_IN_WAYS["account"].make(SignInSettings()) == AccountWay()


@pytest.mark.parametrize(
    ("name", "variable"),
    [
        ("franceconnect", "CONSULTKIT_FRANCECONNECT_ISSUER"),
        ("franceconnect-plus", "CONSULTKIT_FRANCECONNECT_PLUS_ISSUER"),
        ("proconnect", "CONSULTKIT_PROCONNECT_ISSUER"),
    ],
)
def test_a_file_that_asks_for_a_provider_needs_its_settings(name: str, variable: str) -> None:
    with pytest.raises(ConfigurationError, match=variable):
        BUILT_IN_WAYS[name].make(SignInSettings())


def test_franceconnect_is_not_asked_for_a_second_factor_that_it_does_not_have(visit: Any) -> None:
    with pytest.raises(ConfigurationError, match="second factor"):
        visit.way.start(visit.callback, visit.state, SignInRequest(second_factor=True))


def test_a_scope_asked_twice_is_sent_once(visit: Any) -> None:
    visit.scopes = ("openid", "email", "email")
    visit.leave()
    assert dict(parse_qsl(urlsplit(visit.url).query))["scope"] == "openid email"


@pytest.mark.parametrize(
    "wrong",
    [
        {"issuer": "http://oidc.franceconnect.gouv.fr/api/v2"},
        {"issuer": "https://"},
        {"issuer": "http://127.0.0.1.evil.example/"},
        {"issuer": "http://[::1"},
        {"algorithm": "HS256"},
        {"algorithm": "none"},
        {"acr": "eidas0"},
        {"userinfo": "any"},
    ],
    ids=str,
)
def test_settings_that_could_not_be_trusted_stop_the_start(wrong: dict[str, Any]) -> None:
    with pytest.raises(ConfigurationError):
        settings(**wrong)


def test_the_secret_of_the_client_is_not_shown() -> None:
    assert "s3cret" not in repr(settings())


def settings(**others: Any) -> ProviderSettings:
    usual = {"issuer": "https://fc.example/api/v2", "client_id": "id", "client_secret": "s3cret"}
    return ProviderSettings(**(usual | others))


@pytest.fixture
def free_issuer() -> str:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{found.getsockname()[1]}/api/v2"
