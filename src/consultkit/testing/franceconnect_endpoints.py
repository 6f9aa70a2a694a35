"""The endpoints of the stand-in, as a WSGI application under `/api/v2`."""

from __future__ import annotations

import hmac
import json
from collections.abc import Callable, Collection, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map, Rule
from werkzeug.wrappers import Request, Response

from consultkit.testing.franceconnect_discovery import discovery_document
from consultkit.testing.franceconnect_faults import ELSEWHERE_ISSUER
from consultkit.testing.franceconnect_grants import (
    CODE_SECONDS,
    INTERACTION_SECONDS,
    TOKEN_SECONDS,
    Grant,
    Kept,
)
from consultkit.testing.franceconnect_pages import message_page, people_page, refusal_page
from consultkit.testing.franceconnect_people import FranceConnectPerson
from consultkit.testing.franceconnect_rules import (
    AuthorizationRequest,
    CallbackRefusalError,
    FranceConnectClient,
    PageRefusalError,
    check_parameters,
    find_client,
    read_request,
)
from consultkit.testing.franceconnect_tokens import Signer, without_signature

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

PREFIX = "/api/v2"
ERROR_PAGES = "https://docs.partenaires.franceconnect.gouv.fr/fs/fs-technique/fs-technique-erreurs/"
HUGE = 4 * 1024 * 1024

_ROUTES = (
    ("/.well-known/openid-configuration", "discovery", ("GET",)),
    ("/jwks", "jwks", ("GET",)),
    ("/authorize", "authorize", ("GET", "POST")),
    ("/interaction/<secret>", "interaction", ("POST",)),
    ("/token", "token", ("POST",)),
    ("/userinfo", "userinfo", ("GET",)),
    ("/session/end", "session_end", ("GET",)),
)
_PAGE_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


