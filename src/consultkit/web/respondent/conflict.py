"""Two tabs, one draft: both are shown, and nothing is overwritten before a person chooses."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from http import HTTPStatus

from flask import render_template, request
from flask.typing import ResponseReturnValue

from consultkit.schema import Page, Question
from consultkit.web.language import localised
from consultkit.web.respondent.drafts import OpenDraft


@dataclass(frozen=True, slots=True)
class Compared:
    """One question, with what is saved and what was just typed."""

    label: str
    saved: str
    typed: str


def show_both(current: OpenDraft, page: Page) -> ResponseReturnValue:
    """The page with which the respondent chooses (HTTP 409)."""
    asked = [question for question in page.questions if question.asks and question.id in request.form]
    shown = render_template(
        "respondent/conflict.html",
        opened=current,
        consultation=current.consultation,
        page=page,
        compared=[_compared(current, question) for question in asked],
        posted=[(question.id, value) for question in asked for value in request.form.getlist(question.id)],
    )
    return shown, HTTPStatus.CONFLICT


def _compared(current: OpenDraft, question: Question) -> Compared:
    kept = current.draft.answers.get(question.id)
    saved = () if kept is None else question.again(kept)
    typed = request.form.getlist(question.id)
    return Compared(localised(question.label), _in_words(question, saved), _in_words(question, typed))


def _in_words(question: Question, typed: Sequence[str] | Iterable[str]) -> str:
    """What was typed, with the labels of options instead of their ids."""
    labels = {option.id: localised(option.label) for option in getattr(question, "options", ())}
    return ", ".join(labels.get(one, one) for one in typed if one)
