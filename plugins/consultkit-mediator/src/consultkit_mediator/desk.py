"""The mediator's own desk: the cases that were referred to them, and nothing else of the consultation."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from flask import Blueprint, Response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from consultkit import NotFoundError, Official, Pages, RespondentError, Role
from consultkit.web import (
    MOST_DECIDED,
    Access,
    can_make_pdf,
    consultation_named,
    course_of,
    instruction,
    open_to,
    posted_decision,
    require_outside,
    the_kit,
    to_be_saved,
)
from consultkit_mediator.package import printed
from consultkit_mediator.zipped import zipped

HERE = Path(__file__).parent


def pages() -> Pages:
    """Made anew at each call: an application takes a blueprint once."""
    blueprint = Blueprint(
        "mediator", __name__, url_prefix="/desk/<consultation>/mediation", template_folder="templates"
    )
    blueprint.get("/")(cases)
    blueprint.get("/<uuid:case_id>")(case)
    blueprint.post("/<uuid:case_id>")(decide)
    blueprint.get("/<uuid:case_id>/package.zip")(package)
    blueprint.get("/<uuid:case_id>/file/<int:number>")(file)
    return Pages(blueprint, homes={Role.MEDIATOR: "mediator.cases"}, translations=HERE / "locale")


@open_to(Access.MEDIATOR)
def cases(consultation: str) -> ResponseReturnValue:
    """All that was referred to the destination that the mediator serves, the latest first."""
    return render_template(
        "mediator/cases.html",
        consultation=consultation_named(consultation),
        referred=the_kit().cases.referred_to(_official(consultation)),
    )


@open_to(Access.MEDIATOR)
def case(consultation: str, case_id: UUID) -> ResponseReturnValue:
    """One of them; opening it for the first time acknowledges it."""
    return _show(consultation, case_id)


@open_to(Access.MEDIATOR)
def decide(consultation: str, case_id: UUID) -> ResponseReturnValue:
    """Accepted, declined with a reason, or closed with an outcome."""
    decision = posted_decision()
    try:
        the_kit().cases.decide(
            _official(consultation), case_id, decision.step, decision.words, after=decision.after
        )
    except RespondentError as error:
        return _show(consultation, case_id, decision.words, instruction(error)), 422
    return redirect(url_for("mediator.case", consultation=consultation, case_id=case_id), code=303)


@open_to(Access.MEDIATOR)
def package(consultation: str, case_id: UUID) -> ResponseReturnValue:
    """The referral, its PDF and its files in one."""
    found, packed = the_kit().cases.package(_official(consultation), case_id)
    response = Response(zipped(found, packed, consultation_named(consultation)), mimetype="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="{found.submission_reference}.zip"'
    return response


@open_to(Access.MEDIATOR)
def file(consultation: str, case_id: UUID, number: int) -> ResponseReturnValue:
    """One of its files, by its place among them."""
    _, packed = the_kit().cases.package(_official(consultation), case_id)
    if not 1 <= number <= len(packed.files):
        raise NotFoundError("There is no such file.")
    found = packed.files[number - 1]
    return to_be_saved(found.name, found.size, found.chunks())


def _show(consultation: str, case_id: UUID, typed: str = "", problem: str = "") -> str:
    """The page; with what was typed to decide, and why that was not done."""
    official, served = _official(consultation), consultation_named(consultation)
    found = the_kit().cases.open(official, case_id)
    return render_template(
        "mediator/case.html",
        consultation=served,
        found=found,
        case=found.case,
        sections=printed(found.case, served)["sections"] if found.stands else [],
        packed=the_kit().cases.package(official, case_id)[1] if found.stands else None,
        steps=course_of(found.case, {official.id: official.email}),
        makes_pdf=can_make_pdf(),
        most_decided=MOST_DECIDED,
        typed=typed,
        problem=problem,
    )


def _official(consultation: str) -> Official:
    return require_outside(consultation, Role.MEDIATOR)
