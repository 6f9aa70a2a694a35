"""After the password: the code, the passkey or the recovery code. Nobody is signed in before that.

Who is signed in already comes here to prove it once more, before a change of what there is to prove.
"""

from __future__ import annotations

from typing import NamedTuple

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from consultkit.errors import SignInError
from consultkit.identity import AccountWay
from consultkit.operations import Means
from consultkit.records import Account, FactorKind, SignedIn
from consultkit.web.access import Access, open_to
from consultkit.web.errors import instruction, status_of
from consultkit.web.extension import the_kit
from consultkit.web.language import current_language
from consultkit.web.proofs import BACK, awaited_account, proved_now
from consultkit.web.sessions import visit
from consultkit.web.sign_in.blueprint import blueprint
from consultkit.web.visitor import (
    NEXT,
    SignedInSession,
    go_on_as,
    is_signed_in,
    require_person,
    session_secret,
    sign_in_as,
)

_MEANS: tuple[Means, ...] = ("code", "recovery", "passkey")


class Asked(NamedTuple):
    """Who must prove a second factor; `here` is their session when they are signed in already."""

    account: Account
    here: SignedInSession | None


@blueprint.get("/sign-in/second-factor")
@open_to(Access.EVERYBODY)
def second_factor() -> ResponseReturnValue:
    """Ask for it."""
    return _show(_asked())


@blueprint.post("/sign-in/second-factor")
@open_to(Access.EVERYBODY)
def prove_second_factor() -> ResponseReturnValue:
    """Take it, once, and go on."""
    asked = _asked()
    means: Means = next((one for one in _MEANS if one in request.form), "code")
    given = request.form.get(means, "")
    try:
        the_kit().second_factors.prove(
            asked.account, means, given, session=session_secret(), language=current_language()
        )
    except SignInError as refused:
        return _show(asked, means, refused), status_of(refused)
    following = visit().pop(BACK, "") if asked.here else visit().get(NEXT, "")
    _let_in(asked)
    return redirect(following or url_for("account.second_factor"), code=303)


def _asked() -> Asked:
    here = require_person() if is_signed_in() else None
    account = the_kit().accounts.of_respondent(here.respondent) if here else awaited_account()
    if account is None or not the_kit().second_factors.of(account).factors:
        abort(redirect(url_for("respondent.home"), code=303))
    return Asked(account, here)


def _let_in(asked: Asked) -> None:
    way, here = AccountWay().name, asked.here
    if here is None:
        who = SignedIn(asked.account.respondent, way, asked.account, opens_desk=True)
        return sign_in_as(who, proved_now())
    # Another way leads to the same person without the password: it does not open the desk with a code alone.
    return go_on_as(here, asked.account, opens_desk=here.session.opens_desk or here.way == way)


def _show(asked: Asked, means: Means = "code", refused: SignInError | None = None) -> str:
    factors = the_kit().second_factors
    return render_template(
        "sign_in/second_factor.html",
        takes_codes=factors.of(asked.account).has(FactorKind.AUTHENTICATOR),
        passkey_options=factors.ask_passkey(asked.account, session_secret()),
        means=means,
        problem=instruction(refused) if refused else "",
    )
