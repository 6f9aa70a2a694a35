"""S3: a cookie opens what its owner may open, for as long as they are here, and nothing afterwards."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from web.conftest import Member, Visitor
from web.test_guarded_sessions import COOKIE, cookie_of, newest_token, sign_out

from consultkit.operations import Sessions, sessions
from consultkit.storage import sessions as stored
from guarantees.line import Fault, Finding, Line, Trial
from guarantees.replacing import replaced
from guarantees.site import Site, site

PASSWORD, OTHER = "trois chevaux verts a Saint-Malo", "quatre chevaux bleus a Cancale"
ADDRESS = "owner@shop.example"


def experiment(trial: Trial) -> Finding:
    breaches = []
    for case in CASES:
        with site(trial) as place:
            if case(place):
                breaches.append(case.__doc__ or case.__name__)
    return Finding(f"{len(CASES)} ways to keep or plant a cookie: {len(breaches)} opened something", breaches)


def _opens(place: Site, secret: str | None) -> bool:
    """Whether a browser with this cookie, and nothing else, is somebody."""
    browser = place.visitor()
    browser.client.set_cookie(COOKIE, secret or "")
    return browser.open("/account/").address == "/account/"


def _owner(place: Site) -> Visitor:
    """Somebody with an account who signed in with its password."""
    place.kit.accounts.ask_link(ADDRESS, language="fr", consultation="traders")
    place.kit.accounts.choose_password(newest_token(place.kit), PASSWORD)
    return _signed_in(place)


def _signed_in(place: Site, password: str = PASSWORD) -> Visitor:
    browser = place.visitor()
    form = browser.open("/traders/sign-in").form("password")
    browser.send(form, {"email": ADDRESS, "password": password})
    assert _opens(place, cookie_of(browser)), "The experiment itself must be able to sign in."
    return browser


def planted_before_the_sign_in(place: Site) -> bool:
    """a secret that was planted before the sign-in"""
    planted = place.kit.sessions.begin({"csrf_token": "known"}).id
    _owner(place)
    browser = place.visitor()
    browser.client.set_cookie(COOKIE, planted)
    browser.send(browser.open("/traders/sign-in").form("password"), {"email": ADDRESS, "password": PASSWORD})
    return cookie_of(browser) == planted or _opens(place, planted)


def copied_before_signing_out(place: Site) -> bool:
    """a cookie copied before its owner signed out"""
    member = place.member()
    copied = cookie_of(member)
    sign_out(member)
    return _opens(place, copied)


def of_a_deleted_account(place: Site) -> bool:
    """the cookie of an account that was deleted since"""
    copied = cookie_of(_owner(place))
    account = place.kit.accounts.sign_in(ADDRESS, PASSWORD)
    place.kit.own_account.delete(account, PASSWORD, origin="", language="fr")
    return _opens(place, copied)


def of_before_a_new_password(place: Site) -> bool:
    """a thief's cookie, after the owner chose another password by a mailed link"""
    copied = cookie_of(_owner(place))
    place.kit.accounts.ask_link(ADDRESS, language="fr", consultation="traders")
    place.kit.accounts.choose_password(newest_token(place.kit), OTHER)
    return _opens(place, copied)


def left_for_an_hour(place: Site) -> bool:
    """a visit that nobody used for more than an hour"""
    secret = cookie_of(place.member())
    place.clock.move(timedelta(minutes=61))
    return _opens(place, secret)


def kept_for_a_day(place: Site) -> bool:
    """a visit that is used every half hour for thirteen hours"""
    member = place.member()
    for _ in range(26):
        place.clock.move(timedelta(minutes=30))
        member.open("/account/")
    return _opens(place, cookie_of(member))


def of_the_other_device(place: Site) -> bool:
    """a lost telephone, after its visit was ended from another device"""
    lost, kept = place.member(), Member(place.app, place.kit, "member")
    secret = cookie_of(kept) or ""
    place.kit.sessions.end_others(kept.respondent, secret)
    assert _opens(place, secret), "The device in hand stays signed in."
    return _opens(place, cookie_of(lost))


CASES: tuple[Callable[[Site], bool], ...] = (
    planted_before_the_sign_in,
    copied_before_signing_out,
    of_a_deleted_account,
    of_before_a_new_password,
    left_for_an_hour,
    kept_for_a_day,
    of_the_other_device,
)


LINE = Line(
    id="S3",
    promise="A cookie is worth nothing after sign-out, deletion, a new password or too long a time",
    bar="all refused; the secret changes at sign-in",
    points=3,
    experiment=experiment,
    faults=(
        Fault(
            "not ended",
            "signing out takes the cookie back and leaves the session",
            lambda: replaced(Sessions, "end", lambda *_: None),
        ),
        Fault(
            "no idle limit",
            "a visit lasts until its longest time, used or not",
            lambda: replaced(sessions, "IDLE_RESPONDENT", timedelta(days=1)),
        ),
        Fault(
            "no longest time",
            "a visit that is used lasts for ever",
            lambda: replaced(sessions, "ABSOLUTE", timedelta(days=365)),
        ),
        Fault(
            "others stay",
            "a new password leaves other visits signed in",
            lambda: replaced(stored, "delete_of_respondent", lambda *_, **__: None),
        ),
    ),
)
