"""What ProConnect is asked: what it takes, and nothing else."""

from __future__ import annotations

import hashlib
import json
import re
from base64 import urlsafe_b64encode
from urllib.parse import parse_qsl, urlsplit

import pytest

from consultkit.identity import ProviderSettings, SignInRequest, SignInStart
from consultkit.identity.proconnect import ProConnect
from consultkit.testing import FranceConnectStandIn

CALLBACK = "https://consultation.example.fr/auth/proconnect/callback"
TWO_FACTORS = ["eidas0-mfa", "eidas1-mfa", "eidas2", "eidas3"]


def sent(start: SignInStart) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(start.url).query))


@pytest.fixture
def way(stand_in: FranceConnectStandIn) -> ProConnect:
    # Only the address to leave for is asked of the provider: any discovery document has it.
    return ProConnect(ProviderSettings(stand_in.issuer, "consultation", "secret"))


def start(way: ProConnect, *scopes: str, second_factor: bool = False) -> SignInStart:
    return way.start(CALLBACK, "5" * 64, SignInRequest(scopes, second_factor))


def test_the_request_has_exactly_the_parameters_that_proconnect_takes(way: ProConnect) -> None:
    asked = sent(start(way, "given_name", "siret"))
    assert set(asked) == {
        "claims",
        "client_id",
        "code_challenge",
        "code_challenge_method",
        "nonce",
        "redirect_uri",
        "response_type",
        "scope",
        "state",
    }
    assert (asked["scope"], asked["state"]) == ("openid given_name siret", "5" * 64)
    assert re.fullmatch(r"[0-9a-f]{64}", asked["nonce"])


def test_the_challenge_is_that_of_a_verifier_that_stays_here(way: ProConnect) -> None:
    begun = start(way)
    verifier = begun.details["code_verifier"]
    digest = urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode()
    assert sent(begun)["code_challenge"] == digest.rstrip("=")
    assert sent(begun)["code_challenge_method"] == "S256"
    assert verifier not in begun.url
    assert len(verifier) >= 43
    assert start(way).details["code_verifier"] != verifier


def test_the_level_is_asked_for_in_the_claims_and_the_factors_are_asked_for(way: ProConnect) -> None:
    asked = json.loads(sent(start(way))["claims"])["id_token"]
    assert asked["amr"] is None
    assert asked["acr"]["essential"] is True
    assert {"eidas0", "eidas1", *TWO_FACTORS} == set(asked["acr"]["values"])


def test_a_second_factor_leaves_only_the_levels_that_have_one(way: ProConnect) -> None:
    begun = start(way, second_factor=True)
    assert json.loads(sent(begun)["claims"])["id_token"]["acr"]["values"] == TWO_FACTORS
