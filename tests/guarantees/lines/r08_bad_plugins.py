"""R8: plugins raise, sleep, eat memory, end their process and talk rubbish: nobody else notices."""

from __future__ import annotations

import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import sqlalchemy as sa

from consultkit import ConsultKit, Settings
from consultkit.cli import worker as command
from consultkit.operations import Worker
from consultkit.operations.in_hand import LeftBehind
from consultkit.storage import Acceptance, Acceptor
from consultkit.storage.tables import cases
from guarantees.bad_plugins import BAD, GOOD, PLUGINS, SAYS
from guarantees.couriers import end
from guarantees.databases import DATABASES
from guarantees.line import Fault, Finding, Line, Trial
from guarantees.market import CHECKED, CONSULTATION, new_drafts, new_respondent
from guarantees.replacing import replaced

MEBIBYTES = 600
BLOCK = 250
"""So many are sent to each consultation, in turns, before their slowest are compared."""
MOST = 1.1
MOST_USUALLY = 1.5
GOOD_ONE = "good0"


def experiment(trial: Trial) -> Finding:
    count, blocks = trial.count(2, 20), trial.count(1, 10)
    with (
        DATABASES["postgresql"](trial) as url,
        closing(_kit(trial, url)) as kit,
        _worker(trial, kit.settings),
    ):
        for _ in range(count):
            _seconds(kit, "fair")
        breaches = list(_not_shown(kit, count, trial.count(40, 100)))
        ratio, usual = _ratios(kit, blocks)
    if ratio > MOST and trial.full:
        breaches.append(f"with bad plugins, sending takes {ratio:.2f} times as long (p99)")
    if usual > MOST_USUALLY:
        breaches.append(f"with bad plugins, sending takes {usual:.2f} times as long (p50)")
    measured = (
        f"{count} contributions, each to {len(BAD)} bad plugins and a good one; p99 of sending is "
        f"{ratio:.2f} of that with good ones ({blocks * BLOCK} in turns)"
    )
    return Finding(measured, breaches)


def _ratios(kit: ConsultKit, blocks: int) -> tuple[float, float]:
    """Of the slowest hundredth and of the median, with bad plugins and with good ones, sent in turns."""
    slowest, usual = zip(*(_of_block(kit) for _ in range(blocks)), strict=True)
    return median(slowest), median(usual)


def _of_block(kit: ConsultKit) -> tuple[float, float]:
    seconds: dict[str, list[float]] = {"fair": [], "calm": []}
    for turn in range(BLOCK):
        # Neither comes first always: what the one leaves the machine with, the other meets.
        for consultation in sorted(seconds, reverse=bool(turn % 2)):
            seconds[consultation].append(_seconds(kit, consultation))
    bad, calm = (quantiles(seconds[one], n=100) for one in ("fair", "calm"))
    return bad[-1] / calm[-1], bad[49] / calm[49]


def _seconds(kit: ConsultKit, consultation: str) -> float:
    me = new_respondent(kit)
    (draft,) = new_drafts(kit, me, 1, consultation=consultation)
    begun = time.perf_counter()
    kit.intake.submit(draft.id, me, submit_key=draft.submit_key, answers_sha256=CHECKED)
    return time.perf_counter() - begun


def _not_shown(kit: ConsultKit, count: int, patience: float) -> Iterator[str]:
    """What the desk does not show after so many seconds: fewer than a lease has, which delays nobody."""
    wanted = {**dict.fromkeys(BAD, count), GOOD_ONE: count}
    end_of_patience, shown = time.monotonic() + patience, Counter[str]()
    while shown != wanted and time.monotonic() < end_of_patience:
        time.sleep(0.2)
        shown = _shown(kit)
    for plugin, expected in wanted.items():
        if shown[plugin] != expected:
            what = "delivered" if plugin == GOOD_ONE else "shown as failed"
            yield f"of {expected} referrals of {plugin}, {shown[plugin]} are {what}"


def _shown(kit: ConsultKit) -> Counter[str]:
    """By plugin: of the good one what was delivered, of the bad ones what says why it was not."""
    with kit.archive.reading() as tx:
        rows = tx.connection.execute(sa.select(cases.c.plugin, cases.c.acknowledged_at, cases.c.last_error))
        return Counter(plugin for plugin, at, error in rows if at or SAYS.get(plugin, "-") in (error or ""))


def _kit(trial: Trial, url: str) -> ConsultKit:
    """Two consultations that differ in their plugins alone."""
    settings = Settings(database_url=url, key_file=trial.folder / "keys", files=str(trial.folder / "files"))
    files = [_file(trial, "fair", [*BAD, GOOD_ONE]), _file(trial, "calm", list(GOOD))]
    return ConsultKit(files, settings=settings, plugins=PLUGINS)


def _file(trial: Trial, name: str, plugins: list[str]) -> Path:
    text = CONSULTATION.read_text().replace("closes: 2018-11-30", "closes: 2100-01-01")
    named = ", ".join(f"{plugin}: {{}}" for plugin in plugins)
    file = trial.folder / f"{name}.yaml"
    file.write_text(f"{text.replace('consultation: fair', f'consultation: {name}')}plugins: {{{named}}}\n")
    return file


@contextmanager
def _worker(trial: Trial, settings: Settings) -> Iterator[None]:
    environment = trial.environment(
        {
            "CONSULTKIT_DATABASE_URL": settings.database_url,
            "CONSULTKIT_KEY_FILE": str(settings.key_file),
            "CONSULTKIT_FILES": settings.files,
            "CONSULTKIT_WORKER_MEMORY": str(MEBIBYTES),
        }
    )
    files = [str(trial.folder / f"{name}.yaml") for name in ("fair", "calm")]
    worker = subprocess.Popen(
        [sys.executable, "-m", "guarantees.bad_plugins", "worker", *files],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield
    finally:
        end(worker)


_accept = Acceptor.accept


def _ask_first(acceptor: Acceptor, acceptance: Acceptance) -> bool:
    if "sleeper" in acceptance.plugins:
        time.sleep(0.2)
    return _accept(acceptor, acceptance)


def _unguarded(worker: Any, entry: Any) -> None:
    worker._doers[entry.kind](entry)


def _unwatched(work: Any, _memory: int) -> int:
    work(LeftBehind(), lambda _line: None)
    return 0


LINE = Line(
    id="R8",
    promise="A plugin that fails in whatever way delays no contribution and no other plugin",
    bar=f"all others delivered, each failure shown on its case; p99 of sending at most {MOST} times as long",
    points=4,
    experiment=experiment,
    faults=(
        Fault(
            "unwatched",
            "nobody begins another process when a plugin ended the worker's",
            lambda: replaced(command, "supervise", _unwatched),
        ),
        Fault(
            "unguarded",
            "what a plugin raises ends the round of all",
            lambda: replaced(Worker, "_do", _unguarded),
        ),
        Fault(
            "asked first",
            "a plugin is asked while a contribution is being accepted",
            lambda: replaced(Acceptor, "accept", _ask_first),
        ),
    ),
)
