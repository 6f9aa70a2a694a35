"""Where FranceConnect+ finds the key that it encrypts for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from consultkit import ConsultKit, ProviderSettings, Settings, SignInSettings, create_app
from consultkit.testing import FixedClock

from .conftest import CONSULTATION, OPEN, Visitor

KEY = ec.generate_private_key(ec.SECP256R1()).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


@pytest.fixture
def kit(database_url: str, tmp_path: Path) -> Iterator[ConsultKit]:
    file = tmp_path / "traders.yaml"
    ways = "sign_in: [franceconnect, franceconnect-plus]"
    file.write_text(CONSULTATION.replace("sign_in: [account]", ways))
    issuer = "https://auth.example/api/v2"
    settings = Settings(
        database_url=database_url,
        key_file=tmp_path / "keys",
        sign_in=SignInSettings(
            franceconnect=ProviderSettings(issuer, "traders", "secret"),
            franceconnect_plus=ProviderSettings(
                issuer, "traders", "secret", acr="eidas2", decryption_key=KEY
            ),
        ),
    )
    kit = ConsultKit([file], settings=settings, clock=FixedClock(OPEN))
    yield kit
    kit.close()


@pytest.fixture
def visitor(kit: ConsultKit) -> Visitor:
    return Visitor(create_app(kit))


def test_the_public_half_is_there_for_everybody(visitor: Visitor) -> None:
    answer = visitor.client.get("/auth/franceconnect-plus/jwks")
    assert answer.mimetype == "application/json"
    (key,) = answer.get_json()["keys"]
    assert set(key) == {"kty", "crv", "x", "y", "kid", "use"}
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("name", ["franceconnect", "account", "pigeon"])
def test_a_way_without_a_key_has_no_such_address(visitor: Visitor, name: str) -> None:
    assert visitor.client.get(f"/auth/{name}/jwks").status_code == 404
