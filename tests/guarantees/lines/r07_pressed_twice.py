"""R7: fifty press at once: one contribution, one receipt; what was changed meanwhile is refused."""

from __future__ import annotations

import secrets
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from consultkit import ConsultKit, ConsultKitError
from consultkit.operations.judging import Sending
from consultkit.records import Draft, Receipt, Respondent, digest_of
from consultkit.storage import Transaction, submissions
from consultkit.storage.tables import outbox as promises
from consultkit.storage.tables import receipts as proofs
from consultkit.storage.tables import submissions as kept
from consultkit.web.errors import status_of
from guarantees import market
from guarantees.check_then_insert import CHECK_THEN_INSERT
from guarantees.databases import DATABASES
from guarantees.line import Fault, Finding, Line, Trial
from guarantees.market import ANSWERS, CHECKED, Market, new_drafts, new_respondent
from guarantees.replacing import replaced

THREADS = 50
CHANGED = digest_of({**ANSWERS, "firm_name": "Another"})
Press = Callable[[], Receipt]
Outcome = str
"""A reference, or the status of a refusal."""


def experiment(trial: Trial) -> Finding:
    breaches: list[str] = []
    drafts, people = trial.count(4, 200), trial.count(4, 50)
    for name in DATABASES:
        breaches += [f"{name}: {breach}" for breach in _many(trial, name, drafts)]
        breaches += [f"{name}, two tabs: {breach}" for breach in _two_tabs(trial, name, people)]
    measured = (
        f"{drafts} drafts and {people} times two tabs, each sent by {THREADS} at once, on both databases: "
        f"{len(breaches)} otherwise than once"
    )
    return Finding(measured, breaches)


def _many(trial: Trial, database: str, count: int) -> list[str]:
    with DATABASES[database](trial) as url, _opened(Market(trial, url)) as kit:
        me, stranger = new_respondent(kit), new_respondent(kit)
        drafts = new_drafts(kit, me, count)
        with ThreadPoolExecutor(THREADS) as pool:
            breaches = [
                breach
                for draft in drafts
                for breach in _judged(
                    _all_at_once(pool, _presses(kit, draft, me, stranger))
                    + _all_at_once(pool, [_press(kit, draft, stranger)])
                )
            ]
        return [*breaches, *_kept_otherwise(kit, count)]


def _two_tabs(trial: Trial, database: str, people: int) -> list[str]:
    """Where one contribution is taken from each, and two drafts of theirs are sent at once."""
    site = Market(replace(trial, folder=trial.folder / "one"), "")
    site.trial.folder.mkdir(exist_ok=True)
    site.write_file(contributions="one")
    with DATABASES[database](trial) as url, _opened(replace(site, url=url)) as kit:
        with ThreadPoolExecutor(THREADS) as pool:
            outcomes = [_of_two_tabs(kit, pool) for _ in range(people)]
        breaches = [f"answered with {dict(counted)}" for counted in outcomes if _is_wrong(counted)]
        return [*breaches, *_kept_otherwise(kit, people)]


def _of_two_tabs(kit: ConsultKit, pool: ThreadPoolExecutor) -> Counter[Outcome]:
    me = new_respondent(kit)
    tabs = new_drafts(kit, me, 2)
    return Counter(_all_at_once(pool, [_press(kit, tabs[n % 2], me) for n in range(THREADS)]))


def _is_wrong(outcomes: Counter[Outcome]) -> bool:
    """One tab gets its receipt at each press; the other is told every time that there is one."""
    return sorted(outcomes.values()) != [THREADS // 2] * 2 or "409" not in outcomes


def _presses(kit: ConsultKit, draft: Draft, me: Respondent, stranger: Respondent) -> list[Press]:
    """As it is, under other keys, with other content than was checked; a stranger who knows all of it."""
    other_key = [_press(kit, replace(draft, submit_key=secrets.token_urlsafe(32)), me) for _ in range(10)]
    changed = [_press(kit, draft, me, CHANGED)] * 10
    return [*[_press(kit, draft, me)] * 20, *other_key, *changed, *[_press(kit, draft, stranger)] * 10]


def _press(kit: ConsultKit, draft: Draft, who: Respondent, checked: str = CHECKED) -> Press:
    return lambda: kit.intake.submit(draft.id, who, submit_key=draft.submit_key, answers_sha256=checked)


def _judged(outcomes: Sequence[Outcome]) -> Iterator[str]:
    """In the order of `_presses`."""
    mine, changed, strangers = Counter(outcomes[:30]), Counter(outcomes[30:40]), Counter(outcomes[40:])
    if len(mine) != 1:
        yield f"one draft, sent 30 times at once, was answered with {dict(mine)}"
    if set(changed) != {"422"}:
        yield f"changed content was answered with {dict(changed)}"
    if set(strangers) != {"404"}:
        yield f"a stranger was answered with {dict(strangers)}"


def _all_at_once(pool: ThreadPoolExecutor, presses: Sequence[Press]) -> list[Outcome]:
    start = threading.Barrier(len(presses))

    def begin(press: Press) -> Outcome:
        start.wait()
        try:
            return press().reference
        except ConsultKitError as error:
            return str(int(status_of(error)))

    return list(pool.map(begin, presses))


def _kept_otherwise(kit: ConsultKit, count: int) -> Iterator[str]:
    with kit.archive.reading() as tx:
        for table in (kept, proofs, promises):
            found = tx.connection.scalar(sa.select(sa.func.count()).select_from(table))
            if found != count:
                yield f"{count} drafts left {found} rows in {table.name}"


@contextmanager
def _opened(site: Market) -> Iterator[ConsultKit]:
    """A kit of the site, whose database is as the run's fault wants it."""
    kit = site.open()
    market.settle(kit.archive)
    try:
        yield kit
    finally:
        kit.close()


_earlier = submissions.earlier_receipt


def _anybodys(tx: Transaction, respondent_id: UUID, *, draft_id: UUID, submit_key: str) -> Any:
    owner = tx.connection.scalar(sa.select(kept.c.respondent_id).where(kept.c.submit_key == submit_key))
    return _earlier(tx, owner or respondent_id, draft_id=draft_id, submit_key=submit_key)


LINE = Line(
    id="R7",
    promise="However often and from wherever a contribution is sent, it is taken once, with one receipt",
    bar="each draft once, one receipt; 422 for changed content, 409 from a second tab, on both databases",
    points=4,
    experiment=experiment,
    faults=(
        CHECK_THEN_INSERT,
        Fault(
            "key alone",
            "a repeat is known by its key, and its content is not compared",
            lambda: replaced(Sending, "must_match", lambda *_: None),
        ),
        Fault(
            "anybody's key",
            "who brings the key of a contribution gets its receipt, whoever they are",
            lambda: replaced(submissions, "earlier_receipt", _anybodys),
        ),
    ),
    mandatory=True,
)
