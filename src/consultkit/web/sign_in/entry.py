"""The sign-in page of a consultation, with the ways that its file lists; and signing out."""

from __future__ import annotations

from flask import make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from consultkit.errors import NotFoundError, SignInError
from consultkit.web.access import Access, open_to
from consultkit.web.errors import instruction, status_of
from consultkit.web.extension import consultation_named, page_consultation, the_kit
from consultkit.web.handed_key import forget_keys
from consultkit.web.sign_in.blueprint import blueprint
from consultkit.web.sign_in.provider import provider_sign_out_url
from consultkit.web.visitor import NEXT, end_visit, origin_of_request, safe_next, sign_in_account


@blueprint.get("/<consultation>/sign-in")
@open_to(Access.EVERYBODY)
def sign_in(consultation: str) -> ResponseReturnValue:
    """The ways to sign in, in the order of the file."""
    return _show(consultation)


@blueprint.post("/<consultation>/sign-in")
@open_to(Access.EVERYBODY)
def sign_in_with_account(consultation: str) -> ResponseReturnValue:
    """Sign in with an address and a password kept here, where the file lists that."""
    found = consultation_named(consultation)
    if all(way.kind != "account" for way in the_kit().sign_in_ways(found.id)):
        raise NotFoundError("This consultation takes no accounts.")
    try:
        account = the_kit().accounts.sign_in(
            request.form.get("email", ""), request.form.get("password", ""), origin=origin_of_request()
        )
    except SignInError as error:
        return _show(consultation, error), status_of(error)
    start = url_for("respondent.start", consultation=found.id)
    return redirect(sign_in_account(account, safe_next(request.form.get(NEXT)) or start), code=303)


@blueprint.post("/sign-out")
@open_to(Access.EVERYBODY)
def sign_out() -> ResponseReturnValue:
    """End the session, and the provider's too when the person came by one."""
    consultation = page_consultation()
    elsewhere = provider_sign_out_url()
    end_visit()
    back = (
        url_for("respondent.start", consultation=consultation.id)
        if consultation
        else url_for("respondent.home")
    )
    response = make_response(redirect(elsewhere or back, code=303))
    forget_keys(response)
    return response


def _show(consultation: str, error: SignInError | None = None) -> str:
    found = consultation_named(consultation)
    return render_template(
        "sign_in/sign_in.html",
        consultation=found,
        ways=the_kit().sign_in_ways(found.id),
        next_path=safe_next(request.values.get(NEXT)) or "",
        email=request.form.get("email", ""),
        problem=instruction(error) if error else "",
    )
