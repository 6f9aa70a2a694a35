"""What is proposed to the analyst. Nothing is ever attached by itself. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

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


def alike(cases: Iterable[Case], problems: Iterable[Problem]) -> tuple[Alike, ...]:
    """Those of the most firms first."""
    about = _about(problems)
    found: dict[tuple[str, str], list[Case]] = {}
    for case in cases:
        for practice in case.practices if case.party else ():
            if not _is_attached(case, about.get((practice, case.party), ())):
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


def _is_attached(case: Case, problems: Iterable[Problem]) -> bool:
    known = {case.reference, case.submission.replaces}
    return any(known & problem.attached.keys() for problem in problems)


def _open(problems: Iterable[Problem]) -> Problem | None:
    return next((problem for problem in problems if problem.is_open), None)
