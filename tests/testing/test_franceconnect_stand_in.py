"""The stand-in refuses what FranceConnect refuses and answers in its forms: tried without our client."""

from __future__ import annotations

import json
import time
from base64 import urlsafe_b64decode
from collections.abc import Callable, Iterator
from dataclasses import replace
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
import requests
from joserfc import jwt
from joserfc.jwk import KeySet

from consultkit.testing import PEOPLE, FranceConnectClient, FranceConnectPerson, FranceConnectStandIn

CALLBACK = "https://service.example.fr/callback"
SIGNED_OUT = "https://service.example.fr/bye"
CLIENT = FranceConnectClient("service", "s3cret" * 8, (CALLBACK,), (SIGNED_OUT,))
GOOD = {
    "client_id": "service",
    "acr_values": "eidas1",
    "nonce": "n" * 22,
    "state": "s",
    "redirect_uri": CALLBACK,
    "response_type": "code",
    "scope": "openid",
}

REDEEMING = {
    "grant_type": "authorization_code",
    "redirect_uri": CALLBACK,
    "client_id": CLIENT.client_id,
    "client_secret": CLIENT.client_secret,
}

Redeem = Callable[..., requests.Response]


class MovableTime:
    ahead = 0.0

    def __call__(self) -> float:
        return time.time() + self.ahead


@pytest.fixture(scope="module")
def clock() -> MovableTime:
    return MovableTime()


@pytest.fixture(scope="module")
def server(clock: MovableTime) -> Iterator[FranceConnectStandIn]:
    with FranceConnectStandIn([CLIENT], now=clock) as stand_in:
        yield stand_in


@pytest.fixture
def stand_in(server: FranceConnectStandIn, clock: MovableTime) -> FranceConnectStandIn:
    clock.ahead = 0.0
    return server


@pytest.fixture
def redeem(stand_in: FranceConnectStandIn) -> Redeem:
    """Give a code to the token endpoint, as it should be given but for what is said."""

    def post(code: str, **others: str) -> requests.Response:
        form = {**REDEEMING, "code": code}
        return requests.post(f"{stand_in.issuer}/token", data=form | others, timeout=5)

    return post


def authorize(stand_in: FranceConnectStandIn, **changes: str | None) -> requests.Response:
    params = {name: value for name, value in {**GOOD, **changes}.items() if value is not None}
    return requests.get(address(stand_in, params), timeout=5, allow_redirects=False)


def address(stand_in: FranceConnectStandIn, params: dict[str, str]) -> str:
    return f"{stand_in.issuer}/authorize?{urlencode(params)}"


def code_for(stand_in: FranceConnectStandIn, person: str = "helene", **changes: str) -> str:
    return params_of(stand_in.sign_in(address(stand_in, GOOD | changes), person))["code"]


def params_of(location: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(location).query))


def parts(token: str) -> tuple[dict[str, object], dict[str, object]]:
    header, claims, _signature = (part + "=" * (-len(part) % 4) for part in token.split("."))
    return json.loads(urlsafe_b64decode(header)), json.loads(urlsafe_b64decode(claims))


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"max_age": "0"}, "Y030007"),
        ({"code_challenge": "c" * 43}, "Y030007"),
        ({"code_challenge_method": "S256"}, "Y030007"),
        ({"login_hint": "helene"}, "Y030007"),
        ({"response_mode": "query"}, "Y030007"),
        ({"nonce": "n" * 21}, "Y030007"),
        ({"nonce": None}, "Y030007"),
        ({"state": None}, "Y030007"),
        ({"acr_values": None}, "Y030007"),
        ({"prompt": "none"}, "Y030007"),
        ({"prompt": ""}, "Y030007"),
        ({"client_id": "somebody"}, "Y04EA6EF"),
        ({"redirect_uri": CALLBACK + "/"}, "Y04C013C"),
        ({"redirect_uri": "https://evil.example/"}, "Y04C013C"),
    ],
    ids=str,
)
def test_a_request_that_stays_on_a_page(
    stand_in: FranceConnectStandIn, changes: dict[str, str | None], code: str
) -> None:
    page = authorize(stand_in, **changes)
    assert page.status_code == 400
    assert code in page.text
    assert "Location" not in page.headers


