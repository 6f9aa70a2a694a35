"""The ways in which the stand-in can answer wrongly, one word each, for the tests of a client's refusals.

`id_token_…` and `userinfo_…` words bend one of the two signed answers; the others are listed in `ELSEWHERE`.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from base64 import urlsafe_b64encode
from collections.abc import Collection
from typing import Any

from joserfc import jwt
from joserfc.jwk import ECKey

ELSEWHERE_ISSUER = "https://elsewhere.example/api/v2"

CLAIM_FAULTS: dict[str, dict[str, Any]] = {
    "other_issuer": {"iss": ELSEWHERE_ISSUER},
    "other_audience": {"aud": "another-client"},
    "two_audiences": {"aud": ["another-client", "{client_id}"]},
    "other_party": {"aud": "{client_id}", "azp": "another-client"},
    "other_nonce": {"nonce": "0" * 64},
    "no_nonce": {"nonce": None},
    "lower_acr": {"acr": "eidas0"},
    "no_acr": {"acr": None},
    "expired": {"exp": 1_500_000_000},
    "no_expiry": {"exp": None},
    "from_the_future": {"iat": 9_999_999_999, "exp": 10_000_000_000},
    "no_subject": {"sub": None},
    "other_subject": {"sub": "f" * 64 + "v1"},
    "long_subject": {"sub": "f" * 256},
}
"""What each changes; None takes the claim away."""

SIGNATURE_FAULTS = ("unsigned", "hmac", "other_key", "cut")

ELSEWHERE = frozenset(
    {
        "callback_other_issuer",
        "discovery_other_issuer",
        "discovery_unsafe_endpoint",
        "keys_garbage",
        "token_down",
        "token_garbage",
        "token_huge",
        "token_redirects",
        "id_token_missing",
        "userinfo_down",
        "userinfo_json",
        "userinfo_mislabelled",
    }
)

EVERY_FAULT = ELSEWHERE | {
    f"{answer}_{fault}" for answer in ("id_token", "userinfo") for fault in (*CLAIM_FAULTS, *SIGNATURE_FAULTS)
}


def bend_claims(
    answer: str, claims: dict[str, Any], client_id: str, faults: Collection[str]
) -> dict[str, Any]:
    """The claims of an answer, changed as the words say."""
    bent = dict(claims)
    for word, changes in CLAIM_FAULTS.items():
        if f"{answer}_{word}" in faults:
            bent.update(json.loads(json.dumps(changes).replace("{client_id}", client_id)))
    return {name: value for name, value in bent.items() if value is not None}


def forge(answer: str, claims: dict[str, Any], key: ECKey, faults: Collection[str]) -> str | None:
    """The token with a signature that proves nothing; None when no word asks for one."""
    asked = next((word for word in SIGNATURE_FAULTS if f"{answer}_{word}" in faults), None)
    match asked:
        case "unsigned":
            return f"{_part({'alg': 'none'})}.{_part(claims)}."
        case "hmac":
            content = f"{_part({'alg': 'HS256', 'kid': key.kid})}.{_part(claims)}"
            mac = hmac.new(key.as_pem(private=False), content.encode(), hashlib.sha256).digest()
            return f"{content}.{_text(mac)}"
        case "other_key":
            other = ECKey.generate_key("P-256")
            return jwt.encode({"alg": "ES256", "kid": key.kid}, claims, other, default_type=None)
        case "cut":
            return jwt.encode({"alg": "ES256", "kid": key.kid}, claims, key, default_type=None)[:-4]
        case _:
            return None


def _part(content: dict[str, Any]) -> str:
    return _text(json.dumps(content).encode())


def _text(content: bytes) -> str:
    return urlsafe_b64encode(content).rstrip(b"=").decode()
