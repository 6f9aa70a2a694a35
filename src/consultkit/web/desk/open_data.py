"""Open data at the desk: what each question becomes, what would be published now, and publishing it."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from consultkit.errors import RespondentError
from consultkit.operations import Outlook
from consultkit.records import Role
from consultkit.results.opening import Finding, undeclared
from consultkit.schema import Question
from consultkit.web.access import Access, open_to
from consultkit.web.desk.blueprint import blueprint
from consultkit.web.errors import instruction
from consultkit.web.extension import consultation_named, the_kit
from consultkit.web.language import gettext, localised
from consultkit.web.visitor import require_manager, require_official


@blueprint.get("/<consultation>/publication/open-data")
@open_to(Access.OFFICIAL)
def open_data(consultation: str) -> ResponseReturnValue:
    """What the file says of each question, and what is published."""
    official, form = require_official(consultation), the_kit().forms.current(consultation)
    return render_template(
        "desk/open_data.html",
        consultation=form.consultation,
        rule=form.consultation.open_data,
        undeclared=[localised(one.label) for one in undeclared(form)],
        classes=[(localised(one.label), _class(one)) for one in form.questions.values() if one.yields],
        releases=the_kit().open_data.releases(official.consultation),
    )


@blueprint.get("/<consultation>/publication/open-data/preview")
@open_to(Access.OFFICIAL)
def open_data_preview(consultation: str) -> ResponseReturnValue:
    """What publishing now would tell, in numbers, and what it would hold back."""
    official = require_official(consultation)
    return _preview(consultation, the_kit().open_data.outlook(official.consultation))


@blueprint.post("/<consultation>/publication/open-data")
@open_to(Access.MANAGER)
def publish_open_data(consultation: str) -> ResponseReturnValue:
    """Tell everybody."""
    official = require_manager(consultation)
    try:
        the_kit().open_data.publish(official.consultation, by=official)
    except RespondentError as error:
        return _preview(consultation, the_kit().open_data.outlook(consultation), instruction(error)), 422
    return redirect(url_for("desk.open_data", consultation=consultation), code=303)


def _preview(consultation: str, outlook: Outlook, problem: str = "") -> str:
    official = require_official(consultation)
    return render_template(
        "desk/open_data_preview.html",
        consultation=consultation_named(consultation),
        opened=outlook.opened,
        refusal=instruction(outlook.refusal) if outlook.refusal else "",
        problem=problem,
        findings=_findings(consultation, outlook.opened.withheld.texts) if outlook.opened else [],
        may_publish=official.role is Role.MANAGER,
    )


def _findings(consultation: str, found: tuple[Finding, ...]) -> list[tuple[str, str, str]]:
    """Reference, question, and what was found in the text."""
    questions = the_kit().forms.current(consultation).questions
    return [
        (one.reference, localised(questions[one.question].label), ", ".join(map(_kind, one.kinds)))
        for one in found
    ]


def _kind(kind: str) -> str:
    kinds = {
        "mail": gettext("a mail address"),
        "web": gettext("a web address"),
        "street": gettext("a street"),
        "phone": gettext("a telephone number"),
        "iban": gettext("a bank account"),
        "firm_number": gettext("the number of a firm"),
        "social_security": gettext("a social security number"),
        "name": gettext("the sender's name"),
        "other_name": gettext("the name of somebody else who answered"),
    }
    return kinds[kind]


def _class(question: Question) -> str:
    classes = {
        "never": gettext("nothing"),
        "aggregate": gettext("numbers"),
        "generalise": gettext("the answer, made coarser"),
        "public": gettext("the answer"),
    }
    return classes[question.publication] if question.publication else gettext("not declared")
