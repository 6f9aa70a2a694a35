"""One page of questions at a time: shown, saved at each step, and what to do where an answer is refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from consultkit.errors import AnswerFault, DraftConflictError
from consultkit.form import PageReading, posted_to, read_page
from consultkit.operations import FilledIn
from consultkit.records import Answers, HeldForm
from consultkit.schema import FileQuestion, Page, showable
from consultkit.web.access import Access, open_to
from consultkit.web.extension import the_kit
from consultkit.web.language import gettext, localised
from consultkit.web.render import error_links, in_groups, question_views
from consultkit.web.respondent.blueprint import blueprint
from consultkit.web.respondent.conflict import show_both
from consultkit.web.respondent.drafts import OpenDraft, open_draft, open_draft_in_time
from consultkit.web.respondent.held import FORGET_FIELD, forget_held, held_here
from consultkit.web.respondent.row_views import ROW_FIELD, row_address, with_rows
from consultkit.web.respondent.told import marked_as_told
from consultkit.web.respondent.uploads import about_files, handed_in, remove_files, stays_on, with_files
from consultkit.web.searching import is_search

VERSION_FIELD = "draft-version"
SHOWN_FIELD = "shown-question"
LEAVE_FIELD = "leave"
TOLD_OF_LOOK_UPS = frozenset({"found", "nothing", "unavailable"})


@blueprint.get("/<consultation>/draft/<uuid:draft_id>/<page_id>")
@open_to(Access.RESPONDENT)
def questions(consultation: str, draft_id: UUID, page_id: str) -> ResponseReturnValue:
    """A page of questions with what is kept of their answers."""
    opened = open_draft_in_time(consultation, draft_id)
    if not opened.has(page_id):
        return redirect(opened.next_url)
    page, held = opened.form.page(page_id), held_here()
    if held is not None:
        return _show_held(opened, page, held)
    return _show(
        opened, page, first_new=request.args.get("more", ""), look_up=request.args.get("look_up", "")
    )


@blueprint.post("/<consultation>/draft/<uuid:draft_id>/<page_id>")
@open_to(Access.RESPONDENT)
def save(consultation: str, draft_id: UUID, page_id: str) -> ResponseReturnValue:
    """Keep what can be taken; then on, or the same page again with what to do."""
    opened = open_draft(consultation, draft_id)
    if not opened.has(page_id):
        return redirect(opened.next_url, code=303)
    page = opened.form.page(page_id)
    if FORGET_FIELD in request.form:
        forget_held(request.path)
        return redirect(opened.page_url(page), code=303)
    reading = reading_of(opened, page)
    try:
        saved = keep(opened, reading.answers, page)
    except DraftConflictError:
        forget_held(request.path)
        current = open_draft(consultation, draft_id)
        return show_both(current, page, current.page_url(page), current.draft.answers, reading.answers)
    forget_held(request.path)
    remove_files(saved)
    return _go_on(saved, page, reading)


def reading_of(opened: OpenDraft, page: Page) -> PageReading:
    """What the form of this request comes to."""
    posted, handed = request.form.to_dict(flat=False), handed_in(opened, page)
    reading = read_page(
        opened.form,
        page.id,
        opened.draft.answers,
        {**posted, **handed.posted},
        opened.today,
        posted.get(SHOWN_FIELD),
    )
    return handed.kept_in(reading)


def keep(opened: OpenDraft, answers: Answers, page: Page | None = None) -> OpenDraft:
    """Save them; `page` is the one that they complete.

    Raises DraftConflictError when another tab has saved since the page was made.
    """
    # The version that the page was made from, not the one just read: another tab may have saved in between.
    version = request.form.get(VERSION_FIELD, type=int)
    seen = replace(opened.draft, version=opened.draft.version if version is None else version)
    return opened.saved(the_kit().intake.save(seen, answers, page=page.id if page else None))


def _go_on(saved: OpenDraft, page: Page, reading: PageReading) -> ResponseReturnValue:
    if ROW_FIELD in request.form and not reading.typed:
        return redirect(row_address(saved, page, request.form[ROW_FIELD]), code=303)
    if LEAVE_FIELD in request.form:
        return redirect(url_for("respondent.start", consultation=saved.consultation.id), code=303)
    asked = [question.id for question in saved.journey.questions(page)]
    found = the_kit().look_ups.fill_in(saved.draft, asked, leave=reading.typed.keys())
    return _go_on_with(saved.saved(found.draft), page, reading, found)


def _go_on_with(saved: OpenDraft, page: Page, reading: PageReading, found: FilledIn) -> ResponseReturnValue:
    new, filled_here = _newly_asked(saved, page), found.questions & {one.id for one in page.questions}
    faults = {id_: fault for id_, fault in reading.faults.items() if id_ not in {*new, *found.questions}}
    first_new = next(iter(new), "")
    if stays_on(page):
        return _show(saved, page, about_files(faults), reading.typed, first_new)
    if is_search():
        return _show(saved, page, typed=reading.typed, first_new=first_new)
    if faults:
        return _show(saved, page, faults, reading.typed, first_new, look_up=found.outcome), 422
    if new:
        return redirect(saved.page_url(page, more=first_new, _anchor="more"), code=303)
    if filled_here:
        # What somebody else says of a person is not passed over: they see it before they go on.
        return redirect(saved.page_url(page, look_up=found.outcome), code=303)
    return redirect(_after(saved, page, found.outcome), code=303)


def _newly_asked(saved: OpenDraft, page: Page) -> list[str]:
    """Questions that the page's own answers have brought up and the respondent has not seen yet."""
    shown = request.form.getlist(SHOWN_FIELD)
    return [question.id for question in saved.journey.questions(page) if question.id not in shown]


