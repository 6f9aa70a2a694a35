"""The sealed answers of a contribution, for who has handed the key in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from consultkit.age import UnsealingError
from consultkit.records import Answers, Official, Role, Submission, sealed_in
from consultkit.schema import Consultation
from consultkit.web.errors import instruction
from consultkit.web.extension import the_kit
from consultkit.web.handed_key import handed_key


@dataclass(frozen=True, slots=True)
class UnsealedView:
    """The answers to show, with what to say of those that are sealed."""

    answers: Answers
    is_sealed: bool = False
    """Whether any is, as it is kept."""
    until: datetime | None = None
    """Where they are opened: until when the key is there. UTC."""
    problem: str = ""
    """Why the key that is there does not open them."""


def unsealed_of(official: Official, consultation: Consultation, submission: Submission) -> UnsealedView:
    """Readers have no key, and see that there is an answer."""
    if not sealed_in(submission.answers):
        return UnsealedView(submission.answers)
    handed = handed_key(consultation) if official.role in (Role.CASEWORKER, Role.MANAGER) else None
    if handed is None:
        return UnsealedView(submission.answers, is_sealed=True)
    try:
        opened = the_kit().opening.open(official, submission, handed.key)
    except UnsealingError as error:
        return UnsealedView(submission.answers, is_sealed=True, problem=instruction(error))
    return UnsealedView({**submission.answers, **opened}, is_sealed=True, until=handed.until)
