"""The pages of the right-of-reply room."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from consultkit import Access, AnswerFault, Json, RespondentError, Role, open_to
from consultkit.web import (
    consultation_named,
    error_links,
    file_response,
    instruction,
    question_views,
    require_outside,
    sent_files,
    takes_files,
)
from consultkit_dialogue import views
from consultkit_dialogue.room import ReplyRoom
from consultkit_dialogue.sheets import reply_sheet


@open_to(Access.PARTY)
def told(consultation: str) -> ResponseReturnValue:
    """The problems that the party was told of."""
    room = _room(consultation)
    return _page(consultation, "room", problems=room.problems())


@open_to(Access.PARTY)
def told_one(consultation: str, problem_id: UUID) -> ResponseReturnValue:
    """One of them. The first opening of each release is written down."""
    return _show_one(consultation, problem_id)


def _show_one(consultation: str, problem_id: UUID, error: str = "", place: str = "until") -> str:
    room = _room(consultation)
    room.note_seen(problem_id)
    typed = request.form.to_dict()
    return _page(consultation, "told", told=room.problem(problem_id), typed=typed, error=error, place=place)


@open_to(Access.PARTY)
def reply(consultation: str, problem_id: UUID) -> ResponseReturnValue:
    """The reply sheet."""
    return _show_reply(consultation, problem_id, {}, {}, {})


@open_to(Access.PARTY)
def send_reply(consultation: str, problem_id: UUID) -> ResponseReturnValue:
    """Send it, or see again what is still to be done about it. What was typed before it applies is kept."""
    room, register = _room(consultation), views.register_of(consultation)
    room.problem(problem_id)
    sheet = reply_sheet(register.settings, register.kit.plugins.question_types)
    posted = request.form.to_dict(flat=False)
    reading = sheet.read(posted, register.today)
    shown = set(posted.get("shown-question", ()))
    applies = {one.id for one in sheet.journey(reading.answers, register.today).questions(sheet.page)}
    if reading.faults or applies - shown:
        # What appears only now is no fault of who could not see it.
        faults = {name: fault for name, fault in reading.faults.items() if name in shown}
        status = 422 if faults else 200
        return _show_reply(consultation, problem_id, reading.answers, faults, reading.typed), status
    try:
        room.reply(problem_id, sheet.journey(reading.answers, register.today).answers)
    except RespondentError as error:
        return _show_one(consultation, problem_id, instruction(error)), 422
    return _to(consultation, problem_id)


@open_to(Access.PARTY)
@takes_files
def hand_in(consultation: str, problem_id: UUID) -> ResponseReturnValue:
    """Attach files to what the party answers."""
    try:
        _room(consultation).hand_in(problem_id, request.form.get("words", ""), sent_files("files"))
    except RespondentError as error:
        return _show_one(consultation, problem_id, instruction(error), "files"), 422
    return _to(consultation, problem_id)


@open_to(Access.PARTY)
def own_file(consultation: str, problem_id: UUID, attachment_id: UUID) -> ResponseReturnValue:
    """One of the files that the party handed in."""
    return file_response(_room(consultation).file(problem_id, attachment_id))


@open_to(Access.PARTY)
def ask_for_time(consultation: str, problem_id: UUID) -> ResponseReturnValue:
    """Ask for another date."""
    form = request.form
    try:
        _room(consultation).ask_for_time(problem_id, form.get("until", ""), form.get("why", ""))
    except RespondentError as error:
        return _show_one(consultation, problem_id, instruction(error)), 422
    return _to(consultation, problem_id)


def _show_reply(
    consultation: str,
    problem_id: UUID,
    answers: Mapping[str, Json],
    faults: Mapping[str, AnswerFault],
    typed: Mapping[str, tuple[str, ...]],
) -> str:
    register = views.register_of(consultation)
    sheet = reply_sheet(register.settings, register.kit.plugins.question_types)
    journey = sheet.journey(answers, register.today)
    shown = question_views(journey, sheet.page, faults, typed)
    told = _room(consultation).problem(problem_id)
    return _page(consultation, "reply", told=told, views_of=shown, errors=error_links(shown))


def _room(consultation: str) -> ReplyRoom:
    return ReplyRoom(views.register_of(consultation), require_outside(consultation, Role.PARTY))


def _page(consultation: str, name: str, **values: object) -> str:
    register = views.register_of(consultation)
    return render_template(
        f"dialogue/{name}.html",
        consultation=consultation_named(consultation),
        register=register,
        views=views,
        **values,
    )


def _to(consultation: str, problem_id: UUID) -> ResponseReturnValue:
    return redirect(url_for("dialogue.told_one", consultation=consultation, problem_id=problem_id), code=303)
