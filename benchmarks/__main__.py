"""`./script/bench`: whole journeys through the SME campaign, and the submit path beside the floor."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from benchmarks.databases import DATABASES, Database
from benchmarks.deployment import Deployment, deployed, kit_of
from benchmarks.desk import time_desk
from benchmarks.enumeration import time_answers
from benchmarks.exports import time_exports
from benchmarks.journey import Contribution
from benchmarks.large_forms import time_large_forms
from benchmarks.load import WARM_UP_JOURNEYS, Crowd, processes_for, walk
from benchmarks.protection import time_protection
from benchmarks.report import Measured, machine, report, timings
from benchmarks.results import time_results
from benchmarks.rounds import Compared, compare
from benchmarks.texts import sort_texts, texts_in_words
from benchmarks.writers import Work
from consultkit import compile_form, read_consultation
from consultkit.storage.tables import submissions
from sme_platforms.app import CONSULTATION
from sme_platforms.tests.answers import PUBLISHER


@dataclass(frozen=True, slots=True)
class Length:
    """How long each part is measured, on each database."""

    journeys: float
    rounds: int
    round: float
    tries: int
    """To sign in and to ask for a link, with an account, and as many without."""


WHOLE = Length(journeys=40, rounds=6, round=2, tries=400)
DESK_TRIES = 20
SIZES = (10_000, 100_000)
QUICK = Length(journeys=5, rounds=2, round=1, tries=40)


def main() -> int:
    """Ends with 1 when a journey broke off or an acknowledged submission is not there."""
    options = _options()
    length = QUICK if options.quick else WHOLE
    print(machine(Path(tempfile.gettempdir())), flush=True)
    sound = True
    for name in options.database:
        if options.part in {None, "journeys"}:
            measured = _measure(name, options, length)
            print(f"\n{report(measured)}", flush=True)
            sound = sound and not measured.walked.errors and measured.kept == measured.acknowledged
        if options.part in {None, "sign-in"}:
            print(f"\n{_sign_ins(name, length)}", flush=True)
        if options.part in {None, "large"}:
            print(f"\n{_large_forms(name, length)}", flush=True)
        _of_many(name, options)
    if options.part == "texts":
        print(f"\n{texts_in_words(sort_texts(options.respondents))}", flush=True)
    return 0 if sound else 1


def _of_many(name: str, options: argparse.Namespace) -> None:
    """The parts that are asked for by name, as they take a while."""
    if options.part == "results":
        _results(name, options.respondents)
    if options.part == "desk":
        print(f"\n{_desk(name, options.respondents)}", flush=True)
    if options.part == "exports":
        print(f"\n{_exports(name, options.respondents)}", flush=True)
    if options.part == "protection":
        print(f"\n{_protection(name, QUICK if options.quick else WHOLE)}", flush=True)


def _measure(name: str, options: argparse.Namespace, length: Length) -> Measured:
    with tempfile.TemporaryDirectory() as folder, DATABASES[name]() as database:
        workers = options.workers or database.workers
        with deployed(database.url, Path(folder), workers) as deployment:
            crowd = _crowd(deployment, options.clients, length.journeys)
            before = deployment.cpu_seconds()
            walked = walk(crowd)
            cpu, memory = deployment.cpu_seconds() - before, deployment.memory()
        acknowledged = walked.journeys + options.clients * WARM_UP_JOURNEYS
        kept = _kept(deployment)
        compared = _compare(database, deployment, options.clients, length)
    return Measured(
        database=database.title,
        workers=workers,
        clients=options.clients,
        walked=walked,
        cpu_milliseconds=1000 * cpu / acknowledged,
        memory=memory,
        acknowledged=acknowledged,
        kept=kept,
        compared=compared,
    )


def _sign_ins(name: str, length: Length) -> str:
    with tempfile.TemporaryDirectory() as folder, DATABASES[name]() as database:
        environment = {
            "CONSULTKIT_DATABASE_URL": database.url,
            "CONSULTKIT_KEY_FILE": str(Path(folder) / "consultkit.keys"),
        }
        return f"## {database.title}, signing in\n\n{timings(time_answers(environment, length.tries))}"


@contextmanager
def _new(name: str) -> Iterator[tuple[Database, dict[str, str]]]:
    """A database with nothing in it, and the environment of a deployment on it."""
    with tempfile.TemporaryDirectory() as folder, DATABASES[name]() as database:
        yield (
            database,
            {
                "CONSULTKIT_DATABASE_URL": database.url,
                "CONSULTKIT_KEY_FILE": str(Path(folder) / "consultkit.keys"),
                "CONSULTKIT_FILES": str(Path(folder) / "files"),
            },
        )


def _large_forms(name: str, length: Length) -> str:
    with _new(name) as (database, environment):
        said = "\n".join(f"- {form.said()}" for form in time_large_forms(environment, length.tries))
    return f"## {database.title}, large forms\n\n{said}"


def _desk(name: str, respondents: int) -> str:
    with _new(name) as (database, environment):
        pages = time_desk(environment, respondents, DESK_TRIES)
        said = "\n".join(f"- {page.said()}" for page in pages)
    return f"## {database.title}, the desk over {respondents:,} made-up respondents\n\n{said}"


def _results(name: str, respondents: int) -> None:
    """Said as it is measured: the largest takes a while to fill."""
    sizes = [size for size in SIZES if size < respondents] + [respondents]
    with _new(name) as (database, environment):
        print(f"\n## {database.title}, what contributions come to\n", flush=True)
        for line in time_results(environment, sizes, DESK_TRIES):
            print(line, flush=True)


def _exports(name: str, respondents: int) -> str:
    with _new(name) as (database, environment):
        said = "\n".join(f"- {line}" for line in time_exports(environment, respondents))
    return f"## {database.title}, exports\n\n{said}"


def _protection(name: str, length: Length) -> str:
    with tempfile.TemporaryDirectory() as folder, DATABASES[name]() as database:
        said = time_protection(database.url, Path(folder), length.tries)
    return f"## {database.title}, protection\n\n- {said}"


def _crowd(deployment: Deployment, clients: int, seconds: float) -> Crowd:
    form = compile_form(read_consultation(CONSULTATION))
    typed = {name: form.questions[name].again(answer) for name, answer in PUBLISHER.items()}
    contribution = Contribution(form.consultation.id, typed)
    return Crowd(deployment.port, deployment.people, clients, seconds, contribution)


def _compare(database: Database, deployment: Deployment, clients: int, length: Length) -> Compared:
    """After the server has stopped. Writing processes race for SQLite's file: there it is one."""
    count = 1 if database.name == "sqlite" else processes_for(clients)
    work = Work(database.url, deployment.environment, PUBLISHER)
    return compare(work, count=count, rounds=length.rounds, seconds=length.round)


def _kept(deployment: Deployment) -> int:
    kit = kit_of(deployment.environment)
    with kit.archive.reading() as tx:
        kept: int = tx.connection.execute(sa.select(sa.func.count()).select_from(submissions)).scalar_one()
    kit.close()
    return kept


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./script/bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="about 10 seconds of measuring a database")
    parser.add_argument(
        "--clients",
        type=int,
        default=4,
        choices=range(1, 65),
        metavar="N",
        help="people at once, up to 64 (default: 4)",
    )
    parser.add_argument(
        "--workers", type=int, metavar="N", help="web workers (default: 2 on PostgreSQL, 1 on SQLite)"
    )
    parser.add_argument(
        "--part",
        choices=("journeys", "sign-in", "large", "desk", "exports", "texts", "results", "protection"),
        help="this one only",
    )
    parser.add_argument(
        "--respondents",
        type=int,
        default=2000,
        metavar="N",
        help="of --part desk and --part exports, measured only when asked for (default: 2000)",
    )
    parser.add_argument("--database", action="append", choices=DATABASES, help="this one only")
    options = parser.parse_args()
    options.database = options.database or list(DATABASES)
    return options


if __name__ == "__main__":
    sys.exit(main())
