"""What a visitor sees when something does not go as meant: a page that says what to do, never a trace."""

from __future__ import annotations

import logging
from http import HTTPStatus

from flask import Flask, render_template, request
from werkzeug.exceptions import BadRequest, HTTPException, SecurityError
from werkzeug.wrappers import Response

from consultkit.errors import (
    AlreadySubmittedError,
    AnswersError,
    ConsultKitError,
    ContentChangedError,
    DraftConflictError,
    NotFoundError,
    ProviderUnavailableError,
    RespondentError,
    ServiceError,
    SignInError,
    WindowClosedError,
)
from consultkit.web.language import gettext, translate
from consultkit.web.request_log import refused, this_request

log = logging.getLogger(__name__)

_STATUS: tuple[tuple[type[ConsultKitError], HTTPStatus], ...] = (
    (AnswersError, HTTPStatus.UNPROCESSABLE_ENTITY),
    (ContentChangedError, HTTPStatus.UNPROCESSABLE_ENTITY),
    (WindowClosedError, HTTPStatus.FORBIDDEN),
    (SignInError, HTTPStatus.FORBIDDEN),
    (AlreadySubmittedError, HTTPStatus.CONFLICT),
    (DraftConflictError, HTTPStatus.CONFLICT),
    (RespondentError, HTTPStatus.BAD_REQUEST),
    (NotFoundError, HTTPStatus.NOT_FOUND),
    # Not a 5xx: this site is well, and a proxy that takes it for broken would take it away from everybody.
    (ProviderUnavailableError, HTTPStatus.FAILED_DEPENDENCY),
    (ServiceError, HTTPStatus.SERVICE_UNAVAILABLE),
)

Page = tuple[str, int]


def status_of(error: ConsultKitError) -> HTTPStatus:
    """The status that goes with an error; what nobody foresaw is a 500."""
    known = (status for kind, status in _STATUS if isinstance(error, kind))
    return next(known, HTTPStatus.INTERNAL_SERVER_ERROR)


def instruction(error: RespondentError) -> str:
    """What is wrong and what to do about it, in the visitor's language."""
    return f"{translate(error.message, error.params)} {translate(error.mend, error.params)}".strip()


def install_errors(app: Flask) -> None:
    """Answer every error with a page of ours, and refuse addresses that no page can have."""
    app.before_request(_refuse_unprintable_address)
    app.register_error_handler(ConsultKitError, _consultkit_error)
    app.register_error_handler(HTTPException, http_error)
    app.register_error_handler(Exception, _unforeseen)


def _refuse_unprintable_address() -> None:
    # PostgreSQL refuses U+0000 in any text, and nothing of ours is called so.
    if "\0" in request.path or "\0" in "".join(map("".join, request.args.items(multi=True))):
        raise BadRequest


def _consultkit_error(error: ConsultKitError) -> Page:
    refused(error)
    status = status_of(error)
    if status is HTTPStatus.INTERNAL_SERVER_ERROR:
        return _unforeseen(error)
    if isinstance(error, NotFoundError):
        return _page(status)
    if isinstance(error, RespondentError):
        return _instruction(error, status)
    log.warning("A service did not answer as it should: %s", error)
    return _page(status)


def _instruction(error: RespondentError, status: HTTPStatus) -> Page:
    name = "window" if isinstance(error, WindowClosedError) else "instruction"
    page = render_template(
        f"errors/{name}.html",
        message=translate(error.message, error.params),
        mend=translate(error.mend, error.params),
        error=error,
    )
    return page, status


def http_error(error: HTTPException) -> Response:
    """Its answer, with a page of ours."""
    response = error.get_response(request.environ)
    if isinstance(error, SecurityError):  # Under a host that is not ours, no page of ours has an address.
        return response
    if response.status_code >= HTTPStatus.BAD_REQUEST:  # A redirection travels as an exception too.
        page, _ = _page(HTTPStatus(response.status_code))
        response.set_data(page)  # Its own headers stay: Allow, Retry-After.
        response.headers["Content-Type"] = "text/html; charset=utf-8"
    return response


def _unforeseen(error: Exception) -> Page:
    log.error("No page was foreseen for this error", exc_info=error, extra={"facts": this_request()})
    return _page(HTTPStatus.INTERNAL_SERVER_ERROR)


def _page(status: HTTPStatus) -> Page:
    title, lines = _wording(status)
    return render_template("errors/page.html", title=title, lines=lines, status=int(status)), status


def _wording(status: HTTPStatus) -> tuple[str, tuple[str, ...]]:
    match status:
        case HTTPStatus.NOT_FOUND | HTTPStatus.GONE:
            return gettext("Page not found"), (
                gettext("This page does not exist, or you do not have access to it."),
                gettext("Check the address, or start again from the start page."),
            )
        case HTTPStatus.METHOD_NOT_ALLOWED:
            return gettext("This address cannot be opened so"), (
                gettext("It only receives a form. Start again from the start page: what you saved is kept."),
            )
        case HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
            return gettext("What you sent is too large"), (
                gettext("Nothing was saved from this page. Go back, shorten your texts, then continue."),
            )
        case HTTPStatus.TOO_MANY_REQUESTS:
            return gettext("Too many attempts"), (gettext("Wait a few minutes, then try again."),)
        case (
            HTTPStatus.SERVICE_UNAVAILABLE
            | HTTPStatus.BAD_GATEWAY
            | HTTPStatus.GATEWAY_TIMEOUT
            | HTTPStatus.FAILED_DEPENDENCY
        ):
            return gettext("The service does not answer for now"), (
                gettext("What you saved is kept. Try again in a few minutes."),
            )
        case _ if status < HTTPStatus.INTERNAL_SERVER_ERROR:
            return gettext("This request cannot be understood"), (
                gettext("Go back to the previous page, reload it and try again."),
            )
        case _:
            return gettext("An error has occurred"), (
                gettext("It is ours, not yours, and it was recorded. What you saved is kept."),
                gettext("Try again in a few minutes. If it happens again, write to the contact below."),
            )
