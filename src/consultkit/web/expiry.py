"""A form that comes when the visit is over: its sender is led to the sign-in, and back to what they typed."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Flask, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from consultkit.errors import ConsultKitError
from consultkit.web.access import Access, access_of
from consultkit.web.errors import http_error
from consultkit.web.extension import page_consultation
from consultkit.web.language import gettext
from consultkit.web.respondent.held import hold_typed
from consultkit.web.security import comes_from_our_page
from consultkit.web.sessions import visit
from consultkit.web.visitor import NEXT, is_signed_in, safe_next

ENDED = "ended"
_TYPED = frozenset({"respondent.save", "respondent.save_row"})
"""Where what was typed is worth keeping."""
_AT_DESK = frozenset(Access) - {Access.EVERYBODY, Access.PERSON, Access.RESPONDENT}


def install_expiry(app: Flask) -> None:
    """Answer forms without the token of a living session, and let templates tell what happened."""
    app.register_error_handler(CSRFError, _answer)
    app.jinja_env.globals["visit_ended"] = visit_ended


def visit_ended() -> str:
    """What to tell, once, the visitor who was led away from a form; else nothing."""
    current = visit()
    return _words(current.pop(ENDED)) if ENDED in current else ""


def _answer(error: HTTPException) -> ResponseReturnValue:
    if not comes_from_our_page() or _sent_by_script():
        return http_error(error)
    try:
        return _show_again(error) if is_signed_in() else _lead_on()
    except ConsultKitError as failed:  # Flask takes an error of an error handler for one that nobody foresaw.
        return current_app.handle_user_exception(failed)


def _sent_by_script() -> bool:
    """A script reads the status; it has no use for a page to sign in on."""
    return request.headers.get("Sec-Fetch-Mode", "navigate") != "navigate"


def _show_again(error: HTTPException) -> ResponseReturnValue:
    """The page was opened in an earlier visit of the same browser: what was typed is shown in this one."""
    if request.endpoint not in _TYPED or _put_by() != "held":
        return http_error(error)
    return redirect(request.path, code=303)


def _lead_on() -> ResponseReturnValue:
    access = access_of(current_app.view_functions[request.endpoint or ""])
    visit()[ENDED] = "again" if access is Access.EVERYBODY else _put_by()
    return redirect(_where_to(access), code=303)


def _put_by() -> str:
    """Keep what was typed, where that can be much; which of `_words` tells what became of it."""
    given = request.view_args or {}
    if request.endpoint in _TYPED:
        return "held" if hold_typed(given["consultation"], given["draft_id"], request.path) else "too_large"
    if request.endpoint == "respondent.submit":
        check = url_for("respondent.check", consultation=given["consultation"], draft_id=given["draft_id"])
        hold_typed(given["consultation"], given["draft_id"], check)
        return "unsent"
    return "undone"


def _where_to(access: Access | None) -> str:
    consultation, back = page_consultation(), request.path if _has_page() else None
    if access is Access.EVERYBODY and back:
        following = safe_next(request.form.get(NEXT))
        return f"{back}?{urlencode({NEXT: following})}" if following else back
    if access in _AT_DESK:
        return url_for("desk.sign_in", next=back)
    if access is Access.EVERYBODY or consultation is None:
        return url_for("respondent.home")
    return url_for("sign_in.sign_in", consultation=consultation.id, next=back)


def _has_page() -> bool:
    """Whether the address of the form can be opened too."""
    adapter = current_app.create_url_adapter(request)
    if adapter is None:
        return False
    try:
        adapter.match(request.path, "GET")
    except HTTPException:  # Absent, for forms only, or another address with a slash at its end.
        return False
    return True


def _words(what: str) -> str:
    match what:
        case "held":
            return gettext(
                "Your visit had ended. Sign in again: what you had typed is kept for an hour, "
                "and you will find it on its page. It is not saved yet."
            )
        case "too_large":
            return gettext(
                "Your visit had ended, and what you had typed is too long to be kept. "
                "Go back and copy it before you sign in again."
            )
        case "unsent":
            return gettext("Your visit had ended. Sign in again: your contribution is not sent yet.")
        case "undone":
            return gettext("Your visit had ended. Sign in again: nothing was changed.")
        case _:
            return gettext("Your visit had ended. If you were filling in a form, fill it in once more.")
