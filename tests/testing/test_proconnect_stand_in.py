"""The stand-in refuses what ProConnect refuses and answers in its forms: tried without our client."""

from __future__ import annotations

import hashlib
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
import requests
from stdnum.fr import siret

from consultkit.testing import PROFESSIONALS, ProConnectClient, ProConnectStandIn

CALLBACK = "https://service.example.fr/callback"
SIGNED_OUT = "https://service.example.fr/bye"
CLIENT = ProConnectClient("service", "s3cret" * 8, (CALLBACK,), (SIGNED_OUT,))
BARE = ProConnectClient("bare", "s3cret" * 8, (CALLBACK,), (SIGNED_OUT,), "RS256", userinfo="json")
TWO_FACTORS = ["eidas0-mfa", "eidas1-mfa", "eidas2", "eidas3"]
GOOD = {
    "client_id": "service",
    "nonce": "n" * 32,
    "state": "s" * 32,
    "redirect_uri": CALLBACK,
    "response_type": "code",
    "scope": "openid",
}
VERIFIER = "v" * 43
CHALLENGE = {
    "code_challenge": urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode(),
    "code_challenge_method": "S256",
}


@pytest.fixture(scope="module")
def stand_in() -> Iterator[ProConnectStandIn]:
    with ProConnectStandIn([CLIENT, BARE]) as stand_in:
        yield stand_in


def address(stand_in: ProConnectStandIn, **changes: str | None) -> str:
    params = {name: value for name, value in {**GOOD, **changes}.items() if value is not None}
    return f"{stand_in.issuer}/authorize?{urlencode(params)}"


def authorize(stand_in: ProConnectStandIn, **changes: str | None) -> requests.Response:
    return requests.get(address(stand_in, **changes), timeout=5, allow_redirects=False)


def back(stand_in: ProConnectStandIn, person: str = "nadia", **changes: str) -> dict[str, str]:
    return params_of(stand_in.sign_in(address(stand_in, **changes), person))


def params_of(location: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(location).query))


def redeem(
    stand_in: ProConnectStandIn, code: str, client: ProConnectClient = CLIENT, **others: str
) -> requests.Response:
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": CALLBACK,
        "client_id": client.client_id,
        "client_secret": client.client_secret,
    }
    return requests.post(f"{stand_in.issuer}/token", data=form | others, timeout=5)


def claims_of(token: str) -> dict[str, object]:
    part = token.split(".")[1]
    claims: dict[str, object] = json.loads(urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return claims


def acr_claims(values: list[str], **others: object) -> str:
    return json.dumps({"id_token": {"acr": {"essential": True, "values": values}, **others}})


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"max_age": "0"}, "Y000400"),
        ({"ui_locales": "fr"}, "Y000400"),
        ({"nonce": "n" * 31}, "Y000400"),
        ({"state": "s" * 31}, "Y000400"),
        ({"state": None}, "Y000400"),
        ({"prompt": "select_account"}, "Y000400"),
        ({"client_id": "somebody"}, "Y04A586"),
        ({"redirect_uri": CALLBACK + "/"}, "Y030031"),
    ],
    ids=str,
)
def test_a_request_that_stays_on_a_page(
    stand_in: ProConnectStandIn, changes: dict[str, str | None], code: str
) -> None:
    page = authorize(stand_in, **changes)
    assert (page.status_code, code in page.text) == (400, True)
    assert "Ceci n’est pas ProConnect" in page.text


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"prompt": "none"}, "login_required"),
        ({"scope": "email"}, "invalid_request"),
        ({"siret_hint": "123"}, "invalid_request"),
        ({"claims": "{"}, "invalid_request"),
        ({"claims": "[]"}, "invalid_request"),
        ({"claims": '{"id_token": {"acr": {"essential": true, "values": "eidas1"}}}'}, "invalid_request"),
        ({"code_challenge": CHALLENGE["code_challenge"]}, "invalid_request"),
        ({"code_challenge_method": "S256"}, "invalid_request"),
        ({**CHALLENGE, "code_challenge_method": "plain"}, "invalid_request"),
        ({**CHALLENGE, "code_challenge": "short"}, "invalid_request"),
    ],
    ids=str,
)
def test_a_request_that_comes_back_with_an_error(
    stand_in: ProConnectStandIn, changes: dict[str, str], error: str
) -> None:
    answer = authorize(stand_in, **changes)
    assert answer.status_code == 303
    assert params_of(answer.headers["Location"])["error"] == error


@pytest.mark.parametrize(
    "changes",
    [
        CHALLENGE,
        {"idp_hint": "an-idp", "login_hint": "nadia@example.fr", "siret_hint": PROFESSIONALS[0].siret},
        {"acr_values": "eidas1"},
        {"prompt": "login"},
        {"claims": '{"id_token": {"amr": null}}'},
    ],
    ids=str,
)
def test_a_request_that_goes_on(stand_in: ProConnectStandIn, changes: dict[str, str]) -> None:
    assert authorize(stand_in, **changes).status_code == 200


@pytest.mark.parametrize(("sent", "given"), [(VERIFIER, 200), ("w" * 43, 400), (None, 400)])
def test_a_challenge_wants_its_verifier(stand_in: ProConnectStandIn, sent: str | None, given: int) -> None:
    code = back(stand_in, **CHALLENGE)["code"]
    verifier = {} if sent is None else {"code_verifier": sent}
    assert redeem(stand_in, code, **verifier).status_code == given


