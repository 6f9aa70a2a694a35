"""The signed answers of the stand-in, with real ES256 keys."""

from __future__ import annotations

import base64
import json
from collections.abc import Collection
from typing import Any

from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, KeySet

from consultkit.testing.franceconnect_faults import bend_claims, forge
from consultkit.testing.franceconnect_grants import TOKEN_SECONDS, Grant

ALGORITHM = "ES256"


class Signer:
    """`rotate` replaces the key, as FranceConnect does without notice."""

    def __init__(self, issuer: str, faults: Collection[str]) -> None:
        self._issuer = issuer
        self._faults = faults
        self._all: list[ECKey] = []
        self.rotate()

    def rotate(self) -> None:
        name = f"pkcs11:ES256:stand-in-{len(self._all) + 1}"
        self._all.append(ECKey.generate_key("P-256", {"kid": name, "use": "sig", "alg": ALGORITHM}))

    def published(self) -> dict[str, Any]:
        """The JWKS: the key in use."""
        return {"keys": [self._all[-1].as_dict(private=False)]}

    def id_token(self, grant: Grant, now: float) -> str:
        """Exactly these claims, and in the header only `alg` and `kid`."""
        claims = self._common(grant, now) | {
            "auth_time": grant.auth_time,
            "acr": grant.request.acr,
            "nonce": grant.request.nonce,
        }
        return self._sign("id_token", claims, grant)

    def userinfo(self, grant: Grant, now: float) -> str:
        claims = self._common(grant, now) | grant.person.claims_for(grant.request.scopes)
        return self._sign("userinfo", claims, grant)

    def audience_of(self, id_token: str) -> str | None:
        """The service that a token of ours was for, expired or not; None when it is not ours."""
        try:
            signed = jws.deserialize_compact(id_token, KeySet(list(self._all)), [ALGORITHM])
            audience = json.loads(signed.payload or b"").get("aud")
        except (JoseError, ValueError):
            return None
        return audience if isinstance(audience, str) else None

    def _common(self, grant: Grant, now: float) -> dict[str, Any]:
        return {
            "sub": grant.subject,
            "iss": self._issuer,
            "aud": grant.request.client.client_id,
            "iat": int(now),
            "exp": int(now) + TOKEN_SECONDS,
        }

    def _sign(self, answer: str, claims: dict[str, Any], grant: Grant) -> str:
        key = self._all[-1]
        claims = bend_claims(answer, claims, grant.request.client.client_id, self._faults)
        forged = forge(answer, claims, key, self._faults)
        if forged is not None:
            return forged
        return jwt.encode({"alg": ALGORITHM, "kid": key.kid}, claims, key, default_type=None)


def without_signature(token: str) -> bytes:
    """The claims of a token as bare JSON."""
    payload = token.split(".")[1]
    return base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4))
