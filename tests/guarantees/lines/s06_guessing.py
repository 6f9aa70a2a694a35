"""S6: guessing passwords is hopeless, from one network or from a hundred, and costs the server little."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import cache
from importlib.resources import files
from itertools import islice, product

import psutil
from web import test_enumeration as town
from web.test_guarded_sessions import newest_token

from consultkit import identity
from consultkit.identity import password_fault, password_rule, passwords
from consultkit.operations import accounts
from guarantees.line import Fault, Finding, Line, Trial
from guarantees.replacing import replaced
from guarantees.serving import served
from guarantees.site import Site, site

AT_ONCE = 50
PER_HOUR = 10
MOST_BYTES = 600 * 1024**2
WRITTEN = ("{}{}", "{}-{}", "{}{}!", "!{}{}", "{}.{}.")


def experiment(trial: Trial) -> Finding:
    tries = trial.count(30, 1_000)
    with site(trial) as place:
        town.settle(place.kit)
        guessed = {networks: _guesses(place, tries, networks) for networks in (1, 100)}
        locked_out = _owner_is_locked_out(place)
    together, common = _hashed_together(), list(_accepted(trial.count(500, 20_000)))
    breaches = [
        f"{count} guesses at one account in an hour from {networks} networks"
        for networks, count in guessed.items()
        if count > PER_HOUR
    ]
    breaches += ["the owner is locked out"] if locked_out else []
    breaches += [f"{together} passwords hashed at once"] if together > passwords.AT_ONCE else []
    breaches += [f"{common[0]} is taken for a good password"] if common else []
    told = " and ".join(f"{count} from {networks} network(s)" for networks, count in guessed.items())
    measured = f"of {tries:,} tries in an hour {told} were compared; {together} hashed at once"
    if trial.full:
        most = _most_memory(trial)
        measured += f"; {most / 1024**2:.0f} MB with {AT_ONCE} at the door"
        breaches += [f"{most} bytes of memory"] if most > MOST_BYTES else []
    return Finding(measured, breaches)


def _guesses(place: Site, tries: int, networks: int) -> int:
    """How many of the tries within one hour came as far as being compared with the password."""
    compared: list[str] = []
    place.clock.move(timedelta(days=2))
    with replaced(accounts, "verify_password", lambda _kept, password: bool(compared.append(password))):
        for number in range(tries):
            origin = f"192.0.2.{number % networks}"
            town.try_password(place.app, "/traders/sign-in", town.MEMBER, f"guess {number}", origin)
            place.clock.move(timedelta(hours=1) / tries)
    return len(compared)


def _owner_is_locked_out(place: Site) -> bool:
    """Right after the guesses, by the letter that is theirs alone."""
    place.kit.accounts.ask_link(town.MEMBER, language="fr", consultation=None)
    account = place.kit.accounts.choose_password(newest_token(place.kit), "quatre chevaux bleus a Cancale")
    return account.respondent is None


def _hashed_together() -> int:
    """The most passwords that one process hashes at once, when fifty people come."""
    inside, most, lock = 0, 0, threading.Lock()
    hasher = type(passwords._hasher())

    def slowly(*_: object) -> bool:
        nonlocal inside, most
        with lock:
            inside += 1
            most = max(most, inside)
        time.sleep(0.01)
        with lock:
            inside -= 1
        return True

    with replaced(hasher, "verify", slowly), ThreadPoolExecutor(AT_ONCE) as people:
        list(people.map(lambda _: identity.verify_password("kept", "tried"), range(AT_ONCE)))
    return most


def _accepted(how_many: int) -> Iterator[str]:
    """Passwords made of what everybody writes that are taken nevertheless."""
    words = _words()
    made = (frame.format(one.title(), two) for two, frame, one in product(words, WRITTEN, words))
    return (one for one in islice(made, how_many) if password_fault(one, "owner@shop.example") is None)


@cache
def _words() -> tuple[str, ...]:
    lines = files("consultkit.identity").joinpath("common_passwords.txt").read_text("utf-8").splitlines()
    return tuple(line for line in lines if line and not line.startswith("#"))


def _most_memory(trial: Trial) -> int:
    """Bytes of the whole server while fifty people sign in with a wrong password."""
    with served(trial) as server, ThreadPoolExecutor(AT_ONCE) as people:
        tries = [people.submit(server.try_password, f"{n}@shop.example") for n in range(AT_ONCE)]
        most = 0
        while not all(one.done() for one in tries):
            most = max(most, sum(_bytes_of(process) for process in server.processes()))
            time.sleep(0.02)
        for one in tries:
            one.result()
    return most


def _bytes_of(process: psutil.Process) -> int:
    try:
        held: int = process.memory_info().rss
    except psutil.NoSuchProcess:
        return 0
    return held


LINE = Line(
    id="S6",
    promise="Nobody guesses a password, whoever tries from wherever, and its owner still gets in",
    bar="10 tries an account and hour; common words refused; under 600 MB with 50 people at the door",
    points=2,
    experiment=experiment,
    faults=(
        Fault("no waiting", "no try is counted", lambda: replaced(accounts, "count_try", lambda *_: None)),
        Fault(
            "all at once",
            "as many passwords are hashed at once as come",
            lambda: replaced(passwords, "_turns", threading.BoundedSemaphore(1_000)),
        ),
        Fault(
            "common words",
            "any word is as good as another",
            lambda: replaced(password_rule, "_own_characters", len),
        ),
    ),
)
