"""What the stand-in says of itself: the document that FranceConnect publishes."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from consultkit.testing.franceconnect_faults import ELSEWHERE_ISSUER
from consultkit.testing.franceconnect_people import CLAIMS_OF_SCOPES

# HS256 and S256 are announced by the real one too, which offers neither to a new client.
_SIGNATURES = ["HS256", "ES256", "RS256"]


def discovery_document(issuer: str, faults: Collection[str]) -> dict[str, Any]:
    document: dict[str, Any] = {
        "issuer": issuer,
        "authorization_endpoint": f"{issuer}/authorize",
        "token_endpoint": f"{issuer}/token",
        "userinfo_endpoint": f"{issuer}/userinfo",
        "jwks_uri": f"{issuer}/jwks",
        "end_session_endpoint": f"{issuer}/session/end",
        "acr_values_supported": ["eidas1"],
        "subject_types_supported": ["pairwise"],
        "response_types_supported": ["code"],
        "grant_types_supported": ["authorization_code"],
        "scopes_supported": sorted(CLAIMS_OF_SCOPES),
        "id_token_signing_alg_values_supported": _SIGNATURES,
        "userinfo_signing_alg_values_supported": _SIGNATURES,
        "token_endpoint_auth_methods_supported": ["client_secret_post", "private_key_jwt"],
        "claims_parameter_supported": True,
        "authorization_response_iss_parameter_supported": True,
        "code_challenge_methods_supported": ["S256"],
    }
    if "discovery_other_issuer" in faults:
        document["issuer"] = ELSEWHERE_ISSUER
    if "discovery_unsafe_endpoint" in faults:
        document["token_endpoint"] = "http://elsewhere.example/token"
    return document
