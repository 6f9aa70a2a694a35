"""R10: around the closing, at servers whose clocks are wrong: who was in time is taken, and nobody else."""

from __future__ import annotations

import http.client
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing as closed
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from time import sleep
from uuid import UUID
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from consultkit import ConsultKit
from consultkit.operations import Sessions, SystemClock
from consultkit.records import Draft
from consultkit.schema import window
from consultkit.storage.tables import receipts
from consultkit.web.respondent import check
from guarantees.crowd import Client
from guarantees.databases import DATABASES
from guarantees.line import Fault, Finding, Line, Trial
from guarantees.market import Market
from guarantees.replacing import replaced
from guarantees.told import Told
from guarantees.wall_times import misread
from guarantees.wrong_clocks import WrongClock, serving

CLOCKS = tuple(timedelta(seconds=ahead) for ahead in (3600, -5, 5, -3600))
AROUND = timedelta(seconds=3)
CLIENTS_EACH = 2
SLOWLY = timedelta(seconds=1.5)
"""How long before the closing a slow sender begins, and how long after it the rest arrives."""
MILLISECOND = timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True)
class Sent:
    """One request, by the clock of the machine that the database is on."""

    draft: UUID
    begun: datetime
    answered: datetime
    status: str
    closes: datetime


def experiment(trial: Trial) -> Finding:
    rounds, drafts = trial.count(1, 10), trial.count(150, 1_500)
    with DATABASES["postgresql"](trial) as url:
        site = Market(trial, url)
        site.write_file(closes="2018-11-30", late="refuse")
        with closed(site.open()) as kit, serving(site, CLOCKS[: trial.count(2, 4)]) as servers:
            clients = [
                Client(kit, server.port, Told(), drafts, Sessions(kit.archive, WrongClock(server.ahead)))
                for server in servers
                for _ in range(CLIENTS_EACH)
            ]
            sent = _closings(kit, clients, rounds, drafts // rounds - 1)
            received = _received(kit)
    wrong = [fault for one in sent for fault in _judged(one, received)]
    breaches = [*wrong, *misread(trial.folder, trial.count(2, 5))]
    return Finding(_in_words(sent, rounds, len(breaches)), breaches)


def _in_words(sent: Sequence[Sent], rounds: int, wrong: int) -> str:
    taken = sum(one.status == "303" for one in sent)
    return (
        f"{len(sent):,} sent around {rounds} closings at servers 5 s and 1 h off, {taken:,} taken, "
        f"{len(sent) - taken:,} refused, {wrong} wrongly; closings on days when clocks change"
    )


def _judged(sent: Sent, received: dict[UUID, datetime]) -> Iterator[str]:
    """The rule: it was received between being sent and being answered, and taken if that was in time."""
    at = received.get(sent.draft)
    if sent.status not in {"303", "403"}:
        yield f"answered with {sent.status}"
    if at is None and sent.answered < sent.closes:
        yield f"refused, though answered {sent.closes - sent.answered} before the closing"
    if at is not None and sent.begun >= sent.closes:
        yield f"taken, though sent {sent.begun - sent.closes} after the closing"
    if at is not None and not sent.begun - MILLISECOND <= at < min(sent.answered, sent.closes):
        yield f"sent at {sent.begun}, answered at {sent.answered}, and said to be received at {at}"
    if (at is not None) != (sent.status == "303"):
        yield f"answered with {sent.status}, and {'kept' if at else 'not kept'}"


def _closings(kit: ConsultKit, clients: Sequence[Client], rounds: int, each: int) -> list[Sent]:
    """Several times over, with as many sent by each client around each closing."""
    sent: list[Sent] = []
    with ThreadPoolExecutor(2 * len(clients)) as people:
        _close_at(kit, _now() + timedelta(minutes=1))
        list(people.map(Client.arrive, clients))
        kit.windows.close("fair", by="guarantees", reason="Everybody is there.")
        for _ in range(rounds):
            closes = _close_at(kit, max(_now(), kit.windows.window("fair").closes_at) + AROUND)
            slow = [people.submit(_send_slowly, client, closes) for client in clients[::CLIENTS_EACH]]
            for several in people.map(lambda client, at=closes: list(_send(client, at, each)), clients):
                sent += several
            sent += [one.result() for one in slow]
    return sent


def _close_at(kit: ConsultKit, closes: datetime) -> datetime:
    kit.windows.extend("fair", closes, by="guarantees", reason="One more round.")
    return closes


def _send(client: Client, closes: datetime, number: int) -> Iterator[Sent]:
    """Evenly from before the closing until after it, or as fast as it is answered."""
    for at in range(number):
        sleep(max(0.0, (closes - AROUND + 2 * AROUND * at / number - _now()).total_seconds()))
        if _now() >= closes + AROUND:
            break
        draft, begun = client.next_draft(), _now()
        status, _ = client.post(draft)
        yield Sent(draft.id, begun, _now(), status, closes)


def _send_slowly(client: Client, closes: datetime) -> Sent:
    """The head of the request in time, its body after the closing: what counts is that it was begun."""
    draft = client.next_draft()
    sleep(max(0.0, (closes - SLOWLY - _now()).total_seconds()))
    begun = _now()
    status = _in_two_parts(client, draft, closes + SLOWLY)
    # It counts as answered in time: so must it be.
    return Sent(draft.id, begun, closes - MILLISECOND, status, closes)


def _in_two_parts(client: Client, draft: Draft, rest_at: datetime) -> str:
    body = client.form(draft)
    with closed(http.client.HTTPConnection("127.0.0.1", client.port, timeout=30)) as connection:
        connection.putrequest("POST", client.address(draft))
        for name, value in {**client.headers, "Content-Length": str(len(body))}.items():
            connection.putheader(name, value)
        connection.endheaders()
        sleep(max(0.0, (rest_at - _now()).total_seconds()))
        connection.send(body.encode())
        return str(connection.getresponse().status)


def _received(kit: ConsultKit) -> dict[UUID, datetime]:
    with kit.archive.reading() as tx:
        rows = tx.connection.execute(sa.select(receipts.c.submission_id, receipts.c.received_at))
        return dict(rows.all())


def _now() -> datetime:
    return datetime.now(UTC)


def _first_of_two(day: date, at: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, at).replace(tzinfo=zone, fold=0).astimezone(UTC)


LINE = Line(
    id="R10",
    promise="Who sends in time is taken and nobody else, whatever the clocks of the servers show",
    bar="0 taken outside the rule, 0 refused inside; times that clocks show twice or never are refused",
    points=4,
    experiment=experiment,
    faults=(
        Fault(
            "own clock",
            "each server judges by its own clock",
            lambda: replaced(SystemClock, "judge", lambda clock, _database_now: clock.now()),
        ),
        Fault(
            "when we are done",
            "what counts is when a request is dealt with, not when it arrived",
            lambda: replaced(check, "waited", lambda: timedelta(0)),
        ),
        Fault(
            "either of the two",
            "a time that clocks show twice is taken for the first",
            lambda: replaced(window, "instant_of", _first_of_two),
        ),
    ),
)
