"""In what one provider's stand-in differs from another's: parameters, levels, lifetimes, codes."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping
from typing import ClassVar

from consultkit.testing.provider_rules import (
    AuthorizationRequest,
    CallbackRefusalError,
    PageRefusalError,
    ParameterRules,
    Person,
    RegisteredClient,
)

Clients = Mapping[str, RegisteredClient]


class Profile(ABC):
    """A subclass says what it differs in; the endpoints are the same for all."""

    name: ClassVar[str]
    error_pages: ClassVar[str]
    parameters: ClassVar[ParameterRules]
    levels: ClassVar[tuple[str, ...]]
    """Those that it can give."""
    scopes: ClassVar[Collection[str]]
    unknown_client: ClassVar[str]
    """The code of its page, as those below."""
    unknown_address: ClassVar[str]
    lost_session: ClassVar[str]
    unknown_sign_out_address: ClassVar[str] = ""
    code_seconds: ClassVar[int]
    token_seconds: ClassVar[int]
    interaction_seconds: ClassVar[int]
    names_issuer: ClassVar[bool] = True
    """Whether it comes back with `iss` (RFC 9207)."""
    binds_access_token: ClassVar[bool] = False
    """Whether the id_token has `at_hash`."""
    withheld: ClassVar[Collection[str]] = ()
    """Claims that it does not have, of those of its people."""
    encryptions: ClassVar[tuple[str, ...]] = ()

    def find_client(self, params: Mapping[str, str], clients: Clients) -> RegisteredClient:
        """The service that asks, at an address that it has declared. Raises PageRefusalError."""
        client = clients.get(params["client_id"])
        if client is None:
            raise PageRefusalError(self.unknown_client, "fournisseur de service inconnu ou désactivé")
        if params["redirect_uri"] not in client.redirect_uris:
            raise PageRefusalError(self.unknown_address, "redirect_uri non déclarée")
        return client

    def read_request(self, params: Mapping[str, str], client: RegisteredClient) -> AuthorizationRequest:
        """Raises CallbackRefusalError."""
        if params["response_type"] != "code":
            raise CallbackRefusalError("unsupported_response_type", "unsupported response_type requested")
        scopes = tuple(params["scope"].split())
        if "openid" not in scopes:
            raise CallbackRefusalError(
                "invalid_request", "openid scope must be requested when using the acr_values parameter"
            )
        plain = AuthorizationRequest(
            client=client,
            redirect_uri=params["redirect_uri"],
            state=params["state"],
            nonce=params["nonce"],
            scopes=scopes,
        )
        return self.read_particulars(plain, params)

    @abstractmethod
    def read_particulars(
        self, request: AuthorizationRequest, params: Mapping[str, str]
    ) -> AuthorizationRequest:
        """The request with what only this provider reads. Raises CallbackRefusalError."""

    @abstractmethod
    def check_person(self, request: AuthorizationRequest, person: Person) -> None:
        """Whether this person can sign in so. Raises CallbackRefusalError."""

    @abstractmethod
    def find_signing_out(
        self, params: Mapping[str, str], hinted: RegisteredClient | None, clients: Clients
    ) -> RegisteredClient:
        """The service that signs somebody out; `hinted` is that of the id_token. Raises PageRefusalError."""
