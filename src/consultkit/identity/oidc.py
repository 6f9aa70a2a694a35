"""A strict OpenID Connect client: authorization code, signed answers only, nothing assumed.

What one provider asks for beyond that is in the module of that provider.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from authlib.integrations.base_client import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from requests.exceptions import RequestException

from consultkit.errors import ProviderUnavailableError
from consultkit.identity.deadline import Deadline
from consultkit.identity.http import open_session
from consultkit.identity.provider import AskedProvider, Provider
from consultkit.identity.refusals import Refusals
from consultkit.identity.settings import ProviderSettings
from consultkit.identity.tokens import TokenReader
from consultkit.identity.ways import SignInRequest, SignInStart
from consultkit.records import Identity

LARGEST_CODE = 2048
_SIGNED = "application/jwt"
_OF_THE_TOKEN = frozenset({"sub", "iss", "aud", "exp", "iat"})


class OidcClient:
    """One client at one provider; `title` is the name that people know the provider by."""

    def __init__(self, settings: ProviderSettings, title: str) -> None:
        self._settings = settings
        self._refusals = Refusals(title)
        self._provider = Provider(settings, self._refusals)

    def start(
        self, redirect_uri: str, state: str, asked: SignInRequest, others: Mapping[str, str]
    ) -> SignInStart:
        """`others` are the parameters that this provider wants besides those of the standard."""
        # 64 characters pass every minimum known; Authlib's 20 do not.
        details = {
            "issuer": self._settings.issuer,
            "redirect_uri": redirect_uri,
            "nonce": secrets.token_hex(32),
        }
        params = {
            "client_id": self._settings.client_id,
            "response_type": "code",
            "scope": " ".join(("openid", *asked.scopes)),
            "redirect_uri": redirect_uri,
            "state": state,
            "nonce": details["nonce"],
            **others,
        }
        if self._settings.pkce:
            details["code_verifier"] = secrets.token_hex(32)
            params["code_challenge"] = _challenge(details["code_verifier"])
            params["code_challenge_method"] = "S256"
        endpoint = self._provider.within(Deadline()).endpoint("authorization_endpoint")
        return SignInStart(f"{endpoint}?{urlencode(params)}", details)

    def finish(self, params: Mapping[str, str], redirect_uri: str, details: Mapping[str, str]) -> Identity:
        """Who it is, when every check holds. Raises SignInError and ProviderUnavailableError only."""
        self._check_origin(params, redirect_uri, details)
        code = params.get("code", "")
        if not 0 < len(code) <= LARGEST_CODE:
            raise self._refusals.untrusted("callback: no code")
        deadline = Deadline()
        provider = self._provider.within(deadline)
        try:
            with open_session(self._settings, deadline) as session:
                return self._identity(session, provider, code, redirect_uri, details)
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

    def _check_origin(self, params: Mapping[str, str], redirect_uri: str, details: Mapping[str, str]) -> None:
        # RFC 9207: an answer of another provider must not be taken for this one's, errors included.
        if not _same(params.get("iss", ""), self._settings.issuer):
            raise self._refusals.untrusted("callback: another issuer")
        if (details["issuer"], details["redirect_uri"]) != (self._settings.issuer, redirect_uri):
            raise self._refusals.untrusted("callback: begun at another provider or for another address")
        if "error" in params:
            raise self._refusals.called_back_with(params["error"])

    def _identity(
        self,
        session: OAuth2Session,
        provider: AskedProvider,
        code: str,
        redirect_uri: str,
        details: Mapping[str, str],
    ) -> Identity:
        tokens = self._redeem(session, provider, code, redirect_uri, details)
        reader = TokenReader(self._settings, provider, self._refusals)
        claims = reader.id_token(tokens.get("id_token"), details["nonce"])
        about = reader.userinfo(self._userinfo(session, provider, tokens), claims["sub"])
        return Identity(
            issuer=self._settings.issuer,
            subject=claims["sub"],
            claims={name: value for name, value in about.items() if name not in _OF_THE_TOKEN},
            acr=claims["acr"],
            id_token=tokens["id_token"],
        )

    def _redeem(
        self,
        session: OAuth2Session,
        provider: AskedProvider,
        code: str,
        redirect_uri: str,
        details: Mapping[str, str],
    ) -> Mapping[str, Any]:
        verifier = {"code_verifier": details["code_verifier"]} if "code_verifier" in details else {}
        endpoint = provider.endpoint("token_endpoint")
        try:
            tokens: Mapping[str, Any] = session.fetch_token(
                endpoint, grant_type="authorization_code", code=code, redirect_uri=redirect_uri, **verifier
            )
        except OAuthError as error:
            if error.error == "invalid_grant":
                raise self._refusals.too_late() from error
            raise self._refusals.unavailable(f"token: {error.error!r:.60}") from error
        except (ValueError, TypeError, RecursionError) as error:
            raise self._refusals.unavailable(f"token: {type(error).__name__}") from error
        return tokens

    def _userinfo(self, session: OAuth2Session, provider: AskedProvider, tokens: Mapping[str, Any]) -> str:
        access_token = tokens.get("access_token")
        if not isinstance(access_token, str) or not access_token.isascii() or not access_token.isprintable():
            raise self._refusals.untrusted("token: no access token")
        # Authlib takes a token of 60 s for expired at once: the header is ours.
        response = session.request(
            "GET",
            provider.endpoint("userinfo_endpoint"),
            headers={"Authorization": f"Bearer {access_token}", "Accept": _SIGNED},
            withhold_token=True,
        )
        if response.status_code != 200:
            raise self._refusals.unavailable(f"userinfo: HTTP {response.status_code}")
        if response.headers.get("Content-Type", "").partition(";")[0].strip() != _SIGNED:
            raise self._refusals.untrusted("userinfo: not signed")
        return response.content.decode("ascii", "replace")


def _challenge(verifier: str) -> str:
    """RFC 7636, 4.2, S256."""
    return urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def _same(left: str, right: str) -> bool:
    return hmac.compare_digest(left.encode("utf-8", "surrogatepass"), right.encode())
