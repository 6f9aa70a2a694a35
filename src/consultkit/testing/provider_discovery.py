"""What a stand-in says of itself: the document that its provider publishes."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from consultkit.testing.provider_faults import ELSEWHERE_ISSUER
from consultkit.testing.provider_forgery import CONTENT_ENCRYPTION
from consultkit.testing.provider_profile import Profile

# HS256 and S256 are announced by FranceConnect too, which offers neither to a new client.
_SIGNATURES = ["HS256", "ES256", "RS256"]


def discovery_document(issuer: str, profile: Profile, faults: Collection[str]) -> dict[str, Any]:
    document: dict[str, Any] = {
        "issuer": issuer,
        "authorization_endpoint": f"{issuer}/authorize",
        "token_endpoint": f"{issuer}/token",
        "userinfo_endpoint": f"{issuer}/userinfo",
        "jwks_uri": f"{issuer}/jwks",
        "end_session_endpoint": f"{issuer}/session/end",
        "acr_values_supported": list(profile.levels),
        "subject_types_supported": ["pairwise"],
        "response_types_supported": ["code"],
        "grant_types_supported": ["authorization_code"],
        "scopes_supported": sorted(profile.scopes),
        "id_token_signing_alg_values_supported": _SIGNATURES,
        "userinfo_signing_alg_values_supported": _SIGNATURES,
        "token_endpoint_auth_methods_supported": ["client_secret_post", "private_key_jwt"],
        "claims_parameter_supported": True,
        "authorization_response_iss_parameter_supported": profile.names_issuer,
        "code_challenge_methods_supported": ["S256"],
    }
    for answer in ("id_token", "userinfo"):
        if profile.encryptions:
            document[f"{answer}_encryption_alg_values_supported"] = list(profile.encryptions)
            document[f"{answer}_encryption_enc_values_supported"] = [CONTENT_ENCRYPTION]
    if "discovery_other_issuer" in faults:
        document["issuer"] = ELSEWHERE_ISSUER
    if "discovery_unsafe_endpoint" in faults:
        document["token_endpoint"] = "http://elsewhere.example/token"
    return document
