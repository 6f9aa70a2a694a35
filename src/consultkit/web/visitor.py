"""Who is asking, and what that lets them see. What is absent and what is somebody else's get the same 404."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, cast
from urllib.parse import urlsplit

from flask import Flask, Response, abort, current_app, redirect, request, url_for

from consultkit.errors import NotFoundError
from consultkit.operations import AfterPassword
from consultkit.records import Account, Official, Respondent, Role, Session, SignedIn
from consultkit.web.entering import entered_for
from consultkit.web.extension import page_consultation, the_kit
from consultkit.web.language import current_language
from consultkit.web.proofs import ADVISED, AWAITED, proved_now
from consultkit.web.sessions import KitSessionInterface, visit

NEXT = "next"
HELD = "held"
"""In the data of a visit whose session holds what was typed when an earlier one had ended."""


class SignedInSession(NamedTuple):
    """A session with somebody in it."""

    session: Session
    respondent: Respondent
    way: str


def is_signed_in() -> bool:
    """Whether there is anybody to sign out."""
    kept = visit().kept
    return kept is not None and kept.respondent is not None


def current_respondent() -> Respondent | None:
    """The person who is signed in, in a way that the consultation of this page lists in its file.

    Who came by another way, for another consultation, is nobody here until they sign in again. An official
    who enters what came on paper is the person that it is of.
    """
    current, consultation = visit(), page_consultation()
    if current.kept is None or consultation is None:
        return None
    person = entered_for(consultation.id, current.kept.offices)
    if person is not None:
        return person
    listed = {way.name for way in the_kit().sign_in_ways(consultation.id)}
    return current.kept.respondent if current.kept.way in listed else None


def current_way() -> str:
    """By which way the person of this page came; `entry` for who is entered by an official."""
    kept = visit().kept
    return "entry" if is_entering() else (kept.way or "" if kept else "")


def is_entering() -> bool:
    """Whether the pages of this visit are somebody else's, whose contribution an official enters."""
    current, consultation = visit(), page_consultation()
    if current.kept is None or consultation is None:
        return False
    return entered_for(consultation.id, current.kept.offices) is not None


def current_offices() -> tuple[Official, ...]:
    """The desks that the person who is signed in may work at."""
    kept = visit().kept
    return kept.offices if kept else ()


def require_person() -> SignedInSession:
    """The session of whoever is signed in, by any way; anybody else is sent to a sign-in, and back here."""
    kept = visit().kept
    if kept is None or kept.respondent is None or kept.way is None:
        consultation = page_consultation()
        if consultation is None:
            abort(redirect(url_for("respondent.home"), code=303))
        abort(redirect(url_for("sign_in.sign_in", consultation=consultation.id, next=request.path), code=303))
    return SignedInSession(kept, kept.respondent, kept.way)


def require_respondent() -> Respondent:
    """The person who is signed in; anybody else is sent to the sign-in, and back here afterwards."""
    respondent = current_respondent()
    if respondent is None:
        consultation = page_consultation()
        if consultation is None:
            raise NotFoundError("There is no such page.")
        abort(redirect(url_for("sign_in.sign_in", consultation=consultation.id, next=request.path), code=303))
    return respondent


def require_official(consultation_id: str) -> Official:
    """The office of the person who is signed in at this consultation's desk.

    Who has no office at all is sent to the desk's sign-in. Raises NotFoundError for officials of another
    consultation, whether or not this one exists.
    """
    return _office(consultation_id, lambda office: office.role.is_inside)


def require_any_official() -> tuple[Official, ...]:
    """The offices of the person who is signed in; who has none is sent to the desk's sign-in."""
    offices = current_offices()
    if not offices:
        abort(redirect(url_for("desk.sign_in", next=request.path), code=303))
    return offices


def require_caseworker(consultation_id: str) -> Official:
    """Likewise for who works on cases at this desk; for readers there is no such page."""
    return _office(consultation_id, lambda office: office.role in (Role.CASEWORKER, Role.MANAGER))


def require_manager(consultation_id: str) -> Official:
    """Likewise for a manager of this desk; for other officials there is no such page."""
    return _office(consultation_id, lambda office: office.role is Role.MANAGER)


def require_outside(consultation_id: str, role: Role) -> Official:
    """The office of somebody who is outside the desk; for everybody else there is no such page."""
    return _office(consultation_id, lambda office: office.role is role)


def _office(consultation_id: str, may: Callable[[Official], bool]) -> Official:
    for office in require_any_official():
        if office.consultation == consultation_id and may(office):
            return office
    raise NotFoundError("There is no such page.")


def sign_in_account(account: Account, following: str) -> str:
    """Go on after a password that was right. Where to send the browser, who wanted to be at `following`."""
    factors = the_kit().second_factors
    match factors.after_password(account):
        case AfterPassword.ASKS:
            _begin_visit(None, {AWAITED: factors.await_proof(account), NEXT: following})
            return url_for("sign_in.second_factor")
        case AfterPassword.MUST_SET_UP:
            sign_in_as(factors.by_password_alone(account), {**proved_now(), NEXT: following})
            return url_for("account.second_factor")
        case AfterPassword.SIGNED_IN:
            advice = {ADVISED: "yes"} if account.offices else {}
            sign_in_as(factors.by_password_alone(account), {**proved_now(), **advice})
            return following


def sign_in_as(who: SignedIn, data: dict[str, str]) -> None:
    """Begin a session of that person; whatever the visit held before is gone, its secret too.

    Only what they had typed when an earlier visit ended comes with them, see `operations.HeldForms`.
    """
    _begin_visit(who, data)
    the_kit().identities.speak(who.respondent, current_language())


def install_spoken_language(app: Flask) -> None:
    """Remember what a person who is signed in chooses to read."""
    app.after_request(_remember_spoken)


def _remember_spoken(response: Response) -> Response:
    kept = visit().kept if "lang" in request.args else None
    if kept is not None and kept.respondent is not None:
        the_kit().identities.speak(kept.respondent, current_language())
    return response


def go_on_as(here: SignedInSession, account: Account, *, opens_desk: bool) -> None:
    """Give the visit of who has just proved more, or parted with a proof, another secret and this right."""
    own = account if here.session.account_id else None
    data = {name: value for name, value in visit().items() if name != ADVISED}
    sign_in_as(SignedIn(here.respondent, here.way, own, opens_desk=opens_desk), {**data, **proved_now()})


def _begin_visit(who: SignedIn | None, data: dict[str, str]) -> None:
    current = visit()
    held = {HELD: current[HELD]} if HELD in current else {}
    current.clear()
    current.update(data, **held)
    _interface().rotate(current, who)


def end_visit() -> None:
    """End the session on the server."""
    _interface().end(visit())


def session_secret() -> str:
    """The secret of the visit's session, which is stored now if it was not yet."""
    current = visit()
    if current.kept is None or current.modified:
        _interface().store(current)
    if current.kept is None:
        raise AssertionError("A stored visit has a session.")
    return current.kept.id


def origin_of_request() -> str:
    """The network address that the request came from, as the proxies in front say that are counted on."""
    return request.remote_addr or ""


def safe_next(value: str | None) -> str | None:
    """The address when it is a path of this site, else None: nobody is sent elsewhere after signing in."""
    if not value or not value.startswith("/") or value[1:2] in {"/", "\\"}:
        return None
    if not value.isprintable() or "\\" in value:
        return None
    try:
        parts = urlsplit(value)
    except ValueError:
        return None
    return None if parts.scheme or parts.netloc else value


def _interface() -> KitSessionInterface:
    return cast("KitSessionInterface", current_app.session_interface)
