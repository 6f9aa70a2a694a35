"""The questions of a consultation in every version of its form, by their stable ids."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from consultkit.form import Form
from consultkit.schema import Question


def questions_of(forms: Sequence[Form]) -> Mapping[str, tuple[Question, ...]]:
    """Every version of each question that has a value, as the forms come.

    The first form decides the order; what only other versions ask comes after it.
    """
    found: dict[str, tuple[Question, ...]] = {}
    for form in forms:
        for question in form.questions.values():
            if question.yields:
                found[question.id] = (*found.get(question.id, ()), question)
    return found
