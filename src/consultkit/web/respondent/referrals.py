"""Taking back the agreement to a referral, also after the closing."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from consultkit.records import Case
from consultkit.web.access import Access, open_to
from consultkit.web.extension import consultation_named, the_kit
from consultkit.web.respondent.blueprint import blueprint
from consultkit.web.respondent.receipts import own_submission
from consultkit.web.visitor import require_respondent


@blueprint.get("/<consultation>/receipt/<reference>/referral/<destination>/take-back")
@open_to(Access.RESPONDENT)
def ask_take_back(consultation: str, reference: str, destination: str) -> ResponseReturnValue:
    """What it means, before it is done; where there is nothing to take back, back to the receipt."""
    case = _own_case(consultation, reference, destination)
    if case is None or case.withdrawn_at:
        return redirect(url_for("respondent.receipt", consultation=consultation, reference=reference))
    return render_template(
        "respondent/take_back.html",
        consultation=consultation_named(consultation),
        reference=reference,
        case=case,
    )


@blueprint.post("/<consultation>/receipt/<reference>/referral/<destination>/take-back")
@open_to(Access.RESPONDENT)
def take_back(consultation: str, reference: str, destination: str) -> ResponseReturnValue:
    """Done once and for good; the receipt says from now on what had been sent, and to whom."""
    case = _own_case(consultation, reference, destination)
    if case is not None:
        the_kit().cases.withdraw_consent(reference, require_respondent(), case.id)
    address = url_for("respondent.receipt", consultation=consultation, reference=reference)
    return redirect(f"{address}#referrals", code=303)


def _own_case(consultation: str, reference: str, destination: str) -> Case | None:
    own_submission(consultation, reference)
    found = the_kit().cases.of_respondent(reference, require_respondent())
    return next((case for case in found if case.referral.destination == destination), None)
