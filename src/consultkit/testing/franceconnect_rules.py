"""What FranceConnect and FranceConnect+ take, refuse, and how.

From the public source of FranceConnect, as of February 2026. Some refusals are a page of its own, with a
code, and the person does not come back; the others come back to the callback.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import ClassVar

from consultkit.testing.franceconnect_people import CLAIMS_OF_SCOPES
from consultkit.testing.provider_profile import Clients, Profile
from consultkit.testing.provider_rules import (
    AuthorizationRequest,
    CallbackRefusalError,
    PageRefusalError,
    ParameterRules,
    Person,
    RegisteredClient,
)

EIDAS_LEVELS = ("eidas1", "eidas2", "eidas3")
"""All that it knows, lowest first."""


@dataclass(frozen=True, slots=True)
class FranceConnectClient(RegisteredClient):
    """A service as it is registered at FranceConnect."""


class FranceConnectProfile(Profile):
    name = "FranceConnect"
    error_pages = "https://docs.partenaires.franceconnect.gouv.fr/fs/fs-technique/fs-technique-erreurs/"
    parameters = ParameterRules(
        code="Y030007",
        required=("client_id", "acr_values", "nonce", "state", "redirect_uri", "response_type", "scope"),
        optional=frozenset({"claims", "prompt", "idp_hint", "ui_locales"}),
        shortest={"nonce": 22},
        prompts=frozenset({"login", "consent"}),
    )
    levels: ClassVar[tuple[str, ...]] = ("eidas1",)
    default_level: ClassVar[str] = "eidas1"
    """For a level that is not known at all."""
    scopes = tuple(CLAIMS_OF_SCOPES)
    unknown_client = "Y04EA6EF"
    unknown_address = "Y04C013C"
    lost_session = "Y190001"
    code_seconds = 30
    token_seconds = 60
    interaction_seconds = 30 * 60

    def read_particulars(
        self, request: AuthorizationRequest, params: Mapping[str, str]
    ) -> AuthorizationRequest:
        """The lowest known level that was asked for is the one given."""
        asked = [level for level in EIDAS_LEVELS if level in params["acr_values"].split()]
        level = asked[0] if asked else self.default_level
        if level not in self.levels:
            raise CallbackRefusalError("invalid_acr", "acr_value is not valid")
        return replace(request, acr=level)

    def check_person(self, request: AuthorizationRequest, person: Person) -> None:
        """Whoever is there has every level."""

    def find_signing_out(
        self, params: Mapping[str, str], hinted: RegisteredClient | None, clients: Clients
    ) -> RegisteredClient:
        """Nobody is signed out without the id_token of the sign-in."""
        del params, clients
        if hinted is None:
            raise PageRefusalError("", "id_token_hint absent ou inconnu")
        return hinted
