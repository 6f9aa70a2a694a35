"""Our own key, for a provider that encrypts what it says (FranceConnect+): nobody on the way can read it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from joserfc import jwe
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, RSAKey

from consultkit.errors import ConfigurationError
from consultkit.identity.settings import KEY_COMMAND

ENCRYPTION = {"RSA": ("RSA-OAEP", "RSA-OAEP-256"), "EC": ("ECDH-ES",)}
"""What FranceConnect+ offers, by the type of key. RSAES-PKCS1-v1_5 is not among it (RFC 8725, 3.2)."""

CONTENT = "A256GCM"
SHORTEST_RSA = 2048
_CURVES = ("P-256", "P-384", "P-521")


class OwnKey:
    """Raises ConfigurationError when nothing could be encrypted for this key."""

    def __init__(self, given: Path | bytes | None) -> None:
        self._key = _read(given)

    def published(self) -> dict[str, Any]:
        """The JWKS that the provider fetches (RFC 7517): the public half, for encrypting only."""
        # Without `alg`: the provider picks a key by what was registered, and one key serves several.
        public = self._key.as_dict(private=False)
        return {"keys": [{**public, "kid": self._key.thumbprint(), "use": "enc"}]}

    def opened(self, token: str) -> str:
        """The signed token inside an encrypted one (RFC 7519, 5.2).

        Raises JoseError, ValueError and whatever else a token made to break it brings about: see `tokens`.
        """
        allowed = (*ENCRYPTION[self._key.key_type], CONTENT)
        found = jwe.decrypt_compact(token, self._key, algorithms=allowed)
        return (found.plaintext or b"").decode("ascii")


def _read(given: Path | bytes | None) -> RSAKey | ECKey:
    if given is None:
        raise _unusable("FranceConnect+ encrypts its answers, and there is no key to read them with.")
    pem = given if isinstance(given, bytes) else _content(given)
    for kind in (ECKey, RSAKey):
        try:
            key = kind.import_key(pem)
        except (JoseError, ValueError, TypeError):
            continue
        if key.is_private and _is_strong(key):
            return key
    raise _unusable("What is given as the key for FranceConnect+ is no private key that it can encrypt for.")


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise _unusable(f"{file} cannot be read: {error.strerror}.") from None


def _is_strong(key: RSAKey | ECKey) -> bool:
    if isinstance(key, RSAKey):
        return key.raw_value.key_size >= SHORTEST_RSA
    return key.curve_name in _CURVES


def _unusable(what: str) -> ConfigurationError:
    return ConfigurationError(what, mend=f"Make one: {KEY_COMMAND.format(file='franceconnect-plus.pem')}")
