"""ProConnect: people who sign in for the organisation that they work for.

Its subject is that of a person at one identity provider for one service. `docs/sign-in.md` lists its codes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Literal

from consultkit.identity.claims import PROCONNECT
from consultkit.identity.oidc import OidcClient
from consultkit.identity.profile import Asked, Profile
from consultkit.identity.settings import ProviderSettings
from consultkit.identity.ways import SignInRequest, SignInStart
from consultkit.records import Identity

TWO_FACTORS = ("eidas0-mfa", "eidas1-mfa", "eidas2", "eidas3")
"""The levels that two factors were proved for."""

LEVELS = ("eidas0", "eidas0-mfa", "eidas1", "eidas1-mfa", "eidas2", "eidas3")
"""All that say how somebody was recognised."""


class ProConnect:
    """The `proconnect` of a consultation file, a `RedirectWay`."""

    name = "proconnect"
    title = "ProConnect"
    kind: Literal["redirect"] = "redirect"

    def __init__(self, settings: ProviderSettings) -> None:
        profile = Profile(self.title, PROCONNECT, pkce=True, names_issuer=False)
        self._client = OidcClient(settings, profile)

    def start(self, redirect_uri: str, state: str, asked: SignInRequest) -> SignInStart:
        """`redirect_uri` is declared at ProConnect, to the letter. Raises ProviderUnavailableError."""
        levels = TWO_FACTORS if asked.second_factor else LEVELS
        wanted = Asked(levels, {"claims": _claims(levels)})
        return self._client.start(redirect_uri, state, asked.scopes, wanted)

    def finish(self, params: Mapping[str, str], redirect_uri: str, details: Mapping[str, str]) -> Identity:
        """Raises SignInError, also for a level that was not asked for, and ProviderUnavailableError."""
        return self._client.finish(params, redirect_uri, details)

    def sign_out_url(self, identity_token: str | None, return_to: str, state: str) -> str | None:
        """Its session lasts 12 hours and serves other services: without this the next visitor is in it."""
        return self._client.sign_out_url(identity_token, return_to, state)


def _claims(levels: Sequence[str]) -> str:
    """OpenID Connect Core, 5.5, as ProConnect documents it for levels."""
    wanted = {"id_token": {"amr": None, "acr": {"essential": True, "values": levels}}}
    return json.dumps(wanted, separators=(",", ":"))
