"""What every provider's stand-in knows of a request: who asks, for what, and the two ways to refuse."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

from joserfc.jwk import ECKey, RSAKey

from consultkit.records import Json

Algorithm = Literal["ES256", "RS256"]


class Person(Protocol):
    """Somebody invented who can sign in."""

    @property
    def id(self) -> str: ...
    @property
    def name(self) -> str:
        """As the page of the stand-in shows it."""
        ...

    @property
    def about(self) -> str:
        """What that page says besides, in French."""
        ...

    @property
    def acr(self) -> str | None:
        """Their own level of assurance; None where the request decides."""
        ...

    @property
    def amr(self) -> Sequence[str]:
        """The factors that they prove (RFC 8176)."""
        ...

    def subject_for(self, client_id: str) -> str: ...
    def claims_for(self, scopes: Collection[str]) -> dict[str, Json]:
        """What these scopes reveal, `sub` aside."""
        ...


@dataclass(frozen=True, slots=True)
class RegisteredClient:
    """A service as it is registered. Addresses are compared to the letter."""

    client_id: str
    client_secret: str = field(repr=False)
    redirect_uris: Sequence[str] = ()
    post_logout_redirect_uris: Sequence[str] = ()
    algorithm: Algorithm = "ES256"
    """The signature of the id_token, and of userinfo where it is signed."""

    @property
    def signs_userinfo(self) -> bool:
        """Whether userinfo is a signed token, or bare JSON."""
        return True

    def encryption(self) -> tuple[str, ECKey | RSAKey] | None:
        """The algorithm and the public key that its tokens are encrypted with; None where they are not."""
        return None


@dataclass(frozen=True, slots=True)
class AuthorizationRequest:
    """A request that may go on."""

    client: RegisteredClient
    redirect_uri: str
    state: str
    nonce: str
    scopes: tuple[str, ...]
    acr: str | None = None
    """The level that will be given; None for the person's own."""
    essential_acr: Collection[str] = ()
    """Levels of which one must be given, where the request says so."""
    wants_amr: bool = False
    code_challenge: str | None = None
    """RFC 7636, S256."""


class PageRefusalError(Exception):
    """The person stays on a page of the provider."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


class CallbackRefusalError(Exception):
    """The person comes back with an error."""

    def __init__(self, error: str, description: str) -> None:
        super().__init__(description)
        self.error = error
        self.description = description


class OwnFaultError(Exception):
    """The provider itself fails, while it answers the service."""


@dataclass(frozen=True, slots=True)
class ParameterRules:
    """Which parameters a provider takes. Whatever breaks a rule stays on a page with `code`."""

    code: str
    required: Sequence[str]
    optional: Collection[str]
    shortest: Mapping[str, int]
    """Characters, by parameter."""
    prompts: Collection[str]

    def check(self, params: Mapping[str, Sequence[str]]) -> dict[str, str]:
        """Each parameter once, none unknown, none missing. Raises PageRefusalError."""
        for name, values in params.items():
            if name not in self.required and name not in self.optional:
                raise self._bad(f"paramètre inconnu : {name}")
            if len(values) != 1:
                raise self._bad(f"paramètre répété : {name}")
        single = {name: values[0] for name, values in params.items()}
        for name in self.required:
            if not single.get(name):
                raise self._bad(f"paramètre absent : {name}")
        self._check_values(single)
        return single

    def _check_values(self, params: Mapping[str, str]) -> None:
        for name, length in self.shortest.items():
            if len(params[name]) < length:
                raise self._bad(f"{name} de moins de {length} caractères")
        prompts = params["prompt"].split() if "prompt" in params else self.prompts
        if not prompts or not set(prompts) <= set(self.prompts):
            raise self._bad(f"prompt : seuls {', '.join(sorted(self.prompts))} sont admis")

    def _bad(self, reason: str) -> PageRefusalError:
        return PageRefusalError(self.code, reason)
