"""What a new draft begins with: what an identity provider told, where the file says so. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from consultkit.form.compiled import Form
from consultkit.records import Answers, Json
from consultkit.schema import AnswerRefused, Question


def prefilled(form: Form, way: str, claims: Mapping[str, Json], today: date) -> dict[str, Json]:
    """Answers by question, in the order of the form. What a question would not take is left out."""
    rule = form.consultation.respondent.rule_of(way)
    wanted = rule.prefill if rule else {}
    told = {question: claims[claim] for claim, question in wanted.items() if claim in claims}
    answers: dict[str, Json] = {}
    for question in form.questions.values():
        claim = told.get(question.id)
        value = as_answer(question, [claim], answers, today) if isinstance(claim, str) else None
        if value is not None:
            answers[question.id] = value
    return answers


def as_answer(question: Question, typed: Sequence[str], answers: Answers, today: date) -> Json:
    """What is told, as if it had been typed; None when the question would not take it."""
    try:
        value = question.parse(typed)
        if value is not None:
            question.check(value, answers, today)
    except AnswerRefused:
        return None
    return value
