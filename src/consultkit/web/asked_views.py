"""What was answered to small forms, in the words of a page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from consultkit.records import AskedAnswers
from consultkit.web.extension import the_kit
from consultkit.web.language import localised
from consultkit.web.render import AnswerView, answer_views


@dataclass(frozen=True, slots=True)
class GivenView:
    """One form that was filled in. `at` is UTC."""

    title: str
    at: datetime
    rows: list[AnswerView]


def given_views(consultation: str, given: Iterable[AskedAnswers]) -> list[GivenView]:
    """With the questions that the file has today; of those that it has no more, nothing can be told."""
    return [_view(consultation, one) for one in given]


def _view(consultation: str, given: AskedAnswers) -> GivenView:
    sheet = the_kit().asked_forms.sheet(consultation, given.form)
    if sheet is None:
        return GivenView(given.form, given.at, [])
    asked = [one for one in sheet.page.met if one.id in given.answers]
    return GivenView(localised(sheet.page.title), given.at, answer_views(asked, given.answers))
