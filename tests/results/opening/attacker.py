"""Somebody who wants to know what a firm answered. It shares no code with the rules that it attacks.

It knows who contributed, and of each firm what neighbours know: its place and its size, as they are told. It
keeps everything that was ever published, counts, adds and subtracts. It has a target when some reasoning
leaves one answer alone: a row, a class of rows that all say the same (or all but its own), a hidden count
that is what the others leave, a count that everybody or hardly anybody shares, the difference of two
publications, or an amount that one firm made almost alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

SHOWN_ON = {"warned": ("troubles", "rent"), "sued": ("party", "owner")}
"""The form is no secret: questions, and the answers on which they show."""
Row = Mapping[str, frozenset[str]]
"""By column, the codes of a cell; `{"*"}` where it is left out."""
HIDDEN = None


@dataclass(frozen=True)
class Table:
    """The counts of one question. Of one answer each, `""` is no answer."""

    question: str
    everybody: int
    counts: Mapping[str, int | None]
    is_partition: bool


@dataclass(frozen=True)
class Release:
    """What one publication says."""

    rows: Sequence[Row]
    tables: Sequence[Table]
    means: Mapping[str, tuple[float, Sequence[float]]]
    """By question the mean told, and the true amounts, to judge what was guessed."""
    people: frozenset[str]
    """Of whom it tells something: that is granted."""


@dataclass(frozen=True)
class Target:
    """A firm, and what is known of it: the cells of its quasi-identifiers."""

    known: Mapping[str, frozenset[str]]


@dataclass(frozen=True)
class Recovery:
    """A reasoning that came to an end."""

    by: str
    of: str


def recovered(releases: Sequence[Release], targets: Sequence[Target], few: int) -> list[Recovery]:
    """Everything that any of the reasonings finds."""
    found: list[Recovery] = []
    for release in releases:
        for target in targets:
            found += by_class(release, target, few)
        found += [
            *by_count(release, few),
            *by_table_and_rows(release),
            *by_dominance(release),
            *by_path(release),
        ]
    for one, other in pairwise(releases):
        found += by_difference(one, other, few)
        for target in targets:
            found += by_two_classes(one, other, target)
    return found


def candidates(release: Release, target: Target) -> list[Row]:
    """The rows of the closest class that the target fits in: that is where its row must be, if it has one."""
    fitting: dict[int, list[Row]] = {}
    for row in release.rows:
        if all(row[name] in (cell, {"*"}) for name, cell in target.known.items()):
            fitting.setdefault(sum(row[name] == {"*"} for name in target.known), []).append(row)
    return fitting[min(fitting)] if fitting else []


def by_class(release: Release, target: Target, few: int) -> Iterator[Recovery]:
    """Too few rows, rows that agree, and rows that agree but for one's own."""
    rows = candidates(release, target)
    if 0 < len(rows) < few:
        yield Recovery("class", "row")
    yield from (Recovery("homogeneity", name) for name in _agreed(rows, target))
    for own in range(len(rows)):
        others = rows[:own] + rows[own + 1 :]
        yield from (Recovery("insider", name) for name in _agreed(others, target))


def by_two_classes(one: Release, other: Release, target: Target) -> Iterator[Recovery]:
    """A firm that is in both: what it says of itself is in both classes."""
    if not one.people & other.people:
        return
    for name in {name for row in one.rows for name in row} - set(target.known):
        said = [{cell for row in candidates(each, target) for cell in row[name]} for each in (one, other)]
        if len(said[0] & said[1]) == 1 and min(map(len, said)) > 1:
            yield Recovery("composition", name)


def _agreed(rows: Sequence[Row], target: Target) -> Iterator[str]:
    for name in rows[0] if rows else ():
        if name not in target.known and frozenset.intersection(*(row[name] for row in rows)) - {"*"}:
            yield name


def by_count(release: Release, few: int) -> Iterator[Recovery]:
    """Counts of few, of all, and hidden ones that are what is left. Those of the rows are the rows'."""
    for table in release.tables:
        if release.rows and table.question in release.rows[0]:
            continue
        told = {code: number for code, number in table.counts.items() if number is not HIDDEN}
        hidden = len(table.counts) - len(told)
        for number in told.values():
            if 0 < number < few or number == table.everybody or few > table.everybody - number > 0:
                yield Recovery("count", table.question)
        if table.is_partition and hidden:
            left = table.everybody - sum(told.values())
            # Each hidden count is somebody's: so many as there are cells leaves one to each.
            if hidden == 1 or (0 in told.values() and left == hidden):
                yield Recovery("remainder", table.question)


def by_table_and_rows(release: Release) -> Iterator[Recovery]:
    """What a count has more than the rows show is what the silent rows say."""
    for table in release.tables:
        if not release.rows or table.question not in release.rows[0]:
            continue
        shown = Counter(code for row in release.rows for code in row[table.question])
        for code, number in table.counts.items():
            if code and number != shown[code]:
                yield Recovery("silent rows", table.question)


def by_path(release: Release) -> Iterator[Recovery]:
    """Who was asked a question has given the answer on which it shows: in a row, and in the counts."""
    tables = {table.question: table for table in release.tables}
    for question, (source, code) in SHOWN_ON.items():
        for row in release.rows:
            if row.get(question) and not row[source]:
                yield Recovery("path", source)
        if question in tables and source in tables and tables[source].counts.get(code, 0) is HIDDEN:
            table = tables[question]
            answered = [number for name, number in table.counts.items() if name]
            if None not in answered or table.counts.get("", HIDDEN) is not HIDDEN:
                yield Recovery("path", source)


def by_dominance(release: Release) -> Iterator[Recovery]:
    """The whole amount, taken for that of its greatest contributor, is right within a few per cent."""
    for question, (mean, amounts) in release.means.items():
        if amounts and max(amounts) > 0.87 * mean * len(amounts):
            yield Recovery("dominance", question)


def by_difference(one: Release, other: Release, few: int) -> Iterator[Recovery]:
    """What the later release has more than the earlier one, or less: rows and counts of few."""
    if not one.people & other.people:
        return
    for more in (_bag(other.rows) - _bag(one.rows), _bag(one.rows) - _bag(other.rows)):
        if 0 < sum(more.values()) < few:
            yield Recovery("difference", "row")
    before = {table.question: table for table in one.tables}
    for table in other.tables:
        for code, number in table.counts.items():
            earlier = before[table.question].counts.get(code) if table.question in before else None
            if number is not None and earlier is not None and 0 < abs(number - earlier) < few:
                yield Recovery("difference", table.question)


def _bag(rows: Sequence[Row]) -> Counter[frozenset[tuple[str, frozenset[str]]]]:
    return Counter(frozenset(row.items()) for row in rows)
