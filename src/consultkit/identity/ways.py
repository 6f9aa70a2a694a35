"""The ways to sign in, as the other rooms see them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol, TypeAlias, runtime_checkable

from consultkit.identity.settings import SignInSettings
from consultkit.records import Identity


@dataclass(frozen=True, slots=True)
class SignInRequest:
    """What one sign-in asks of the provider."""

    scopes: tuple[str, ...] = ()
    """Beyond `openid`, which alone gives a stable key and no name."""
    second_factor: bool = False
    """Whether the person must have proved who they are in two ways: at a desk."""


@dataclass(frozen=True, slots=True)
class SignInStart:
    """Where to send the browser, and what must be at hand when it comes back.

    `details` stay on the server, for this one sign-in.
    """

    url: str
    details: dict[str, str]


class RedirectWay(Protocol):
    """A way that sends the browser to a provider and takes it back at a callback."""

    @property
    def name(self) -> str:
        """The word in the consultation file."""
        ...

    @property
    def kind(self) -> Literal["redirect"]: ...

    @property
    def title(self) -> str:
        """The name that people know the provider by."""
        ...

    def start(self, redirect_uri: str, state: str, asked: SignInRequest) -> SignInStart:
        """Raises ProviderUnavailableError, and ConfigurationError when it cannot be asked that."""
        ...

    def finish(self, params: Mapping[str, str], redirect_uri: str, details: Mapping[str, str]) -> Identity:
        """Who signed in, from the parameters of the callback and what `start` left.

        That `state` is ours, unused, and of this visitor is checked before, by `operations.ProviderSignIns`.
        Raises SignInError when this sign-in failed or cannot be trusted, ProviderUnavailableError when the
        provider cannot be reached or answers nonsense, and nothing else whatever the provider does.
        """
        ...

    def sign_out_url(self, identity_token: str | None, return_to: str, state: str) -> str | None:
        """Where to send the browser so that the provider signs out too; None when it cannot."""
        ...


@runtime_checkable
class PublishesKeys(Protocol):
    """A way whose provider encrypts for a key of ours, which it fetches here."""

    def published_keys(self) -> dict[str, Any]:
        """A JWKS (RFC 7517), without anything secret."""
        ...


@dataclass(frozen=True, slots=True)
class AccountWay:
    """An address and a password, kept here."""

    name: str = "account"
    kind: Literal["account"] = "account"


SignInWay: TypeAlias = RedirectWay | AccountWay
"""`way.kind` tells which of the two it is."""


@dataclass(frozen=True, slots=True)
class OfferedWay:
    """A way as files may name it, known before any deployment has set it up."""

    make: Callable[[SignInSettings], SignInWay]
    """Raises ConfigurationError when the deployment lacks what the way needs."""
    scopes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """What a file may ask of it beyond a key: the claims that each scope brings."""