def test_a_verifier_without_a_challenge_is_refused(stand_in: ProConnectStandIn) -> None:
    answer = redeem(stand_in, back(stand_in)["code"], code_verifier=VERIFIER)
    assert answer.json()["error"] == "invalid_grant"


@pytest.mark.parametrize(
    ("person", "values", "signed_in"),
    [("solene", TWO_FACTORS, True), ("bastien", TWO_FACTORS, False), ("bastien", ["eidas1"], True)],
)
def test_an_essential_level_is_reached_or_the_person_comes_back_without(
    stand_in: ProConnectStandIn, person: str, values: list[str], *, signed_in: bool
) -> None:
    came = back(stand_in, person, claims=acr_claims(values))
    assert ("code" in came, came.get("error")) == (signed_in, None if signed_in else "access_denied")


def test_a_level_that_is_not_essential_is_a_wish(stand_in: ProConnectStandIn) -> None:
    code = back(stand_in, "bastien", claims=json.dumps({"id_token": {"acr": {"values": TWO_FACTORS}}}))[
        "code"
    ]
    assert claims_of(redeem(stand_in, code).json()["id_token"])["acr"] == "eidas1"


def test_the_id_token_names_factors_only_when_asked(stand_in: ProConnectStandIn) -> None:
    usual = {"sub", "auth_time", "acr", "nonce", "aud", "exp", "iat", "iss", "at_hash"}
    plain = redeem(stand_in, back(stand_in, "solene")["code"]).json()["id_token"]
    assert set(claims_of(plain)) == usual
    asked = acr_claims(TWO_FACTORS, amr=None)
    full = redeem(stand_in, back(stand_in, "solene", claims=asked)["code"]).json()["id_token"]
    assert claims_of(full)["amr"] == ["pwd", "otp", "mfa"]
    assert claims_of(full)["acr"] == "eidas1-mfa"


def test_the_access_token_is_bound_to_the_id_token(stand_in: ProConnectStandIn) -> None:
    answer = redeem(stand_in, back(stand_in)["code"]).json()
    half = hashlib.sha256(answer["access_token"].encode()).digest()[:16]
    bound = urlsafe_b64encode(half).rstrip(b"=").decode()
    assert claims_of(answer["id_token"])["at_hash"] == bound


@pytest.mark.parametrize(("client", "kind"), [(CLIENT, "application/jwt"), (BARE, "application/json")])
def test_userinfo_has_the_registered_form_and_what_the_scopes_give(
    stand_in: ProConnectStandIn, client: ProConnectClient, kind: str
) -> None:
    scope = "openid usual_name siret roles phone custom idp_id profile"
    code = back(stand_in, "solene", client_id=client.client_id, scope=scope)["code"]
    token = redeem(stand_in, code, client).json()["access_token"]
    headers = {"Authorization": f"Bearer {token}"}
    answer = requests.get(f"{stand_in.issuer}/userinfo", headers=headers, timeout=5)
    assert answer.headers["Content-Type"] == kind
    claims = claims_of(answer.text) if kind == "application/jwt" else answer.json()
    about = {"sub", "usual_name", "siret", "roles", "phone_number", "custom", "idp_id"}
    assert set(claims) - {"iss", "aud", "exp", "iat"} == about
    assert claims["roles"] == ["agent_public", "agent_public_etat"]


def test_it_comes_back_without_an_issuer_and_says_so(stand_in: ProConnectStandIn) -> None:
    assert set(back(stand_in)) == {"code", "state"}
    document = requests.get(f"{stand_in.issuer}/.well-known/openid-configuration", timeout=5).json()
    assert document["authorization_response_iss_parameter_supported"] is False


def test_a_subject_is_of_a_person_at_a_provider_for_a_service() -> None:
    nadia, ferme, tissage = PROFESSIONALS[0], PROFESSIONALS[1], PROFESSIONALS[2]
    assert nadia.subject_for("service") != nadia.subject_for("other")
    assert ferme.subject_for("service") == tissage.subject_for("service")
    assert ferme.siret != tissage.siret


def test_every_siret_is_well_formed() -> None:
    assert all(siret.is_valid(person.siret) for person in PROFESSIONALS)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, None),
        ({"id_token_hint": None, "client_id": "service"}, None),
        ({"id_token_hint": None}, "Y000400"),
        ({"state": None}, "Y000400"),
        ({"post_logout_redirect_uri": None}, "Y000400"),
        ({"post_logout_redirect_uri": "https://evil.example/"}, "Y030111"),
    ],
    ids=str,
)
def test_signing_out(stand_in: ProConnectStandIn, changes: dict[str, str | None], said: str | None) -> None:
    hint = redeem(stand_in, back(stand_in)["code"]).json()["id_token"]
    good = {"id_token_hint": hint, "post_logout_redirect_uri": SIGNED_OUT, "state": "z" * 32}
    params = {name: value for name, value in {**good, **changes}.items() if value is not None}
    where = f"{stand_in.issuer}/session/end?{urlencode(params)}"
    answer = requests.get(where, timeout=5, allow_redirects=False)
    if said is None:
        assert answer.headers["Location"] == f"{SIGNED_OUT}?state={'z' * 32}"
    else:
        assert (answer.status_code, said in answer.text) == (400, True)
