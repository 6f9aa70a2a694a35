"""The application that `test_kill_worker.py` serves, kills and looks into: the real one, with one plugin."""

from __future__ import annotations

import os
from pathlib import Path

from consultkit import ConsultKit, Referral, Settings, create_app, hookimpl

FILE_VARIABLE = "KILL_SERVER_CONSULTATION"


class Archivist:
    """A plugin that a consultation can name, so that each of its submissions has work promised."""

    @hookimpl
    def route_submission(self) -> tuple[Referral, ...]:
        return ()


def open_kit() -> ConsultKit:
    return ConsultKit(
        [Path(os.environ[FILE_VARIABLE])],
        settings=Settings.from_environment(),
        plugins={"archivist": Archivist()},
    )


def make_app() -> object:
    return create_app(open_kit())
