"""After sending: correcting a contribution of one's own, or withdrawing it."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from consultkit.web.access import Access, open_to
from consultkit.web.extension import consultation_named, the_kit, waited
from consultkit.web.respondent.blueprint import blueprint
from consultkit.web.respondent.receipts import own_submission
from consultkit.web.visitor import require_respondent


@blueprint.post("/<consultation>/receipt/<reference>/correct")
@open_to(Access.RESPONDENT)
def correct(consultation: str, reference: str) -> ResponseReturnValue:
    """To a draft that holds what was sent; doing it again leads to the same draft."""
    own_submission(consultation, reference)
    draft = the_kit().corrections.begin(reference, require_respondent())
    address = url_for("respondent.check", consultation=consultation, draft_id=draft.id)
    return redirect(address, code=303)


@blueprint.get("/<consultation>/receipt/<reference>/withdraw")
@open_to(Access.RESPONDENT)
def ask_withdraw(consultation: str, reference: str) -> ResponseReturnValue:
    """What withdrawing means, before it is done; where it cannot be done, the receipt says what counts."""
    submission, corrections = own_submission(consultation, reference), the_kit().corrections
    if "withdraw" not in corrections.possible(reference, require_respondent()):
        return redirect(url_for("respondent.receipt", consultation=consultation, reference=reference))
    return render_template(
        "respondent/withdraw.html",
        consultation=consultation_named(consultation),
        submission=submission,
        handed_over=corrections.handed_over(reference, require_respondent()),
    )


@blueprint.post("/<consultation>/receipt/<reference>/withdraw")
@open_to(Access.RESPONDENT)
def withdraw(consultation: str, reference: str) -> ResponseReturnValue:
    """Done once; its receipt says so from now on."""
    own_submission(consultation, reference)
    the_kit().corrections.withdraw(reference, require_respondent(), waited=waited())
    return redirect(url_for("respondent.receipt", consultation=consultation, reference=reference), code=303)
