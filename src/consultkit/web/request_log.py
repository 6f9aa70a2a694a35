"""One line of the log for each request: what was asked and how it went, and nothing that anybody wrote.

An address holds what visitors type, so its template stands for it; no query, no header and no body is told.
"""

from __future__ import annotations

import logging
import secrets

from flask import Flask, Response, g, request

from consultkit.errors import ConsultKitError
from consultkit.operations.references import is_reference
from consultkit.web.extension import page_consultation, waited

log = logging.getLogger("consultkit.requests")

_METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS"})
OTHER = "other"
_QUIET = frozenset({"static", "health", "ready", "metrics"})


def route() -> str:
    """The template of the address, such as `/<consultation>/receipt/<reference>`."""
    return request.url_rule.rule if request.url_rule else OTHER


def method() -> str:
    """A word of ours: visitors may write any."""
    return request.method if request.method in _METHODS else OTHER


def install_request_log(app: Flask) -> None:
    """Give each request an id, which its answer carries, and log it once it is answered."""

    @app.before_request
    def begin() -> None:
        g.request_id = secrets.token_hex(8)

    app.after_request(_note)


def about(reference: str) -> None:
    """This request concerns a contribution whose reference its address does not say."""
    g.reference = reference


def refused(error: ConsultKitError) -> None:
    """This request was not done, for the reason of which the error's code is the word."""
    g.refusal = error.code


def this_request() -> dict[str, str]:
    """What leads from a line of the log to that of its request."""
    return {"request": g.request_id} if "request_id" in g else {}


def _note(response: Response) -> Response:
    if "request_id" not in g:
        return response
    response.headers["X-Request-Id"] = g.request_id
    if request.endpoint not in _QUIET or response.status_code >= 500:
        log.info("%s %s %d", method(), route(), response.status_code, extra={"facts": _facts(response)})
    return response


def _facts(response: Response) -> dict[str, str | int]:
    facts: dict[str, str | int] = {
        "request": g.request_id,
        "method": method(),
        "route": route(),
        "status": response.status_code,
        "ms": round(waited().total_seconds() * 1000),
    }
    consultation = page_consultation()
    told = {
        "consultation": consultation and consultation.id,
        "reference": _reference(),
        "refusal": g.get("refusal"),
    }
    return facts | {name: text for name, text in told.items() if text}


def _reference() -> str | None:
    given: object = g.get("reference") or (request.view_args or {}).get("reference")
    return given if isinstance(given, str) and is_reference(given) else None
