"""Two tabs, one draft: both are shown, and nothing is overwritten before a person chooses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus

from flask import render_template, request
from flask.typing import ResponseReturnValue

from consultkit.form import posted_to
from consultkit.records import Answers, is_sealed
from consultkit.schema import AnswerRefused, FileQuestion, Page, Question
from consultkit.web.language import current_language, localised
from consultkit.web.render import sealed_words
from consultkit.web.respondent.drafts import OpenDraft


@dataclass(frozen=True, slots=True)
class Compared:
    """One question, with what is saved and what was just typed."""

    label: str
    saved: str
    typed: str


def show_both(
    current: OpenDraft, page: Page, address: str, kept: Answers, read: Answers
) -> ResponseReturnValue:
    """The page with which the respondent chooses (HTTP 409); the choice is sent to this address.

    `kept` are the answers of the page as they are saved now; `read` is what the posted form comes to.
    """
    fields = {**request.form.to_dict(flat=False), **_stored(page, read)}
    asked = [question for question in page.met if question.asks and fields.keys() & set(question.names())]
    shown = render_template(
        "respondent/conflict.html",
        opened=current,
        consultation=current.consultation,
        page=page,
        address=address,
        compared=[_compared(kept, question, posted_to(question, fields), read) for question in asked],
        posted=[
            (name, value) for question in asked for name in question.names() for value in fields.get(name, ())
        ],
    )
    return shown, HTTPStatus.CONFLICT


def _stored(page: Page, read: Answers) -> dict[str, list[str]]:
    """The files that came with the form: they are stored by now, and named by their ids."""
    return {
        question.id: [str(entry["id"]) for entry in question.entries(read[question.id])]
        for question in page.met
        if isinstance(question, FileQuestion) and question.id in read
    }


def _compared(kept: Answers, question: Question, typed: Sequence[str], read: Answers) -> Compared:
    if isinstance(question, FileQuestion):
        both = (question.display(answers.get(question.id), current_language()) for answers in (kept, read))
        return Compared(localised(question.label), *both)
    value = kept.get(question.id)
    if is_sealed(value):
        return Compared(localised(question.label), sealed_words(), _in_words(question, typed))
    saved = () if value is None else question.again(value)
    return Compared(localised(question.label), _in_words(question, saved), _in_words(question, typed))


def _in_words(question: Question, typed: Sequence[str]) -> str:
    """As it is read again; what cannot be taken, as it was typed."""
    try:
        return question.display(question.parse(typed), current_language())
    except AnswerRefused:
        return ", ".join(one for one in typed if one)
