"""The endpoints of a stand-in, as a WSGI application under `/api/v2`; what they allow is in its profile."""

from __future__ import annotations

import hashlib
import hmac
import threading
from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map, Rule
from werkzeug.wrappers import Request, Response

from consultkit.testing.provider_answers import as_json, page, see
from consultkit.testing.provider_breakdowns import Breakdowns
from consultkit.testing.provider_control import Control
from consultkit.testing.provider_discovery import discovery_document
from consultkit.testing.provider_faults import CALLBACK_ERRORS, ELSEWHERE_ISSUER
from consultkit.testing.provider_grants import Grant, Kept
from consultkit.testing.provider_pages import CONTROL, Pages
from consultkit.testing.provider_profile import Profile
from consultkit.testing.provider_rules import (
    AuthorizationRequest,
    CallbackRefusalError,
    OwnFaultError,
    PageRefusalError,
    Person,
    RegisteredClient,
)
from consultkit.testing.provider_tokens import Answers

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

PREFIX = "/api/v2"

_ROUTES = (
    (f"{PREFIX}/.well-known/openid-configuration", "discovery", ("GET",)),
    (f"{PREFIX}/jwks", "keys", ("GET",)),
    (f"{PREFIX}/authorize", "authorize", ("GET", "POST")),
    (f"{PREFIX}/interaction/<secret>", "interaction", ("POST",)),
    (f"{PREFIX}/token", "token", ("POST",)),
    (f"{PREFIX}/userinfo", "userinfo", ("GET",)),
    (f"{PREFIX}/session/end", "session_end", ("GET",)),
    (CONTROL, "control", ("GET", "POST")),
)


