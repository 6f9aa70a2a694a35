"""What a new draft begins with: what an identity provider told, where the file says so. Pure."""

from __future__ import annotations

from collections.abc import Mapping
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
        value = _taken(question, told.get(question.id), answers, today)
        if value is not None:
            answers[question.id] = value
    return answers


def _taken(question: Question, told: Json, answers: Answers, today: date) -> Json:
    if not isinstance(told, str):
        return None
    try:
        value = question.parse([told])
        if value is not None:
            question.check(value, answers, today)
    except AnswerRefused:
        return None
    return value
