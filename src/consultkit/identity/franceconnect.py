"""FranceConnect v2: what it asks for beyond the standard, and nothing else, since it refuses all else.

Its server answers any parameter that is not on its list with an error page (code Y030007) and does not send
the person back. `docs/sign-in.md` lists its codes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from consultkit.errors import ConfigurationError
from consultkit.identity.claims import FRANCECONNECT
from consultkit.identity.oidc import OidcClient
from consultkit.identity.profile import Asked, Profile
from consultkit.identity.settings import ProviderSettings
from consultkit.identity.ways import SignInRequest, SignInStart
from consultkit.records import Identity


class FranceConnect:
    """The `franceconnect` of a consultation file, a `RedirectWay`."""

    name = "franceconnect"
    title = "FranceConnect"
    kind: Literal["redirect"] = "redirect"

    def __init__(self, settings: ProviderSettings) -> None:
        self._settings = settings
        self._client = OidcClient(settings, Profile(self.title, FRANCECONNECT, pkce=settings.pkce))

    def start(self, redirect_uri: str, state: str, asked: SignInRequest) -> SignInStart:
        """`redirect_uri` is declared at FranceConnect, to the letter.

        Raises ProviderUnavailableError, and ConfigurationError where a second factor must be proved.
        """
        if asked.second_factor:
            raise ConfigurationError(
                "FranceConnect does not say whether a second factor was used.",
                mend="Ask for it with ProConnect, or with an account and an authenticator.",
            )
        wanted = Asked(self._settings.accepted_acr, {"acr_values": self._settings.acr})
        return self._client.start(redirect_uri, state, asked.scopes, wanted)

    def finish(self, params: Mapping[str, str], redirect_uri: str, details: Mapping[str, str]) -> Identity:
        """Raises SignInError and ProviderUnavailableError."""
        return self._client.finish(params, redirect_uri, details)

    def sign_out_url(self, identity_token: str | None, return_to: str, state: str) -> str | None:
        """FranceConnect signs nobody out without the id_token of the sign-in: keep it with the session."""
        return self._client.sign_out_url(identity_token, return_to, state)