class Endpoints:
    def __init__(
        self,
        issuer: str,
        clients: Mapping[str, FranceConnectClient],
        people: Mapping[str, FranceConnectPerson],
        now: Callable[[], float],
        faults: Collection[str],
    ) -> None:
        self._issuer = issuer
        self._clients = clients
        self._people = people
        self._now = now
        self._faults = faults
        self.signer = Signer(issuer, faults)
        self._interactions: Kept[AuthorizationRequest] = Kept(INTERACTION_SECONDS)
        self._codes: Kept[Grant] = Kept(CODE_SECONDS)
        self._tokens: Kept[Grant] = Kept(TOKEN_SECONDS)
        self._map = Map([Rule(PREFIX + path, endpoint=name, methods=verbs) for path, name, verbs in _ROUTES])

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Any:
        request = Request(environ)
        try:
            endpoint, values = self._map.bind_to_environ(environ).match()
            response = getattr(self, endpoint)(request, **values)
        except PageRefusalError as refusal:
            response = _page(refusal_page(refusal.code, refusal.reason), 400)
        except HTTPException as error:
            response = error.get_response(environ)
        return response(environ, start_response)

    def discovery(self, _request: Request) -> Response:
        return _json(discovery_document(self._issuer, self._faults))

    def jwks(self, _request: Request) -> Response:
        if "keys_garbage" in self._faults:
            return _json({"keys": [{"kty": "EC", "crv": "P-256", "x": "?", "y": 7}]})
        return _json(self.signer.published())

    def authorize(self, request: Request) -> Response:
        params = check_parameters({name: request.values.getlist(name) for name in request.values})
        client = find_client(params, self._clients)
        try:
            asked = read_request(params, client)
        except CallbackRefusalError as refusal:
            return self._back(params["redirect_uri"], params["state"], **_error(refusal))
        secret = self._interactions.put(asked, self._now())
        return _page(people_page(f"{PREFIX}/interaction/{secret}", self._people.values()))

    def interaction(self, request: Request, secret: str) -> Response:
        asked = self._interactions.take(secret, self._now())
        if asked is None:
            raise PageRefusalError("Y190001", "session perdue ou expirée : revenez au service")
        person = self._people.get(request.form.get("person", ""))
        if person is None:
            refusal = CallbackRefusalError("access_denied", "User auth aborted")
            return self._back(asked.redirect_uri, asked.state, **_error(refusal))
        code = self._codes.put(Grant(asked, person, int(self._now())), self._now())
        return self._back(asked.redirect_uri, asked.state, code=code)

    def token(self, request: Request) -> Response:
        broken = self._broken_token()
        if broken is not None:
            return broken
        client = self._clients.get(request.form.get("client_id", ""))
        secret = request.form.get("client_secret", "")
        if client is None or not hmac.compare_digest(client.client_secret.encode(), secret.encode()):
            return _oauth_error("invalid_client", "client authentication failed", 401)
        if request.form.get("grant_type") != "authorization_code":
            return _oauth_error("unsupported_grant_type", "unsupported grant_type requested")
        grant = self._codes.take(request.form.get("code", ""), self._now())
        if grant is None or not _is_for(grant, client, request.form.get("redirect_uri")):
            return _oauth_error("invalid_grant", "grant request is invalid")
        return self._tokens_for(grant)

    def userinfo(self, request: Request) -> Response:
        if "userinfo_down" in self._faults:
            return _json({"error": "server_error"}, 500)
        scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
        grant = self._tokens.get(secret, self._now()) if scheme == "Bearer" else None
        if grant is None:
            return _oauth_error("invalid_token", "invalid token provided", 401)
        signed = self.signer.userinfo(grant, self._now())
        if "userinfo_json" in self._faults:
            return Response(without_signature(signed), content_type="application/json")
        mislabelled = "userinfo_mislabelled" in self._faults
        return Response(signed, content_type="application/json" if mislabelled else "application/jwt")

    def session_end(self, request: Request) -> Response:
        audience = self.signer.audience_of(request.args.get("id_token_hint", ""))
        client = self._clients.get(audience or "")
        if client is None:
            return _page(message_page("Déconnexion refusée", "id_token_hint absent ou inconnu"), 400)
        return_to = request.args.get("post_logout_redirect_uri")
        if return_to is None:
            return _page(message_page("Vous êtes déconnecté", "Vous pouvez fermer cette page."))
        if return_to not in client.post_logout_redirect_uris:
            return _page(message_page("Déconnexion refusée", "post_logout_redirect_uri non déclarée"), 400)
        state = request.args.get("state")
        return _see(return_to, {} if state is None else {"state": state})

    def _broken_token(self) -> Response | None:
        if "token_down" in self._faults:
            return _json({"error": "server_error"}, 503)
        if "token_garbage" in self._faults:
            return Response("[" * 100_000, content_type="application/json")
        if "token_redirects" in self._faults:
            return _see(f"{self._issuer}/jwks", {})
        return None

    def _tokens_for(self, grant: Grant) -> Response:
        answer: dict[str, Any] = {
            "access_token": self._tokens.put(grant, self._now()),
            "expires_in": TOKEN_SECONDS,
            "id_token": self.signer.id_token(grant, self._now()),
            "scope": " ".join(grant.request.scopes),
            "token_type": "Bearer",
        }
        if "id_token_missing" in self._faults:
            del answer["id_token"]
        response = _json(answer)
        if "token_huge" in self._faults:
            response.data = b" " * HUGE + response.data
        return response

    def _back(self, redirect_uri: str, state: str, **params: str) -> Response:
        issuer = ELSEWHERE_ISSUER if "callback_other_issuer" in self._faults else self._issuer
        return _see(redirect_uri, {**params, "state": state, "iss": issuer})


def _is_for(grant: Grant, client: FranceConnectClient, redirect_uri: str | None) -> bool:
    return grant.request.client == client and grant.request.redirect_uri == redirect_uri


def _error(refusal: CallbackRefusalError) -> dict[str, str]:
    return {"error": refusal.error, "error_description": refusal.description}


def _see(address: str, params: Mapping[str, str]) -> Response:
    joint = "&" if "?" in address else "?"
    location = f"{address}{joint}{urlencode(params)}" if params else address
    return Response(status=303, headers={"Location": location, "Cache-Control": "no-store"})


def _page(content: str, status: int = 200) -> Response:
    return Response(content, status, _PAGE_HEADERS, content_type="text/html; charset=utf-8")


def _json(document: Mapping[str, Any], status: int = 200) -> Response:
    headers = {"Cache-Control": "no-store"}
    return Response(json.dumps(document), status, headers, content_type="application/json; charset=utf-8")


def _oauth_error(error: str, description: str, status: int = 400) -> Response:
    return _json({"error": error, "error_description": description, "error_uri": ERROR_PAGES}, status)
