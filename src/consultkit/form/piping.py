"""Earlier answers in later texts: `{question}` becomes what was answered. Pure."""

from __future__ import annotations

from consultkit.form.compiled import Form
from consultkit.records import Answers
from consultkit.schema import fill_places

ABSENT = "…"
LONGEST = 200
"""Characters of an answer: a text is not the place to read a story again."""


def with_answers(words: str, form: Form, answers: Answers, language: str) -> str:
    """The text as it is read by who gave these answers. One that is absent or off the path is « … »."""

    def said(name: str) -> str | None:
        question = form.questions.get(name)
        if question is None or not question.yields:
            return None
        value = answers.get(name)
        return ABSENT if value is None else _short(question.display(value, language))

    return fill_places(words, said)


def _short(said: str) -> str:
    line = " ".join(said.split())
    return line if len(line) <= LONGEST else f"{line[:LONGEST]}{ABSENT}"