def _after(saved: OpenDraft, page: Page, look_up: str) -> str:
    following = saved.journey.after(page.id)
    if following is None:
        return saved.check_url
    return saved.page_url(following, **({"look_up": look_up} if look_up in TOLD_OF_LOOK_UPS else {}))


def _show(
    opened: OpenDraft,
    page: Page,
    faults: Mapping[str, AnswerFault] | None = None,
    typed: Mapping[str, tuple[str, ...]] | None = None,
    first_new: str = "",
    held_version: str | None = None,
    look_up: str = "",
) -> str:
    views = question_views(opened.journey, page, faults or {}, typed or {})
    views = marked_as_told(with_files(views, opened), opened)
    return render_template(
        "respondent/questions.html",
        opened=opened,
        consultation=opened.consultation,
        page=page,
        views=in_groups(with_rows(views, opened)),
        on_screen=[view.name for view in views],
        errors=error_links(views),
        first_new=first_new,
        look_up=look_up,
        takes_files=any(isinstance(view.question, FileQuestion) for view in views),
        searches=any(view.found for view in views),
        held=held_version is not None,
        version=held_version or opened.draft.version,
        before=opened.journey.before(page.id),
        **_position(opened, page),
    )


def _show_held(opened: OpenDraft, page: Page, held: HeldForm) -> str:
    """The page as it was when the visit had ended, with the version that it was made from then.

    Saving it runs into a conflict where another tab has saved since, as it would have at the time.
    """
    on_screen = held.fields.get(SHOWN_FIELD, ())
    asked = (question for question in page.met if question.id in on_screen)
    typed = {question.id: showable(posted_to(question, held.fields)) for question in asked}
    version = next(iter(held.fields.get(VERSION_FIELD, ())), "")
    return _show(opened, page, typed=typed, held_version=version)


def _position(opened: OpenDraft, page: Page) -> dict[str, object]:
    following = opened.journey.after(page.id)
    return {
        "step": [one.id for one in opened.journey.pages].index(page.id) + 1,
        "steps": len(opened.journey.pages) + 1,
        "next_title": localised(following.title) if following else gettext("Check your answers"),
    }
