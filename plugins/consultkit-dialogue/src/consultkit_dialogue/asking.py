"""What who sent a case is asked and shown: whether it is solved, and who has seen what of theirs."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from consultkit import Entry, Json, NotFoundError, Official, Respondent
from consultkit_dialogue.ledger import Shown, shown_of
from consultkit_dialogue.problem import Problem
from consultkit_dialogue.register import Register


class OwnCase:
    """One contribution of a respondent. Raises NotFoundError for somebody else's."""

    def __init__(self, register: Register, respondent: Respondent, reference: str) -> None:
        self._register = register
        submission = register.kit.intake.submission(reference, respondent)
        if submission.consultation != register.consultation.id:
            raise NotFoundError("There is no such contribution.")
        self.reference = submission.reference
        self.references = frozenset(_versions(register, respondent, submission.reference))

    def shown(self) -> tuple[Shown, ...]:
        """Who has seen what of it."""
        return shown_of(self.references, self._register.problems())

    def asked(self) -> tuple[Problem, ...]:
        """Where its sender is asked whether it is solved."""
        return tuple(one for one in self._register.problems() if self._asked_in(one))

    def problem(self, problem_id: UUID) -> Problem:
        """Raises NotFoundError where its sender is not asked."""
        problem = self._register.problem(problem_id)
        if not self._asked_in(problem):
            raise NotFoundError("There is no such question.")
        return problem

    def answer(self, problem: Problem, answers: Mapping[str, Json]) -> None:
        """`answers` are those of the check sheet, checked. The last word of a firm counts."""
        rule, register = self._register.settings.check, self._register
        reference = self._asked_in(problem)[0]
        content: dict[str, Json] = {
            "reference": reference,
            "firm": register.case(reference).firm,
            "solved": answers.get(rule.verdict) == rule.solved,
            "answers": dict(answers),
        }
        register.room.write(register.consultation.id, Entry(problem.id, "checked", content))

    def _asked_in(self, problem: Problem) -> list[str]:
        return sorted(one for one in self.references if problem.awaits(one))


def versions_of(register: Register, official: Official, reference: str) -> frozenset[str]:
    """A contribution, what it replaced and what replaced it, for the desk. Raises NotFoundError."""
    now = register.kit.following.now_of(register.consultation.id, [reference])
    following, met = now[reference].reference if reference in now else reference, {reference}
    while following:
        met.add(following)
        following = register.kit.desk.look_up(official, following).submission.replaces
    return frozenset(met)


def _versions(register: Register, respondent: Respondent, reference: str) -> set[str]:
    now = register.kit.following.now_of(register.consultation.id, [reference])
    following = now[reference].reference if reference in now else reference
    met: set[str] = {reference}
    while following:
        met.add(following)
        following = register.kit.intake.submission(following, respondent).replaces
    return met
