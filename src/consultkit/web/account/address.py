"""Another e-mail address, when both mailboxes have agreed."""

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


@blueprint.get("/address")
@open_to(Access.PERSON)
def address() -> ResponseReturnValue:
    """Ask for the new address."""
    return _show({})


@blueprint.post("/address")
@open_to(Access.PERSON)
def ask_address() -> ResponseReturnValue:
    """Send the two letters. The page is the same whether or not the new address has an account."""
    account = require_proved_owner().account
    said = {"origin": origin_of_request(), "language": current_language()}
    try:
        the_kit().own_account.ask_address_change(account, typed("password"), typed("email"), **said)
    except (SignInError, AnswersError) as refused:
        return _show(problems_of(refused, "password")), status_of(refused)
    return render_template("account/address_asked.html", old=account.email, new=typed("email").strip())


@blueprint.get("/address/<token>")
@open_to(Access.EVERYBODY)
def open_address_link(token: str) -> ResponseReturnValue:
    """Behind a letter: confirm. Opening it does nothing yet, since mail scanners open links too."""
    change = the_kit().own_account.open_address_link(token)
    return render_template("account/address_confirm.html", new=change.address)


@blueprint.post("/address/<token>")
@open_to(Access.EVERYBODY)
def confirm_address(token: str) -> ResponseReturnValue:
    """One end agrees; with the second, the address changes."""
    done = the_kit().own_account.confirm_address(token, language=current_language())
    return redirect(url_for("account.address_changed" if done else "account.address_waits"), code=303)


@blueprint.get("/address-changed")
@open_to(Access.EVERYBODY)
def address_changed() -> ResponseReturnValue:
    """Both have agreed."""
    return render_template("account/address_changed.html")


@blueprint.get("/address-waits")
@open_to(Access.EVERYBODY)
def address_waits() -> ResponseReturnValue:
    """The other mailbox has not agreed yet."""
    return render_template("account/address_waits.html")


def _show(problems: dict[str, str]) -> str:
    present = require_proved_owner().account.email
    return render_template(
        "account/address.html", present=present, typed_email=typed("email"), problems=problems
    )
