"""One row of a list: answered on a page of its own, kept in the draft, or taken away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue

from consultkit.errors import AnswerFault, DraftConflictError, NotFoundError
from consultkit.form import PageReading, RowForm, posted_to, row_form, rows_of
from consultkit.records import Answers, HeldForm, Json
from consultkit.schema import Page, showable
from consultkit.web.access import Access, open_to
from consultkit.web.render import control_id, error_links, question_views
from consultkit.web.respondent.blueprint import blueprint
from consultkit.web.respondent.conflict import show_both
from consultkit.web.respondent.drafts import OpenDraft, open_draft, open_draft_in_time
from consultkit.web.respondent.held import FORGET_FIELD, forget_held, held_here
from consultkit.web.respondent.questions import SHOWN_FIELD, VERSION_FIELD, keep
from consultkit.web.respondent.row_views import row_address
from consultkit.web.searching import is_search

_AT = "/<consultation>/draft/<uuid:draft_id>/<page_id>/<repeat_id>/<int:number>"


@dataclass(frozen=True, slots=True)
class OpenRow:
    """A row of a draft that its owner has opened: one that is there, or the next one."""

    opened: OpenDraft
    page: Page
    form: RowForm
    number: int

    @property
    def rows(self) -> list[dict[str, Json]]:
        return rows_of(self.form.repeat, self.opened.draft.answers)

    @property
    def answers(self) -> Answers:
        """What is kept of it; nothing of one that is new."""
        rows = self.rows
        return rows[self.number - 1] if self.number <= len(rows) else {}

    @property
    def before(self) -> Answers:
        """The answers that its conditions see."""
        path = self.opened.journey.answers
        return {question: value for question, value in path.items() if question != self.form.repeat.id}

    @property
    def address(self) -> str:
        return row_address(self.opened, self.page, f"{self.form.repeat.id}/{self.number}")

    @property
    def back(self) -> str:
        return self.opened.page_url(self.page, _anchor=control_id(self.form.repeat.id))

    def with_answers(self, *answers: Answers) -> Answers:
        """The draft with this row in the place of what is there, or without it."""
        rows = self.rows
        rows[self.number - 1 : self.number] = [dict(row) for row in answers]
        kept = {**self.opened.draft.answers, self.form.repeat.id: list[Json](rows)}
        return kept if rows else {name: value for name, value in kept.items() if name != self.form.repeat.id}


@blueprint.get(_AT)
@open_to(Access.RESPONDENT)
def row(consultation: str, draft_id: UUID, page_id: str, repeat_id: str, number: int) -> ResponseReturnValue:
    """Its questions, with what is kept of their answers."""
    here = _open(open_draft_in_time(consultation, draft_id), page_id, repeat_id, number)
    held = held_here()
    return _show(here) if held is None else _show_held(here, held)


@blueprint.post(_AT)
@open_to(Access.RESPONDENT)
def save_row(
    consultation: str, draft_id: UUID, page_id: str, repeat_id: str, number: int
) -> ResponseReturnValue:
    """Keep what can be taken; then back to the list, or the same page again with what to do."""
    here = _open(open_draft(consultation, draft_id), page_id, repeat_id, number)
    if FORGET_FIELD in request.form:
        forget_held(request.path)
        return redirect(here.address, code=303)
    posted = request.form.to_dict(flat=False)
    reading = here.form.read(here.answers, posted, here.before, here.opened.today, posted.get(SHOWN_FIELD))
    try:
        saved = keep(here.opened, here.with_answers(reading.answers)) if reading.answers else here.opened
    except DraftConflictError:
        current = _open(open_draft(consultation, draft_id), page_id, repeat_id, number)
        return show_both(current.opened, here.form.page, current.address, current.answers, reading.answers)
    forget_held(request.path)
    return _go_on(OpenRow(saved, here.page, here.form, number), reading)


@blueprint.get(f"{_AT}/remove")
@open_to(Access.RESPONDENT)
def ask_remove_row(
    consultation: str, draft_id: UUID, page_id: str, repeat_id: str, number: int
) -> ResponseReturnValue:
    """Ask before taking a row away."""
    here = _open(open_draft_in_time(consultation, draft_id), page_id, repeat_id, number)
    return render_template("respondent/remove_row.html", here=here, consultation=here.opened.consultation)


@blueprint.post(f"{_AT}/remove")
@open_to(Access.RESPONDENT)
def remove_row(
    consultation: str, draft_id: UUID, page_id: str, repeat_id: str, number: int
) -> ResponseReturnValue:
    """Take it away. Where another tab has saved since, it is asked again: the number may be another row's."""
    here = _open(open_draft(consultation, draft_id), page_id, repeat_id, number)
    try:
        keep(here.opened, here.with_answers())
    except DraftConflictError:
        return redirect(row_address(here.opened, here.page, f"{repeat_id}/{number}/remove"), code=303)
    return redirect(here.back, code=303)


def _open(opened: OpenDraft, page_id: str, repeat_id: str, number: int) -> OpenRow:
    """Raises NotFoundError for a list that the path does not pass by, or a row beyond the next one."""
    page, form = opened.form.page(page_id), row_form(opened.form, repeat_id)
    here = OpenRow(opened, page, form, number)
    most = min(len(here.rows) + 1, form.repeat.max)
    met = {question.id for question in opened.journey.questions(page)}
    if repeat_id not in met or not 1 <= number <= max(most, len(here.rows)):
        raise NotFoundError("There is no such row.")
    return here


def _go_on(here: OpenRow, reading: PageReading) -> ResponseReturnValue:
    shown = request.form.getlist(SHOWN_FIELD)
    journey = here.form.journey(here.answers, here.before, here.opened.today)
    new = [one.id for one in journey.questions(here.form.page) if one.id not in shown]
    if is_search():
        return _show(here, typed=reading.typed)
    if reading.faults or new:
        return _show(here, reading.faults, reading.typed), 422 if reading.faults else 200
    return redirect(here.back, code=303)


def _show(
    here: OpenRow,
    faults: Mapping[str, AnswerFault] | None = None,
    typed: Mapping[str, tuple[str, ...]] | None = None,
    held_version: str | None = None,
) -> str:
    journey = here.form.journey(here.answers, here.before, here.opened.today)
    views = question_views(journey, here.form.page, faults or {}, typed or {})
    return render_template(
        "respondent/row.html",
        here=here,
        consultation=here.opened.consultation,
        views=views,
        errors=error_links(views),
        held=held_version is not None,
        version=held_version or here.opened.draft.version,
    )


def _show_held(here: OpenRow, held: HeldForm) -> str:
    on_screen = held.fields.get(SHOWN_FIELD, ())
    asked = (one for one in here.form.page.questions if one.id in on_screen)
    typed = {one.id: showable(posted_to(one, held.fields)) for one in asked}
    return _show(here, typed=typed, held_version=next(iter(held.fields.get(VERSION_FIELD, ())), ""))
