"""Whether the time of an answer says who has an account: with and without one, in turns drawn by chance."""

from __future__ import annotations

import math
import random
import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from flask import Flask
from flask.testing import FlaskClient

from benchmarks.deployment import kit_of
from consultkit import ConsultKit, create_app
from consultkit.identity import hash_password
from consultkit.storage import accounts

WARM_UP = 20
PASSWORD, WRONG = "trois chevaux verts a Saint-Malo", "neuf chevaux verts a Saint-Malo"
NOBODY_THERE = {
    "CONSULTKIT_FRANCECONNECT_ISSUER": "http://127.0.0.1:9/api/v2",
    "CONSULTKIT_FRANCECONNECT_CLIENT_ID": "bench",
    "CONSULTKIT_FRANCECONNECT_CLIENT_SECRET": "bench",
}
"""The campaign names FranceConnect; nobody goes there."""
_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
PAGES: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "sign in, wrong password": ("/desk/sign-in", {"password": WRONG}),
    "ask for a link": ("/account/link", {}),
}


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds of each answer of one page, in one process, without a network."""

    page: str
    known: Sequence[float]
    unknown: Sequence[float]

    @property
    def difference(self) -> float:
        """Of the medians, in seconds."""
        return median(self.known) - median(self.unknown)

    @property
    def p(self) -> float:
        return mann_whitney(self.known, self.unknown)


def time_answers(environment: Mapping[str, str], tries: int) -> list[Timing]:
    """`tries` with an account, and as many without, on each page. Each address is tried once."""
    kit = kit_of({**environment, **NOBODY_THERE})
    known = [f"known-{number:04}@shop.example" for number in range(tries + WARM_UP)]
    _open_accounts(kit, known)
    app = create_app(kit)
    timings = [_time_page(app, page, known, tries) for page in PAGES]
    kit.close()
    return timings


def _open_accounts(kit: ConsultKit, addresses: Sequence[str]) -> None:
    password_hash, now = hash_password(PASSWORD), kit.now()
    for address in addresses:
        with kit.archive.writing() as tx:
            kept = accounts.find_or_create(tx, address, now)
            accounts.set_password(tx, kept.account.id, password_hash, now)


def _time_page(app: Flask, page: str, known: Sequence[str], tries: int) -> Timing:
    turns = [(True, address) for address in known]
    turns += [(False, address.replace("known", "wrong")) for address in known]
    # By the same chance each time: what drifts on the machine touches both.
    random.Random(page).shuffle(turns)
    times: dict[bool, list[float]] = {True: [], False: []}
    for number, (has_account, address) in enumerate(turns):
        times[has_account].append(_ask(app.test_client(), page, address, number))
    return Timing(page, times[True][-tries:], times[False][-tries:])


def _ask(client: FlaskClient, page: str, address: str, number: int) -> float:
    path, form = PAGES[page]
    found = _TOKEN.search(client.get(path).text)
    if found is None:
        raise RuntimeError(f"{path} shows no form.")
    # From an address of its own each time: nobody is to be made to wait here.
    origin = {"REMOTE_ADDR": f"2001:db8:{number // 65536:x}:{number % 65536:x}::1"}
    sent = {**form, "csrf_token": found[1], "email": address}
    began = time.perf_counter()
    answer = client.post(path, data=sent, environ_base=origin)
    seconds = time.perf_counter() - began
    if answer.status_code not in {200, 403}:
        raise RuntimeError(f"{path} was answered with {answer.status_code}.")
    return seconds


def mann_whitney(one: Sequence[float], other: Sequence[float]) -> float:
    """How often chance alone would set two samples as far apart: two-sided, normal approximation, no ties.

    Mann and Whitney, "On a test of whether one of two random variables is stochastically larger", 1947.
    """
    ranked = sorted([(value, True) for value in one] + [(value, False) for value in other])
    ranks = sum(rank for rank, (_, is_one) in enumerate(ranked, start=1) if is_one)
    n, m = len(one), len(other)
    u = ranks - n * (n + 1) / 2
    z = (u - n * m / 2) / math.sqrt(n * m * (n + m + 1) / 12)
    return math.erfc(abs(z) / math.sqrt(2))
