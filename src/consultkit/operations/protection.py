"""What of the answers lies open, what is sealed, and what is counted."""

from __future__ import annotations

from consultkit.form import Form
from consultkit.records import Answers
from consultkit.storage import Mark, PartedAnswers


def parted(form: Form, answers: Answers) -> PartedAnswers:
    """The answers in their two parts, by the policy that the form declares (`protect:`)."""
    policy = form.consultation.protect
    sealed = {question for question in answers if form.questions[question].is_protected(policy)}
    return PartedAnswers(
        open={question: answer for question, answer in answers.items() if question not in sealed},
        protected={question: answer for question, answer in answers.items() if question in sealed},
    )


def marks_of(form: Form, answers: Answers) -> tuple[Mark, ...]:
    """What a submission with these answers adds to the counts, each for one.

    A protected answer counts as answered, and no more: its code would tell what is sealed.
    """
    marks: dict[Mark, None] = {("", ""): None}
    for question_id, answer in answers.items():
        marks[question_id, ""] = None
        question = form.questions[question_id]
        if question.coded and not question.is_protected(form.consultation.protect):
            marks.update({(question_id, code): None for code in question.codes(answer)})
    return tuple(marks)
