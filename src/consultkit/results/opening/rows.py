"""Who is told of and how: each contribution in a class of others like it, silent on what they share. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from consultkit.form import Form
from consultkit.records import Answers, Json
from consultkit.results.opening.classes import STAR, classed, silenced, unvaried
from consultkit.results.opening.people import Tokens
from consultkit.results.opening.plan import BETWEEN, Codes, Column, Plan
from consultkit.results.opening.scanning import Names


@dataclass(frozen=True, slots=True)
class Contribution:
    """What is known of one that stands."""

    reference: str
    form: Form
    answers: Answers
    who: Tokens
    """Its respondent and its firm, as digests that tell nothing by themselves."""
    names: Names = field(default_factory=Names)


@dataclass(frozen=True, slots=True)
class Row:
    """One person, as told."""

    contribution: Contribution
    codes: Mapping[str, Codes]
    """By column of the table; none for what is silenced."""
    starred: frozenset[str]
    silent: frozenset[str]
    """The columns of which nothing is told in its class."""

    def tells(self, column: Column) -> bool:
        """Whether nothing on which the column depends is silent here."""
        return column.id not in self.silent and not column.sources & self.silent


def rows_of(plan: Plan, contributions: Sequence[Contribution]) -> tuple[list[Row], int]:
    read = [_read(plan, one) for one in contributions]
    keys = [tuple(BETWEEN.join(codes[one.id]) for one in plan.quasi_identifiers) for codes in read]
    classes: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    for place, key in enumerate(classed(keys, plan.rule.k)):
        if key is not None:
            classes[key].append(place)
    rows = [
        row for key, places in classes.items() for row in _of_class(plan, key, places, contributions, read)
    ]
    return rows, len(contributions) - len(rows)


def _read(plan: Plan, contribution: Contribution) -> Mapping[str, Codes]:
    return {column.id: column.codes(value_of(plan, contribution, column)) for column in plan.rows}


def value_of(plan: Plan, contribution: Contribution, column: Column) -> Json:
    return contribution.answers.get(column.id) if plan.tells(contribution.form, column) else None


def _of_class(
    plan: Plan,
    key: tuple[str, ...],
    places: Sequence[int],
    contributions: Sequence[Contribution],
    read: Sequence[Mapping[str, Codes]],
) -> Iterator[Row]:
    identifying = [one.id for one in plan.quasi_identifiers]
    starred = frozenset(name for name, cell in zip(identifying, key, strict=True) if cell == STAR)
    same = unvaried([{n: c for n, c in read[at].items() if n not in identifying} for at in places])
    sources = {column.id: column.sources for column in plan.columns}
    silent = silenced(starred | same, sources)
    for at in places:
        codes = {name: () if name in silent else codes for name, codes in read[at].items()}
        yield Row(contributions[at], codes, starred, silent)


def cells_of(plan: Plan, row: Row) -> tuple[str, ...]:
    return tuple(
        STAR if column.id in row.starred else BETWEEN.join(row.codes[column.id]) for column in plan.rows
    )