class Endpoints:
    def __init__(
        self,
        issuer: str,
        profile: Profile,
        clients: Mapping[str, RegisteredClient],
        people: Mapping[str, Person],
        now: Callable[[], float],
    ) -> None:
        self._issuer = issuer
        self._profile = profile
        self._clients = clients
        self._people = people
        self._now = now
        self.faults: set[str] = set()
        self.over = threading.Event()
        """Set when the stand-in stops."""
        self.answers = Answers(issuer, profile, self.faults)
        self._pages = Pages(profile.name)
        self._breakdowns = Breakdowns(issuer, self.faults, self.over)
        self._interactions: Kept[AuthorizationRequest] = Kept(profile.interaction_seconds)
        self._codes: Kept[Grant] = Kept(profile.code_seconds)
        self._tokens: Kept[Grant] = Kept(profile.token_seconds)
        self._controlling = Control(self._pages, people, self.faults)
        self._map = Map([Rule(path, endpoint=name, methods=verbs) for path, name, verbs in _ROUTES])

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Any:
        request = Request(environ)
        try:
            endpoint, values = self._map.bind_to_environ(environ).match()
            response = self._breakdowns.around(
                endpoint, lambda: getattr(self, f"_{endpoint}")(request, **values)
            )
        except PageRefusalError as refusal:
            response = page(self._pages.refusal(refusal.code, refusal.reason), 400)
        except OwnFaultError as fault:
            response = self._oauth_error("server_error", str(fault), 500)
        except HTTPException as error:
            response = error.get_response(environ)
        return response(environ, start_response)

    def _discovery(self, _request: Request) -> Response:
        return as_json(discovery_document(self._issuer, self._profile, self.faults))

    def _keys(self, _request: Request) -> Response:
        if "keys_unreadable" in self.faults:
            return as_json({"keys": [{"kty": "EC", "crv": "P-256", "x": "?", "y": 7}]})
        return as_json(self.answers.keys.published())

    def _authorize(self, request: Request) -> Response:
        params = self._profile.parameters.check(
            {name: request.values.getlist(name) for name in request.values}
        )
        client = self._profile.find_client(params, self._clients)
        try:
            asked = self._profile.read_request(params, client)
        except CallbackRefusalError as refusal:
            return self._back(params["redirect_uri"], params["state"], _error(refusal))
        secret = self._interactions.put(asked, self._now())
        return page(self._pages.people(f"{PREFIX}/interaction/{secret}", self._people.values()))

    def _interaction(self, request: Request, secret: str) -> Response:
        asked = self._interactions.take(secret, self._now())
        if asked is None:
            reason = "session perdue ou expirée : revenez au service"
            raise PageRefusalError(self._profile.lost_session, reason)
        try:
            person = self._chosen(request, asked)
        except CallbackRefusalError as refusal:
            return self._back(asked.redirect_uri, asked.state, _error(refusal))
        code = self._codes.put(Grant(asked, person, int(self._now())), self._now())
        return self._back(asked.redirect_uri, asked.state, {"code": code})

    def _chosen(self, request: Request, asked: AuthorizationRequest) -> Person:
        error = next((word for word in CALLBACK_ERRORS if f"callback_error_{word}" in self.faults), None)
        if error is not None:
            raise CallbackRefusalError(error, "asked for at the stand-in")
        person = self._people.get(request.form.get("person", ""))
        if person is None:
            raise CallbackRefusalError("access_denied", "User auth aborted")
        self._profile.check_person(asked, person)
        return person

    def _token(self, request: Request) -> Response:
        form = request.form
        client = self._clients.get(form.get("client_id", ""))
        secret = form.get("client_secret", "")
        if client is None or not hmac.compare_digest(client.client_secret.encode(), secret.encode()):
            return self._oauth_error("invalid_client", "client authentication failed", 401)
        if form.get("grant_type") != "authorization_code":
            return self._oauth_error("unsupported_grant_type", "unsupported grant_type requested")
        grant = self._codes.take(form.get("code", ""), self._now())
        if grant is None or not _is_for(grant, client, form):
            return self._oauth_error("invalid_grant", "grant request is invalid")
        return self._tokens_for(grant)

    def _tokens_for(self, grant: Grant) -> Response:
        access_token = self._tokens.put(grant, self._now())
        answer: dict[str, Any] = {
            "access_token": access_token,
            "expires_in": self._profile.token_seconds,
            "id_token": self.answers.id_token(grant, access_token, self._now()),
            "scope": " ".join(grant.request.scopes),
            "token_type": "Bearer",
        }
        for name in ("access_token", "id_token"):
            if f"{name}_missing" in self.faults:
                del answer[name]
        return as_json(answer)

    def _userinfo(self, request: Request) -> Response:
        scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
        grant = self._tokens.get(secret, self._now()) if scheme == "Bearer" else None
        if grant is None or "userinfo_unauthorized" in self.faults:
            return self._oauth_error("invalid_token", "invalid token provided", 401)
        content, kind = self.answers.userinfo(grant, self._now())
        return Response(content, content_type="text/plain" if "userinfo_mislabelled" in self.faults else kind)

    def _session_end(self, request: Request) -> Response:
        params = request.args
        hinted = self._clients.get(self.answers.audience_of(params.get("id_token_hint", "")) or "")
        client = self._profile.find_signing_out(params, hinted, self._clients)
        return_to = params.get("post_logout_redirect_uri")
        if return_to is None:
            return page(self._pages.message("Vous êtes déconnecté", "Vous pouvez fermer cette page."))
        if return_to not in client.post_logout_redirect_uris:
            code = self._profile.unknown_sign_out_address
            raise PageRefusalError(code, "post_logout_redirect_uri non déclarée")
        return see(return_to, {"state": params["state"]} if "state" in params else {})

    def _control(self, request: Request) -> Response:
        return self._controlling.answer(request)

    def _back(self, redirect_uri: str, state: str, outcome: Mapping[str, str]) -> Response:
        params = {**outcome, "state": state}
        if self._profile.names_issuer:
            params["iss"] = self._issuer
        if "callback_other_issuer" in self.faults:
            params["iss"] = ELSEWHERE_ISSUER
        if "callback_undefined_state" in self.faults:
            params["state"] = "undefined"
        for name, word in (("iss", "callback_no_issuer"), ("state", "callback_no_state")):
            if word in self.faults:
                params.pop(name, None)
        return see(redirect_uri, params)

    def _oauth_error(self, error: str, description: str, status: int = 400) -> Response:
        said = {"error": error, "error_description": description, "error_uri": self._profile.error_pages}
        return as_json(said, status)


def _is_for(grant: Grant, client: RegisteredClient, form: Mapping[str, str]) -> bool:
    asked = grant.request
    same_client = asked.client == client and asked.redirect_uri == form.get("redirect_uri")
    return same_client and _proves(asked.code_challenge, form.get("code_verifier"))


def _proves(challenge: str | None, verifier: str | None) -> bool:
    """RFC 7636, 4.6; a verifier where there was no challenge is refused too."""
    if challenge is None or verifier is None:
        return challenge is verifier
    digest = hashlib.sha256(verifier.encode()).digest()
    return hmac.compare_digest(urlsafe_b64encode(digest).rstrip(b"="), challenge.encode())


def _error(refusal: CallbackRefusalError) -> dict[str, str]:
    return {"error": refusal.error, "error_description": refusal.description}
