"""Sign-ins with FranceConnect+, over real HTTP: encrypted for this service, and nothing else believed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

import pytest
import requests
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from consultkit.errors import ConfigurationError, SignInError
from consultkit.identity import ProviderSettings
from consultkit.identity.franceconnect_plus import FranceConnectPlus
from consultkit.testing import FranceConnectPlusClient, FranceConnectPlusStandIn
from consultkit.testing.franceconnect_plus import Encryption

from .conftest import Visit

HOME = "https://consultation.example.fr/auth/franceconnect-plus"
SECRET = "s3cret" * 8


def pem(key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


CURVE = pem(ec.generate_private_key(ec.SECP256R1()))
RSA = pem(rsa.generate_private_key(65537, 2048))


@dataclass
class Assured(Visit):
    """A sign-in at FranceConnect+."""

    callback: str = f"{HOME}/callback"
    signed_out: str = f"{HOME}/logout-callback"


Make = Callable[..., Assured]


def settings(issuer: str, key: bytes | None = CURVE, acr: str = "eidas2") -> ProviderSettings:
    return ProviderSettings(issuer, "consultation", SECRET, acr=acr, decryption_key=key)


@pytest.fixture
def visit_with() -> Iterator[Make]:
    with ExitStack() as open_stand_ins:

        def make(key: bytes = CURVE, acr: str = "eidas2", algorithm: Encryption | None = None) -> Assured:
            ours = FranceConnectPlus(settings("https://nowhere.example", key)).published_keys()
            client = FranceConnectPlusClient(
                "consultation",
                SECRET,
                (Assured.callback,),
                (Assured.signed_out,),
                jwks=ours,
                encrypted_with=algorithm,
            )
            stand_in = open_stand_ins.enter_context(FranceConnectPlusStandIn([client]))
            return Assured(stand_in, FranceConnectPlus(settings(stand_in.issuer, key, acr)))

        yield make


@pytest.mark.parametrize(
    ("key", "algorithm"),
    [(CURVE, "ECDH-ES"), (RSA, "RSA-OAEP"), (RSA, "RSA-OAEP-256")],
    ids=["ECDH-ES", "RSA-OAEP", "RSA-OAEP-256"],
)
def test_a_person_signs_in_by_answers_that_only_we_can_read(
    visit_with: Make, key: bytes, algorithm: Encryption
) -> None:
    visit = visit_with(key, algorithm=algorithm)
    visit.scopes = ("family_name", "birthdate")
    identity = visit.whole()
    assert identity.acr == "eidas2"
    assert identity.claims == {"family_name": "VASSEUR-LEMOINE", "birthdate": "1974-03-11"}


@pytest.mark.parametrize("level", ["eidas2", "eidas3"])
def test_the_level_that_was_set_up_is_asked_for(visit_with: Make, level: str) -> None:
    visit = visit_with(acr=level)
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
    assert sent["acr_values"] == level
    visit.choose()
    assert visit.come_back().acr == level


def test_a_lower_level_than_was_asked_for_is_refused(visit_with: Make) -> None:
    visit = visit_with(acr="eidas2")
    visit.leave()
    visit.choose()
    visit.details["levels"] = "eidas3"
    with pytest.raises(SignInError, match="level of assurance"):
        visit.come_back()


def test_what_is_kept_for_signing_out_is_the_signed_token_and_it_works(visit_with: Make) -> None:
    visit = visit_with()
    kept = visit.whole().id_token
    assert kept is not None
    assert kept.count(".") == 2
    url = visit.way.sign_out_url(kept, visit.signed_out, "9" * 64)
    assert url is not None
    answer = requests.get(url, timeout=5, allow_redirects=False)
    assert answer.headers["Location"] == f"{visit.signed_out}?state={'9' * 64}"


@pytest.mark.parametrize("answer", ["id_token", "userinfo"])
@pytest.mark.parametrize("fault", ["unencrypted", "encrypted_for_another", "unsigned", "hmac", "other_key"])
def test_an_answer_that_is_not_encrypted_for_us_and_signed_inside_is_refused(
    visit_with: Make, answer: str, fault: str
) -> None:
    visit = visit_with()
    with (
        visit.stand_in.answering_wrongly(f"{answer}_{fault}"),
        pytest.raises(SignInError, match="could not be trusted"),
    ):
        visit.whole()


def test_a_key_changed_without_notice_stops_nobody(visit_with: Make) -> None:
    visit = visit_with()
    before = visit.whole()
    visit.stand_in.rotate_keys()
    assert visit.whole().subject == before.subject


@pytest.mark.parametrize(("key", "acr"), [(None, "eidas2"), (b"", "eidas2"), (CURVE, "eidas1")])
def test_without_a_key_or_a_level_that_it_gives_nothing_starts(key: bytes | None, acr: str) -> None:
    with pytest.raises(ConfigurationError):
        FranceConnectPlus(settings("https://auth.example/api/v2", key, acr))
