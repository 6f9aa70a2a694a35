"""Where the State's identity providers are, so that a deployment writes a word and not an address."""

from __future__ import annotations

from collections.abc import Mapping

PRODUCTION, SANDBOX = "production", "sandbox"

ISSUERS: Mapping[str, Mapping[str, str]] = {
    "franceconnect": {
        PRODUCTION: "https://oidc.franceconnect.gouv.fr/api/v2",
        SANDBOX: "https://fcp-low.sbx.dev-franceconnect.fr/api/v2",
    },
    "franceconnect-plus": {
        PRODUCTION: "https://auth.franceconnect.gouv.fr/api/v2",
        SANDBOX: "https://auth.integ01.dev-franceconnect.fr/api/v2",
    },
    # On the internet; the network of the State has others, which a deployment there writes out.
    "proconnect": {
        PRODUCTION: "https://auth.agentconnect.gouv.fr/api/v2",
        SANDBOX: "https://fca.integ01.dev-agentconnect.fr/api/v2",
    },
}
"""By the word of a consultation file, then by that of a deployment."""


def issuer_of(way: str, written: str) -> str:
    """The issuer for `production` and `sandbox`; anything else is one already."""
    return ISSUERS[way].get(written, written)
