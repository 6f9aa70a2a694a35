"""Processes that write, each in two ways: one bare document a commit, or one submission a commit."""

from __future__ import annotations

import multiprocessing
import secrets
import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from threading import BrokenBarrierError
from typing import TYPE_CHECKING, Literal, TypeAlias
from uuid import UUID, uuid4

import psycopg
import sqlalchemy as sa

from benchmarks.deployment import kit_of
from consultkit import ConsultKit, Draft, Json, Respondent, canonical_json
from consultkit.operations.protection import parted
from consultkit.records import digest_of
from consultkit.storage import drafts, new_id
from consultkit.storage.tables import respondents

if TYPE_CHECKING:
    from multiprocessing.synchronize import Barrier

BUSY_SECONDS = 30
SLOWEST_START_SECONDS = 60

Way: TypeAlias = Literal["floor", "submit"]
Insert: TypeAlias = Callable[[UUID], object]


@dataclass(frozen=True, slots=True)
class Work:
    """What every writer is told at its start."""

    database_url: str
    environment: Mapping[str, str]
    answers: Mapping[str, Json]


@dataclass(frozen=True, slots=True)
class Turn:
    """What one writer did in its turn."""

    written: int
    seconds: float


class Writers:
    """Several processes that begin each turn together."""

    def __init__(self, pipes: list[Connection]) -> None:
        self._pipes = pipes

    def prepare(self, drafts_each: int) -> None:
        """Drafts to be submitted, complete and checked; not measured."""
        self._ask(("prepare", drafts_each))

    def rate(self, way: Way, seconds: float) -> float:
        """Commits per second of all together."""
        turns = self._ask((way, seconds))
        return sum(turn.written / turn.seconds for turn in turns)

    def _ask(self, order: tuple[str, float]) -> list[Turn]:
        for pipe in self._pipes:
            pipe.send(order)
        answers = [pipe.recv() for pipe in self._pipes]
        for answer in answers:
            if isinstance(answer, Exception):
                raise answer
        return answers


@contextmanager
def writers(work: Work, count: int) -> Iterator[Writers]:
    """`count` processes on the database, until the block ends."""
    context = multiprocessing.get_context("spawn")
    barrier = context.Barrier(count)
    pairs = [context.Pipe() for _ in range(count)]
    processes = [
        context.Process(target=_serve, args=(work, theirs, barrier), daemon=True) for _, theirs in pairs
    ]
    for process in processes:
        process.start()
    try:
        yield Writers([ours for ours, _ in pairs])
    finally:
        for ours, _ in pairs:
            ours.send(("stop", 0))
        for process in processes:
            process.join(SLOWEST_START_SECONDS)


def make_floor_table(database_url: str) -> None:
    """The narrowest table that a document can be kept in."""
    engine = sa.create_engine(database_url.replace("postgresql://", "postgresql+psycopg://"))
    kind = "JSONB" if engine.dialect.name == "postgresql" else "TEXT"
    identity = "UUID" if engine.dialect.name == "postgresql" else "BLOB"
    with engine.begin() as connection:
        connection.exec_driver_sql(
            f"CREATE TABLE floor (id {identity} PRIMARY KEY, document {kind} NOT NULL)"
        )
    engine.dispose()


def _serve(work: Work, pipe: Connection, barrier: Barrier) -> None:
    kit = kit_of(work.environment)
    insert = _raw_insert(work)
    prepared: list[Draft] = []
    while True:
        order, amount = pipe.recv()
        if order == "stop":
            kit.close()
            return
        try:
            if order == "prepare":
                prepared += _prepare(kit, work.answers, int(amount))
                pipe.send(Turn(len(prepared), 0))
            else:
                barrier.wait(SLOWEST_START_SECONDS)
                write = _submitting(kit, prepared) if order == "submit" else (lambda: insert(uuid4()))
                pipe.send(_repeat(write, amount))
        except (sa.exc.SQLAlchemyError, psycopg.Error, sqlite3.Error, BrokenBarrierError) as error:
            pipe.send(RuntimeError(f"A writer failed: {type(error).__name__}: {error}"))


def _repeat(write: Callable[[], object], seconds: float) -> Turn:
    began, written = time.perf_counter(), 0
    while time.perf_counter() - began < seconds:
        try:
            write()
        except IndexError:
            break
        written += 1
    return Turn(written, time.perf_counter() - began)


# --- the floor -----------------------------------------------------------------


def _raw_insert(work: Work) -> Insert:
    """One statement, one commit, on disk when it returns; the driver alone."""
    document = canonical_json(work.answers).decode()
    url = sa.make_url(work.database_url)
    if url.get_backend_name() == "sqlite":
        return _raw_sqlite(url.database or "", document)
    return _raw_postgresql(work.database_url, document)


def _raw_postgresql(url: str, document: str) -> Insert:
    connection = psycopg.connect(url, autocommit=True)
    statement = "INSERT INTO floor (id, document) VALUES (%s, %s::jsonb)"
    return lambda id_: connection.execute(statement, (id_, document), prepare=True)


def _raw_sqlite(path: str, document: str) -> Insert:
    connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    statement = "INSERT INTO floor (id, document) VALUES (?, ?)"
    return lambda id_: connection.execute(statement, (id_.bytes, document))


# --- the submit path -----------------------------------------------------------


def _prepare(kit: ConsultKit, answers: Mapping[str, Json], count: int) -> list[Draft]:
    """Each of a respondent of its own, all in one transaction: a draft is not what is measured here."""
    form = kit.forms.current(kit.consultations[0].id)
    made = [_draft(kit, form.digest, answers) for _ in range(count)]
    with kit.archive.writing() as tx:
        rows = [{"id": draft.respondent_id, "created_at": draft.created_at} for draft in made]
        tx.connection.execute(sa.insert(respondents), rows)
        for draft in made:
            drafts.insert(tx, draft, parted(form, draft.answers))
    return made


def _draft(kit: ConsultKit, form_digest: str, answers: Mapping[str, Json]) -> Draft:
    return Draft(
        id=new_id(),
        consultation=kit.consultations[0].id,
        respondent_id=uuid4(),
        form_digest=form_digest,
        answers=dict(answers),
        version=2,
        submit_key=secrets.token_urlsafe(32),
        created_at=kit.now(),
        updated_at=kit.now(),
    )


def _submitting(kit: ConsultKit, prepared: list[Draft]) -> Callable[[], None]:
    """What the web calls when somebody sends. Raises IndexError when no draft is left."""

    checked = digest_of(prepared[0].answers) if prepared else ""

    def submit() -> None:
        draft = prepared.pop()
        kit.intake.submit(
            draft.id,
            Respondent(draft.respondent_id),
            submit_key=draft.submit_key,
            answers_sha256=checked,
        )

    return submit
