"""R6: each call of the database's driver fails in turn while something is sent, and the disk does too."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from flask import Flask

from consultkit import ConsultKit, create_app
from consultkit.storage import Acceptance, Acceptor, Archive, Transaction
from consultkit.storage.tables import drafts, outbox, receipts, submissions
from guarantees.crowd import Client
from guarantees.databases import DATABASES
from guarantees.failing import Calls
from guarantees.killing import Server, free_port
from guarantees.line import Fault, Finding, Line, Trial
from guarantees.market import Market
from guarantees.replacing import replaced
from guarantees.told import Told, unkept

MOST_CALLS = 100
WHOLE = (0, 1, 1, 1)
"""Rows in drafts, submissions, receipts and outbox of what is kept; the other way round, nothing is."""
NOTHING = (1, 0, 0, 0)
EIO = ["strace", "-f", "--seccomp-bpf", "-o", "/dev/null", "-e", "trace=fdatasync"]


class Caller(Client):
    """Without a network: each call of the driver is counted."""

    def __init__(self, kit: ConsultKit, app: Flask, drafts: int) -> None:
        super().__init__(kit, 0, Told(), drafts)
        self._app = app

    def ask(self, method: str, path: str, body: str) -> tuple[int, str, str]:
        browser = self._app.test_client(use_cookies=False)
        answer = browser.open(path, method=method, data=body, headers=self.headers)
        return answer.status_code, answer.headers.get("Location", ""), answer.text


def experiment(trial: Trial) -> Finding:
    failed, breaches = 0, []
    for name in DATABASES:
        for done_first in (False, True):
            tried, wrong = _each_in_turn(trial, name, done_first=done_first)
            failed += tried
            breaches += [f"{name}, {'after' if done_first else 'before'} {what}" for what in wrong]
    refused, wrong = _disk_fails(trial, trial.count(12, 400))
    measured = f"{failed} calls failed in turn, on both databases; a disk refused to sync {refused} times"
    return Finding(measured, [*breaches, *wrong])


def _each_in_turn(trial: Trial, database: str, *, done_first: bool) -> tuple[int, list[str]]:
    wrong: list[str] = []
    with DATABASES[database](trial) as url, closing(Market(trial, url).open()) as kit:
        caller, calls = Caller(kit, create_app(kit), MOST_CALLS), Calls(kit.archive.engine)
        caller.arrive()
        for at in range(1, MOST_CALLS):
            draft = caller.next_draft()
            form = caller.form(draft)
            with calls.failing(at, done_first=done_first):
                status, _, _ = caller.ask("POST", caller.address(draft), form)
            if calls.made < at:  # There is no such call any more.
                return at - 1, wrong
            wrong += [f"call {at}: {what}" for what in _judged(kit, draft.id, status)]
            again, _ = caller.post(draft)
            if again != "303" or _rows(kit, draft.id) != WHOLE:
                wrong.append(f"call {at}: asked again, it is {again} and {_rows(kit, draft.id)} rows")
    return MOST_CALLS, [*wrong, f"more than {MOST_CALLS} calls"]


def _judged(kit: ConsultKit, draft: UUID, status: int) -> Iterator[str]:
    """Who got a receipt has all; who got none is told to come back, and there is all or nothing."""
    rows = _rows(kit, draft)
    if status not in {303, 503}:
        yield f"answered with {status}"
    if rows not in ({WHOLE} if status == 303 else {WHOLE, NOTHING}):
        yield f"answered with {status}, with {rows} rows in drafts, submissions, receipts and outbox"


def _rows(kit: ConsultKit, draft: UUID) -> tuple[int, ...]:
    named = (drafts.c.id, submissions.c.id, receipts.c.submission_id, outbox.c.subject_id)
    with kit.archive.reading() as tx:
        found = (
            sa.select(sa.func.count()).select_from(column.table).where(column == draft) for column in named
        )
        return tuple(int(tx.connection.scalar(one) or 0) for one in found)


def _disk_fails(trial: Trial, count: int) -> tuple[int, list[str]]:
    """Every fifth time that the log of SQLite is to reach the disk, it does not."""
    told, port = Told(), free_port()
    failing = [*EIO, "-e", "inject=fdatasync:error=EIO:when=4+5"]
    with DATABASES["sqlite"](trial) as url:
        site = Market(trial, url)
        with closing(site.open()) as kit:
            client = Client(kit, port, told, count)
            server = Server(site, port, before=failing, workers=1)
            try:
                client.arrive()
                told.answers.clear()
                client.send_all()
            finally:
                server.kill_group()
            wrong = [f"the disk failed: {what}" for what in (*told.misanswered(), *unkept(kit.archive, told))]
    if not told.answers["503"]:
        wrong.append("the disk failed, and nobody noticed")
    return told.answers["503"], wrong


_accept = Acceptor.accept


def _swallow(acceptor: Acceptor, acceptance: Acceptance) -> bool:
    try:
        return _accept(acceptor, acceptance)
    except Exception:
        return True


@contextmanager
def _each_by_itself(archive: Archive) -> Iterator[Transaction]:
    with archive.reading() as tx:
        yield tx


def _in_pieces() -> AbstractContextManager[Any]:
    return replaced(Archive, "writing", _each_by_itself)


LINE = Line(
    id="R6",
    promise="Whatever call fails while a contribution is sent, there is all of it or nothing",
    bar="a receipt and complete rows, or an error and no row too many; asked again, the one receipt",
    points=5,
    experiment=experiment,
    faults=(
        Fault(
            "swallowed",
            "an error is swallowed, and answered with a receipt",
            lambda: replaced(Acceptor, "accept", _swallow),
        ),
        Fault("in pieces", "each table is written on its own, without a transaction", _in_pieces),
    ),
)
