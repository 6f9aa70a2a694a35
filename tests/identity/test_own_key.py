"""The key that FranceConnect+ encrypts for: only what was encrypted for it, as agreed, is read."""

from __future__ import annotations

import secrets
from base64 import urlsafe_b64encode
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from joserfc import jwe
from joserfc.jwk import ECKey, OctKey, RSAKey

from consultkit.errors import ConfigurationError
from consultkit.identity.own_key import OwnKey
from consultkit.identity.tokens import FAULTS

CURVE = ec.generate_private_key(ec.SECP256R1())
RSA = rsa.generate_private_key(65537, 2048)


def pem(key: Any, secret: bytes | None = None) -> bytes:
    hidden = BestAvailableEncryption(secret) if secret else NoEncryption()
    written: bytes = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, hidden)
    return written


def encrypted(own: OwnKey, algorithm: str, content: str = "A256GCM", **header: str) -> str:
    public = own.published()["keys"][0]
    key = (ECKey if public["kty"] == "EC" else RSAKey).import_key(public)
    protected = {"alg": algorithm, "enc": content, **header}
    return jwe.encrypt_compact(protected, "a.b.c", key, algorithms=[algorithm, content, "DEF"])


@pytest.mark.parametrize(
    ("key", "algorithm"),
    [(CURVE, "ECDH-ES"), (RSA, "RSA-OAEP"), (RSA, "RSA-OAEP-256")],
    ids=["ECDH-ES", "RSA-OAEP", "RSA-OAEP-256"],
)
def test_what_is_encrypted_for_the_published_key_is_read(key: Any, algorithm: str) -> None:
    own = OwnKey(pem(key))
    assert own.opened(encrypted(own, algorithm)) == "a.b.c"


def test_only_the_public_half_is_published_and_for_encrypting() -> None:
    for key, public in ((CURVE, {"kty", "crv", "x", "y"}), (RSA, {"kty", "n", "e"})):
        published = OwnKey(pem(key)).published()["keys"]
        assert [set(one) for one in published] == [public | {"kid", "use"}]
        assert published[0]["use"] == "enc"


def test_the_key_may_be_a_file(tmp_path: Path) -> None:
    file = tmp_path / "key.pem"
    file.write_bytes(pem(CURVE))
    assert OwnKey(file).published() == OwnKey(pem(CURVE)).published()


@pytest.mark.parametrize(
    "given",
    [
        None,
        b"",
        b"not a key",
        Path("/nowhere/key.pem"),
        CURVE.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo),
        pem(CURVE, b"a passphrase"),
        pem(ed25519.Ed25519PrivateKey.generate()),
        pem(ec.generate_private_key(ec.SECP256K1())),
    ],
    ids=["none", "empty", "garbage", "no file", "public", "with a passphrase", "ed25519", "other curve"],
)
def test_what_nothing_could_be_encrypted_for_stops_the_start(given: Path | bytes | None) -> None:
    with pytest.raises(ConfigurationError) as refused:
        OwnKey(given)
    assert "openssl genpkey" in refused.value.mend


@pytest.mark.parametrize(
    "token",
    [
        lambda own: encrypted(own, "RSA1_5"),
        lambda own: encrypted(own, "RSA-OAEP", "A128CBC-HS256"),
        lambda own: encrypted(own, "RSA-OAEP", zip="DEF"),
        lambda own: encrypted(OwnKey(pem(CURVE)), "ECDH-ES"),
        lambda own: encrypted(OwnKey(pem(rsa.generate_private_key(65537, 2048))), "RSA-OAEP"),
        lambda own: jwe.encrypt_compact(
            {"alg": "dir", "enc": "A256GCM"}, "a.b.c", OctKey.import_key(secrets.token_bytes(32))
        ),
        lambda own: "a.b.c",
    ],
    ids=["rsa1_5", "content", "compressed", "curve", "another key", "shared secret", "not encrypted"],
)
@pytest.mark.filterwarnings("ignore::joserfc.errors.SecurityWarning")
def test_what_is_encrypted_otherwise_is_refused(token: Any) -> None:
    own = OwnKey(pem(RSA))
    with pytest.raises(FAULTS):
        own.opened(token(own))


parts = st.one_of(
    st.binary(max_size=300),
    st.sampled_from(
        [
            b'{"alg":"ECDH-ES","enc":"A256GCM","epk":{"kty":"EC","crv":"P-256","x":"AA","y":"AA"}}',
            b'{"alg":"ECDH-ES","enc":"A256GCM","epk":7}',
            b'{"alg":[],"enc":{}}',
            b'{"alg":"ECDH-ES","enc":"A256GCM","crit":["b64"]}',
            b"[" * 300,
        ]
    ),
)


@settings(max_examples=200, deadline=None)
@given(found=st.lists(parts, min_size=4, max_size=6))
def test_no_token_breaks_anything_else(found: list[bytes]) -> None:
    token = ".".join(urlsafe_b64encode(part).rstrip(b"=").decode() for part in found)
    with pytest.raises(FAULTS):
        OwnKey(pem(CURVE)).opened(token)
