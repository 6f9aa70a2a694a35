"""A strict OpenID Connect client: authorization code, what is registered and nothing else, nothing assumed.

What one provider asks for beyond that is in the module of that provider.
"""

from __future__ import annotations

import hashlib
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from urllib.parse import urlencode

from requests.exceptions import RequestException

from consultkit.errors import ProviderUnavailableError
from consultkit.identity.deadline import Deadline
from consultkit.identity.exchange import Exchange
from consultkit.identity.http import open_session
from consultkit.identity.profile import Asked, Profile
from consultkit.identity.provider import AskedProvider, Provider
from consultkit.identity.refusals import Refusals
from consultkit.identity.settings import ProviderSettings
from consultkit.identity.tokens import same
from consultkit.identity.ways import SignInStart
from consultkit.records import Identity

LARGEST_CODE = 2048


class OidcClient:
    """One client at one provider."""

    def __init__(self, settings: ProviderSettings, profile: Profile) -> None:
        self._settings = settings
        self._profile = profile
        self._refusals = Refusals(profile.title)
        self._provider = Provider(settings, self._refusals)

    def start(self, redirect_uri: str, state: str, scopes: tuple[str, ...], asked: Asked) -> SignInStart:
        """Where to send the browser. Raises ProviderUnavailableError."""
        # 64 characters pass every minimum known; Authlib's 20 do not.
        details = {
            "issuer": self._settings.issuer,
            "redirect_uri": redirect_uri,
            "nonce": secrets.token_hex(32),
            "scopes": " ".join(scopes),
            "levels": " ".join(asked.levels),
        }
        params = {
            "client_id": self._settings.client_id,
            "response_type": "code",
            "scope": " ".join(dict.fromkeys(("openid", *scopes))),
            "redirect_uri": redirect_uri,
            "state": state,
            "nonce": details["nonce"],
            **asked.params,
        }
        if self._profile.pkce:
            details["code_verifier"] = secrets.token_hex(32)
            params["code_challenge"] = _challenge(details["code_verifier"])
            params["code_challenge_method"] = "S256"
        endpoint = self._provider.within(Deadline()).endpoint("authorization_endpoint")
        return SignInStart(f"{endpoint}?{urlencode(params)}", details)

    def finish(self, params: Mapping[str, str], redirect_uri: str, details: Mapping[str, str]) -> Identity:
        """Who it is, when every check holds. Raises SignInError and ProviderUnavailableError only."""
        deadline = Deadline()
        provider = self._provider.within(deadline)
        self._check_origin(provider, params, redirect_uri, details)
        code = params.get("code", "")
        if not 0 < len(code) <= LARGEST_CODE:
            raise self._refusals.untrusted("callback: no code")
        try:
            with open_session(self._settings, deadline) as session:
                exchange = Exchange(self._settings, self._profile, provider, session, self._refusals)
                return exchange.identity(code, details)
        except RequestException as error:
            raise self._refusals.unavailable(type(error).__name__) from error

    def sign_out_url(self, identity_token: str | None, return_to: str, state: str) -> str | None:
        """Where the browser signs out of the provider too (OpenID Connect RP-Initiated Logout 1.0).

        None without the token of the sign-in, and when the provider cannot be asked: the sign-out here
        must not wait for it.
        """
        if identity_token is None:
            return None
        try:
            endpoint = self._provider.within(Deadline()).endpoint("end_session_endpoint")
        except ProviderUnavailableError:
            return None
        params = {"id_token_hint": identity_token, "post_logout_redirect_uri": return_to, "state": state}
        return f"{endpoint}?{urlencode(params)}"

    def _check_origin(
        self,
        provider: AskedProvider,
        params: Mapping[str, str],
        redirect_uri: str,
        details: Mapping[str, str],
    ) -> None:
        # RFC 9207: an answer of another provider must not be taken for this one's, errors included.
        silent = "iss" not in params and not (self._profile.names_issuer or provider.names_issuer())
        if not silent and not same(params.get("iss", ""), self._settings.issuer):
            raise self._refusals.untrusted("callback: another issuer")
        if (details["issuer"], details["redirect_uri"]) != (self._settings.issuer, redirect_uri):
            raise self._refusals.untrusted("callback: begun at another provider or for another address")
        if "error" in params:
            raise self._refusals.called_back_with(params["error"])


def _challenge(verifier: str) -> str:
    """RFC 7636, 4.2, S256."""
    return urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
