"""Coming to the desk."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from consultkit.errors import NotFoundError, SignInError
from consultkit.identity import SignInRequest
from consultkit.operations import OFFICIAL_SCOPES
from consultkit.records import Account, Official
from consultkit.web.access import Access, open_to
from consultkit.web.desk.blueprint import blueprint
from consultkit.web.errors import instruction, status_of
from consultkit.web.extension import the_kit
from consultkit.web.plugin_pages import plugin_home
from consultkit.web.sign_in.leaving import PURPOSE, leave_for
from consultkit.web.sign_in.provider import WORK
from consultkit.web.visitor import NEXT, origin_of_request, require_any_official, safe_next, sign_in_account


@blueprint.get("/")
@open_to(Access.ANY_OFFICIAL)
def home() -> ResponseReturnValue:
    """To where the only office begins, or the list of them."""
    titles = {one.id: one.title for one in the_kit().consultations}
    begin = [(titles[office.consultation], _beginning(office)) for office in require_any_official()]
    if len(begin) == 1:
        return redirect(begin[0][1])
    return render_template("desk/home.html", offices=begin)


def _beginning(office: Official) -> str:
    """Raises NotFoundError for a role that no plugin of this deployment has pages for."""
    if office.role.is_inside:
        return url_for("desk.contributions", consultation=office.consultation)
    home = plugin_home(office)
    if home is None:
        raise NotFoundError("There is no page for this office.")
    return home


@blueprint.get("/sign-in")
@open_to(Access.EVERYBODY)
def sign_in() -> ResponseReturnValue:
    """The official's address and password."""
    return _show()


@blueprint.post("/sign-in")
@open_to(Access.EVERYBODY)
def sign_in_with_account() -> ResponseReturnValue:
    """An account without an office is told so, once its password was right, and gets no session."""
    try:
        account = _official_account(request.form.get("email", ""), request.form.get("password", ""))
    except SignInError as error:
        return _show(error), status_of(error)
    following = safe_next(request.form.get(NEXT)) or url_for("desk.home")
    return redirect(sign_in_account(account, following), code=303)


@blueprint.get("/sign-in/provider")
@open_to(Access.EVERYBODY)
def sign_in_with_provider() -> ResponseReturnValue:
    """Leave for ProConnect, which must have seen two factors."""
    way, following = the_kit().desk_way, safe_next(request.args.get(NEXT)) or ""
    if way is None:
        raise NotFoundError("ProConnect is not set up.")
    asked = SignInRequest(OFFICIAL_SCOPES, second_factor=True)
    again = url_for("desk.sign_in", next=following or None)
    return leave_for(way, asked, {PURPOSE: WORK, NEXT: following}, again)


def _official_account(email: str, password: str) -> Account:
    account = the_kit().accounts.sign_in(email, password, origin=origin_of_request())
    if not account.offices:
        raise SignInError("This address and this password do not open the desk.")
    return account


def _show(error: SignInError | None = None) -> str:
    return render_template(
        "desk/sign_in.html",
        next_path=safe_next(request.values.get(NEXT)) or "",
        email=request.form.get("email", ""),
        problem=instruction(error) if error else "",
        way=the_kit().desk_way,
    )
