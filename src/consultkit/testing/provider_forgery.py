"""Tokens that prove nothing: signed wrongly, or encrypted for nobody who should read them."""

from __future__ import annotations

import hashlib
import hmac
import json
from base64 import urlsafe_b64encode
from collections.abc import Collection
from typing import Any

from joserfc import jwe, jwt
from joserfc.jwk import ECKey, RSAKey

from consultkit.testing.provider_faults import SIGNATURE_FAULTS
from consultkit.testing.provider_keys import Key, SigningKeys, other_key
from consultkit.testing.provider_rules import Algorithm, RegisteredClient

CONTENT_ENCRYPTION = "A256GCM"


def signed(
    answer: str, claims: dict[str, Any], keys: SigningKeys, algorithm: Algorithm, faults: Collection[str]
) -> str:
    """The token, signed as it should be, or as a word says for this answer."""
    key = keys.current(algorithm)
    match next((word for word in SIGNATURE_FAULTS if f"{answer}_{word}" in faults), None):
        case "unsigned":
            return f"{_part({'alg': 'none'})}.{_part(claims)}."
        case "hmac":
            return _with_public_key_as_secret(claims, key)
        case "other_key":
            return _encode(claims, algorithm, key.kid, other_key(algorithm))
        case "unknown_key":
            return _encode(claims, algorithm, f"pkcs11:{algorithm}:unpublished", other_key(algorithm))
        case "other_algorithm":
            other: Algorithm = "RS256" if algorithm == "ES256" else "ES256"
            return _encode(claims, other, keys.current(other).kid, keys.current(other))
        case "cut":
            return _encode(claims, algorithm, key.kid, key)[:-4]
        case _:
            return _encode(claims, algorithm, key.kid, key)


def encrypted(answer: str, token: str, client: RegisteredClient, faults: Collection[str]) -> str:
    """As the client gets it (RFC 7519, 5.2), where its tokens are encrypted at all."""
    found = client.encryption()
    if found is None or f"{answer}_unencrypted" in faults:
        return token
    algorithm, key = found
    header = {"alg": algorithm, "enc": CONTENT_ENCRYPTION, "cty": "JWT"}
    if key.kid is not None:
        header["kid"] = key.kid
    if f"{answer}_encrypted_for_another" in faults:
        key = _stranger(key)
    return jwe.encrypt_compact(header, token, key, algorithms=[algorithm, CONTENT_ENCRYPTION])


def _encode(claims: dict[str, Any], algorithm: str, name: str | None, key: Key) -> str:
    """Only `alg` and `kid` in the header."""
    return jwt.encode({"alg": algorithm, "kid": name}, claims, key, algorithms=[algorithm], default_type=None)


def _with_public_key_as_secret(claims: dict[str, Any], key: Key) -> str:
    content = f"{_part({'alg': 'HS256', 'kid': key.kid})}.{_part(claims)}"
    mac = hmac.new(key.as_pem(private=False), content.encode(), hashlib.sha256).digest()
    return f"{content}.{_text(mac)}"


def _stranger(key: Key) -> Key:
    return ECKey.generate_key(key.curve_name) if isinstance(key, ECKey) else RSAKey.generate_key(2048)


def _part(content: dict[str, Any]) -> str:
    return _text(json.dumps(content).encode())


def _text(content: bytes) -> str:
    return urlsafe_b64encode(content).rstrip(b"=").decode()
