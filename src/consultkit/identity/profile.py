"""In what one provider differs from another, beyond the settings of a client there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from consultkit.identity.claims import ClaimsOfScopes
from consultkit.identity.own_key import OwnKey


@dataclass(frozen=True, slots=True)
class Profile:
    title: str
    """The name that people know the provider by."""
    claims: ClaimsOfScopes
    pkce: bool = False
    """RFC 7636 with S256."""
    names_issuer: bool = True
    """Whether its answers always carry `iss` (RFC 9207); otherwise its discovery document says so."""
    own_key: OwnKey | None = None
    """With one, its tokens must be encrypted for it."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What one sign-in asks of one provider, in its words."""

    levels: tuple[str, ...]
    """The levels of assurance (`acr`) that are enough."""
    params: Mapping[str, str]
    """Besides those of the standard."""
