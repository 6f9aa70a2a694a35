"""A site of one experiment: a small consultation within its window, at a clock that stands still."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from flask import Flask
from web.conftest import CONSULTATION, OPEN, Member, Visitor

from consultkit import ConsultKit, Settings, create_app
from consultkit.testing import FixedClock
from guarantees.databases import DATABASES
from guarantees.line import Trial


@dataclass(frozen=True)
class Site:
    """It answers under `traders`."""

    kit: ConsultKit
    app: Flask
    clock: FixedClock

    def visitor(self) -> Visitor:
        return Visitor(self.app)

    def member(self, name: str = "member") -> Member:
        return Member(self.app, self.kit, name)


@contextmanager
def site(
    trial: Trial,
    *,
    file: str = CONSULTATION,
    now: datetime = OPEN,
    address: str = "",
    database: str = "sqlite",
) -> Iterator[Site]:
    """With an https `address` it is in production."""
    with DATABASES[database](trial) as url:
        path = trial.folder / "traders.yaml"
        path.write_text(file)
        settings = Settings(
            database_url=url,
            key_file=trial.folder / "keys",
            files=str(trial.folder / "files"),
            public_url=address or "http://127.0.0.1:8000",
            production=bool(address),
        )
        clock = FixedClock(now)
        kit = ConsultKit([path], settings=settings, clock=clock)
        try:
            yield Site(kit, create_app(kit), clock)
        finally:
            kit.close()
