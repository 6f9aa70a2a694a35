"""`./script/bench`: whole journeys over HTTP and the submit path, on each database, beside the floor."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import sqlalchemy as sa

from benchmarks.campaign import Place, typed
from benchmarks.databases import KINDS, SERVER_VARIABLE, Database
from benchmarks.floor import measure_floor
from benchmarks.load import put_under_load
from benchmarks.report import Measured, Served, report
from benchmarks.service import PEOPLE, serviced
from consultkit import ConsultKit, compile_form, read_consultation
from consultkit.storage.tables import outbox, submissions
from sme_platforms.app import CONSULTATION


def main() -> int:
    """Ends with 1 when a journey broke off."""
    options = _options()
    for name in [name for name in os.environ if name.startswith("CONSULTKIT_") and name != SERVER_VARIABLE]:
        del os.environ[name]
    with tempfile.TemporaryDirectory(prefix="consultkit-bench-", dir=options.place) as name:
        place = Path(name).resolve()
        # Under root, PostgreSQL runs as a user of its own, who must get at its files.
        place.chmod(0o711)
        measured = [_measure(kind, place, options) for kind in options.databases]
        print(report(measured, place))
    return int(any(one.served.outcome.failures for one in measured))


def _measure(kind: str, folder: Path, options: argparse.Namespace) -> Measured:
    with KINDS[kind](folder) as found:
        workers = options.workers or found.workers
        database = Database(found.name, found.url, found.version, workers)
        place = Place(database, folder / f"{kind}.keys")
        _say(f"{database.name}: {options.clients} visitors for {options.seconds:g} s …")
        served = _serve(place, options)
        _say(f"{database.name}: the floor …")
        floors = [measure_floor(place, clients, options.rounds) for clients in sorted({1, options.clients})]
    return Measured(database, served, floors)


def _serve(place: Place, options: argparse.Namespace) -> Served:
    answers = typed(compile_form(read_consultation(CONSULTATION)))
    with serviced(place, place.database.workers) as service:
        before = service.cpu_seconds()
        outcome = put_under_load(service.url, answers, options.clients, options.seconds)
        used, memory = service.cpu_seconds() - before, service.memory()
        kit = place.kit()
        kept, waiting = _counted(kit)
        kit.close()
    return Served(options.clients, outcome, used, memory, kept, waiting)


def _counted(kit: ConsultKit) -> Sequence[int]:
    """The contributions that are kept, and the promises that wait."""
    kept = sa.select(sa.func.count()).select_from(submissions)
    waiting = sa.select(sa.func.count()).select_from(outbox).where(outbox.c.done_at.is_(None))
    with kit.archive.reading() as tx:
        return [tx.connection.execute(statement).scalar_one() for statement in (kept, waiting)]


def _say(what: str) -> None:
    print(what, file=sys.stderr, flush=True)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./script/bench", description=__doc__)
    parser.add_argument("--databases", nargs="+", choices=KINDS, default=list(KINDS))
    parser.add_argument("--workers", type=int, help="web processes (default: 1 on SQLite, 2 on PostgreSQL)")
    parser.add_argument("--clients", type=int, choices=range(1, PEOPLE + 1), metavar="N", default=8)
    parser.add_argument("--seconds", type=float, default=25, help="of load on each database (default: 25)")
    parser.add_argument(
        "--rounds", type=int, default=5, help="of raw inserts and of submissions (default: 5)"
    )
    parser.add_argument(
        "--place", type=Path, help="a folder on the disk to measure (default: for temporary files)"
    )
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
