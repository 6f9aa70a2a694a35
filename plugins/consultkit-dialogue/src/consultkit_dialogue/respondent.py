"""What respondents find about their own contribution: who has seen what, and whether it is solved."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from consultkit import Access, AnswerFault, Json, open_to
from consultkit.web import consultation_named, error_links, question_views, require_respondent
from consultkit_dialogue import views
from consultkit_dialogue.asking import OwnCase
from consultkit_dialogue.sheets import check_sheet


@open_to(Access.RESPONDENT)
def followed(consultation: str, reference: str) -> ResponseReturnValue:
    """What was told of it, to whom and when; and what its sender is asked."""
    own = _own(consultation, reference)
    return _page(consultation, "followed", reference=reference, shown=own.shown(), asked=own.asked())


@open_to(Access.RESPONDENT)
def solved(consultation: str, reference: str, problem_id: UUID) -> ResponseReturnValue:
    """Whether the problem is solved for them."""
    _own(consultation, reference).problem(problem_id)
    return _show(consultation, reference, problem_id, {}, {}, {})


@open_to(Access.RESPONDENT)
def say_solved(consultation: str, reference: str, problem_id: UUID) -> ResponseReturnValue:
    """Take the answer; or show it again, with what is still to be done about it."""
    own, register = _own(consultation, reference), views.register_of(consultation)
    problem = own.problem(problem_id)
    sheet = check_sheet(register.settings, register.kit.plugins.question_types)
    posted = request.form.to_dict(flat=False)
    reading = sheet.read(posted, register.today)
    shown = set(posted.get("shown-question", ()))
    journey = sheet.journey(reading.answers, register.today)
    unseen = {one.id for one in journey.questions(sheet.page)} - shown
    if reading.faults or unseen:
        faults = {name: fault for name, fault in reading.faults.items() if name in shown}
        status = 422 if faults else 200
        return _show(consultation, reference, problem_id, reading.answers, faults, reading.typed), status
    own.answer(problem, journey.answers)
    address = url_for("dialogue.followed", consultation=consultation, reference=reference, thanks="yes")
    return redirect(address, code=303)


def _show(
    consultation: str,
    reference: str,
    problem_id: UUID,
    answers: Mapping[str, Json],
    faults: Mapping[str, AnswerFault],
    typed: Mapping[str, tuple[str, ...]],
) -> str:
    register = views.register_of(consultation)
    sheet = check_sheet(register.settings, register.kit.plugins.question_types)
    shown = question_views(sheet.journey(answers, register.today), sheet.page, faults, typed)
    return _page(
        consultation,
        "solved",
        reference=reference,
        problem=register.problem(problem_id),
        views_of=shown,
        errors=error_links(shown),
    )


def _own(consultation: str, reference: str) -> OwnCase:
    return OwnCase(views.register_of(consultation), require_respondent(), reference)


def _page(consultation: str, name: str, **values: object) -> str:
    return render_template(
        f"dialogue/{name}.html",
        consultation=consultation_named(consultation),
        register=views.register_of(consultation),
        views=views,
        **values,
    )
