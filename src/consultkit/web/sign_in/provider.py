"""To an identity provider and back: `/auth/<name>/login`, `/callback` and `/logout-callback`.

These three addresses are registered at the provider and do not change.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from consultkit.errors import NotFoundError, ProviderUnavailableError, SignInError
from consultkit.identity import RedirectWay, SignInRequest
from consultkit.records import SignedIn
from consultkit.schema import Consultation
from consultkit.web.access import Access, open_to
from consultkit.web.errors import status_of
from consultkit.web.extension import consultation_named, page_consultation, the_kit
from consultkit.web.language import translate
from consultkit.web.sessions import visit
from consultkit.web.sign_in.blueprint import blueprint
from consultkit.web.visitor import NEXT, safe_next, session_secret, sign_in_as

ID_TOKEN, CONSULTATION = "id_token", "consultation"


@blueprint.get("/auth/<provider>/login")
@open_to(Access.EVERYBODY)
def start_provider(provider: str) -> ResponseReturnValue:
    """Remember where the visitor was, and leave for the provider."""
    here = page_consultation()
    chosen = consultation_named(request.args.get(CONSULTATION) or (here.id if here else ""))
    way, current = _way(provider, [chosen]), visit()
    current[CONSULTATION] = chosen.id
    errand = {CONSULTATION: chosen.id, NEXT: safe_next(request.args.get(NEXT)) or ""}
    sign_ins = the_kit().provider_sign_ins
    try:
        url = sign_ins.start(way, session_secret(), _callback_url(way), _asked(chosen, way), errand)
    except ProviderUnavailableError as error:
        return _failed(error)
    return redirect(url, code=303)


@blueprint.get("/auth/<provider>/callback")
@open_to(Access.EVERYBODY)
def finish_provider(provider: str) -> ResponseReturnValue:
    """Back from the provider: signed in, or told what to do."""
    kit, current = the_kit(), visit()
    way = _way(provider, kit.consultations)
    secret = current.kept.id if current.kept else None
    try:
        identity, errand = kit.provider_sign_ins.finish(
            way, secret, _callback_url(way), request.args.to_dict()
        )
    except (SignInError, ProviderUnavailableError) as error:
        return _failed(error)
    consultation, following = errand[CONSULTATION], safe_next(errand[NEXT])
    data = {ID_TOKEN: identity.id_token or "", CONSULTATION: consultation}
    sign_in_as(SignedIn(kit.identities.respondent_of(identity, way.name), way.name), data)
    return redirect(following or _start_of(consultation), code=303)


@blueprint.get("/auth/<provider>/logout-callback")
@open_to(Access.EVERYBODY)
def signed_out_at_provider(provider: str) -> ResponseReturnValue:
    """Back from signing out there. Nothing is at stake any more, so the state may be missing."""
    _way(provider, the_kit().consultations)
    return render_template("sign_in/signed_out.html")


def provider_sign_out_url() -> str | None:
    """Where to send the browser so that the provider's own session ends too."""
    current = visit()
    if ID_TOKEN not in current or current.kept is None:
        return None
    way = _way(current.kept.way or "", the_kit().consultations)
    return_to = _public_url("sign_in.signed_out_at_provider", way)
    return way.sign_out_url(current.get(ID_TOKEN) or None, return_to, secrets.token_hex(32))


def _failed(error: SignInError | ProviderUnavailableError) -> ResponseReturnValue:
    """What went wrong, in words, with the ways on: try again, or sign in another way."""
    consultation = visit().get(CONSULTATION) or getattr(page_consultation(), "id", None)
    params = error.params if isinstance(error, SignInError) else {}
    page = render_template(
        "sign_in/failed.html",
        message=translate(error.message, params),
        mend=translate(error.mend, params),
        again=url_for("sign_in.sign_in", consultation=consultation)
        if consultation
        else url_for("respondent.home"),
    )
    return page, status_of(error)


def _asked(consultation: Consultation, way: RedirectWay) -> SignInRequest:
    rule = consultation.respondent.rule_of(way.name)
    return SignInRequest(rule.ask if rule else ())


def _way(name: str, consultations: Iterable[Consultation]) -> RedirectWay:
    """Raises NotFoundError when none of these consultations lists it."""
    for consultation in consultations:
        for way in the_kit().sign_in_ways(consultation.id):
            if way.name == name and way.kind == "redirect":
                return way
    raise NotFoundError("There is no such way to sign in.")


def _callback_url(way: RedirectWay) -> str:
    return _public_url("sign_in.finish_provider", way)


def _public_url(endpoint: str, way: RedirectWay) -> str:
    # From the settings, never from the request's Host: the provider compares it to the letter.
    return the_kit().settings.public_url + url_for(endpoint, provider=way.name)


def _start_of(consultation: str) -> str:
    if consultation:
        return url_for("respondent.start", consultation=consultation)
    return url_for("respondent.home")
