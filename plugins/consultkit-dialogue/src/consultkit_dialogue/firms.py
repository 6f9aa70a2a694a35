"""Asking the firms whether a measure has solved what they met: by hand, or on the day after its date."""

from __future__ import annotations

from datetime import date

from consultkit import Entry, Json, Official, RespondentError
from consultkit_dialogue.problem import Problem, State
from consultkit_dialogue.register import Register


def ask_firms(register: Register, problem: Problem, by: Official | None = None) -> int:
    """Ask who sent the cases, by a letter without content. How many are asked.

    Raises RespondentError when somebody else has just worked on the problem, who may have asked them.
    """
    cases = register.cases(problem)
    content: dict[str, Json] = {"references": list[Json](sorted(cases))}
    entry = Entry(problem.id, "firms_asked", content, after=problem.number)
    kit = register.kit
    with kit.archive.writing() as tx:
        register.room.write_in(tx, register.consultation.id, entry, by=by)
        for submission in {one.reference: one.submission for one in cases.values()}.values():
            kit.following.write_to(tx, submission)
    return len(cases)


def ask_where_due(register: Register) -> None:
    """Ask about every measure whose day has passed, once: what is asked again, an official asks."""
    for problem in register.problems():
        if is_due(problem, register.today):
            try:
                ask_firms(register, problem)
            except RespondentError:
                # An official, or another worker, was quicker.
                continue


def is_due(problem: Problem, today: date) -> bool:
    """Whether the day that was promised is over and nobody was asked yet."""
    committed = problem.state is State.COMMITTED and bool(problem.promised) and not problem.asked
    return committed and date.fromisoformat(problem.promised) < today
