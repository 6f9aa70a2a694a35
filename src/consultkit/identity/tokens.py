"""Reading signed tokens: every claim checked before anything is believed (OpenID Connect Core, 3.1.3.7)."""

from __future__ import annotations

import hmac
import time
from collections.abc import Callable, Mapping
from typing import Any

from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet

from consultkit.identity.provider import AskedProvider
from consultkit.identity.refusals import Refusals
from consultkit.identity.settings import ProviderSettings

LARGEST_TOKEN = 16 * 1024
LEEWAY_SECONDS = 30
"""For clocks that differ. FranceConnect's tokens live 60 s: the usual two minutes would treble that."""
LONGEST_SUBJECT = 255
"""OpenID Connect Core, 2."""


class TokenReader:
    """For one sign-in at one provider. Whatever is wrong with a token is a SignInError."""

    def __init__(
        self,
        settings: ProviderSettings,
        provider: AskedProvider,
        refusals: Refusals,
        # The provider's clock is real, also in a rehearsal of another date: so is this one.
        now: Callable[[], float] = time.time,
    ) -> None:
        self._settings = settings
        self._provider = provider
        self._refusals = refusals
        self._now = now

    def id_token(self, token: object, nonce: str) -> Mapping[str, Any]:
        """Its claims. `nonce` is the one of this sign-in; the level must be one that was asked for."""
        claims = self._claims("id_token", token)
        returned = claims.get("nonce")
        if not isinstance(returned, str) or not hmac.compare_digest(returned.encode(), nonce.encode()):
            raise self._refusals.untrusted("id_token: another nonce")
        if claims.get("acr") not in self._settings.accepted_acr:
            raise self._refusals.untrusted("id_token: a lower level of assurance than was asked for")
        return claims

    def userinfo(self, token: object, subject: str) -> Mapping[str, Any]:
        """Its claims. They must be about the subject of the id_token (OpenID Connect Core, 5.3.2)."""
        claims = self._claims("userinfo", token)
        if claims["sub"] != subject:
            raise self._refusals.untrusted("userinfo: another subject")
        return claims

    def _claims(self, what: str, token: object) -> Mapping[str, Any]:
        if not isinstance(token, str) or len(token) > LARGEST_TOKEN:
            raise self._refusals.untrusted(f"{what}: absent or too large")
        try:
            claims = self._signed(token)
            self._rules().validate(claims)
        except (JoseError, ValueError, TypeError, KeyError, RecursionError) as error:
            raise self._refusals.untrusted(f"{what}: {_reason(error)}") from error
        if not self._is_for_us(claims):
            raise self._refusals.untrusted(f"{what}: meant for another client")
        if len(claims["sub"]) > LONGEST_SUBJECT:
            raise self._refusals.untrusted(f"{what}: a subject too long")
        return claims

    def _signed(self, token: str) -> dict[str, Any]:
        try:
            return self._decode(token, self._provider.keys())
        except InvalidKeyIdError:
            # Keys are changed without notice: the new one is looked for once before refusing.
            return self._decode(token, self._provider.newest_keys())

    def _decode(self, token: str, keys: KeySet) -> dict[str, Any]:
        return jwt.decode(token, keys, algorithms=[self._settings.algorithm]).claims

    def _rules(self) -> jwt.JWTClaimsRegistry:
        required = {name: jwt.ClaimsOption(essential=True) for name in ("aud", "exp", "iat", "sub")}
        issuer = jwt.ClaimsOption(essential=True, value=self._settings.issuer)
        return jwt.JWTClaimsRegistry(now=int(self._now()), leeway=LEEWAY_SECONDS, iss=issuer, **required)

    def _is_for_us(self, claims: Mapping[str, Any]) -> bool:
        ours = self._settings.client_id
        return claims["aud"] in (ours, [ours]) and claims.get("azp", ours) == ours


def _reason(error: Exception) -> str:
    # A description names claims, never what is in them; other exceptions may quote the token.
    return f"{error.error} {error.description}" if isinstance(error, JoseError) else type(error).__name__
