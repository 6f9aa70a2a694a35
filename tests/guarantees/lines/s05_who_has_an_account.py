"""S5: what is answered, and when, says nothing of who has an account here."""

from __future__ import annotations

import os
from collections.abc import Iterator

from benchmarks.enumeration import time_answers
from web import test_enumeration as town

from consultkit.errors import NotFoundError, SignInError
from consultkit.identity import passwords
from consultkit.operations import Accounts, accounts
from guarantees.databases import DATABASES
from guarantees.line import Fault, Finding, Line, Trial
from guarantees.replacing import replaced
from guarantees.site import Site, site

DIFFERENCE_SECONDS = 0.005
BY_CHANCE = 0.01
PAGES = ("/traders/sign-in", "/desk/sign-in")


def experiment(trial: Trial) -> Finding:
    with site(trial) as place:
        town.settle(place.kit)
        breaches = [*_told_apart(place), *_work_told_apart(place)]
    measured = f"{len(town.EVERYBODY)} kinds of addresses at {len(PAGES) + 1} pages: {len(breaches)} differ"
    if not trial.full:
        return Finding(measured, breaches)
    timings, slow = _timed(trial)
    return Finding(f"{measured}; {timings}", [*breaches, *slow])


def _told_apart(place: Site) -> Iterator[str]:
    for page in PAGES:
        seen = [town.try_password(place.app, page, one, town.WRONG) for one in town.EVERYBODY]
        if seen[0][0] != 403 or not town.alike(seen):
            yield f"{page} answers differently"
    seen = [_asked_for_a_link(place, one) for one in town.EVERYBODY]
    if not town.alike(seen):
        yield "/account/link answers differently"


def _asked_for_a_link(place: Site, address: str) -> town.Seen:
    visitor = place.visitor()
    form = visitor.open("/account/link").form("email")
    return town.seen(visitor.post(form, {"email": address}), address)


def _work_told_apart(place: Site) -> Iterator[str]:
    """How often a password is hashed, which is what takes time: once, with and without an account."""
    hashed: list[str] = []
    hasher = passwords._hasher()
    sound = type(hasher).verify
    with replaced(type(hasher), "verify", lambda *args: hashed.append("") or sound(*args)):
        for address in town.EVERYBODY:
            before = len(hashed)
            town.try_password(place.app, PAGES[0], address, town.WRONG, "192.0.2.77")
            if len(hashed) - before != 1:
                yield f"a password for {address} is hashed {len(hashed) - before} times"


def _timed(trial: Trial) -> tuple[str, list[str]]:
    with DATABASES["postgresql"](trial) as url:
        environment = {
            **os.environ,
            "CONSULTKIT_DATABASE_URL": url,
            "CONSULTKIT_KEY_FILE": str(trial.folder / "keys"),
        }
        timings = time_answers(environment, 400)
    told = [f"{one.page}: medians {one.difference * 1000:+.2f} ms apart, p = {one.p:.2f}" for one in timings]
    slow = [
        f"{one.page} takes {one.difference * 1000:+.2f} ms longer with an account (p = {one.p:.4f})"
        for one in timings
        if abs(one.difference) >= DIFFERENCE_SECONDS or one.p <= BY_CHANCE
    ]
    return "; ".join(told), slow


def _without_nobodys_hash(kept: str | None, password: str) -> bool:
    return kept is not None and passwords.verify_password(kept, password)


def _frank(room: Accounts, address: str, *args: object, **kwargs: object) -> object:
    try:
        return _sound(room, address, *args, **kwargs)  # type: ignore[arg-type]
    except SignInError:
        if address == town.NOBODY:
            raise NotFoundError("There is no such account.") from None
        raise


_sound = Accounts.sign_in

LINE = Line(
    id="S5",
    promise="Nobody learns who has an account, neither from answers nor from their time",
    bar="bodies identical; over 400 + 400 medians less than 5 ms apart, Mann-Whitney p > 0.01",
    points=3,
    experiment=experiment,
    faults=(
        Fault(
            "no work",
            "no password is hashed where there is no account",
            lambda: replaced(accounts, "verify_password", _without_nobodys_hash),
        ),
        Fault(
            "frank", "an unknown address is answered as such", lambda: replaced(Accounts, "sign_in", _frank)
        ),
    ),
)
