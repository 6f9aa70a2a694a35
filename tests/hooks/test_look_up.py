"""A plugin that looks answers up: what it may say, and how long it may take."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from consultkit import (
    ConsultKit,
    Identity,
    LookedUp,
    PluginError,
    PluginSettings,
    Settings,
    hookimpl,
    read_consultation,
)
from consultkit.errors import ConsultationFileError
from consultkit.testing import FixedClock

FILE = """
consultation: trees
title: Trees
window: {opens: 2018-10-31 08:00, closes: 2018-11-30, timezone: Europe/Paris}
respondent: {sign_in: [account]}
privacy: {controller: The town, basis: public_task, purpose: Trees, dpo: dpo@town.example, keep: 6 months}
pages:
  - id: tree
    title: The tree
    questions:
      - {id: number, type: text, label: Its number}
      - {id: kind, type: text, label: Its kind, max_length: 5}
plugins: {trees: {number: number, kind: kind}}
"""


class TreeSettings(PluginSettings):
    number: str
    kind: str

    def looks_up(self):
        return {self.number: frozenset({self.kind})}


class Trees:
    """Says what the test tells it to."""

    def __init__(self, act: Callable[[], object]) -> None:
        self.act = act

    @hookimpl
    def register_settings(self):
        return TreeSettings

    @hookimpl
    def look_up(self, value):
        return self.act()


Open = Callable[[Callable[[], object]], ConsultKit]


@pytest.fixture
def opened(tmp_path: Path, database_url: str) -> Iterator[Open]:
    kits = []

    def opened(act: Callable[[], object]) -> ConsultKit:
        file = tmp_path / "trees.yaml"
        file.write_text(FILE)
        settings = Settings(database_url=database_url, key_file=tmp_path / "keys")
        clock = FixedClock(datetime(2018, 11, 15, tzinfo=UTC))
        kit = ConsultKit([file], settings=settings, plugins={"trees": Trees(act)}, clock=clock)
        kits.append(kit)
        return kit

    yield opened
    for kit in kits:
        kit.close()


def fill_in(kit: ConsultKit):
    who = kit.identities.respondent_of(Identity(issuer="https://p.example", subject="a"), "franceconnect")
    draft = kit.intake.save(kit.intake.begin("trees", who), {"number": "7"})
    return kit.look_ups.fill_in(draft, ["number"])


def test_what_is_found_is_kept_with_where_it_comes_from(opened: Open) -> None:
    kit = opened(lambda: LookedUp("The register", {"kind": ["elm"]}))
    found = fill_in(kit)
    assert found.draft.answers == {"number": "7", "kind": "elm"}
    assert kit.look_ups.told(found.draft)["kind"].source == "The register"


@pytest.mark.parametrize(
    "result",
    [
        "elm",
        LookedUp("", {"kind": ["elm"]}),
        LookedUp("R", {"number": ["8"]}),
        LookedUp("R", {"kind": "elm"}),
        LookedUp("R", {"kind": ["\0"]}),
    ],
)
def test_a_wrong_result_is_the_plugins_fault_and_nobody_elses(opened: Open, result) -> None:
    kit = opened(lambda: result)
    found = fill_in(kit)
    assert (found.outcome, found.draft.answers) == ("unavailable", {"number": "7"})
    form = kit.forms.current("trees")
    settings = form.consultation.plugins["trees"]
    with pytest.raises(PluginError, match="look_up"):
        kit.plugins.look_up("trees", form, form.questions["number"], "7", settings)


def test_what_the_question_would_not_take_is_not_offered(opened: Open) -> None:
    found = fill_in(opened(lambda: LookedUp("R", {"kind": ["too long a word"]})))
    assert found.draft.answers == {"number": "7"}


def test_a_plugin_that_hangs_is_left_behind(opened: Open) -> None:
    release = threading.Event()
    kit = opened(lambda: release.wait(30) and None)
    assert fill_in(kit).outcome == "unavailable"
    release.set()


def test_the_questions_that_a_plugin_names_must_exist(tmp_path: Path) -> None:
    file = tmp_path / "trees.yaml"
    file.write_text(FILE.replace("kind: kind}", "kind: kinds}"))
    with pytest.raises(ConsultationFileError, match="There is no question `kinds`"):
        read_consultation(file, {"trees": Trees(lambda: None)})
