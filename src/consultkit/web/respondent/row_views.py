"""The lists on a page of questions: their rows, and where their buttons lead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from flask import url_for

from consultkit.errors import NotFoundError
from consultkit.form import rows_of
from consultkit.schema import Page, RepeatQuestion
from consultkit.web.language import current_language, gettext, localised
from consultkit.web.render import QuestionView, RowView
from consultkit.web.respondent.drafts import OpenDraft

ROW_FIELD = "row"
"""Sent by the buttons of a list: `platforms/2` to edit, `platforms/2/remove`. The page is saved first."""


def with_rows(views: Sequence[QuestionView], opened: OpenDraft) -> list[QuestionView]:
    """The same views, each list with its rows."""
    return [replace(view, rows=_rows(view.question, opened)) for view in views]


def row_address(opened: OpenDraft, page: Page, place: str) -> str:
    """Where a button of a list leads. Raises NotFoundError when it was not one of ours."""
    repeat, _, rest = place.partition("/")
    number, _, what = rest.partition("/")
    if not number.isascii() or not number.isdigit() or len(number) > 3 or what not in {"", "remove"}:
        raise NotFoundError("There is no such row.")
    return url_for(
        "respondent.remove_row" if what else "respondent.row",
        consultation=opened.consultation.id,
        draft_id=opened.draft.id,
        page_id=page.id,
        repeat_id=repeat,
        number=int(number),
    )


def _rows(question: object, opened: OpenDraft) -> tuple[RowView, ...]:
    if not isinstance(question, RepeatQuestion):
        return ()
    return tuple(
        RowView(
            f"{localised(question.row)} {number}",
            question.row_in_words(row, current_language()) or gettext("Not answered"),
            f"{question.id}/{number}",
        )
        for number, row in enumerate(rows_of(question, opened.draft.answers), 1)
    )
