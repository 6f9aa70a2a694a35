"""R9: receivers are down, busy and slow, and workers are killed: each referral and each letter works once."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

import sqlalchemy as sa

from consultkit import ConsultKit
from consultkit.operations import Worker
from consultkit.storage import cases, outbox
from consultkit.storage.tables import cases as kept
from consultkit.storage.tables import outbox as entries
from consultkit_mediator import delivery
from guarantees import promised
from guarantees.couriers import at_work, killed
from guarantees.databases import DATABASES
from guarantees.line import Fault, Finding, Line, Trial
from guarantees.receivers import Mailbox, Mediator
from guarantees.replacing import replaced

WORKERS = 3
OLD = 3
"""So many referrals were promised a day before the outage."""
OUTAGE_STEPS = 15
"""In an outage a second counts for so many that something was done for: there is work in it too, in vain."""
LONGEST_SECONDS = 60
MOST_CALLS = 1.6
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Course:
    """How it went."""

    kills: int
    alarms: int
    """How many referrals the desk showed as stuck before the outage was over."""
    seconds: float
    """From the end of the outage until nothing was left to do."""


def experiment(trial: Trial) -> Finding:
    referrals, letters = trial.count(40, 2_000), trial.count(10, 500)
    mediator, mailbox = Mediator(), Mailbox()
    with DATABASES["postgresql"](trial) as url:
        settings = promised.settings(trial, url)
        kit = ConsultKit([promised.file(trial, mediator.address)], settings=settings)
        try:
            with _workers(trial, kit, mediator, mailbox) as hit:
                mediator.effects.dawdling = trial.count(1, 6)
                references = promised.contribute(kit, referrals)
                addresses = promised.write(kit, letters)
                course = _course(trial, kit, mediator, mailbox, hit)
            breaches = [
                *_wrong(references, mediator, "referral"),
                *_wrong(addresses, mailbox, "letter to"),
                *_unacknowledged(kit, referrals),
                *_slow(course, mediator, referrals),
            ]
        finally:
            kit.close()
            mediator.down()
            mailbox.down()
    return Finding(_in_words(course, mediator, mailbox, referrals, letters), breaches)


def _in_words(course: Course, mediator: Mediator, mailbox: Mailbox, referrals: int, letters: int) -> str:
    return (
        f"{referrals:,} referrals in {mediator.effects.calls / referrals:.2f} calls each, {letters} letters "
        f"in {mailbox.effects.calls / letters:.2f}; {course.kills} workers killed, {course.alarms} alarms; "
        f"all done {course.seconds:.0f} s after the outage"
    )


@contextmanager
def _workers(trial: Trial, kit: ConsultKit, mediator: Mediator, mailbox: Mailbox) -> Iterator[list[int]]:
    """They are at work, and killed at it; whom it hit."""
    environment = trial.environment(promised.variables(trial, kit, mailbox.port))

    def steps() -> float:
        outage = mediator.seconds_down() * OUTAGE_STEPS
        return len(mediator.effects.by_key) + len(mailbox.effects.by_key) + outage

    with (
        at_work(WORKERS, trial.folder / "mediation.yaml", environment) as workers,
        killed(workers, steps, trial.count(15, 25), trial.seed) as hit,
    ):
        yield hit


def _course(trial: Trial, kit: ConsultKit, mediator: Mediator, mailbox: Mailbox, hit: list[int]) -> Course:
    _until(lambda: len(mediator.effects.by_key) >= trial.count(5, 300))
    alarms = _outage(trial, kit, mediator, mailbox)
    back = time.monotonic()
    # Longer than it may take: what is late is not lost.
    _until(lambda: not _open(kit), trial.count(20, 5 * LONGEST_SECONDS))
    return Course(len(hit), alarms, time.monotonic() - back)


def _outage(trial: Trial, kit: ConsultKit, mediator: Mediator, mailbox: Mailbox) -> int:
    mediator.down()
    mailbox.down()
    _promise_a_day_ago(kit)
    _until(lambda: _alarms(kit) >= OLD, 10)
    time.sleep(trial.count(1, 30))
    alarms = _alarms(kit)
    mediator.up()
    mailbox.up()
    return alarms


def _promise_a_day_ago(kit: ConsultKit) -> None:
    waiting = sa.and_(entries.c.kind == "deliver", outbox.OPEN)

    def some() -> Any:
        with kit.archive.writing() as tx:
            old = sa.select(entries.c.id).where(waiting).limit(OLD)
            back = sa.update(entries).where(entries.c.id.in_(old), entries.c.created_at > kit.now() - DAY)
            return tx.connection.execute(back.values(created_at=kit.now() - DAY)).rowcount

    _until(some, 10)


def _alarms(kit: ConsultKit) -> int:
    with kit.archive.reading() as tx:
        return cases.count_troubled(tx, "fair")


def _open(kit: ConsultKit) -> int:
    with kit.archive.reading() as tx:
        asked = sa.select(sa.func.count()).select_from(entries).where(outbox.OPEN)
        return int(tx.connection.scalar(asked) or 0)


def _until(reached: Any, seconds: float = 60) -> None:
    """Or as long as that: what was not reached by then is told by what is counted afterwards."""
    end = time.monotonic() + seconds
    while not reached() and time.monotonic() < end:
        time.sleep(0.1)


# --- what must be there afterwards ---------------------------------------------


def _wrong(expected: list[str], receiver: Mediator | Mailbox, what: str) -> Iterator[str]:
    arrived = set(receiver.effects.by_key.values())
    yield from (f"lost: {what} {one}" for one in expected if one not in arrived)
    yield from (f"done twice: {what} {one}" for one in receiver.effects.doubled())
    yield from (f"nobody sent: {what} {one}" for one in arrived - set(expected))


def _unacknowledged(kit: ConsultKit, referrals: int) -> Iterator[str]:
    with kit.archive.reading() as tx:
        handed = tx.connection.scalar(
            sa.select(sa.func.count()).select_from(kept).where(kept.c.acknowledged_at.is_not(None))
        )
    if handed != referrals:
        yield f"{referrals} referrals, of which {handed} are marked as handed over"


def _slow(course: Course, mediator: Mediator, referrals: int) -> Iterator[str]:
    if course.seconds >= LONGEST_SECONDS:
        yield f"not done {course.seconds:.0f} s after the outage"
    if mediator.effects.calls > MOST_CALLS * referrals:
        yield f"{mediator.effects.calls} calls for {referrals} referrals"
    # A worker that is killed may have heard the answer, and its successor asks once more.
    if mediator.effects.needless > course.kills:
        yield f"{mediator.effects.needless} calls for what was answered, after {course.kills} kills"
    if course.alarms < OLD:
        yield f"{OLD} referrals were due for a day, and {course.alarms} alarms raised"


# --- the faults ----------------------------------------------------------------

_post = delivery.post


def _another_key(address: Any, content: Any, headers: Mapping[str, str]) -> Any:
    return _post(address, content, {**headers, "Idempotency-Key": str(uuid4())})


def _look_only(tx: Any, now: Any, _lease: timedelta, limit: int) -> Any:
    due = sa.select(*outbox.CLAIMED).where(outbox.OPEN, entries.c.next_at <= now)
    rows = tx.connection.execute(due.order_by(entries.c.created_at).limit(limit))
    return tuple(outbox.Entry(**row._mapping) for row in rows)


def _give_up(worker: Any, tx: Any, entry: outbox.Entry, said: str, now: Any) -> None:
    worker._refuse(tx, entry, said, now) if entry.attempts > 2 else _retry(worker, tx, entry, said, now)


_retry = Worker._retry

LINE = Line(
    id="R9",
    promise="Every referral and letter arrives once, through outages, lost answers and killed workers",
    bar=f"0 lost, 0 doubled; done ≤ {LONGEST_SECONDS} s after the outage, ≤ {MOST_CALLS} calls each; alarms",
    points=5,
    experiment=experiment,
    faults=(
        Fault(
            "another key",
            "each try has a key of its own: the receiver cannot know a repeat",
            lambda: replaced(delivery, "post", _another_key),
        ),
        Fault(
            "no lease",
            "what one worker is at, others take up too",
            lambda: replaced(outbox, "claim", _look_only),
        ),
        Fault(
            "gives up",
            "after three tries nothing is tried again",
            lambda: replaced(Worker, "_retry", _give_up),
        ),
    ),
    mandatory=True,
)
