"""Rotating the keys of a deployment in which something of every kind is sealed."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from guarantees.line import Trial
from guarantees.lines.s15_theft import road_on, walk

from consultkit.operations.rotation import Rotation
from consultkit.storage import KeyFile, in_use
from consultkit.storage.rewrapping import SMALL
from consultkit.storage.tables import metadata


def test_every_kind_of_sealed_value_comes_under_the_new_key(database_url: str, tmp_path: Path) -> None:
    with road_on(Trial(tmp_path), database_url) as road:
        walk(road, 1)
        file = KeyFile(tmp_path / "keys")
        rotation = Rotation(road.kit.archive, file.read(), file)
        new = rotation.begin(datetime.now(UTC))
        left = rotation.rows.left()
        assert sum(rotation.go_on()) == left > 0
        with road.kit.archive.reading() as tx:
            assert set(in_use(tx)) == {new}
        assert rotation.rows.broken == 0


def test_no_column_of_sealed_values_is_forgotten() -> None:
    sealed = {
        column for table in metadata.sorted_tables for column in table.columns if "_sealed" in column.name
    }
    assert sealed == {small.column for small in SMALL}
