"""Two tabs, one draft: both are shown, and nothing is overwritten before a person chooses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus

from flask import render_template, request
from flask.typing import ResponseReturnValue

from consultkit.form import posted_to
from consultkit.records import Answers
from consultkit.schema import AnswerRefused, Page, Question
from consultkit.web.language import current_language, localised
from consultkit.web.respondent.drafts import OpenDraft


@dataclass(frozen=True, slots=True)
class Compared:
    """One question, with what is saved and what was just typed."""

    label: str
    saved: str
    typed: str


def show_both(current: OpenDraft, page: Page, address: str, kept: Answers) -> ResponseReturnValue:
    """The page with which the respondent chooses (HTTP 409); the choice is sent to this address.

    `kept` are the answers of the page as they are saved now.
    """
    fields = request.form.to_dict(flat=False)
    asked = [question for question in page.met if question.asks and fields.keys() & set(question.names())]
    shown = render_template(
        "respondent/conflict.html",
        opened=current,
        consultation=current.consultation,
        page=page,
        address=address,
        compared=[_compared(kept, question, posted_to(question, fields)) for question in asked],
        posted=[
            (name, value) for question in asked for name in question.names() for value in fields.get(name, ())
        ],
    )
    return shown, HTTPStatus.CONFLICT


def _compared(kept: Answers, question: Question, typed: Sequence[str]) -> Compared:
    value = kept.get(question.id)
    saved = () if value is None else question.again(value)
    return Compared(localised(question.label), _in_words(question, saved), _in_words(question, typed))


def _in_words(question: Question, typed: Sequence[str]) -> str:
    """As it is read again; what cannot be taken, as it was typed."""
    try:
        return question.display(question.parse(typed), current_language())
    except AnswerRefused:
        return ", ".join(one for one in typed if one)
