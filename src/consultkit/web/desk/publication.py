"""Drafting what everybody is to read, looking at it, and publishing it."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from consultkit.errors import RespondentError
from consultkit.operations import PARTS, THRESHOLDS, Outline
from consultkit.records import Official, Role
from consultkit.schema import Consultation, Question
from consultkit.web.access import Access, open_to
from consultkit.web.desk.blueprint import blueprint
from consultkit.web.errors import instruction
from consultkit.web.extension import consultation_named, the_kit
from consultkit.web.language import gettext, localised
from consultkit.web.respondent.outcome import show_outcome
from consultkit.web.visitor import require_manager, require_official


@blueprint.get("/<consultation>/publication")
@open_to(Access.OFFICIAL)
def publication(consultation: str) -> ResponseReturnValue:
    """What was drafted, and what is published."""
    return _show(consultation, the_kit().publication.draft(require_official(consultation)))


@blueprint.post("/<consultation>/publication")
@open_to(Access.MANAGER)
def keep_publication(consultation: str) -> ResponseReturnValue:
    """Keep the draft; then on to how it will look."""
    official, found = require_manager(consultation), consultation_named(consultation)
    outline = _posted(found)
    try:
        the_kit().publication.keep_draft(official, outline)
    except RespondentError as error:
        return _show(consultation, outline, instruction(error)), 422
    following = "desk.preview" if "preview" in request.form else "desk.publication"
    return redirect(url_for(following, consultation=consultation), code=303)


@blueprint.get("/<consultation>/publication/preview")
@open_to(Access.OFFICIAL)
def preview(consultation: str) -> ResponseReturnValue:
    """As everybody would read it if it were published now."""
    ready = the_kit().publication.preview(require_official(consultation))
    return show_outcome(consultation_named(consultation), ready, is_preview=True)


@blueprint.post("/<consultation>/publication/publish")
@open_to(Access.MANAGER)
def publish(consultation: str) -> ResponseReturnValue:
    """Tell everybody."""
    official = require_manager(consultation)
    try:
        the_kit().publication.publish(official)
    except RespondentError as error:
        return _show(consultation, the_kit().publication.draft(official), instruction(error)), 422
    return redirect(url_for("respondent.outcome", consultation=consultation), code=303)


@blueprint.post("/<consultation>/publication/note")
@open_to(Access.MANAGER)
def publication_note(consultation: str) -> ResponseReturnValue:
    """Correct what is published, with the date."""
    official = require_manager(consultation)
    try:
        the_kit().publication.note(official, request.form.get("note", ""))
    except RespondentError as error:
        draft = the_kit().publication.draft(official)
        return _show(consultation, draft, note_problem=instruction(error)), 422
    return redirect(url_for("respondent.outcome", consultation=consultation), code=303)


def _show(consultation: str, outline: Outline, problem: str = "", note_problem: str = "") -> str:
    official, found = require_official(consultation), consultation_named(consultation)
    closed = _told_of(official)
    titles = {
        "said": gettext("What was said"),
        "answered": gettext("What was answered, and by whom"),
        "done": gettext("What was done"),
    }
    return render_template(
        "desk/publication.html",
        consultation=found,
        outline=outline,
        parts=[(part, titles[part]) for part in PARTS],
        questions=[{"value": one.id, "label": localised(one.label)} for one in closed],
        thresholds=[{"value": str(number), "label": str(number)} for number in THRESHOLDS],
        published=the_kit().publication.published(consultation),
        may_publish=official.role is Role.MANAGER,
        problem=problem,
        note_problem=note_problem,
    )


def _told_of(official: Official) -> list[Question]:
    """The questions whose counts can be told: of those that the open data count, where there are any."""
    if the_kit().open_data.is_declared(official.consultation):
        told = the_kit().open_data.figures(official.consultation)
        asked = the_kit().forms.current(official.consultation).questions.values()
        return [question for question in asked if question.id in told]
    return [
        one.question for one in the_kit().results.summary(official).questions if one.codes and one.is_asked
    ]


def _posted(consultation: Consultation) -> Outline:
    form, known = request.form, the_kit().forms.current(consultation.id).questions
    threshold = form.get("at_least", "")
    return Outline(
        texts={
            part: {code: form.get(f"{part}.{code}", "").strip() for code in consultation.languages}
            for part in PARTS
        },
        questions=tuple(one for one in form.getlist("question") if one in known),
        at_least=int(threshold) if threshold.isascii() and threshold.isdigit() and len(threshold) < 4 else 0,
    )
