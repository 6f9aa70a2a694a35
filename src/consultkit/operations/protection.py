"""What of the answers lies open, and what is sealed."""

from __future__ import annotations

from consultkit.form import Form
from consultkit.records import Answers, Json
from consultkit.schema import Question, SpecifiedQuestion
from consultkit.storage import PartedAnswers


def parted(form: Form, answers: Answers, part: bytes = b"") -> PartedAnswers:
    """The answers in their two parts, by the policy that the form declares (`protect:`).

    Of a closed answer that came with words, the codes lie open under `all` and the whole is sealed: read
    together, the sealed part stands before the open one. `part` is what only the officials' key opens.
    """
    policy = form.consultation.protect
    lies_open: dict[str, Json] = {}
    protected: dict[str, Json] = {}
    for question_id, answer in answers.items():
        question = form.questions[question_id]
        if question.is_protected(policy):
            protected[question_id] = answer
            continue
        lies_open[question_id] = question.closed_part(answer) if policy == "all" else answer
        if lies_open[question_id] != answer:
            protected[question_id] = answer
    return PartedAnswers(lies_open, protected, part)


def lies_open(form: Form, question: Question) -> bool:
    """Whether the whole answer to a question lies open, whatever was answered."""
    policy = form.consultation.protect
    if question.is_protected(policy):
        return False
    return policy != "all" or not (isinstance(question, SpecifiedQuestion) and question.specified)
