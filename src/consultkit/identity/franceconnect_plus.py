"""FranceConnect+: FranceConnect with more assurance, whose answers are encrypted for this service alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from consultkit.errors import ConfigurationError
from consultkit.identity.claims import FRANCECONNECT
from consultkit.identity.oidc import OidcClient
from consultkit.identity.own_key import OwnKey
from consultkit.identity.profile import Asked, Profile
from consultkit.identity.settings import ProviderSettings
from consultkit.identity.ways import SignInRequest, SignInStart
from consultkit.records import Identity

LEVELS = ("eidas2", "eidas3")


class FranceConnectPlus:
    """The `franceconnect-plus` of a consultation file, a `RedirectWay`.

    Raises ConfigurationError without a level that it gives and a key of ours.
    """

    name = "franceconnect-plus"
    title = "FranceConnect+"
    kind: Literal["redirect"] = "redirect"

    def __init__(self, settings: ProviderSettings) -> None:
        if settings.acr not in LEVELS:
            raise ConfigurationError(
                f"FranceConnect+ does not give the level {settings.acr}.",
                mend=f"Write acr as one of {', '.join(LEVELS)}.",
            )
        self._settings = settings
        self._own_key = OwnKey(settings.decryption_key)
        profile = Profile(self.title, FRANCECONNECT, pkce=settings.pkce, own_key=self._own_key)
        self._client = OidcClient(settings, profile)

    def published_keys(self) -> dict[str, Any]:
        """The JWKS that FranceConnect+ encrypts for; its address is registered there."""
        return self._own_key.published()

    def start(self, redirect_uri: str, state: str, asked: SignInRequest) -> SignInStart:
        """`redirect_uri` is declared at FranceConnect+, to the letter. Raises ProviderUnavailableError.

        From `eidas2` on, two factors are part of the level (Implementing Regulation (EU) 2015/1502, annex,
        2.2.1): a second factor is not asked for apart.
        """
        wanted = Asked(self._settings.accepted_acr, {"acr_values": self._settings.acr})
        return self._client.start(redirect_uri, state, asked.scopes, wanted)

    def finish(self, params: Mapping[str, str], redirect_uri: str, details: Mapping[str, str]) -> Identity:
        """Raises SignInError and ProviderUnavailableError."""
        return self._client.finish(params, redirect_uri, details)

    def sign_out_url(self, identity_token: str | None, return_to: str, state: str) -> str | None:
        """With the signed token that was inside the encrypted one."""
        return self._client.sign_out_url(identity_token, return_to, state)
