"""One flow for a new account and for a forgotten password: an address, a mailed link, a password."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from consultkit.errors import AnswersError
from consultkit.identity import likely_meant
from consultkit.web.access import Access, open_to
from consultkit.web.errors import status_of
from consultkit.web.extension import page_consultation, the_kit
from consultkit.web.language import current_language, translate
from consultkit.web.sign_in.blueprint import blueprint
from consultkit.web.visitor import origin_of_request, sign_in_account


@blueprint.get("/account/link")
@open_to(Access.EVERYBODY)
def ask_link() -> ResponseReturnValue:
    """Ask for the address."""
    return _show_ask()


@blueprint.post("/account/link")
@open_to(Access.EVERYBODY)
def send_link() -> ResponseReturnValue:
    """Send a link. The page is the same whether or not the address has an account."""
    email = (request.form.get("meant") or request.form.get("email", "")).strip()
    meant = likely_meant(email)
    if meant and request.form.get("looked_at") != email:
        return _show_ask(email=email, meant=meant)
    try:
        the_kit().accounts.ask_link(
            email,
            language=current_language(),
            consultation=_consultation_id(),
            origin=origin_of_request(),
        )
    except AnswersError as refused:
        return _show_ask(refused, email), status_of(refused)
    return render_template("sign_in/link_sent.html", email=email)


@blueprint.get("/account/password/<token>")
@open_to(Access.EVERYBODY)
def ask_password(token: str) -> ResponseReturnValue:
    """Behind the link: choose a password."""
    return _show_password(token)


@blueprint.post("/account/password/<token>")
@open_to(Access.EVERYBODY)
def choose_password(token: str) -> ResponseReturnValue:
    """Keep the password, which confirms the address, and sign in."""
    try:
        account = the_kit().accounts.choose_password(token, request.form.get("password", ""))
    except AnswersError as refused:
        return _show_password(token, refused), status_of(refused)
    following = url_for("desk.home") if account.offices else _start_url()
    return redirect(sign_in_account(account, following), code=303)


def _show_ask(refused: AnswersError | None = None, email: str = "", meant: str = "") -> str:
    return render_template(
        "sign_in/ask_link.html",
        problem=_instruction(refused, "email"),
        email=email,
        meant=meant,
        consultation_id=_consultation_id(),
    )


def _show_password(token: str, refused: AnswersError | None = None) -> str:
    email = the_kit().accounts.open_link(token)
    problem = _instruction(refused, "password")
    return render_template(
        "sign_in/password.html", problem=problem, email=email, consultation_id=_consultation_id()
    )


def _instruction(refused: AnswersError | None, name: str) -> str:
    fault = refused.faults.get(name) if refused else None
    return translate(fault.message, fault.params) if fault else ""


def _consultation_id() -> str | None:
    """The one that the person came from, when it is one of ours."""
    asked = request.values.get("consultation")
    known = {consultation.id for consultation in the_kit().consultations}
    only = page_consultation()
    return asked if asked in known else (only.id if only else None)


def _start_url() -> str:
    consultation = _consultation_id()
    if consultation:
        return url_for("respondent.start", consultation=consultation)
    return url_for("respondent.home")
