"""To an identity provider and back: `/auth/<name>/login`, `/callback` and `/logout-callback`.

These three addresses are registered at the provider and do not change.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from consultkit.errors import NotFoundError, ProviderUnavailableError, SignInError
from consultkit.identity import RedirectWay, SignInRequest
from consultkit.records import Identity, SignedIn
from consultkit.web.access import Access, open_to
from consultkit.web.extension import consultation_named, page_consultation, the_kit
from consultkit.web.language import current_language
from consultkit.web.sessions import visit
from consultkit.web.sign_in.blueprint import blueprint
from consultkit.web.sign_in.leaving import CONSULTATION, PURPOSE, callback_url, failed, leave_for, public_url
from consultkit.web.visitor import NEXT, require_person, safe_next, sign_in_as

ID_TOKEN = "id_token"  # noqa: S105 - the name of a place, not a secret
ANSWER, JOIN, WORK = "answer", "join", "work"

Errand = Mapping[str, str]


@blueprint.get("/auth/<provider>/login")
@open_to(Access.EVERYBODY)
def start_provider(provider: str) -> ResponseReturnValue:
    """Leave for the provider, to answer a consultation that lists it."""
    here = page_consultation()
    chosen = consultation_named(request.args.get(CONSULTATION) or (here.id if here else ""))
    rule, way = chosen.respondent.rule_of(provider), the_kit().redirect_way(provider)
    if rule is None:
        raise NotFoundError("The consultation does not list this way.")
    following = safe_next(request.args.get(NEXT)) or ""
    errand = {PURPOSE: ANSWER, CONSULTATION: chosen.id, NEXT: following}
    again = url_for("sign_in.sign_in", consultation=chosen.id, next=following or None)
    return leave_for(way, SignInRequest(rule.ask), errand, again)


@blueprint.get("/auth/<provider>/callback")
@open_to(Access.EVERYBODY)
def finish_provider(provider: str) -> ResponseReturnValue:
    """Back from the provider: on with the errand, or told what to do."""
    kept, way = visit().kept, the_kit().redirect_way(provider)
    try:
        identity, errand = the_kit().provider_sign_ins.finish(
            way, kept.id if kept else None, callback_url(way), request.args.to_dict()
        )
        return _ERRANDS[errand[PURPOSE]](way, identity, errand)
    except (SignInError, ProviderUnavailableError) as error:
        return failed(error)


@blueprint.get("/auth/<provider>/logout-callback")
@open_to(Access.EVERYBODY)
def signed_out_at_provider(provider: str) -> ResponseReturnValue:
    """Back from signing out there. Nothing is at stake any more, so the state may be missing."""
    the_kit().redirect_way(provider)
    return render_template("sign_in/signed_out.html")


def provider_sign_out_url() -> str | None:
    """Where to send the browser so that the provider's own session ends too."""
    current = visit()
    if ID_TOKEN not in current or current.kept is None:
        return None
    way = the_kit().redirect_way(current.kept.way or "")
    return_to = public_url("sign_in.signed_out_at_provider", way)
    return way.sign_out_url(current.get(ID_TOKEN) or None, return_to, secrets.token_hex(32))


def _answer(way: RedirectWay, identity: Identity, errand: Errand) -> ResponseReturnValue:
    who = SignedIn(the_kit().identities.respondent_of(identity, way.name), way.name)
    sign_in_as(who, {ID_TOKEN: identity.id_token or ""})
    start = url_for("respondent.start", consultation=errand[CONSULTATION])
    return redirect(safe_next(errand[NEXT]) or start, code=303)


def _join(way: RedirectWay, identity: Identity, _errand: Errand) -> ResponseReturnValue:
    """The visit that began this is signed in, and stays so: `finish` has taken its state for it alone."""
    here, kit = require_person(), the_kit()
    proved = kit.accounts.of_respondent(here.respondent) if here.session.opens_desk else None
    person = kit.joining.add_identity(
        identity, way.name, here.respondent, language=current_language(), proved=proved
    )
    account = kit.accounts.of_respondent(person) if here.session.account_id else None
    sign_in_as(SignedIn(person, here.way, account, here.session.opens_desk), dict(here.session.data))
    return redirect(url_for("account.ways"), code=303)


def _work(way: RedirectWay, identity: Identity, errand: Errand) -> ResponseReturnValue:
    account = the_kit().officials.sign_in(identity, way.name)
    who = SignedIn(account.respondent, way.name, account, opens_desk=True)
    sign_in_as(who, {ID_TOKEN: identity.id_token or ""})
    return redirect(safe_next(errand[NEXT]) or url_for("desk.home"), code=303)


_ERRANDS: Mapping[str, Callable[[RedirectWay, Identity, Errand], ResponseReturnValue]] = {
    ANSWER: _answer,
    JOIN: _join,
    WORK: _work,
}
