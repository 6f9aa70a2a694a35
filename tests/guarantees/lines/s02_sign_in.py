"""S2: whoever comes back from a provider otherwise than from their own sign-in is not signed in, nor is an
answer believed that is not the provider's own, about this sign-in, meant for us.
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode
from collections.abc import Callable, Iterator
from itertools import permutations
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Flask
from web.conftest import Visitor
from web.sign_in_doors import Door, open_doors, people_signed_in, site_with
from web.test_misuse_answers import QUICK
from web.test_misuse_sign_in import MISUSES, altered

from consultkit import ConsultKit, create_app
from consultkit.identity import tokens
from consultkit.identity.tokens import TokenReader
from consultkit.storage import provider_sign_ins
from consultkit.storage.tables import provider_sign_ins as under_way
from guarantees.databases import DATABASES
from guarantees.line import Fault, Finding, Line, Trial
from guarantees.replacing import replaced

Doors = dict[str, Door]
Attempt = Callable[[Flask, ConsultKit], int]
"""Tries to be signed in wrongly; what it was answered."""
SMOKE_FAULTS = ("id_token_other_nonce", "id_token_unsigned", "id_token_expired", "userinfo_other_subject")


def experiment(trial: Trial) -> Finding:
    with open_doors() as doors:
        attempts = list(_attempts(doors, full=trial.full))
        broken = [(name, _outcome(trial, doors, attempt)) for name, attempt in attempts]
    breaches = [f"{name}: {outcome}" for name, outcome in broken if outcome]
    return Finding(f"{len(attempts)} misuses at {len(doors)} providers: {len(breaches)} believed", breaches)


def _outcome(trial: Trial, doors: Doors, attempt: Attempt) -> str:
    """What went wrong, at a site where nobody was before."""
    folder = Path(trial.folder, "site")
    folder.mkdir(exist_ok=True)
    with DATABASES["sqlite"](trial) as url, site_with(doors, url, folder) as kit:
        status = attempt(create_app(kit), kit)
        if people_signed_in(kit):
            return "somebody was signed in"
        return "" if 400 <= status < 500 else f"answered with {status}"


def _attempts(doors: Doors, *, full: bool) -> Iterator[tuple[str, Attempt]]:
    for word, door in doors.items() if full else [("franceconnect", doors["franceconnect"])]:
        for misuse in MISUSES:
            yield f"{word}, {misuse.__name__}", _misused(misuse, door)
        yield f"{word}, a callback used twice", _again(door)
    for word, faults in QUICK if full else [("franceconnect", (fault,)) for fault in SMOKE_FAULTS]:
        yield f"{word}, {' and '.join(faults)}", _answered_wrongly(doors[word], faults)
    for begun, ended in permutations(doors, 2) if full else []:
        yield f"begun at {begun}, ended at {ended}", _mixed_up(doors[begun], doors[ended])


def _misused(misuse: Any, door: Door) -> Attempt:
    def attempt(app: Flask, kit: ConsultKit) -> int:
        visitor, address = misuse(app, kit, door)
        return visitor.client.get(address).status_code

    return attempt


def _again(door: Door) -> Attempt:
    """The first time is right: who came so leaves before it is tried again."""

    def attempt(app: Flask, kit: ConsultKit) -> int:
        visitor = Visitor(app)
        address = door.address_back(visitor)
        cookie = visitor.client.get_cookie("consultkit")
        visitor.client.get(address)
        with kit.archive.writing() as tx:
            tx.connection.execute(sa.text("UPDATE sessions SET respondent_id = NULL"))
        assert cookie is not None
        visitor.client.set_cookie("consultkit", cookie.value)
        return visitor.client.get(address).status_code

    return attempt


def _answered_wrongly(door: Door, faults: tuple[str, ...]) -> Attempt:
    def attempt(app: Flask, _kit: ConsultKit) -> int:
        with door.stand_in.answering_wrongly(*faults):
            return door.walk(Visitor(app))[-1].status_code

    return attempt


def _mixed_up(begun: Door, ended: Door) -> Attempt:
    """RFC 9700, 4.4."""

    def attempt(app: Flask, _kit: ConsultKit) -> int:
        visitor = Visitor(app)
        address = altered(begun.address_back(visitor), iss=ended.settings.issuer)
        return visitor.client.get(address.replace(begun.callback, ended.callback)).status_code

    return attempt


def _read_unsigned(_reader: Any, token: str, _keys: object) -> dict[str, Any]:
    payload = token.split(".")[1]
    claims: dict[str, Any] = json.loads(urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    return claims


def _of_any_session(once: bool = True) -> Any:
    asked = under_way.c.state_hash == sa.bindparam("state_hash")
    taking = sa.delete(under_way).where(asked).returning(under_way.c.details)
    return taking if once else sa.select(under_way.c.details).where(asked)


LINE = Line(
    id="S2",
    promise="Nobody is signed in by anything but their own sign-in, answered by the provider",
    bar="all refused, no 5xx, no session",
    points=5,
    experiment=experiment,
    faults=(
        Fault(
            "any session",
            "a state is good for whoever brings it",
            lambda: replaced(provider_sign_ins, "_take", _of_any_session()),
        ),
        Fault(
            "used again",
            "a state is good more than once",
            lambda: replaced(provider_sign_ins, "_take", _of_any_session(once=False)),
        ),
        Fault(
            "unsigned",
            "tokens are read, not verified",
            lambda: replaced(TokenReader, "_decode", _read_unsigned),
        ),
        Fault("any nonce", "nonces are not compared", lambda: replaced(tokens, "same", lambda *_: True)),
    ),
    mandatory=True,
)
