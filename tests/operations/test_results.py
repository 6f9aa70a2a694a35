"""Every summary and every cross-table equals a naive recount of the answers as they were sent."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import combinations
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from consultkit import ConsultKit, NotFoundError, RespondentError, Settings, read_consultation
from consultkit.operations import results
from consultkit.operations.counting import put_right, recount
from consultkit.records import Filter, Official, Respondent, Role
from consultkit.results import ANY, Counted, Summary
from consultkit.simulation import SimulatedClock, Simulation
from consultkit.storage import tallies
from consultkit.storage.tables import tallies as kept_tallies
from consultkit.storage.tables import tally_pairs

FILE = Path(__file__).parents[1] / "consultations" / "results.yaml"
RESPONDENTS = 120
CLOSED = ("kind", "troubles", "warned", "harm", "department", "lines")
READER = Official(uuid4(), "reader@town.example", "shops", Role.READER)
SOUTH_OF_LOIRE = Filter(marks={"kind": ("shop", "office"), "harm": ("3", "4", "5")})


@dataclass(frozen=True)
class Told:
    kit: ConsultKit
    answers: Sequence[Mapping[str, Any]]
    """Of each contribution that stands."""

    def of(self, summary: Summary, question: str) -> Counted:
        return next(one.counted for one in summary.questions if one.question.id == question)

    def fold(self) -> None:
        with self.kit.archive.writing() as tx:
            while tallies.fold(tx):
                pass


@pytest.fixture
def told(database_url: str, tmp_path: Path) -> Iterator[Told]:
    yield from campaign(FILE, database_url, tmp_path)


@pytest.fixture
def sealed(database_url: str, tmp_path: Path) -> Iterator[Told]:
    file = tmp_path / "sealed.yaml"
    file.write_text(FILE.read_text() + "protect: all\n")
    yield from campaign(file, database_url, tmp_path)


def campaign(file: Path, database_url: str, place: Path) -> Iterator[Told]:
    consultation = read_consultation(file)
    settings = Settings(database_url=database_url, key_file=place / "keys.json", files=str(place / "files"))
    clock = SimulatedClock(consultation.window.opens_at)
    kit = ConsultKit([file], settings=settings, clock=clock)
    sent = [one for one in Simulation(kit, clock, consultation, 7).run(RESPONDENTS) if one]
    for receipt in sent[::9]:
        withdraw(kit, receipt.reference)
    yield Told(kit, [one.answers for one in kit.desk.each(READER)])
    kit.close()


def withdraw(kit: ConsultKit, reference: str) -> None:
    submission = kit.desk.contribution(READER, reference).submission
    kit.corrections.withdraw(reference, Respondent(submission.respondent_id))


# --- what a person with a pencil would count ---------------------------------


def naive_codes(question: str, value: Any) -> list[str]:
    if value is None:
        return []
    if question == "warned":
        return ["yes" if value else "no"]
    if question == "lines":
        return [f"{row}.{option}" for row, option in value.items()]
    plain = value.get("code", value.get("codes", value)) if isinstance(value, dict) else value
    return [str(one) for one in plain] if isinstance(plain, list) else [str(plain)]


def naive_counts(told: Sequence[Mapping[str, Any]], question: str) -> dict[str, int]:
    return dict(Counter(code for one in told for code in naive_codes(question, one.get(question))))


def naive_cells(told: Sequence[Mapping[str, Any]], rows: str, columns: str) -> dict[tuple[str, str], int]:
    cells: Counter[tuple[str, str]] = Counter()
    for one in told:
        of_row, of_column = naive_codes(rows, one.get(rows)), naive_codes(columns, one.get(columns))
        if of_row and of_column:
            cells.update((row, column) for row in [ANY, *of_row] for column in [ANY, *of_column])
    return dict(cells)


def naive_rounded(number: Any) -> Decimal:
    return Decimal(f"{Decimal(str(number)):.3g}") if number else Decimal(0)


def passes(one: Mapping[str, Any]) -> bool:
    return one["kind"] in ("shop", "office") and one["harm"] >= 3


# --- the tests ---------------------------------------------------------------


def test_the_summary_of_closed_questions_equals_a_naive_recount(told: Told) -> None:
    for _ in range(2):
        summary = told.kit.results.summary(READER)
        assert summary.total == len(told.answers) > 80
        for question in CLOSED:
            counted = told.of(summary, question)
            assert {one.code: one.count for one in counted.codes if one.count} == naive_counts(
                told.answers, question
            )
            assert counted.answered == sum(question in one for one in told.answers)
        told.fold()


def test_who_was_asked_follows_the_path(told: Told) -> None:
    summary = told.kit.results.summary(READER)
    with_works = [one for one in told.answers if "works" in (one.get("troubles") or ())]
    assert told.of(summary, "warned").asked == told.of(summary, "warned").answered == len(with_works) > 5
    assert told.of(summary, "troubles").asked == len(told.answers)
    assert told.of(summary, "troubles").answered < len(told.answers)


def test_numbers_have_the_middle_that_statistics_give(told: Told) -> None:
    summary = told.kit.results.summary(READER)
    for question in ("staff", "lost"):
        given = sorted(naive_rounded(one[question]) for one in told.answers if question in one)
        found = told.of(summary, question).numbers
        assert found is not None
        assert (found.count, found.least, found.most) == (len(given), given[0], given[-1])
        assert found.median == statistics.median(given)
        assert sum(band.count for band in found.bands) == len(given)
        for band in found.bands[:-1]:
            assert band.count == sum(band.least <= one < band.below for one in given)


def test_days_are_counted_by_month(told: Told) -> None:
    found = told.of(told.kit.results.summary(READER), "since").months
    assert {month: n for month, n in found if n} == Counter(str(one["since"])[:7] for one in told.answers)
    assert [month for month, _ in found] == sorted(month for month, _ in found)


def test_rows_are_counted_by_row_and_by_contribution(told: Told) -> None:
    summary = told.kit.results.summary(READER)
    branches = next(one for one in summary.questions if one.question.id == "branches")
    lists = [one["branches"] for one in told.answers if "branches" in one]
    assert branches.number_of_rows == sum(map(len, lists)) > len(lists)
    place = branches.in_rows[0]
    by_row = Counter(row["place"] for rows in lists for row in rows)
    by_contribution = Counter(code for rows in lists for code in {row["place"] for row in rows})
    assert {one.code: one.count for one in place.by_row.codes} == by_row
    assert {one.code: one.count for one in place.by_contribution.codes} == by_contribution
    assert by_row != by_contribution


@pytest.mark.parametrize("only", [Filter(), SOUTH_OF_LOIRE], ids=["all", "filtered"])
def test_every_cross_table_equals_a_naive_recount(told: Told, only: Filter) -> None:
    counted = [one for one in told.answers if only == Filter() or passes(one)]
    told.fold()
    for rows, columns in [*combinations(CLOSED, 2), ("lines", "kind")]:
        table = told.kit.results.cross(READER, rows, columns, only)
        expected = naive_cells(counted, rows, columns)
        assert {cell: n for cell, n in table.cells.items() if n} == expected, (rows, columns)
        assert table.total == expected.get((ANY, ANY), 0)


def test_cross_tables_are_exact_before_the_counts_are_folded(told: Told) -> None:
    before = told.kit.results.cross(READER, "kind", "troubles")
    told.fold()
    assert told.kit.results.cross(READER, "kind", "troubles") == before


def test_shares_are_of_the_row_the_column_or_all(told: Told) -> None:
    table = told.kit.results.cross(READER, "troubles", "kind")
    cells = naive_cells(told.answers, "troubles", "kind")
    both = cells["noise", "shop"]
    assert table.share_of_row("noise", "shop") * cells["noise", ANY] == both
    assert table.share_of_column("noise", "shop") * cells[ANY, "shop"] == both
    assert table.share_of_total("noise", "shop") * cells[ANY, ANY] == both


def test_two_groups_are_counted_as_the_cross_table_says(told: Told) -> None:
    for compared in told.kit.results.compare(READER, "kind", "shop", "office"):
        expected = naive_cells(told.answers, compared.question.id, "kind")
        for row in compared.table.rows:
            assert compared.table.count(row, "shop") == expected.get((row, "shop"), 0)
            assert compared.table.count(row, "office") == expected.get((row, "office"), 0)


@pytest.mark.parametrize("most", [results.MOST_OPENED, 10], ids=["opened", "from the facets"])
def test_a_filtered_summary_equals_a_naive_recount(
    told: Told, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(results, "MOST_OPENED", most)
    counted = [one for one in told.answers if passes(one)]
    summary = told.kit.results.summary(READER, SOUTH_OF_LOIRE)
    assert summary.total == len(counted) > 10
    for question in CLOSED:
        codes = told.of(summary, question).codes
        assert {one.code: one.count for one in codes if one.count} == naive_counts(counted, question)
    if most > 10:
        assert told.of(summary, "story").answered == sum("story" in one for one in counted)


def test_words_narrow_a_summary_and_a_cross_table_down(told: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    word = next(one["story"] for one in told.answers if "story" in one).split()[0].strip(",.")
    told_it = [one for one in told.answers if word.casefold() in str(list(one.values())).casefold()]
    only = Filter(words=word)
    assert 0 < told.kit.results.summary(READER, only).total <= len(told_it)
    total = told.kit.results.cross(READER, "kind", "harm", only).total
    assert total == told.kit.results.summary(READER, only).total
    monkeypatch.setattr(results, "MOST_OPENED", 10)
    with pytest.raises(RespondentError):
        told.kit.results.summary(READER, only)


def test_what_is_sealed_is_counted_by_opening_it_and_kept_nowhere(sealed: Told) -> None:
    kept = sealed.kit.results.summary(READER)
    assert (sealed.of(kept, "staff").numbers, sealed.of(kept, "since").months) == (None, ())
    assert sealed.of(kept, "kind").codes[0].count == naive_counts(sealed.answers, "kind")["shop"]
    opened = sealed.of(sealed.kit.results.opened(READER), "staff").numbers
    assert opened is not None
    assert opened.median == statistics.median(naive_rounded(one["staff"]) for one in sealed.answers)
    sealed.fold()
    with sealed.kit.archive.reading() as tx:
        codes = [row.code for row in tx.connection.execute(kept_tallies.select()) if row.question[:1] != "@"]
    assert not [code for code in codes if code.startswith("=")]


def test_more_than_a_page_opens_is_refused_with_what_to_do(
    sealed: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(results, "MOST_OPENED", 10)
    with pytest.raises(RespondentError, match="too many"):
        sealed.kit.results.opened(READER)


@pytest.mark.parametrize(("rows", "columns"), [("kind", "kind"), ("kind", "story"), ("nothing", "kind")])
def test_only_two_closed_questions_are_crossed(told: Told, rows: str, columns: str) -> None:
    with pytest.raises(NotFoundError):
        told.kit.results.cross(READER, rows, columns)


def test_another_consultation_has_counts_of_its_own(told: Told) -> None:
    stranger = replace(READER, consultation="elsewhere")
    with pytest.raises(NotFoundError):
        told.kit.results.summary(stranger)


def test_sendings_are_counted_as_they_happened(told: Told) -> None:
    came = told.kit.results.arrivals(READER)
    assert came.sent == sum(n for _, n in came.by_day) == sum(came.by_hour) > len(told.answers)
    assert sum(n for _, n in came.by_device) == sum(n for _, n in came.by_way) == came.sent
    assert {name for name, _ in came.by_device} <= {"phone", "tablet", "computer"}
    assert came.minutes is not None
    assert came.minutes.count == came.sent


def test_pages_lose_as_many_as_drafts_were_left(told: Told) -> None:
    first, last = told.kit.results.arrivals(READER).pages
    assert first.reached >= last.reached >= len(told.answers)
    assert first.left + last.left <= RESPONDENTS - len(told.answers)


def test_a_recount_puts_right_what_was_lost(told: Told) -> None:
    told.fold()
    before, cross = told.kit.results.summary(READER), told.kit.results.cross(READER, "kind", "harm")
    arrivals = told.kit.results.arrivals(READER)
    with told.kit.archive.writing() as tx:
        tx.connection.execute(kept_tallies.update().where(kept_tallies.c.question == "kind").values(count=1))
        tx.connection.execute(tally_pairs.delete())
    assert told.kit.results.summary(READER) != before
    put_right(told.kit.archive, told.kit.forms, "shops")
    assert told.kit.results.summary(READER) == before
    assert told.kit.results.cross(READER, "kind", "harm") == cross
    assert told.kit.results.arrivals(READER) == arrivals
    with told.kit.archive.reading() as tx:
        kept = {mark: n for mark, n in tallies.counts_of(tx, "shops").items() if mark[0][:1] != "@"}
    assert kept == recount(told.kit.archive, told.kit.forms, "shops").marks
