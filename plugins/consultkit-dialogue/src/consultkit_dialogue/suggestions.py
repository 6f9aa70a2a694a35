"""What is proposed to the analyst. Nothing is ever attached by itself. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from consultkit_dialogue.cases import Case, firms_of
from consultkit_dialogue.problem import Problem
from consultkit_dialogue.sentences import Shared, shared_sentences

FEWEST_FIRMS = 2


@dataclass(frozen=True, slots=True)
class Alike:
    """Cases of one practice of one party that no problem about it has yet."""

    practice: str
    party: str
    cases: tuple[Case, ...]
    problem: Problem | None
    """The open one about the same, if there is one."""

    @property
    def firms(self) -> int:
        return firms_of(self.cases)


@dataclass(frozen=True, slots=True)
class SameWords:
    """Cases whose texts share sentences."""

    cases: tuple[Case, ...]
    shared: Shared

    @property
    def firms(self) -> int:
        return firms_of(self.cases)


def alike(
    cases: Iterable[Case], problems: Iterable[Problem], attached: Mapping[UUID, Collection[str]]
) -> tuple[Alike, ...]:
    """Those of the most firms first. `attached` are the references that stand now, by problem."""
    about = _about(problems)
    found: dict[tuple[str, str], list[Case]] = {}
    for case in cases:
        for practice in case.practices if case.party else ():
            known = (attached[one.id] for one in about.get((practice, case.party), ()))
            if not any(case.reference in references for references in known):
                found.setdefault((practice, case.party), []).append(case)
    groups = [Alike(*of, tuple(some), _open(about.get(of, ()))) for of, some in found.items()]
    kept = (group for group in groups if group.firms >= FEWEST_FIRMS or group.problem is not None)
    return tuple(sorted(kept, key=lambda group: (-group.firms, group.practice, group.party)))


def same_words(cases: Iterable[Case]) -> tuple[SameWords, ...]:
    """Likewise; only of different firms: one that repeats itself says nothing new."""
    by_reference = {case.reference: case for case in cases}
    texts = [(case.reference, text) for case in by_reference.values() for text in case.texts.values()]
    groups = (
        SameWords(tuple(by_reference[one] for one in sorted(shared.references)), shared)
        for shared in shared_sentences(texts)
    )
    kept = [group for group in groups if group.firms >= FEWEST_FIRMS]
    return tuple(sorted(kept, key=lambda group: (-group.firms, group.shared.sentences)))


def _about(problems: Iterable[Problem]) -> Mapping[tuple[str, str], list[Problem]]:
    about: dict[tuple[str, str], list[Problem]] = {}
    for problem in problems:
        about.setdefault((problem.practice, problem.party), []).append(problem)
    return about


def _open(problems: Iterable[Problem]) -> Problem | None:
    return next((problem for problem in problems if problem.is_open), None)