def test_a_parameter_given_twice_stays_on_a_page(stand_in: FranceConnectStandIn) -> None:
    page = requests.get(address(stand_in, GOOD) + "&state=t", timeout=5, allow_redirects=False)
    assert (page.status_code, "Y030007" in page.text) == (400, True)


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"scope": "email"}, "invalid_request"),
        ({"acr_values": "eidas2"}, "invalid_acr"),
        ({"acr_values": "eidas3"}, "invalid_acr"),
        ({"response_type": "token"}, "unsupported_response_type"),
    ],
    ids=str,
)
def test_a_request_that_comes_back_with_an_error(
    stand_in: FranceConnectStandIn, changes: dict[str, str], error: str
) -> None:
    answer = authorize(stand_in, **changes)
    assert answer.status_code == 303
    back = params_of(answer.headers["Location"])
    assert (back["error"], back["state"], back["iss"]) == (error, "s", stand_in.issuer)


@pytest.mark.parametrize(
    "changes",
    [
        {"acr_values": "eidas1 eidas2"},
        {"acr_values": "unknown"},
        {"prompt": "login consent"},
        {"ui_locales": "en"},
        {"claims": "{}"},
    ],
    ids=str,
)
def test_a_request_that_goes_on(stand_in: FranceConnectStandIn, changes: dict[str, str]) -> None:
    assert authorize(stand_in, **changes).status_code == 200


def test_the_page_says_what_it_is_and_works_without_a_script(stand_in: FranceConnectStandIn) -> None:
    page = authorize(stand_in)
    assert "Ceci n’est pas FranceConnect" in page.text
    assert '<html lang="fr">' in page.text
    assert "<script" not in page.text
    assert page.headers["Content-Security-Policy"].startswith("default-src 'none'")
    named = Buttons()
    named.feed(page.text)
    assert [value for name, value in named.found if name == "person"] == [person.id for person in PEOPLE]
    assert ("refuse", "1") in named.found


