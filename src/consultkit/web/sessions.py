"""Flask's session, kept on the server: the cookie holds a secret and nothing else.

A session is stored only when something must be kept (the token of a form, a sign-in under way); a visitor who
only reads leaves no trace. Signing out ends it on the server: a copied cookie opens nothing any more.
"""

from __future__ import annotations

from dataclasses import replace
from typing import cast

from flask import Flask, Request, Response, request, session
from flask.sessions import SessionInterface, SessionMixin
from werkzeug.datastructures import CallbackDict

from consultkit.errors import ServiceError
from consultkit.kit import ConsultKit
from consultkit.records import Session, SignedIn
from consultkit.web.device import device_in_words

_WITHOUT_SESSION = ("/static/", "/health")


class KitSession(CallbackDict[str, str], SessionMixin):
    """The data of a visit, with the server's record behind it: `kept` is None until there is one."""

    def __init__(self, kept: Session | None) -> None:
        super().__init__(kept.data if kept else {}, _changed)
        self.kept = kept
        self.modified = False
        self.came_with_cookie = False
        self.failure: ServiceError | None = None


def _changed(session_: CallbackDict[str, str]) -> None:
    cast("KitSession", session_).modified = True


class KitSessionInterface(SessionInterface):
    """Loads with one statement, stores only what changed."""

    def __init__(self, kit: ConsultKit) -> None:
        self._kit = kit
        self._secure = kit.settings.public_url.startswith("https://")
        self._cookie = "__Host-consultkit" if self._secure else "consultkit"

    def open_session(self, app: Flask, request: Request) -> KitSession:
        del app
        secret = request.cookies.get(self._cookie)
        if not secret or request.path.startswith(_WITHOUT_SESSION):
            return KitSession(None)
        try:
            opened = KitSession(self._kit.sessions.load(secret))
        except ServiceError as error:
            # Flask opens the session before it can answer with a page: `_say_failure` does, right after.
            opened = KitSession(None)
            opened.failure = error
        opened.came_with_cookie = opened.failure is None
        return opened

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        del app
        visit = cast("KitSession", session)
        if visit.modified and (visit or visit.kept):
            self.store(visit)
        if visit.accessed:
            response.vary.add("Cookie")
        if visit.kept is not None:
            self._set_cookie(response, visit.kept.id)
        elif visit.came_with_cookie:
            response.delete_cookie(self._cookie, path="/", secure=self._secure, httponly=True, samesite="Lax")

    def store(self, visit: KitSession) -> None:
        """Keep the data of the visit now, in a new session when there is none yet."""
        if visit.kept is None:
            visit.kept = self._kit.sessions.begin(dict(visit))
        else:
            visit.kept = replace(visit.kept, data=dict(visit))
            self._kit.sessions.save(visit.kept)
        visit.modified = False

    def rotate(self, visit: KitSession, who: SignedIn | None) -> None:
        """Put a session of that person in the place of the visit's, which ends (OWASP ASVS 7.2.4)."""
        old = visit.kept.id if visit.kept else None
        device = device_in_words(request.user_agent.string)
        visit.kept = self._kit.sessions.rotate(old, dict(visit), who, device)
        visit.modified = False

    def end(self, visit: KitSession) -> None:
        """End the visit's session on the server."""
        if visit.kept is not None:
            self._kit.sessions.end(visit.kept.id)
        visit.kept = None
        visit.clear()
        visit.modified = False
        visit.came_with_cookie = True

    def _set_cookie(self, response: Response, secret: str) -> None:
        # A session cookie: it goes with the browser, and the server ends it at the idle limit anyhow. Lax,
        # because coming back from the identity provider is a top-level GET from another site.
        response.set_cookie(
            self._cookie, secret, path="/", secure=self._secure, httponly=True, samesite="Lax"
        )


def install_sessions(app: Flask, kit: ConsultKit) -> None:
    """Let the application keep its sessions in the kit."""
    app.session_interface = KitSessionInterface(kit)
    app.before_request(_say_failure)


def _say_failure() -> None:
    """Nobody is taken for signed out because the database is away."""
    failure = visit().failure
    if failure is not None:
        raise failure


def visit() -> KitSession:
    """The session of the request under way."""
    return cast("KitSession", session._get_current_object())  # type: ignore[attr-defined]
