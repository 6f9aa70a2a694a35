"""What a stand-in says of somebody: the id_token and userinfo."""

from __future__ import annotations

import hashlib
import json
from base64 import urlsafe_b64encode
from collections.abc import Collection
from typing import Any

from joserfc import jws
from joserfc.errors import JoseError

from consultkit.testing.provider_faults import bend_claims
from consultkit.testing.provider_forgery import encrypted, signed
from consultkit.testing.provider_grants import Grant
from consultkit.testing.provider_keys import ALGORITHMS, SigningKeys
from consultkit.testing.provider_profile import Profile

SIGNED, BARE = "application/jwt", "application/json"


class Answers:
    def __init__(self, issuer: str, profile: Profile, faults: Collection[str]) -> None:
        self._issuer = issuer
        self._profile = profile
        self._faults = faults
        self.keys = SigningKeys()

    def id_token(self, grant: Grant, access_token: str, now: float) -> str:
        """Exactly these claims, and in the header only `alg` and `kid`."""
        claims = self._common(grant, now) | {
            "auth_time": grant.auth_time,
            "acr": grant.acr,
            "nonce": grant.request.nonce,
        }
        if grant.request.wants_amr:
            claims["amr"] = list(grant.person.amr)
        if self._profile.binds_access_token:
            claims["at_hash"] = _half_hash(access_token)
        return self._token("id_token", claims, grant)

    def userinfo(self, grant: Grant, now: float) -> tuple[str, str]:
        """The content and its type, in the form that the client is registered for."""
        told = grant.person.claims_for(grant.request.scopes)
        about = {name: claim for name, claim in told.items() if name not in self._profile.withheld}
        if grant.request.client.signs_userinfo != ("userinfo_other_form" in self._faults):
            return self._token("userinfo", self._common(grant, now) | about, grant), SIGNED
        bent = bend_claims("userinfo", {"sub": grant.subject, **about}, self._client(grant), self._faults)
        return json.dumps(bent), BARE

    def audience_of(self, id_token: str) -> str | None:
        """The service that a token of ours was for, expired or not; None when it is not ours."""
        try:
            found = jws.deserialize_compact(id_token, self.keys.ever(), list(ALGORITHMS))
            audience = json.loads(found.payload or b"").get("aud")
        except (JoseError, ValueError):
            return None
        return audience if isinstance(audience, str) else None

    def _common(self, grant: Grant, now: float) -> dict[str, Any]:
        return {
            "sub": grant.subject,
            "iss": self._issuer,
            "aud": self._client(grant),
            "iat": int(now),
            "exp": int(now) + self._profile.token_seconds,
        }

    def _token(self, answer: str, claims: dict[str, Any], grant: Grant) -> str:
        client = grant.request.client
        bent = bend_claims(answer, claims, client.client_id, self._faults)
        token = signed(answer, bent, self.keys, client.algorithm, self._faults)
        return encrypted(answer, token, client, self._faults)

    def _client(self, grant: Grant) -> str:
        return grant.request.client.client_id


def _half_hash(access_token: str) -> str:
    """OpenID Connect Core, 3.1.3.6; both signatures go with SHA-256."""
    half = hashlib.sha256(access_token.encode()).digest()[:16]
    return urlsafe_b64encode(half).rstrip(b"=").decode()
