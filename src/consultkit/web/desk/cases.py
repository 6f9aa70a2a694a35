"""What was decided of a case: a caseworker writes it down for a receiver who has no desk here."""

from __future__ import annotations

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from consultkit.errors import RespondentError
from consultkit.web.access import Access, open_to
from consultkit.web.case_views import posted_decision
from consultkit.web.desk.blueprint import blueprint
from consultkit.web.desk.contributions import Refused, show_contribution
from consultkit.web.errors import instruction
from consultkit.web.extension import the_kit
from consultkit.web.visitor import require_caseworker


@blueprint.post("/<consultation>/contributions/<reference>/referral/<destination>")
@open_to(Access.CASEWORKER)
def decide(consultation: str, reference: str, destination: str) -> ResponseReturnValue:
    """Accepted, declined or closed; what is not taken is shown again with the reason."""
    official, decision = require_caseworker(consultation), posted_decision()
    found = the_kit().desk.look_up(official, reference).cases
    try:
        for case in (one for one in found if one.referral.destination == destination):
            the_kit().cases.decide(official, case.id, decision.step, decision.words, after=decision.after)
    except RespondentError as error:
        typed = {"destination": destination, "words": decision.words}
        return show_contribution(consultation, reference, Refused("decide", instruction(error), typed)), 422
    address = url_for("desk.contribution", consultation=consultation, reference=reference)
    return redirect(f"{address}#referrals", code=303)
