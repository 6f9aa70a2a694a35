"""A stand-in for FranceConnect+, for tests and demonstrations: strict, and never for production.

It is FranceConnect with higher levels, and encrypts what it says for the key of the service.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, cast

import requests
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, KeySet, KeySetSerialization, RSAKey

from consultkit.records import Json
from consultkit.testing.franceconnect_people import PEOPLE, FranceConnectPerson
from consultkit.testing.franceconnect_rules import FranceConnectProfile
from consultkit.testing.provider import ProviderStandIn
from consultkit.testing.provider_rules import OwnFaultError, RegisteredClient

Encryption = Literal["ECDH-ES", "RSA-OAEP", "RSA-OAEP-256"]


@dataclass(frozen=True, slots=True)
class FranceConnectPlusClient(RegisteredClient):
    """A service as it is registered at FranceConnect+.

    Raises ValueError without keys to encrypt for, and for a signature other than ES256, the only one there.
    """

    jwks: Mapping[str, Json] | str = ""
    """The public keys of the service, or the address where it publishes them, read at each sign-in."""
    encrypted_with: Encryption | None = None
    """None for what goes with the first key: ECDH-ES, or RSA-OAEP."""

    def __post_init__(self) -> None:
        if not self.jwks:
            raise ValueError("FranceConnect+ encrypts its answers: give the public keys of the service.")
        if self.algorithm != "ES256":
            raise ValueError("FranceConnect+ signs with ES256 only.")

    def encryption(self) -> tuple[str, ECKey | RSAKey] | None:
        """Raises OwnFaultError when the service publishes no key that can be encrypted for."""
        wanted = {None: ("EC", "RSA"), "ECDH-ES": ("EC",)}.get(self.encrypted_with, ("RSA",))
        for key in self._published().keys:
            if isinstance(key, ECKey | RSAKey) and key.key_type in wanted and key.get("use") != "sig":
                return self.encrypted_with or ("ECDH-ES" if key.key_type == "EC" else "RSA-OAEP"), key
        raise OwnFaultError("The service publishes no key that can be encrypted for.")

    def _published(self) -> KeySet:
        try:
            told = requests.get(self.jwks, timeout=5).json() if isinstance(self.jwks, str) else self.jwks
            return KeySet.import_key_set(cast("KeySetSerialization", told))
        except (requests.RequestException, JoseError, ValueError, TypeError, KeyError) as error:
            raise OwnFaultError(f"The keys of the service cannot be read: {type(error).__name__}.") from error


class FranceConnectPlusProfile(FranceConnectProfile):
    name = "FranceConnect+"
    levels = ("eidas2", "eidas3")
    default_level = "eidas3"
    interaction_seconds = 10 * 60
    withheld = ("given_name_array",)
    encryptions = ("ECDH-ES", "RSA-OAEP", "RSA-OAEP-256")


class FranceConnectPlusStandIn(ProviderStandIn):
    """See `ProviderStandIn`: `sign_in`, `refuse`, `rotate_keys`, `answering_wrongly`, `issuer`."""

    def __init__(
        self,
        clients: Iterable[FranceConnectPlusClient],
        *,
        port: int = 0,
        people: Iterable[FranceConnectPerson] = PEOPLE,
        now: Callable[[], float] = time.time,
    ) -> None:
        super().__init__(FranceConnectPlusProfile(), clients, people, port, now)
