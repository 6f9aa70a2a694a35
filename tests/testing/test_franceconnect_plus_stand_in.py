"""What FranceConnect+ does otherwise than FranceConnect: higher levels, and nothing that others can read."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
import requests
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, RSAKey

from consultkit.identity.own_key import OwnKey
from consultkit.testing import FranceConnectPlusClient, FranceConnectPlusStandIn
from consultkit.testing.loopback import LoopbackServer
from consultkit.testing.provider_answers import as_json

CALLBACK = "https://service.example.fr/callback"
EC, RSA = (
    OwnKey(ECKey.generate_key("P-256").as_pem(private=True)),
    OwnKey(RSAKey.generate_key(2048).as_pem(private=True)),
)
BY_CURVE = FranceConnectPlusClient("curve", "s3cret" * 8, (CALLBACK,), jwks=EC.published())
BY_RSA = FranceConnectPlusClient("rsa", "s3cret" * 8, (CALLBACK,), jwks=RSA.published())
BY_RSA_256 = replace(BY_RSA, client_id="rsa-256", encrypted_with="RSA-OAEP-256")


@pytest.fixture(scope="module")
def stand_in() -> Iterator[FranceConnectPlusStandIn]:
    with FranceConnectPlusStandIn([BY_CURVE, BY_RSA, BY_RSA_256]) as stand_in:
        yield stand_in


def back(stand_in: FranceConnectPlusStandIn, client: FranceConnectPlusClient, acr: str) -> dict[str, str]:
    params = {
        "client_id": client.client_id,
        "acr_values": acr,
        "nonce": "n" * 22,
        "state": "s",
        "redirect_uri": CALLBACK,
        "response_type": "code",
        "scope": "openid given_name",
    }
    location = stand_in.sign_in(f"{stand_in.issuer}/authorize?{urlencode(params)}", "helene")
    return dict(parse_qsl(urlsplit(location).query))


def redeem(
    stand_in: FranceConnectPlusStandIn, client: FranceConnectPlusClient, acr: str
) -> requests.Response:
    form = {
        "grant_type": "authorization_code",
        "code": back(stand_in, client, acr)["code"],
        "redirect_uri": CALLBACK,
        "client_id": client.client_id,
        "client_secret": client.client_secret,
    }
    return requests.post(f"{stand_in.issuer}/token", data=form, timeout=5)


def answers(
    stand_in: FranceConnectPlusStandIn, client: FranceConnectPlusClient, acr: str = "eidas2"
) -> tuple[str, str]:
    """The id_token and userinfo, as they are sent."""
    tokens = redeem(stand_in, client, acr).json()
    headers = {"Authorization": f"Bearer {tokens['access_token']}"}
    userinfo = requests.get(f"{stand_in.issuer}/userinfo", headers=headers, timeout=5)
    assert userinfo.headers["Content-Type"] == "application/jwt"
    return tokens["id_token"], userinfo.text


def inside(token: str, key: OwnKey) -> dict[str, object]:
    signed = jws.extract_compact(key.opened(token).encode())
    assert signed.headers()["alg"] == "ES256"
    claims: dict[str, object] = json.loads(signed.payload)
    return claims


@pytest.mark.parametrize(
    ("client", "key", "algorithm"),
    [(BY_CURVE, EC, "ECDH-ES"), (BY_RSA, RSA, "RSA-OAEP"), (BY_RSA_256, RSA, "RSA-OAEP-256")],
)
def test_both_answers_are_encrypted_for_the_service(
    stand_in: FranceConnectPlusStandIn, client: FranceConnectPlusClient, key: OwnKey, algorithm: str
) -> None:
    id_token, userinfo = answers(stand_in, client)
    assert [(header["alg"], header["enc"]) for header in map(header_of, (id_token, userinfo))] == [
        (algorithm, "A256GCM")
    ] * 2
    assert inside(id_token, key)["aud"] == client.client_id
    about = inside(userinfo, key)
    assert (about["given_name"], "given_name_array" in about) == ("Hélène Marguerite", False)


def header_of(token: str) -> dict[str, object]:
    part = token.split(".")[0]
    header: dict[str, object] = json.loads(urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return header


@pytest.mark.parametrize(
    ("asked", "given"),
    [("eidas2", "eidas2"), ("eidas3", "eidas3"), ("eidas3 eidas2", "eidas2"), ("?", "eidas3")],
)
def test_the_level_given(stand_in: FranceConnectPlusStandIn, asked: str, given: str) -> None:
    assert inside(answers(stand_in, BY_CURVE, asked)[0], EC)["acr"] == given


def test_it_does_not_give_the_lowest_level(stand_in: FranceConnectPlusStandIn) -> None:
    assert back(stand_in, BY_CURVE, "eidas1")["error"] == "invalid_acr"


def test_it_can_forget_to_encrypt(stand_in: FranceConnectPlusStandIn) -> None:
    with stand_in.answering_wrongly("id_token_unencrypted", "userinfo_unencrypted"):
        assert [token.count(".") for token in answers(stand_in, BY_CURVE)] == [2, 2]


@pytest.mark.parametrize(("client", "key"), [(BY_CURVE, EC), (BY_RSA, RSA)])
def test_it_can_encrypt_for_somebody_else(
    stand_in: FranceConnectPlusStandIn, client: FranceConnectPlusClient, key: OwnKey
) -> None:
    with stand_in.answering_wrongly("userinfo_encrypted_for_another"):
        id_token, userinfo = answers(stand_in, client)
    assert inside(id_token, key)
    with pytest.raises((JoseError, ValueError)):
        key.opened(userinfo)


def test_it_reads_the_keys_where_the_service_publishes_them() -> None:
    service = LoopbackServer()
    service.serve(as_json(EC.published()))
    client = replace(BY_CURVE, jwks=f"{service.address}/jwks")
    with FranceConnectPlusStandIn([client]) as stand_in:
        assert inside(answers(stand_in, client)[0], EC)
    service.stop()


@pytest.mark.parametrize(
    "published", [{"keys": []}, {}, {"keys": [{"kty": "EC"}]}, "http://127.0.0.1:9/jwks"]
)
def test_a_service_without_usable_keys_gets_an_error(published: Any) -> None:
    client = replace(BY_CURVE, jwks=published or {"no": "keys"})
    with FranceConnectPlusStandIn([client]) as stand_in:
        answer = redeem(stand_in, client, "eidas2")
    assert (answer.status_code, answer.json()["error"]) == (500, "server_error")


@pytest.mark.parametrize("wrong", [{"jwks": ""}, {"algorithm": "RS256"}], ids=str)
def test_a_client_that_cannot_be_registered(wrong: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"FranceConnect\+"):
        replace(BY_CURVE, **wrong)  # type: ignore[arg-type]
