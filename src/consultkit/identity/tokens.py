"""Reading signed tokens: every claim checked before anything is believed (OpenID Connect Core, 3.1.3.7)."""

from __future__ import annotations

import hashlib
import hmac
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable, Collection, Mapping
from typing import Any

from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet

from consultkit.identity.own_key import OwnKey
from consultkit.identity.provider import AskedProvider
from consultkit.identity.refusals import Refusals
from consultkit.identity.settings import ProviderSettings

LARGEST_TOKEN = 16 * 1024
LEEWAY_SECONDS = 30
"""For clocks that differ. FranceConnect's tokens live 60 s: the usual two minutes would treble that."""
LONGEST_SUBJECT = 255
"""OpenID Connect Core, 2: in ASCII."""

FAULTS = (JoseError, ValueError, TypeError, KeyError, AttributeError, AssertionError, RecursionError)
"""What a token that was made to break a parser brings about, besides what is wrong with it."""


class TokenReader:
    """For one sign-in at one provider. Whatever is wrong with a token is a SignInError."""

    def __init__(
        self,
        settings: ProviderSettings,
        provider: AskedProvider,
        refusals: Refusals,
        own_key: OwnKey | None = None,
        # The provider's clock is real, also in a rehearsal of another date: so is this one.
        now: Callable[[], float] = time.time,
    ) -> None:
        self._settings = settings
        self._provider = provider
        self._refusals = refusals
        self._own_key = own_key
        self._now = now

    def opened(self, what: str, token: object) -> str:
        """The signed token: what was sent, or what was encrypted in it for our key.

        With a key, one that is not encrypted is refused, and the reverse.
        """
        if not isinstance(token, str) or len(token) > LARGEST_TOKEN:
            raise self._refusals.untrusted(f"{what}: absent or too large")
        if self._own_key is None:
            return token
        try:
            return self._own_key.opened(token)
        except FAULTS as error:
            raise self._refusals.untrusted(f"{what}: not encrypted for us: {_reason(error)}") from error

    def id_token(self, token: str, nonce: str, levels: Collection[str]) -> Mapping[str, Any]:
        """Its claims. `nonce` is the one of this sign-in; the level must be one of `levels`."""
        claims = self._claims("id_token", token)
        returned = claims.get("nonce")
        if not isinstance(returned, str) or not same(returned, nonce):
            raise self._refusals.untrusted("id_token: another nonce")
        if claims.get("acr") not in tuple(levels):
            raise self._refusals.too_low(claims.get("acr"))
        return claims

    def check_access_token(self, claims: Mapping[str, Any], access_token: str) -> None:
        """That it came with this id_token, where the provider says so (OpenID Connect Core, 3.1.3.6)."""
        said = claims.get("at_hash")
        if said is None:
            return
        # Both signatures that are accepted go with SHA-256.
        half = hashlib.sha256(access_token.encode()).digest()[:16]
        if not isinstance(said, str) or not same(said, urlsafe_b64encode(half).rstrip(b"=").decode()):
            raise self._refusals.untrusted("id_token: another access token")

    def userinfo(self, token: str, subject: str) -> Mapping[str, Any]:
        """Its claims. They must be about the subject of the id_token (OpenID Connect Core, 5.3.2)."""
        claims = self._claims("userinfo", token)
        if claims["sub"] != subject:
            raise self._refusals.untrusted("userinfo: another subject")
        return claims

    def _claims(self, what: str, token: str) -> Mapping[str, Any]:
        try:
            claims = self._signed(token)
            self._rules().validate(claims)
        except FAULTS as error:
            raise self._refusals.untrusted(f"{what}: {_reason(error)}") from error
        if not self._is_for_us(claims):
            raise self._refusals.untrusted(f"{what}: meant for another client")
        subject = claims["sub"]
        if not 0 < len(subject) <= LONGEST_SUBJECT or not subject.isascii() or not subject.isprintable():
            raise self._refusals.untrusted(f"{what}: a subject of no known form")
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


def same(left: str, right: str) -> bool:
    return hmac.compare_digest(left.encode("utf-8", "surrogatepass"), right.encode())


def _reason(error: Exception) -> str:
    # A description names claims, never what is in them; other exceptions may quote the token.
    return f"{error.error} {error.description}" if isinstance(error, JoseError) else type(error).__name__
