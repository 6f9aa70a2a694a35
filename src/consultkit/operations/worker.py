"""The worker: it drains the outbox and folds the counts, and no task's failure stops it."""

from __future__ import annotations

import logging
import random
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta

from consultkit.errors import ServiceError
from consultkit.hooks import Plugins
from consultkit.operations.attachments import Attachments
from consultkit.operations.backoff import Backoff, stuck_since
from consultkit.operations.clock import Clock
from consultkit.operations.delivery import Delivery
from consultkit.operations.exports import Exports
from consultkit.operations.failures import is_permanent, origin, told
from consultkit.operations.forms import Forms
from consultkit.operations.heartbeat import Heartbeat
from consultkit.operations.housekeeping import Housekeeping
from consultkit.operations.in_hand import InHand, LeftBehind
from consultkit.operations.letters import PostOffice
from consultkit.operations.packing import Packing
from consultkit.operations.routing import Routing
from consultkit.operations.scanning import Scanning
from consultkit.operations.time_limit import TimeLimit
from consultkit.storage import Archive, Transaction, cases, outbox, tallies

log = logging.getLogger(__name__)

PLUGIN_SECONDS = 30.0
LEASE = timedelta(minutes=2)
BATCH = 10
POLL_SECONDS = 1.0
ROUND_SECONDS = 5.0
"""After so long, what is claimed and not begun is given back: letters need not wait for a slow receiver."""


