"""The ways in which a stand-in can answer wrongly, one word each, for the tests of a client's refusals.

`id_token_…` and `userinfo_…` words bend one of the two answers about a person; `discovery_…`, `keys_…`,
`token_…` and `userinfo_…` words break an endpoint; `callback_…` words spoil the way back.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

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
    "other_access_token": {"at_hash": "LDktKdoQak3Pk0cnXxCltA"},
    "expired": {"exp": 1_500_000_000},
    "no_expiry": {"exp": None},
    "from_the_future": {"iat": 9_999_999_999, "exp": 10_000_000_000},
    "no_subject": {"sub": None},
    "other_subject": {"sub": "f" * 64 + "v1"},
    "long_subject": {"sub": "f" * 256},
}
"""What each changes; None takes the claim away."""

SIGNATURE_FAULTS = ("unsigned", "hmac", "other_key", "unknown_key", "other_algorithm", "cut")
"""`other_key` bears the name of one that is published; `unknown_key` a name that never is."""

ENCRYPTION_FAULTS = ("unencrypted", "encrypted_for_another")
"""They change nothing for a client whose tokens are not encrypted."""

ENDPOINTS = ("discovery", "keys", "token", "userinfo")
QUICK_BREAKDOWNS = ("down", "garbage", "huge", "redirects")
SLOW_BREAKDOWNS = ("slow", "drips")
"""No answer for half a minute, or a byte of it at a time."""

CALLBACK_ERRORS = (
    "access_denied",
    "invalid_acr",
    "invalid_request",
    "invalid_scope",
    "login_required",
    "server_error",
    "temporarily_unavailable",
    "unauthorized_client",
    "unsupported_response_type",
)
"""What the person comes back with, whatever they chose: `callback_error_…`."""

OF_ENDPOINTS = frozenset(
    {
        *(f"{endpoint}_{word}" for endpoint in ENDPOINTS for word in QUICK_BREAKDOWNS),
        "discovery_other_issuer",
        "discovery_unsafe_endpoint",
        "keys_unreadable",
        "access_token_missing",
        "id_token_missing",
        "userinfo_unauthorized",
        "userinfo_other_form",
        "userinfo_mislabelled",
    }
)
"""`userinfo_other_form` is bare JSON where a signature is registered, and the reverse."""

OF_CALLBACK = frozenset(
    {
        "callback_other_issuer",
        "callback_no_issuer",
        "callback_no_state",
        "callback_undefined_state",
        *(f"callback_error_{error}" for error in CALLBACK_ERRORS),
    }
)

SLOW = frozenset(f"{endpoint}_{word}" for endpoint in ENDPOINTS for word in SLOW_BREAKDOWNS)


def _of_answers(words: Collection[str]) -> frozenset[str]:
    return frozenset(f"{answer}_{word}" for answer in ("id_token", "userinfo") for word in words)


OF_CLAIMS = _of_answers(CLAIM_FAULTS)
OF_SIGNATURES = _of_answers(SIGNATURE_FAULTS)
OF_ENCRYPTION = _of_answers(ENCRYPTION_FAULTS)

EVERY_FAULT = OF_CLAIMS | OF_SIGNATURES | OF_ENCRYPTION | OF_ENDPOINTS | OF_CALLBACK | SLOW


def check_words(words: Collection[str]) -> None:
    """Raises ValueError for a word that is no fault."""
    unknown = set(words) - EVERY_FAULT
    if unknown:
        raise ValueError(f"The stand-in does not know how to go wrong so: {', '.join(sorted(unknown))}.")


def bend_claims(
    answer: str, claims: dict[str, Any], client_id: str, faults: Collection[str]
) -> dict[str, Any]:
    """The claims of an answer, changed as the words say."""
    bent = dict(claims)
    for word, changes in CLAIM_FAULTS.items():
        if f"{answer}_{word}" in faults:
            bent.update(json.loads(json.dumps(changes).replace("{client_id}", client_id)))
    return {name: value for name, value in bent.items() if value is not None}
