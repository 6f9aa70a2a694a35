"""The second factors of one's own account. Before a change all that there is to prove is proved anew."""

from __future__ import annotations

from uuid import UUID

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from consultkit.errors import AnswersError, NotFoundError, SignInError
from consultkit.identity import AccountWay
from consultkit.records import FactorsOfAccount
from consultkit.web.access import Access, open_to
from consultkit.web.account.blueprint import blueprint
from consultkit.web.account.own import Owner, problems_of, require_owner, typed
from consultkit.web.errors import status_of
from consultkit.web.extension import the_kit
from consultkit.web.language import current_language, gettext
from consultkit.web.proofs import has_proved_lately
from consultkit.web.sessions import visit
from consultkit.web.visitor import NEXT, go_on_as, origin_of_request, require_person, session_secret

OFFERED = "offered_authenticator"
"""In the data of the visit: the secret of an authenticator that is not confirmed yet."""


@blueprint.get("/second-factor")
@open_to(Access.PERSON)
def second_factor() -> ResponseReturnValue:
    """What there is, and what can be done about it."""
    return _show({})


@blueprint.post("/second-factor")
@open_to(Access.PERSON)
def prove_password() -> ResponseReturnValue:
    """Where there is nothing else to prove yet, the password is what is proved once more."""
    owner = require_owner()
    if the_kit().second_factors.of(owner.account).factors:
        return redirect(url_for("sign_in.second_factor"), code=303)
    try:
        the_kit().accounts.sign_in(owner.account.email, typed("password"), origin=origin_of_request())
    except SignInError as refused:
        return _show(problems_of(refused, "password")), status_of(refused)
    go_on_as(require_person(), owner.account, opens_desk=owner.session.opens_desk)
    return redirect(url_for("account.second_factor"), code=303)


@blueprint.get("/second-factor/application")
@open_to(Access.PERSON)
def authenticator() -> ResponseReturnValue:
    """Something to scan, and the code that comes of it."""
    return _unless_proved() or _show_authenticator({})


@blueprint.post("/second-factor/application")
@open_to(Access.PERSON)
def add_authenticator() -> ResponseReturnValue:
    """Keep it, when the code is right."""
    owner, secret = require_owner(), visit().get(OFFERED, "")
    elsewhere = _unless_proved()
    if elsewhere is not None or not secret:
        return elsewhere or redirect(url_for("account.authenticator"), code=303)
    name = typed("name") or gettext("Application")
    said = {"session": session_secret(), "language": current_language()}
    try:
        codes = the_kit().own_second_factors.add_authenticator(
            owner.account, secret, typed("code"), name, **said
        )
    except AnswersError as refused:
        return _show_authenticator(problems_of(refused, "code")), status_of(refused)
    visit().pop(OFFERED)
    return _added(owner, codes)


@blueprint.get("/second-factor/passkey")
@open_to(Access.PERSON)
def passkey() -> ResponseReturnValue:
    """Let the browser make one."""
    return _unless_proved() or _show_passkey({})


@blueprint.post("/second-factor/passkey")
@open_to(Access.PERSON)
def add_passkey() -> ResponseReturnValue:
    """Keep it."""
    owner, elsewhere = require_owner(), _unless_proved()
    if elsewhere is not None:
        return elsewhere
    name = typed("name") or gettext("Passkey")
    said = {"session": session_secret(), "language": current_language()}
    try:
        codes = the_kit().own_second_factors.add_passkey(owner.account, typed("passkey"), name, **said)
    except (SignInError, AnswersError) as refused:
        return _show_passkey(problems_of(refused, "name")), status_of(refused)
    return _added(owner, codes)


@blueprint.post("/second-factor/codes")
@open_to(Access.PERSON)
def renew_codes() -> ResponseReturnValue:
    """Ten others, shown this once."""
    owner, elsewhere = require_owner(), _unless_proved()
    if elsewhere is not None:
        return elsewhere
    said = {"session": session_secret(), "language": current_language()}
    return _show_codes(the_kit().own_second_factors.renew_codes(owner.account, **said))


@blueprint.post("/second-factor/remove")
@open_to(Access.PERSON)
def remove_factor() -> ResponseReturnValue:
    """Do without it. Without the last one a desk opens as it does to a password alone."""
    owner, elsewhere = require_owner(), _unless_proved()
    if elsewhere is not None:
        return elsewhere
    said = {"session": session_secret(), "language": current_language()}
    the_kit().own_second_factors.remove(owner.account, _factor_id(), **said)
    here, opens_desk = require_person(), owner.session.opens_desk
    if here.way == AccountWay().name and not _factors(owner).factors:
        opens_desk = the_kit().second_factors.by_password_alone(owner.account).opens_desk
    go_on_as(here, owner.account, opens_desk=opens_desk)
    return redirect(url_for("account.second_factor"), code=303)


def _added(owner: Owner, codes: tuple[str, ...]) -> ResponseReturnValue:
    """With the first one, password and second factor are both proved: the desk opens."""
    here = require_person()
    is_own_way = here.way == AccountWay().name
    go_on_as(here, owner.account, opens_desk=owner.session.opens_desk or is_own_way)
    return _show_codes(codes) if codes else redirect(url_for("account.second_factor"), code=303)


def _unless_proved() -> ResponseReturnValue | None:
    """Where to prove it first; None when that was done lately."""
    owner = require_owner()
    if has_proved_lately():
        return None
    endpoint = "sign_in.second_factor" if _factors(owner).factors else "account.second_factor"
    return redirect(url_for(endpoint), code=303)


def _factors(owner: Owner) -> FactorsOfAccount:
    return the_kit().second_factors.of(owner.account)


def _factor_id() -> UUID:
    try:
        return UUID(hex=typed("factor"))
    except ValueError:
        raise NotFoundError("There is no such second factor.") from None


def _show(problems: dict[str, str]) -> str:
    owner = require_owner()
    waits = bool(owner.account.offices) and not owner.session.opens_desk
    return render_template(
        "account/second_factor.html",
        has=_factors(owner),
        is_proved=has_proved_lately(),
        desk_waits=waits,
        following=visit().get(NEXT, ""),
        problems=problems,
    )


def _show_authenticator(problems: dict[str, str]) -> str:
    offer = the_kit().own_second_factors.offer_authenticator(
        require_owner().account, visit().get(OFFERED, "")
    )
    visit()[OFFERED] = offer.secret
    return render_template("account/authenticator.html", offer=offer, problems=problems, name=typed("name"))


def _show_passkey(problems: dict[str, str]) -> str:
    options = the_kit().own_second_factors.offer_passkey(require_owner().account, session_secret())
    return render_template("account/passkey.html", options=options, problems=problems, name=typed("name"))


def _show_codes(codes: tuple[str, ...]) -> str:
    following = visit().get(NEXT) or url_for("account.second_factor")
    return render_template("account/recovery_codes.html", codes=codes, following=following)