class Worker:
    """Does what commits promised: routes submissions, delivers cases, sends letters, has files scanned.

    Any number of workers may run: entries are claimed under a lease, and those of a worker that died come
    back when it ends. `jitter` draws the waits between tries; `plugin_seconds` bounds each call into a plugin
    and stays well under the lease. What is claimed and begun is told to `in_hand`, for `take_over`.
    """

    def __init__(
        self,
        archive: Archive,
        forms: Forms,
        plugins: Plugins,
        clock: Clock,
        post_office: PostOffice,
        *,
        housekeeping: Housekeeping | None = None,
        kept: Attachments | None = None,
        exports: Exports | None = None,
        jitter: random.Random | None = None,
        plugin_seconds: float = PLUGIN_SECONDS,
    ) -> None:
        self._archive = archive
        self._exports = exports
        self._clock = clock
        self._housekeeping = housekeeping or Housekeeping((), clock)
        self._heartbeat = Heartbeat(archive)
        self._backoff = Backoff(jitter or random.SystemRandom())
        limit = TimeLimit(plugin_seconds)
        self._longest_task = plugin_seconds
        self.in_hand = InHand()
        self._post_office = post_office
        self._doers: dict[outbox.Kind, Callable[[outbox.Entry], None]] = {
            "route": Routing(archive, forms, plugins, clock, limit, post_office.public_url).do,
            "deliver": Delivery(
                archive, forms, plugins, clock, limit, Packing(archive, clock, kept), post_office
            ).do,
            "letter": self._send,
        }
        if kept is not None:
            self._doers["scan"] = Scanning(archive, forms, plugins, clock, limit, kept).do

    def take_over(self, left: LeftBehind) -> None:
        """After a process that died: what it was at has failed, and the rest of its claims is due again.

        So a plugin that ends the process costs its own task a wait, and no other task its lease.
        """
        with self._archive.reading() as tx:
            entries = outbox.held(tx, left.claims)
        self._give_back([entry for entry in entries if entry.id != left.begun])
        for entry in entries:
            if entry.id == left.begun:
                self._failed(entry, ServiceError("The worker's process ended in the middle of this."))
        self.in_hand.ended(*left.claims)

    def run(self, stop: threading.Event) -> None:
        """Work until `stop` is set. An outage of the database is logged and waited for.

        Exports, which take minutes, are made beside the rest.
        """
        with self._making_exports(stop):
            self._work(stop)

    def _work(self, stop: threading.Event) -> None:
        while not stop.is_set():
            try:
                self._heartbeat.beat_if_due()
                handled = self.run_once(stop)
            except Exception:
                log.exception("The worker could not reach its work; it tries again.")
                handled = 0
            if not handled:
                stop.wait(POLL_SECONDS)

    @contextmanager
    def _making_exports(self, stop: threading.Event) -> Iterator[None]:
        if self._exports is None:
            yield
            return
        maker = threading.Thread(target=self._exports.run, args=(stop,), name="exports", daemon=True)
        maker.start()
        yield
        maker.join()

    def run_once(self, stop: threading.Event | None = None) -> int:
        """Fold waiting counts, tidy up once an hour, do one batch of due entries; how many were tried."""
        with self._archive.writing() as tx:
            tallies.fold(tx)
        self._housekeeping.do_if_due()
        return self._do_all(self._claim(), stop or threading.Event())

    def _claim(self) -> tuple[outbox.Entry, ...]:
        with self._archive.reading() as tx:
            if not outbox.anything_due(tx, self._clock.judge(tx.database_now())):
                return ()
        with self._archive.writing() as tx:
            entries = outbox.claim(tx, self._clock.judge(tx.database_now()), LEASE, BATCH)
        self.in_hand.claimed(entries)
        return entries

    def _do_all(self, entries: Sequence[outbox.Entry], stop: threading.Event) -> int:
        # What starts later could outlive the lease, and another worker would do it a second time.
        within_lease = LEASE.total_seconds() - self._longest_task
        last_start = time.monotonic() + min(within_lease, ROUND_SECONDS)
        # Somebody waits in front of the mailbox.
        letters_first = sorted(entries, key=lambda entry: entry.kind != "letter")
        for done, entry in enumerate(letters_first):
            if stop.is_set() or time.monotonic() > last_start:
                self._give_back(letters_first[done:])
                return done
            self._do(entry)
        return len(entries)

    def _do(self, entry: outbox.Entry) -> None:
        self.in_hand.begun(entry)
        try:
            self._doers[entry.kind](entry)
        except Exception as error:
            self._failed(entry, error)
        self.in_hand.ended(entry.id)

    def _send(self, entry: outbox.Entry) -> None:
        self._post_office.send(entry, self._clock.now())
        with self._archive.writing() as tx:
            outbox.finish(tx, entry, self._clock.judge(tx.database_now()))

    def _give_back(self, entries: Sequence[outbox.Entry]) -> None:
        with self._archive.writing() as tx:
            now = self._clock.judge(tx.database_now())
            for entry in entries:
                outbox.give_back(tx, entry, now)
        self.in_hand.ended(*(entry.id for entry in entries))

    def _failed(self, entry: outbox.Entry, error: Exception) -> None:
        said = told(error)
        with self._archive.writing() as tx:
            now = self._clock.judge(tx.database_now())
            if is_permanent(error):
                self._refuse(tx, entry, said, now)
            else:
                self._retry(tx, entry, said, now)
        log.warning("%s, attempt %d: %s (%s)", _name(entry), entry.attempts, said, origin(error))

    def _refuse(self, tx: Transaction, entry: outbox.Entry, said: str, now: datetime) -> None:
        held = outbox.refuse(tx, entry, said, now)
        if held and entry.kind == "deliver":
            cases.refuse(tx, entry.subject_id, said, now)
        log.error("%s was refused: a person must look at it.", _name(entry))

    def _retry(self, tx: Transaction, entry: outbox.Entry, said: str, now: datetime) -> None:
        stuck_at = stuck_since(entry, now)
        next_at = self._backoff.next_at(entry, now)
        held = outbox.retry(tx, entry, said, next_at=next_at, stuck_at=stuck_at)
        if held and entry.kind == "deliver":
            cases.missed(tx, entry.subject_id, said, now, stuck_at=stuck_at)
        if stuck_at == now:
            log.error("%s is stuck since a day: it is tried every hour from now on.", _name(entry))


def _name(entry: outbox.Entry) -> str:
    return f"Outbox entry {entry.id} ({entry.kind} {entry.subject_id}, plugin {entry.plugin})"
