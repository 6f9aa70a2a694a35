"""What is due in plugins is told in the daily letter: `tell_deadlines`."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from consultkit import ConsultKit, Deadline, Role, ServiceError, Settings
from consultkit.hooks import hookimpl
from consultkit.storage.tables import outbox
from consultkit.testing import FixedClock

SMALLEST = Path(__file__).parents[1] / "consultations" / "smallest.yaml"
TODAY = date(2018, 11, 15)


class Clerk:
    """A plugin in which something is due."""

    def __init__(self, told: object) -> None:
        self.told = told
        self.asked: list[str] = []

    @hookimpl
    def tell_deadlines(self, kit: ConsultKit, consultation: str) -> object:
        self.asked.append(f"{consultation} {kit.room('clerk').name}")
        if isinstance(self.told, Exception):
            raise self.told
        return self.told


def due(in_days: int, words: str = "Permits: 2") -> Deadline:
    return Deadline(TODAY + timedelta(days=in_days), {"fr": f"fr {words}", "en": words})


Letters = Callable[..., list[str]]


@pytest.fixture
def letters(tmp_path: Path, database_url: str) -> Iterator[Letters]:
    """What the daily letters say, where these plugins are named."""
    (tmp_path / "c.yaml").write_text(SMALLEST.read_text() + "plugins: {one: {}, two: {}}\n")
    made: list[ConsultKit] = []

    def written(one: Clerk, two: Clerk, stranger: Clerk | None = None) -> list[str]:
        settings = Settings(database_url=database_url, key_file=tmp_path / "kit.keys")
        plugins: dict[str, object] = {"one": one, "two": two, "stranger": stranger or Clerk([])}
        clock = FixedClock(datetime(2018, 11, 15, 11, 0, tzinfo=UTC))
        kit = ConsultKit([tmp_path / "c.yaml"], settings=settings, plugins=plugins, clock=clock)
        made.append(kit)
        consultation = kit.consultations[0].id
        kit.accounts.add_official("ada@town.example", consultation, Role.MANAGER, language="fr")
        kit.worker.run_once()
        with kit.archive.reading() as tx:
            rows = tx.connection.execute(sa.select(outbox.c.payload)).scalars().all()
        return [row["given"]["text"] for row in rows if "given" in row]

    yield written
    for kit in made:
        kit.close()


def test_what_is_late_or_near_is_told_the_nearest_first(letters: Letters) -> None:
    stranger = Clerk([due(1, "Nobody asked")])
    one = Clerk([due(6, "Answers: 3"), due(8, "Far: 1")])
    (letter,) = letters(one, Clerk([due(-2)]), stranger)
    assert "- 13/11/2018 – fr Permits: 2\n- 21/11/2018 – fr Answers: 3" in letter
    assert "Far" not in letter
    assert stranger.asked == [], "no file names it"
    assert [said.split()[1] for said in one.asked] == ["clerk"]


def test_what_is_far_is_no_reason_to_write(letters: Letters) -> None:
    assert letters(Clerk([due(8)]), Clerk([])) == []


@pytest.mark.parametrize(
    "told",
    [
        ServiceError("Not now."),
        KeyError("secret"),
        [date(2018, 11, 15)],
        [Deadline(TODAY, {"en": "secret"})],
        [Deadline(TODAY, {"fr": "secret\nBcc: x", "en": "secret"})],
        [Deadline(TODAY, {"fr": "secret" * 100, "en": "secret"})],
    ],
)
def test_a_plugin_that_fails_is_left_out(
    letters: Letters, told: object, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        (letter,) = letters(Clerk(told), Clerk([due(0)]))
    assert "fr Permits: 2" in letter
    assert "secret" not in letter
    assert "The deadlines of plugin one" in caplog.text
    assert "secret" not in caplog.text
