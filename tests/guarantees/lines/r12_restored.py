"""R12: a backup made under load, taken back elsewhere, has every receipt and file, and nothing erased."""

from __future__ import annotations

import io
import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import sample_files as given
import sqlalchemy as sa
from real_databases import client_programs
from web.conftest import OPEN
from web.test_respondent_files import FILE

from consultkit import ConsultKit, Settings
from consultkit.operations import Backups, Checked, Erasure, Restoring
from consultkit.operations.erasure import Replayed
from consultkit.records import Receipt, Respondent, digest_of
from consultkit.schema import FileQuestion
from consultkit.storage import dumping, store_at
from consultkit.storage.tables import respondents, submissions
from consultkit.testing import FixedClock
from guarantees.databases import BLANK, DATABASES
from guarantees.line import Fault, Finding, Line, Trial
from guarantees.replacing import replaced

ERASED = 3
WRITERS = 3


def experiment(trial: Trial) -> Finding:
    told, breaches = [], []
    with _programs():
        for name in DATABASES:
            checked, found = _on(trial, name)
            told.append(f"{checked.contributions} contributions and {checked.files} files on {name}")
            breaches += [f"{name}: {one}" for one in found]
    return Finding(f"taken back and opened: {' and '.join(told)}; {ERASED} erased stay so", breaches)


@contextmanager
def _programs() -> Iterator[None]:
    path = os.environ["PATH"]
    os.environ["PATH"] = f"{client_programs()}{os.pathsep}{path}"
    try:
        yield
    finally:
        os.environ["PATH"] = path


def _on(trial: Trial, database: str) -> tuple[Checked, list[str]]:
    backups, clock = Backups(trial.folder / f"backups-{database}"), FixedClock(OPEN)
    with DATABASES[database](trial) as url:
        settings = _settings(trial, database, url, "live")
        kit = _kit(trial, settings, clock)
        sent = Sent(kit)
        sent.some(trial.count(8, 300))
        acknowledged = dict(sent.receipts)
        with sent.going_on():
            first = backups.make(url, store_at(settings.files), clock.now())
        erased = sorted(acknowledged)[:ERASED]
        kit.erasure.contributions("papers", [sent.ids[one] for one in erased])
        clock.move(timedelta(hours=1))
        backups.make(url, store_at(settings.files), clock.now())
        kit.close()
    with BLANK[database](trial) as url:
        elsewhere = _settings(trial, database, url, "elsewhere")
        backups.take_back(first, url, store_at(elsewhere.files))
        kit = _kit(trial, elsewhere, clock)
        kit.erasure.replay()
        try:
            return _judged(kit, acknowledged, set(erased))
        finally:
            kit.close()


def _judged(kit: ConsultKit, acknowledged: dict[str, Receipt], erased: set[str]) -> tuple[Checked, list[str]]:
    with kit.archive.reading() as tx:
        there = set(tx.connection.scalars(sa.select(submissions.c.reference)))
    breaches = [f"{one} was erased and is back" for one in sorted(erased & there)]
    breaches += [f"{one} is lost" for one in sorted(set(acknowledged) - erased - there)]
    if breaches:
        return Checked(0, 0), breaches
    return Restoring(kit.archive, kit.attachments).check(), []


class Sent:
    """What respondents send, each with a file, and the receipts that they were given."""

    def __init__(self, kit: ConsultKit) -> None:
        self._kit = kit
        self.receipts: dict[str, Receipt] = {}
        self.ids: dict[str, object] = {}

    def some(self, number: int) -> None:
        for _ in range(number):
            self._one()

    @contextmanager
    def going_on(self) -> Iterator[None]:
        """Others send for as long as the block lasts."""
        over = threading.Event()
        people = [threading.Thread(target=self._until, args=(over,)) for _ in range(WRITERS)]
        for one in people:
            one.start()
        try:
            yield
        finally:
            over.set()
            for one in people:
                one.join()

    def _until(self, over: threading.Event) -> None:
        while not over.is_set():
            self._one()

    def _one(self) -> None:
        kit, person = self._kit, Respondent(uuid4())
        with kit.archive.writing() as tx:
            tx.connection.execute(sa.insert(respondents).values(id=person.id, created_at=kit.now()))
        begun = kit.intake.begin("papers", person)
        question = kit.forms.current("papers").questions["letter"]
        assert isinstance(question, FileQuestion)
        stored = kit.attachments.add(begun, question, "letter.pdf", io.BytesIO(given.PDF))
        answers = {"firm": f"Maison {uuid4().hex}", "letter": [stored.as_answer()]}
        draft = kit.intake.save(begun, answers)
        checked = digest_of(kit.forms.by_digest(draft.form_digest).journey(draft.answers).answers)
        receipt = kit.intake.submit(draft.id, person, submit_key=draft.submit_key, answers_sha256=checked)
        self.receipts[receipt.reference] = receipt
        self.ids[receipt.reference] = draft.id


def _settings(trial: Trial, database: str, url: str, place: str) -> Settings:
    files = trial.folder / f"files-{database}-{place}"
    return Settings(database_url=url, key_file=trial.folder / f"keys-{database}", files=str(files))


def _kit(trial: Trial, settings: Settings, clock: FixedClock) -> ConsultKit:
    path = trial.folder / "papers.yaml"
    path.write_text(FILE)
    return ConsultKit([path], settings=settings, clock=clock)


def _plainly_copied(database: str, content: Path, keys: Path) -> dumping.Dumped:
    """What was just written is still in the file beside it."""
    shutil.copyfile(database, content)
    engine = sa.create_engine(f"sqlite:///{content}")
    with engine.connect() as connection:
        dumped = dumping._described(connection, keys)
    engine.dispose()
    return dumped


LINE = Line(
    id="R12",
    promise="A backup made under load is whole, and forgets what was erased since",
    bar="every receipt and file verifies; nothing erased reappears",
    points=2,
    experiment=experiment,
    faults=(
        Fault(
            "no replay",
            "what was erased since the backup is not erased again",
            lambda: replaced(Erasure, "replay", lambda *_: Replayed(0, 0, 0)),
        ),
        Fault(
            "plain copy",
            "the file of the database is copied while it is written to",
            lambda: replaced(dumping, "_dump_sqlite", _plainly_copied),
        ),
    ),
)