class Buttons(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str | None, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "button":
            self.found.append((dict(attrs)["name"], dict(attrs)["value"]))


def test_names_on_the_page_are_text(clock: MovableTime) -> None:
    trap = FranceConnectPerson("x", "<b>Jo", "O'<i>", "male", "1990-01-01", "", "99100", "x@example.fr")
    with FranceConnectStandIn([CLIENT], people=[trap]) as stand_in:
        assert "<b>" not in authorize(stand_in).text


def test_refusing_comes_back_as_franceconnect_says_it(stand_in: FranceConnectStandIn) -> None:
    back = params_of(stand_in.refuse(address(stand_in, GOOD)))
    assert back == {
        "error": "access_denied",
        "error_description": "User auth aborted",
        "state": "s",
        "iss": stand_in.issuer,
    }


def test_a_choice_is_made_once(stand_in: FranceConnectStandIn) -> None:
    page = authorize(stand_in)
    action = page.text.split('action="')[1].split('"')[0]
    target = stand_in.issuer.removesuffix("/api/v2") + action
    codes = [
        requests.post(target, data={"person": "yann"}, timeout=5, allow_redirects=False).status_code
        for _ in range(2)
    ]
    assert codes == [303, 400]


def test_the_tokens_have_exactly_what_franceconnect_puts_in_them(
    stand_in: FranceConnectStandIn, redeem: Redeem
) -> None:
    answer = redeem(code_for(stand_in)).json()
    assert set(answer) == {"access_token", "expires_in", "id_token", "scope", "token_type"}
    assert (answer["expires_in"], answer["token_type"], answer["scope"]) == (60, "Bearer", "openid")
    header, claims = parts(answer["id_token"])
    assert set(header) == {"alg", "kid"}
    assert set(claims) == {"sub", "auth_time", "acr", "nonce", "aud", "exp", "iat", "iss"}
    assert (claims["acr"], claims["nonce"], claims["aud"]) == ("eidas1", GOOD["nonce"], "service")


def test_userinfo_is_signed_and_has_what_the_scopes_give(
    stand_in: FranceConnectStandIn, redeem: Redeem
) -> None:
    token = redeem(code_for(stand_in, "karim", scope="openid birth email")).json()["access_token"]
    answer = userinfo(stand_in, token)
    assert answer.headers["Content-Type"] == "application/jwt"
    header, claims = parts(answer.text)
    assert header["alg"] == "ES256"
    assert set(claims) == {"sub", "iss", "aud", "exp", "iat", "birthplace", "birthcountry", "email"}
    assert (claims["birthplace"], claims["birthcountry"]) == ("", "99341")


def userinfo(stand_in: FranceConnectStandIn, token: str) -> requests.Response:
    return requests.get(
        f"{stand_in.issuer}/userinfo", headers={"Authorization": f"Bearer {token}"}, timeout=5
    )


def test_a_client_gets_the_signature_that_it_is_registered_for() -> None:
    by_rsa = replace(CLIENT, algorithm="RS256")
    with FranceConnectStandIn([by_rsa]) as stand_in:
        form = {**REDEEMING, "code": code_for(stand_in)}
        answer = requests.post(f"{stand_in.issuer}/token", data=form, timeout=5).json()
        keys = KeySet.import_key_set(requests.get(f"{stand_in.issuer}/jwks", timeout=5).json())
        signed = (answer["id_token"], userinfo(stand_in, answer["access_token"]).text)
        assert [jwt.decode(token, keys, algorithms=["RS256"]).header["alg"] for token in signed] == [
            "RS256"
        ] * 2


@pytest.mark.parametrize(
    ("others", "error"),
    [
        ({"client_secret": "wrong"}, "invalid_client"),
        ({"client_id": "somebody"}, "invalid_client"),
        ({"redirect_uri": CALLBACK + "/"}, "invalid_grant"),
        ({"grant_type": "refresh_token"}, "unsupported_grant_type"),
        ({"code": "c" * 43}, "invalid_grant"),
    ],
    ids=str,
)
def test_a_code_given_wrongly(
    stand_in: FranceConnectStandIn, redeem: Redeem, others: dict[str, str], error: str
) -> None:
    answer = redeem(**{"code": code_for(stand_in), **others})
    assert answer.status_code in {400, 401}
    assert set(answer.json()) == {"error", "error_description", "error_uri"}
    assert answer.json()["error"] == error


def test_a_code_serves_once_and_for_30_seconds(
    stand_in: FranceConnectStandIn, redeem: Redeem, clock: MovableTime
) -> None:
    code = code_for(stand_in)
    assert [redeem(code).status_code for _ in range(2)] == [200, 400]
    late = code_for(stand_in)
    clock.ahead = 30
    assert redeem(late).json()["error"] == "invalid_grant"


def test_an_access_token_serves_for_60_seconds(
    stand_in: FranceConnectStandIn, redeem: Redeem, clock: MovableTime
) -> None:
    token = redeem(code_for(stand_in)).json()["access_token"]
    clock.ahead = 55
    assert userinfo(stand_in, token).status_code == 200
    clock.ahead = 60
    assert userinfo(stand_in, token).status_code == 401


def test_a_subject_differs_from_one_service_to_the_next() -> None:
    helene = PEOPLE[0]
    assert helene.subject_for("service") == helene.subject_for("service") != helene.subject_for("other")


@pytest.mark.parametrize(
    ("hint", "return_to", "status"),
    [
        ("good", SIGNED_OUT, 303),
        ("good", "https://evil.example/", 400),
        ("", SIGNED_OUT, 400),
        ("a.b.c", SIGNED_OUT, 400),
    ],
)
def test_signing_out(
    stand_in: FranceConnectStandIn,
    redeem: Redeem,
    clock: MovableTime,
    hint: str,
    return_to: str,
    status: int,
) -> None:
    if hint == "good":
        hint = redeem(code_for(stand_in)).json()["id_token"]
    clock.ahead = 3600  # an expired token is a hint all the same
    params = {"id_token_hint": hint, "post_logout_redirect_uri": return_to, "state": "z"}
    answer = requests.get(
        f"{stand_in.issuer}/session/end?{urlencode(params)}", timeout=5, allow_redirects=False
    )
    assert answer.status_code == status
    assert answer.headers.get("Location") == (f"{SIGNED_OUT}?state=z" if status == 303 else None)


def test_discovery_names_the_endpoints_that_answer(stand_in: FranceConnectStandIn) -> None:
    document = requests.get(f"{stand_in.issuer}/.well-known/openid-configuration", timeout=5).json()
    assert document["issuer"] == stand_in.issuer
    keys = requests.get(document["jwks_uri"], timeout=5).json()["keys"]
    assert {key["alg"]: sorted(key) for key in keys} == {
        "ES256": ["alg", "crv", "kid", "kty", "use", "x", "y"],
        "RS256": ["alg", "e", "kid", "kty", "n", "use"],
    }


def test_a_word_that_it_does_not_know_is_not_taken_for_a_fault(stand_in: FranceConnectStandIn) -> None:
    with pytest.raises(ValueError, match="id_token_typo"), stand_in.answering_wrongly("id_token_typo"):
        pass


def test_it_gives_its_port_back() -> None:
    with FranceConnectStandIn([CLIENT]) as first:
        port = urlsplit(first.issuer).port
    assert port is not None
    with FranceConnectStandIn([CLIENT], port=port) as second:
        assert authorize(second).status_code == 200
