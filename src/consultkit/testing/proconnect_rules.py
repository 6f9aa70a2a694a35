"""What ProConnect takes, refuses, and how: its documentation, and its public source as of August 2026.

Where the two differ, on a parameter that is not on the list, this is as strict as the documentation.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from consultkit.testing.proconnect_people import CLAIM_OF_SCOPE
from consultkit.testing.provider_profile import Clients, Profile
from consultkit.testing.provider_rules import (
    AuthorizationRequest,
    CallbackRefusalError,
    PageRefusalError,
    ParameterRules,
    Person,
    RegisteredClient,
)

_CHALLENGE = re.compile(r"[A-Za-z0-9._~-]{43,128}")
_SIRET = re.compile(r"[0-9]{14}")


@dataclass(frozen=True, slots=True)
class ProConnectClient(RegisteredClient):
    """A service as it is registered at ProConnect."""

    userinfo: Literal["signed", "json"] = "signed"
    """A signed token if a signature was registered for it, else bare JSON."""

    @property
    def signs_userinfo(self) -> bool:
        return self.userinfo == "signed"


class ProConnectProfile(Profile):
    name = "ProConnect"
    error_pages = "https://github.com/numerique-gouv/proconnect-documentation"
    parameters = ParameterRules(
        code="Y000400",
        required=("client_id", "nonce", "state", "redirect_uri", "response_type", "scope"),
        optional=frozenset(
            {
                *("claims", "prompt", "idp_hint", "login_hint", "siret_hint", "acr_values"),
                *("code_challenge", "code_challenge_method"),
            }
        ),
        shortest={"state": 32, "nonce": 32},
        prompts=frozenset({"login", "none"}),
    )
    levels = ("eidas0", "eidas0-mfa", "eidas1", "eidas1-mfa", "eidas2", "eidas3")
    scopes = ("openid", *CLAIM_OF_SCOPE)
    unknown_client = "Y04A586"
    unknown_address = "Y030031"
    lost_session = ""
    unknown_sign_out_address = "Y030111"
    code_seconds = 60
    token_seconds = 3600
    interaction_seconds = 30 * 60
    names_issuer = False
    binds_access_token = True

    def read_particulars(
        self, request: AuthorizationRequest, params: Mapping[str, str]
    ) -> AuthorizationRequest:
        """Claims, challenge, and the silent sign-in, which finds nobody: no session is remembered."""
        if not _SIRET.fullmatch(params.get("siret_hint", "0" * 14)):
            raise CallbackRefusalError("invalid_request", "siret_hint must be 14 digits")
        _check_challenge(params)
        asked = _claims_of_id_token(params.get("claims"))
        if params.get("prompt") == "none":
            raise CallbackRefusalError("login_required", "End-User authentication is required")
        return replace(
            request,
            essential_acr=_essential(asked.get("acr")),
            wants_amr="amr" in asked,
            code_challenge=params.get("code_challenge"),
        )

    def check_person(self, request: AuthorizationRequest, person: Person) -> None:
        """An essential level that the person does not reach ends the sign-in."""
        if request.essential_acr and person.acr not in request.essential_acr:
            raise CallbackRefusalError("access_denied", "requested ACRs could not be satisfied")

    def find_signing_out(
        self, params: Mapping[str, str], hinted: RegisteredClient | None, clients: Clients
    ) -> RegisteredClient:
        """By the id_token of the sign-in, or else by `client_id`."""
        for name in ("state", "post_logout_redirect_uri"):
            if not params.get(name):
                raise PageRefusalError(self.parameters.code, f"paramètre absent : {name}")
        client = clients.get(params.get("client_id", "")) if "id_token_hint" not in params else hinted
        if client is None:
            raise PageRefusalError(self.parameters.code, "id_token_hint ou client_id absent ou inconnu")
        return client


def _check_challenge(params: Mapping[str, str]) -> None:
    """RFC 7636, with S256 only."""
    challenge, method = params.get("code_challenge"), params.get("code_challenge_method")
    if challenge is None and method is None:
        return
    if challenge is None or method != "S256" or not _CHALLENGE.fullmatch(challenge):
        raise CallbackRefusalError("invalid_request", "code_challenge with the method S256 is required")


def _claims_of_id_token(claims: str | None) -> dict[str, Any]:
    """OpenID Connect Core, 5.5."""
    if claims is None:
        return {}
    try:
        asked = json.loads(claims).get("id_token", {})
    except (ValueError, AttributeError):
        asked = None
    if not isinstance(asked, dict):
        raise CallbackRefusalError("invalid_request", "could not parse the claims parameter")
    return asked


def _essential(acr: object) -> Sequence[str]:
    if not isinstance(acr, dict) or acr.get("essential") is not True:
        return ()
    values = acr.get("values", [acr["value"]] if "value" in acr else [])
    if not isinstance(values, list):
        raise CallbackRefusalError("invalid_request", "invalid claims.id_token.acr.values type")
    return values
