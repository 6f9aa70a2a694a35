"""What FranceConnect refuses at its authorization endpoint, and how.

From its public source, as of February 2026. Some refusals are a page of its own, with a code, and the person
does not come back; the others come back to the callback.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

REQUIRED = ("client_id", "acr_values", "nonce", "state", "redirect_uri", "response_type", "scope")
ACCEPTED = frozenset({*REQUIRED, "claims", "prompt", "idp_hint", "ui_locales"})
LEVELS = ("eidas1", "eidas2", "eidas3")
SHORTEST_NONCE = 22
PROMPTS = {"login", "consent"}


@dataclass(frozen=True, slots=True)
class FranceConnectClient:
    """A service as it is registered. Addresses are compared to the letter."""

    client_id: str
    client_secret: str = field(repr=False)
    redirect_uris: Sequence[str] = field(default=())
    post_logout_redirect_uris: Sequence[str] = field(default=())


class PageRefusalError(Exception):
    """The person stays on a page of FranceConnect."""

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


@dataclass(frozen=True, slots=True)
class AuthorizationRequest:
    """A request that may go on."""

    client: FranceConnectClient
    redirect_uri: str
    state: str
    nonce: str
    scopes: tuple[str, ...]
    acr: str


def check_parameters(params: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Each parameter once, none unknown, none missing. Raises PageRefusalError."""
    for name, values in params.items():
        if name not in ACCEPTED:
            raise _bad(f"paramètre inconnu : {name}")
        if len(values) != 1:
            raise _bad(f"paramètre répété : {name}")
    single = {name: values[0] for name, values in params.items()}
    for name in REQUIRED:
        if not single.get(name):
            raise _bad(f"paramètre absent : {name}")
    if len(single["nonce"]) < SHORTEST_NONCE:
        raise _bad(f"nonce de moins de {SHORTEST_NONCE} caractères")
    if "prompt" in single and not (single["prompt"] and set(single["prompt"].split()) <= PROMPTS):
        raise _bad("prompt : seuls login et consent sont admis")
    return single


def find_client(params: Mapping[str, str], clients: Mapping[str, FranceConnectClient]) -> FranceConnectClient:
    """The service that asks, at an address that it has declared. Raises PageRefusalError."""
    client = clients.get(params["client_id"])
    if client is None:
        raise PageRefusalError("Y04EA6EF", "fournisseur de service inconnu ou désactivé")
    if params["redirect_uri"] not in client.redirect_uris:
        raise PageRefusalError("Y04C013C", "redirect_uri non déclarée")
    return client


def read_request(params: Mapping[str, str], client: FranceConnectClient) -> AuthorizationRequest:
    """Raises CallbackRefusalError."""
    if params["response_type"] != "code":
        raise CallbackRefusalError("unsupported_response_type", "unsupported response_type requested")
    scopes = tuple(params["scope"].split())
    if "openid" not in scopes:
        raise CallbackRefusalError(
            "invalid_request", "openid scope must be requested when using the acr_values parameter"
        )
    known = [level for level in LEVELS if level in params["acr_values"].split()]
    if known and known[0] != LEVELS[0]:
        raise CallbackRefusalError("invalid_acr", "acr_value is not valid")
    return AuthorizationRequest(
        client=client,
        redirect_uri=params["redirect_uri"],
        state=params["state"],
        nonce=params["nonce"],
        scopes=scopes,
        acr=LEVELS[0],
    )


def _bad(reason: str) -> PageRefusalError:
    return PageRefusalError("Y030007", reason)
