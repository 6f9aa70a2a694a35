"""The files of a publication: read back by another program, the same each time, and what they tell."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from frictionless import Package

from consultkit.form import Form
from consultkit.results.opening import Edition, Files, Plan, files_of, open_up, unzipped, zipped

from .conftest import market

EDITION = Edition(1, date(2018, 12, 20))


@pytest.fixture
def files(plan: Plan, stalls: Form) -> Files:
    sent = [
        replace(one, answers={**one.answers, "story": f'=1+{number}, quoted "so"\nand a line'})
        for number, one in enumerate(market(stalls, 7, 120))
    ]
    return files_of(open_up(plan, sent), EDITION)


def table(files: Files, name: str) -> list[Mapping[str, str]]:
    return list(csv.DictReader(io.StringIO(files[name].decode(), newline="")))


def test_another_program_finds_the_package_sound(files: Files, tmp_path: Path) -> None:
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    report = Package(str(tmp_path / "datapackage.json")).validate()
    assert report.valid, report.flatten()
    assert report.stats["tasks"] == 3


def test_the_same_publication_has_the_same_bytes(plan: Plan, stalls: Form) -> None:
    sent = market(stalls, 7, 80)
    one, other = (zipped(files_of(open_up(plan, each), EDITION)) for each in (sent, sent[::-1]))
    assert one == other
    assert zipped(unzipped(one)) == one


def test_rows_have_neither_reference_nor_instant_nor_identity(files: Files) -> None:
    rows = table(files, "data.csv")
    assert list(rows[0]) == ["place", "workers", "troubles", "warned"]
    assert {row["place"] for row in rows} <= {"53", "11", "94", "93", "*"}
    assert {row["workers"] for row in rows} <= {"0-<10", "10-<50", ">=50", "*"}


def test_a_text_is_no_formula(files: Files) -> None:
    assert all(row["text"].startswith("'=1+") for row in table(files, "texts.csv"))


def test_what_is_hidden_is_said_to_be(plan: Plan, stalls: Form) -> None:
    lines = table(files_of(open_up(plan, market(stalls, 3, 30)), EDITION), "aggregates.csv")
    hidden = [line for line in lines if line["hidden"] == "true"]
    assert hidden
    assert all(line["value"] == "" for line in hidden)
    apart = [line for line in lines if line["question"] in ("since", "party", "sued")]
    numbers = [int(line["value"]) for line in apart if line["measure"] == "count" and line["value"]]
    assert all(number == 0 or number >= 5 for number in numbers)


def test_what_stands_in_the_table_is_counted_as_it_stands_there(files: Files) -> None:
    rows, lines = table(files, "data.csv"), table(files, "aggregates.csv")
    for code in ("rent", "noise", "rats"):
        (told,) = [one["value"] for one in lines if (one["question"], one["code"]) == ("troubles", code)]
        assert int(told) == sum(code in row["troubles"].split("|") for row in rows)


def test_the_note_tells_the_method_and_no_small_number(plan: Plan, stalls: Form) -> None:
    sent = market(stalls, 7, 60)
    told = open_up(plan, [*sent, replace(sent[0], reference="again")])
    note = files_of(told, EDITION)["METHOD.md"].decode()
    assert "Autres contributions des mêmes\u00a0: moins de 5" in note
    assert "Further contributions of the same: fewer than 5" in note
    assert "| `siret` | rien |" in note
    assert "(k = 5)" in note
    assert "2018-12-20" in note


def test_the_licence_is_the_one_declared(files: Files) -> None:
    descriptor = json.loads(files["datapackage.json"])
    assert descriptor["licenses"][0]["name"] == "etalab-2.0"
    assert "Licence Ouverte" in files["LICENCE.md"].decode()


def test_without_a_table_there_are_numbers_alone(plan: Plan, stalls: Form) -> None:
    closed = Plan(plan.versions)
    closed.columns = plan.counted
    assert set(files_of(open_up(closed, market(stalls, 7, 60)), EDITION)) == {
        *("aggregates.csv", "datapackage.json", "METHOD.md", "LICENCE.md")
    }
