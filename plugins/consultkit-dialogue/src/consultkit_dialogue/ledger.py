"""Who has seen what of a contribution: drawn from the events of the problems that it belongs to. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from consultkit_dialogue.problem import Problem, Release


@dataclass(frozen=True, slots=True)
class Shown:
    """One release in which something of a contribution was told. Instants are UTC."""

    party: str
    title: str
    at: datetime
    by: UUID | None
    counted: int
    """Among how many firms it was counted; 0 when it was in no figure."""
    extracts: tuple[str, ...]
    """Its passages, as they were read."""
    opened: tuple[datetime, ...]
    """When somebody of the party first opened it."""


def shown_of(references: Collection[str], problems: Iterable[Problem]) -> tuple[Shown, ...]:
    """Of a contribution and of what it replaced, the oldest first."""
    found = [one for problem in problems for one in _in_problem(set(references), problem)]
    return tuple(sorted(found, key=lambda one: one.at))


def _in_problem(references: set[str], problem: Problem) -> Iterator[Shown]:
    passages = dict(_passages(references, problem))
    for release in problem.releases:
        extracts = tuple(passages[one] for one in release.extracts if one in passages)
        is_counted = bool(references & set(release.counted))
        if is_counted or extracts:
            yield Shown(
                problem.party,
                release.title,
                release.at,
                release.by,
                max((figure.count for figure in release.figures), default=0) if is_counted else 0,
                extracts,
                tuple(_openings(problem, release)),
            )


def _passages(references: set[str], problem: Problem) -> Iterator[tuple[str, str]]:
    """Those that were dropped since, too: the events keep them."""
    for event in problem.events:
        if event.kind == "excerpted" and event.content.get("reference") in references:
            yield str(event.content.get("id")), str(event.content.get("cut"))


def _openings(problem: Problem, release: Release) -> Iterator[datetime]:
    met: set[UUID | None] = set()
    for event in problem.events:
        if event.kind == "seen" and event.content.get("release") == release.number and event.by not in met:
            met.add(event.by)
            yield event.at
