"""What PostgreSQL writes by itself is what Python writes, byte for byte, whatever was answered."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consultkit.operations import StudyDesk, export_reading, exporting
from consultkit.records import ExportChoice, Filter, Official, Role, Wording
from consultkit.storage import Archive, KeyRing

from .conftest import TREES, Campaigns
from .test_exports import REPEAT, Desk

QUESTIONS = ("kind", "harm", "fallen", "height", "note", "birds", "place", "sure")
MORE = """
      - {id: place, type: department, label: Where?, required: false}
      - {id: sure, type: confirm, label: Sure?, required: false}
"""
FILE = TREES.replace("protect: all", "protect: personal") + REPEAT + MORE
SIGNS = "=+-@＝＋－﹣−\t\r\n'\"; ,\\.\u00a0\u2003\u1680\u3000\x1c\x85\u200b0é"
TEXTS = st.text(
    st.one_of(st.sampled_from(SIGNS), st.characters(exclude_characters="\0", exclude_categories=["Cs"])),
    min_size=1,
)
ANSWERS = st.fixed_dictionaries(
    {"kind": st.sampled_from(["oak", "elm"])},
    optional={
        "harm": st.sampled_from([["fungus"], ["storm", "saw"]]),
        "fallen": st.booleans(),
        "height": st.sampled_from(["-12.5", "0.0", "3.0"]),
        "note": TEXTS,
        "birds": st.just([{"name": "Wren"}, {"name": "=Kite", "eggs": 3}]),
        "place": st.sampled_from(["01", "2A", "974"]),
        "sure": st.just(True),
    },
)


@pytest.fixture
def archive(postgresql_url: str, keys: KeyRing) -> Iterator[Archive]:
    """There is one database that can do it."""
    archive = Archive(postgresql_url, keys)
    yield archive
    archive.close()


@pytest.fixture
def desk(campaigns: Campaigns, tmp_path: Path) -> Desk:
    return Desk(campaigns(FILE), tmp_path)


def choice(delimiter: str = ",", only: Filter | None = None) -> ExportChoice:
    return ExportChoice(
        questions=QUESTIONS,
        study=False,
        wording=Wording.CODES,
        delimiter=delimiter,
        bom=delimiter == ";",
        only=only or Filter(),
    )


def both(desk: Desk, chosen: ExportChoice) -> tuple[bytes, bytes]:
    by_database = desk.files(chosen)["contributions.csv"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(export_reading, "extracts_of", lambda *_asked: None)
        by_python = desk.files(chosen)["contributions.csv"]
    return by_database, by_python


def is_copied(desk: Desk, chosen: ExportChoice) -> bool:
    """Whether the database would write it."""
    asked: list[object] = []
    with pytest.MonkeyPatch.context() as patch:
        real = exporting.copying.csv_rows
        patch.setattr(exporting.copying, "csv_rows", lambda *a, **k: asked.append(a) or real(*a, **k))
        desk.files(chosen)
    return bool(asked)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(ANSWERS, min_size=1, max_size=12), st.sampled_from(";,"))
def test_both_write_the_same_bytes(
    desk: Desk, contributions: list[dict[str, object]], delimiter: str
) -> None:
    for answers in contributions:
        desk.campaign.contribute(**answers)
    assert is_copied(desk, choice(delimiter))
    by_database, by_python = both(desk, choice(delimiter))
    assert by_database == by_python


@pytest.mark.parametrize("start", [*SIGNS, " =", "\u00a0@", "'=", "''+", "-5", "-3,5", "-5+1", '"', "\\."])
def test_every_start_of_a_text_is_guarded_alike(desk: Desk, start: str) -> None:
    desk.campaign.contribute(note=f"{start}1")
    by_database, by_python = both(desk, choice())
    assert by_database == by_python


def test_a_filter_and_a_correction_are_written_alike(desk: Desk) -> None:
    for number in range(6):
        desk.campaign.contribute(kind="oak" if number % 2 else "elm", note=f"%s {number} %(name)s")
    only = Filter({"kind": ("oak",)}, since=desk.campaign.clock.now())
    by_database, by_python = both(desk, choice(only=only))
    assert by_database == by_python
    assert by_database.count(b"\r\n") == 1 + 3


def test_what_is_sealed_redacted_or_asked_in_words_is_not_left_to_the_database(desk: Desk) -> None:
    reference = desk.campaign.contribute(note="It fell on Zoé.", owner="Élise").reference
    assert not is_copied(desk, ExportChoice(wording=Wording.CODES, study=False, questions=("kind", "owner")))
    assert not is_copied(desk, ExportChoice(study=False, questions=("kind",)))
    assert not is_copied(desk, ExportChoice(wording=Wording.CODES, questions=("kind",)))
    study = StudyDesk(desk.campaign.archive, desk.campaign.forms, desk.campaign.clock)
    ada = Official(uuid4(), "ada@town.example", "trees", Role.CASEWORKER)
    study.redact(ada, reference, "note", "Zoé", "A name.")
    assert not is_copied(desk, choice())
    assert "Zoé".encode() not in desk.files(choice())["contributions.csv"]


def test_where_versions_differ_python_writes(desk: Desk, campaigns: Campaigns, tmp_path: Path) -> None:
    desk.campaign.contribute(kind="elm", harm=["saw"])
    newer = Desk(campaigns(FILE.replace("saw: Saw", "saw: Saw, axe: Axe")), tmp_path)
    newer.campaign.contribute(harm=["axe"])
    assert not is_copied(newer, choice())
    rows = newer.rows(choice())
    assert sorted(row["harm"] for row in rows) == ["axe", "saw"]
