"""What a deployment says about the providers that people sign in with."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from consultkit.errors import ConfigurationError

ALGORITHMS = ("ES256", "RS256")
"""The signatures that the State's providers offer. With a shared secret (HS256) we could forge them."""

USERINFO_FORMS = ("signed", "json")

EIDAS_LEVELS = ("eidas1", "eidas2", "eidas3")
"""Levels of assurance, lowest first (Regulation (EU) 910/2014, article 8)."""

KEY_COMMAND = "openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out {file}"
"""Makes a private key that FranceConnect+ can encrypt for (ECDH-ES)."""

_LOOPBACK = ("127.0.0.1", "::1", "localhost")


@dataclass(frozen=True, slots=True)
class ProviderSettings:
    """One client at one OpenID provider, as it is registered there.

    Raises ConfigurationError when the provider could not be trusted so.
    """

    issuer: str
    """Compared character by character with what the provider says of itself."""
    client_id: str
    client_secret: str = field(repr=False)
    algorithm: str = "ES256"
    """The one signature accepted, whatever a token says of itself (RFC 8725, 3.1)."""
    acr: str = "eidas1"
    """The lowest level of assurance accepted."""
    pkce: bool = False
    """RFC 7636 with S256. FranceConnect refuses its parameters; ProConnect always gets them."""
    userinfo: Literal["signed", "json"] = "signed"
    """As the client is registered at ProConnect; another form is refused, whatever arrives."""
    decryption_key: Path | bytes | None = field(default=None, repr=False)
    """The private key, in PEM, that FranceConnect+ encrypts for: the file, or what is in it."""

    def __post_init__(self) -> None:
        if not is_safe_address(self.issuer):
            raise ConfigurationError(
                f"The provider's issuer {self.issuer!r} is not an https:// address.",
                mend="Give the issuer as its discovery document writes it; http:// only on this machine.",
            )
        if self.algorithm not in ALGORITHMS:
            raise ConfigurationError(
                f"Tokens signed with {self.algorithm!r} are not accepted.",
                mend=f"Register the client with one of {', '.join(ALGORITHMS)} and name it here.",
            )
        if self.userinfo not in USERINFO_FORMS:
            raise ConfigurationError(
                f"{self.userinfo!r} is not a form of userinfo.",
                mend="Write 'signed' if a signature was registered for userinfo, 'json' if none was.",
            )
        if self.acr not in EIDAS_LEVELS:
            raise ConfigurationError(
                f"{self.acr!r} is not a level of assurance.", mend=f"Write one of {', '.join(EIDAS_LEVELS)}."
            )

    @property
    def accepted_acr(self) -> tuple[str, ...]:
        """The level asked for, and those above it."""
        return EIDAS_LEVELS[EIDAS_LEVELS.index(self.acr) :]


@dataclass(frozen=True, slots=True)
class SignInSettings:
    """The providers of a deployment; one that is None is not set up."""

    franceconnect: ProviderSettings | None = None
    franceconnect_plus: ProviderSettings | None = None
    proconnect: ProviderSettings | None = None

    @property
    def providers(self) -> tuple[ProviderSettings, ...]:
        """Those that are set up."""
        every = (self.franceconnect, self.franceconnect_plus, self.proconnect)
        return tuple(provider for provider in every if provider is not None)


def is_safe_address(address: str) -> bool:
    """Whether what is sent there stays between us and them: https, or http without leaving this machine."""
    try:
        parts = urlsplit(address)
        host = parts.hostname
    except ValueError:
        return False
    if parts.scheme == "https":
        return bool(host)
    return parts.scheme == "http" and host in _LOOPBACK
