"""The open data of those who contributed and of whom nothing was told before. Pure.

Each publication tells of other people than those before it, and nothing that was published changes: so the
difference of two publications is one of them, which is safe by itself.

Of each person or firm one contribution is told, the first: several would tell on one another. Those that are
too rare to be told in the table are not counted either, so no difference of the two gives them away.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from consultkit.errors import NotOpenError
from consultkit.results.opening.counting import Averaged, Counted, averages_of, counts_of
from consultkit.results.opening.people import Tokens, is_known, together, tokens_of
from consultkit.results.opening.plan import Plan
from consultkit.results.opening.rows import Contribution, Row, cells_of, rows_of, value_of
from consultkit.results.opening.scanning import found_in


@dataclass(frozen=True, slots=True)
class Finding:
    """A text that is held back, for an official to look at."""

    reference: str
    question: str
    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Withheld:
    """What is not told, and why."""

    known: int = 0
    """Contributions of people of whom something was told before."""
    again: int = 0
    """Further contributions of people who have one that is told."""
    rare: int = 0
    """Those who could be told apart."""
    texts: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Opened:
    """What may be told. Rows and texts are in the order of what they say, which is nobody's."""

    plan: Plan
    rows: tuple[tuple[str, ...], ...]
    """The cells of the columns of `plan.rows`."""
    texts: tuple[tuple[str, str], ...]
    """Question and text."""
    counted: tuple[Counted, ...]
    averaged: tuple[Averaged, ...]
    people: int
    """How many are told of."""
    tokens: Tokens
    """Who they are, for the publications to come."""
    withheld: Withheld


def open_up(plan: Plan, contributions: Sequence[Contribution], known: Collection[str] = ()) -> Opened:
    """What may be told of those of whom nothing is `known`, from the contributions in order of arrival.

    Raises NotOpenError when they are too few.
    """
    people, first, passed = _people(contributions, known)
    rows, rare = rows_of(plan, [contributions[places[0]] for places in first])
    if len(rows) < plan.rule.k:
        raise NotOpenError(
            "Too few are new: {least} people or firms are needed.",
            mend="Wait until more have answered.",
            code="too_few_new",
            params={"least": plan.rule.k},
        )
    told = {row.contribution.reference for row in rows}
    whole = [places for places in first if contributions[places[0]].reference in told]
    texts, findings = _texts(plan, rows)
    counted = tuple(counts_of(plan, rows))
    return Opened(
        plan=plan,
        rows=tuple(sorted(cells_of(plan, row) for row in rows)) if plan.rows else (),
        texts=tuple(sorted(texts)),
        counted=counted,
        averaged=tuple(averages_of(plan, rows, counted)),
        people=len(rows),
        tokens=tokens_of([one.who for one in contributions], (place for one in whole for place in one)),
        withheld=Withheld(passed, people - len(first), rare, tuple(findings)),
    )


def _people(
    contributions: Sequence[Contribution], known: Collection[str]
) -> tuple[int, list[tuple[int, ...]], int]:
    """How many contributions are new, those of each new person, and how many are of known ones."""
    sent = [one.who for one in contributions]
    everybody = together(sent)
    new = [places for places in everybody if not is_known(tokens_of(sent, places), known)]
    number = sum(map(len, new))
    return number, new, len(contributions) - number


def _texts(plan: Plan, rows: Sequence[Row]) -> tuple[list[tuple[str, str]], list[Finding]]:
    texts, findings = [], []
    for column in plan.texts:
        for row in rows:
            text = value_of(plan, row.contribution, column)
            if not isinstance(text, str) or not row.tells(column):
                continue
            kinds = found_in(text, row.contribution.names)
            if kinds:
                findings.append(Finding(row.contribution.reference, column.id, kinds))
            else:
                texts.append((column.id, text))
    return texts, findings
