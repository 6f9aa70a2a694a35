"""Chores of plugins: for the consultations that name them; one that fails keeps nobody else from theirs."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from consultkit import ConsultKit, ServiceError, Settings
from consultkit.hooks import hookimpl

SMALLEST = Path(__file__).parents[1] / "consultations" / "smallest.yaml"


class Clerk:
    """A plugin with something to do."""

    def __init__(self, trouble: Exception | None = None) -> None:
        self.done: list[str] = []
        self.trouble = trouble

    @hookimpl
    def do_chores(self, kit: ConsultKit, consultation: str) -> None:
        if self.trouble:
            raise self.trouble
        self.done.append(f"{consultation} {kit.room('clerk').name}")


@pytest.mark.parametrize("trouble", [ServiceError("Not now."), KeyError("secret")])
def test_a_plugin_that_fails_keeps_no_other_from_its_chores(
    tmp_path: Path, trouble: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "c.yaml").write_text(SMALLEST.read_text() + "plugins: {sick: {}, clerk: {}}\n")
    settings = Settings(database_url=f"sqlite:///{tmp_path / 'kit.db'}", key_file=tmp_path / "kit.keys")
    clerk, stranger = Clerk(), Clerk()
    plugins = {"sick": Clerk(trouble), "clerk": clerk, "stranger": stranger}
    kit = ConsultKit([tmp_path / "c.yaml"], settings=settings, plugins=plugins)
    with caplog.at_level(logging.WARNING):
        kit.worker.run_once()
    assert clerk.done == [f"{kit.consultations[0].id} clerk"]
    assert stranger.done == [], "no file names it"
    assert "The chores of plugin sick" in caplog.text
    assert "secret" not in caplog.text
    kit.worker.run_once()
    assert len(clerk.done) == 1, "once an hour"
    kit.close()
