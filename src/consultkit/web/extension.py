"""What every view reaches for: the kit behind the application, and the consultation a page is about."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import TYPE_CHECKING, cast
from zoneinfo import ZoneInfo

from flask import current_app, g, request

from consultkit.errors import NotFoundError
from consultkit.kit import ConsultKit
from consultkit.schema import Consultation

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_ARRIVED = "consultkit.arrived"


def the_kit() -> ConsultKit:
    """The kit that `create_app` was given."""
    return cast("ConsultKit", current_app.extensions["consultkit"])


def page_consultation() -> Consultation | None:
    """The consultation named in the address, or the only one there is, or None."""
    if "consultation" not in g:
        g.consultation = _named_consultation() or _only_consultation()
    return cast("Consultation | None", g.consultation)


def _named_consultation() -> Consultation | None:
    name = (request.view_args or {}).get("consultation")
    return next((one for one in the_kit().consultations if one.id == name), None)


def _only_consultation() -> Consultation | None:
    consultations = the_kit().consultations
    return consultations[0] if len(consultations) == 1 else None


def consultation_named(name: str) -> Consultation:
    """Raises NotFoundError."""
    for consultation in the_kit().consultations:
        if consultation.id == name:
            return consultation
    raise NotFoundError("There is no such consultation.")


def today_in(consultation: Consultation) -> date:
    """The day it is where the consultation takes place."""
    return the_kit().now().astimezone(ZoneInfo(consultation.window.timezone)).date()


class ArrivalStamp:
    """WSGI middleware: notes when a request reached us, so that a queue costs nobody their place.

    The window is judged at the instant of arrival (see `waited`), not when a busy worker came to it.
    """

    def __init__(self, application: WSGIApplication) -> None:
        self._application = application

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        environ[_ARRIVED] = time.monotonic()
        return self._application(environ, start_response)


def waited(now: Callable[[], float] = time.monotonic) -> timedelta:
    """How long ago the request under way reached this process, by a clock that nobody sets."""
    return timedelta(seconds=max(0.0, now() - request.environ[_ARRIVED]))
