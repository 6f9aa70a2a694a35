"""A small form that an official asks to fill in about a contribution, on a page of its own."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from consultkit.errors import AnswerFault, NotFoundError
from consultkit.form import Sheet
from consultkit.records import Inquiry, Json
from consultkit.web.access import Access, open_to
from consultkit.web.extension import consultation_named, the_kit, today_in
from consultkit.web.render import error_links, question_views
from consultkit.web.respondent.blueprint import blueprint
from consultkit.web.respondent.receipts import own_submission
from consultkit.web.visitor import require_respondent

SHOWN = "shown-question"


@blueprint.get("/<consultation>/receipt/<reference>/asked/<uuid:asked_id>")
@open_to(Access.RESPONDENT)
def asked(consultation: str, reference: str, asked_id: UUID) -> ResponseReturnValue:
    """The form, as long as it waits for an answer."""
    own_submission(consultation, reference)
    found = the_kit().asked_forms.waiting(consultation, reference, require_respondent(), asked_id)
    return _show(found, {}, {}, {})


@blueprint.post("/<consultation>/receipt/<reference>/asked/<uuid:asked_id>")
@open_to(Access.RESPONDENT)
def answer_asked(consultation: str, reference: str, asked_id: UUID) -> ResponseReturnValue:
    """Send it, or see again what is still to be done about it. Sent twice, it is the first that counts."""
    own_submission(consultation, reference)
    kit, respondent = the_kit(), require_respondent()
    try:
        found = kit.asked_forms.waiting(consultation, reference, respondent, asked_id)
    except NotFoundError:
        if not _is_known(consultation, reference, asked_id):
            raise
        return _to_receipt(consultation, reference)
    posted, today = request.form.to_dict(flat=False), today_in(consultation_named(consultation))
    sheet = _sheet(found)
    reading, shown = sheet.read(posted, today), set(posted.get(SHOWN, ()))
    applies = {one.id for one in sheet.journey(reading.answers, today).questions(sheet.page)}
    if reading.faults or applies - shown:
        # What appears only now is no fault of who could not see it.
        faults = {name: fault for name, fault in reading.faults.items() if name in shown}
        return _show(found, reading.answers, faults, reading.typed), 422 if faults else 200
    kit.asked_forms.answer(found, respondent, posted, today)
    return _to_receipt(consultation, reference)


def _is_known(consultation: str, reference: str, asked_id: UUID) -> bool:
    """Whether it was asked, and is answered or too late now."""
    return the_kit().asked_forms.was_asked(consultation, reference, require_respondent(), asked_id)


def _show(
    found: Inquiry,
    answers: Mapping[str, Json],
    faults: Mapping[str, AnswerFault],
    typed: Mapping[str, tuple[str, ...]],
) -> str:
    consultation, sheet = consultation_named(found.consultation), _sheet(found)
    views = question_views(sheet.journey(answers, today_in(consultation)), sheet.page, faults, typed)
    return render_template(
        "respondent/asked.html",
        consultation=consultation,
        inquiry=found,
        sheet=sheet,
        views=views,
        errors=error_links(views),
    )


def _sheet(found: Inquiry) -> Sheet:
    sheet = the_kit().asked_forms.sheet(found.consultation, found.form)
    if sheet is None:
        raise NotFoundError("There is no such question.")
    return sheet


def _to_receipt(consultation: str, reference: str) -> ResponseReturnValue:
    address = url_for("respondent.receipt", consultation=consultation, reference=reference)
    return redirect(f"{address}#asked", code=303)
