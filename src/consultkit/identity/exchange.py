"""The requests behind a callback: a code for tokens, and tokens for who it is."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from authlib.integrations.base_client import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from requests import Response

from consultkit.identity.claims import claims_of, only
from consultkit.identity.profile import Profile
from consultkit.identity.provider import AskedProvider
from consultkit.identity.refusals import Refusals
from consultkit.identity.settings import ProviderSettings
from consultkit.identity.tokens import LARGEST_TOKEN, TokenReader, same
from consultkit.records import Identity

_CONTENT_TYPES = {"signed": "application/jwt", "json": "application/json"}


class Exchange:
    """Of one sign-in. Raises SignInError, ProviderUnavailableError, and what `requests` raises."""

    def __init__(
        self,
        settings: ProviderSettings,
        profile: Profile,
        provider: AskedProvider,
        session: OAuth2Session,
        refusals: Refusals,
    ) -> None:
        self._settings = settings
        self._profile = profile
        self._provider = provider
        self._session = session
        self._refusals = refusals
        self._reader = TokenReader(settings, provider, refusals, profile.own_key)

    def identity(self, code: str, details: Mapping[str, str]) -> Identity:
        """Who it is, from the code of the callback and what was kept when the sign-in began."""
        tokens = self._redeem(code, details)
        access_token = self._access_token(tokens)
        id_token = self._reader.opened("id_token", tokens.get("id_token"))
        claims = self._reader.id_token(id_token, details["nonce"], details.get("levels", "").split())
        self._reader.check_access_token(claims, access_token)
        about = self._about(self._userinfo(access_token), claims["sub"])
        return Identity(
            issuer=self._settings.issuer,
            subject=claims["sub"],
            claims=self._asked(about, details.get("scopes", "").split()),
            acr=claims["acr"],
            id_token=id_token,
        )

    def _redeem(self, code: str, details: Mapping[str, str]) -> Mapping[str, Any]:
        verifier = {"code_verifier": details["code_verifier"]} if "code_verifier" in details else {}
        try:
            tokens: Mapping[str, Any] = self._session.fetch_token(
                self._provider.endpoint("token_endpoint"),
                grant_type="authorization_code",
                code=code,
                redirect_uri=details["redirect_uri"],
                **verifier,
            )
        except OAuthError as error:
            if error.error == "invalid_grant":
                raise self._refusals.too_late() from error
            raise self._refusals.unavailable(f"token: {error.error!r:.60}") from error
        except (ValueError, TypeError, RecursionError) as error:
            raise self._refusals.unavailable(f"token: {type(error).__name__}") from error
        return tokens

    def _access_token(self, tokens: Mapping[str, Any]) -> str:
        token = tokens.get("access_token")
        if not isinstance(token, str) or not token.isascii() or not token.isprintable():
            raise self._refusals.untrusted("token: no access token")
        return token

    def _userinfo(self, access_token: str) -> Response:
        # Authlib takes a token of 60 s for expired at once: the header is ours.
        due = _CONTENT_TYPES[self._settings.userinfo]
        response = self._session.request(
            "GET",
            self._provider.endpoint("userinfo_endpoint"),
            headers={"Authorization": f"Bearer {access_token}", "Accept": due},
            withhold_token=True,
        )
        if response.status_code != 200:
            raise self._refusals.unavailable(f"userinfo: HTTP {response.status_code}")
        if response.headers.get("Content-Type", "").partition(";")[0].strip().lower() != due:
            raise self._refusals.untrusted(f"userinfo: not {self._settings.userinfo}, as it was registered")
        return response

    def _about(self, response: Response, subject: str) -> Mapping[str, Any]:
        if self._settings.userinfo == "json":
            return self._bare(response.content, subject)
        token = self._reader.opened("userinfo", response.content.decode("ascii", "replace"))
        return self._reader.userinfo(token, subject)

    def _bare(self, content: bytes, subject: str) -> Mapping[str, Any]:
        """Claims without a signature: TLS alone says that they are the provider's."""
        try:
            claims = json.loads(content) if len(content) <= LARGEST_TOKEN else None
        except (ValueError, RecursionError):
            claims = None
        if not isinstance(claims, dict):
            raise self._refusals.untrusted("userinfo: no JSON object, or too large")
        about = claims.get("sub")
        if not isinstance(about, str) or not same(about, subject):
            raise self._refusals.untrusted("userinfo: another subject")
        return claims

    def _asked(self, claims: Mapping[str, Any], scopes: list[str]) -> dict[str, Any]:
        try:
            return only(claims_of(self._profile.claims, scopes), claims)
        except (ValueError, RecursionError) as error:
            raise self._refusals.untrusted("userinfo: claims of no known form") from error
