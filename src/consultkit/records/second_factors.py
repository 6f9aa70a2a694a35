"""What an account may prove beside its password."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class FactorKind(StrEnum):
    """An application that shows codes, or a key that signs."""

    AUTHENTICATOR = "totp"
    PASSKEY = "passkey"


@dataclass(frozen=True, slots=True)
class SecondFactor:
    """One as its owner sees it in a list. Instants are UTC."""

    id: UUID
    kind: FactorKind
    name: str
    """Chosen by the owner."""
    created_at: datetime
    used_at: datetime | None


@dataclass(frozen=True, slots=True)
class AuthenticatorOffer:
    """An authenticator that is not confirmed yet: for an application to scan, or for a person to type in."""

    secret: str
    typed: str
    """The secret in groups of four letters."""
    image: str
    """A QR code, as an address for `<img src>`."""


@dataclass(frozen=True, slots=True)
class FactorsOfAccount:
    """All that an account has, for its owner."""

    factors: tuple[SecondFactor, ...]
    codes_left: int
    """Recovery codes that have not been used."""

    def has(self, kind: FactorKind) -> bool:
        """Whether one of these is there."""
        return any(factor.kind is kind for factor in self.factors)
