"""Another password."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from consultkit.errors import AnswersError, SignInError
from consultkit.web.access import Access, open_to
from consultkit.web.account.blueprint import blueprint
from consultkit.web.account.own import problems_of, require_proved_owner, typed
from consultkit.web.errors import status_of
from consultkit.web.extension import the_kit
from consultkit.web.language import current_language
from consultkit.web.visitor import origin_of_request


@blueprint.get("/password")
@open_to(Access.PERSON)
def password() -> ResponseReturnValue:
    """Ask for the present one and for the new one."""
    return _show({})


@blueprint.post("/password")
@open_to(Access.PERSON)
def change_password() -> ResponseReturnValue:
    """Keep the new one. The visits elsewhere end; this one goes on."""
    owner = require_proved_owner()
    said = {"origin": origin_of_request(), "language": current_language()}
    try:
        the_kit().own_account.change_password(
            owner.account, typed("old"), typed("new"), session=owner.session.id, **said
        )
    except (SignInError, AnswersError) as refused:
        return _show(problems_of(refused, "old")), status_of(refused)
    return redirect(url_for("account.password_changed"), code=303)


@blueprint.get("/password/changed")
@open_to(Access.PERSON)
def password_changed() -> ResponseReturnValue:
    """Say so."""
    return render_template("account/password_changed.html")


def _show(problems: dict[str, str]) -> str:
    require_proved_owner()
    return render_template("account/password.html", problems=problems)
