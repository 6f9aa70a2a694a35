"""Group commit: those who wait for the disk at the same time share one transaction.

A commit is durable when the disk says so, and the disk takes as long for one row as for twenty. Nobody is
told of success before the commit that holds their work.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Work = TypeVar("Work")
Result = TypeVar("Result")

MOST = 32
"""How many share a transaction at most: so that none waits long for the others."""


@dataclass(slots=True)
class _Ticket(Generic[Work, Result]):
    work: Work
    result: Result | None = None
    error: BaseException | None = None
    done: bool = False


class GroupCommit(Generic[Work, Result]):
    """Runs `write_all` for one or more works at a time.

    It returns a result for each, in order, once they are on disk; or it raises, and has written nothing: then
    each is tried alone, so that one cannot fail the others.
    """

    def __init__(self, write_all: Callable[[Sequence[Work]], Sequence[Result]]) -> None:
        self._write_all = write_all
        self._waiting: list[_Ticket[Work, Result]] = []
        self._waiting_lock = threading.Lock()
        self._turn = threading.Lock()

    def write(self, work: Work) -> Result:
        """Whoever gets the turn writes for all who wait; the others find their work done."""
        ticket = _Ticket[Work, Result](work)
        with self._waiting_lock:
            self._waiting.append(ticket)
        with self._turn:
            if not ticket.done:
                self._write_waiting()
        if ticket.error is not None:
            raise ticket.error
        return ticket.result  # type: ignore[return-value]

    def _write_waiting(self) -> None:
        # The caller's ticket is among them, wherever it stands in the queue.
        with self._waiting_lock:
            waiting, self._waiting = self._waiting, []
        try:
            for start in range(0, len(waiting), MOST):
                self._write(waiting[start : start + MOST])
        finally:
            # Nobody may wait for ever for what an interruption left undone.
            for ticket in waiting:
                if not ticket.done:
                    ticket.error, ticket.done = InterruptedError("The transaction was interrupted."), True

    def _write(self, batch: list[_Ticket[Work, Result]]) -> None:
        try:
            results = self._write_all([ticket.work for ticket in batch])
        except Exception as error:
            if len(batch) == 1:
                batch[0].error, batch[0].done = error, True
                return
            for ticket in batch:
                self._write([ticket])
            return
        for ticket, result in zip(batch, results, strict=True):
            ticket.result, ticket.done = result, True
