"""The end of an account."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from consultkit.errors import RespondentError
from consultkit.web.access import Access, open_to
from consultkit.web.account.blueprint import blueprint
from consultkit.web.account.own import problems_of, require_proved_owner, typed
from consultkit.web.errors import status_of
from consultkit.web.extension import the_kit
from consultkit.web.language import current_language
from consultkit.web.sign_in.provider import provider_sign_out_url
from consultkit.web.visitor import end_visit, origin_of_request


@blueprint.get("/delete")
@open_to(Access.PERSON)
def deletion() -> ResponseReturnValue:
    """What goes and what stays."""
    return _show({})


@blueprint.post("/delete")
@open_to(Access.PERSON)
def delete() -> ResponseReturnValue:
    """Erase it."""
    account = require_proved_owner().account
    said = {"origin": origin_of_request(), "language": current_language()}
    try:
        the_kit().own_account.delete(account, typed("password"), **said)
    except RespondentError as refused:
        return _show(problems_of(refused, "password")), status_of(refused)
    elsewhere = provider_sign_out_url()
    end_visit()
    return redirect(elsewhere or url_for("account.deleted"), code=303)


@blueprint.get("/deleted")
@open_to(Access.EVERYBODY)
def deleted() -> ResponseReturnValue:
    """Say so."""
    return render_template("account/deleted.html")


def _show(problems: dict[str, str]) -> str:
    require_proved_owner()
    return render_template("account/delete.html", problems=problems)
