"""Asking a respondent back."""

from __future__ import annotations

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from consultkit.errors import RespondentError
from consultkit.web.access import Access, open_to
from consultkit.web.desk.blueprint import blueprint
from consultkit.web.desk.contributions import Refused, show_contribution
from consultkit.web.errors import instruction
from consultkit.web.extension import the_kit
from consultkit.web.visitor import require_caseworker


@blueprint.post("/<consultation>/contributions/<reference>/ask")
@open_to(Access.CASEWORKER)
def ask(consultation: str, reference: str) -> ResponseReturnValue:
    """Ask for a document or a precision; the respondent is told by letter that something is asked."""
    text, days = request.form.get("text", ""), request.form.get("days", "")
    term = int(days) if days.isascii() and days.isdigit() and len(days) < 4 else 0
    try:
        the_kit().inquiries.ask(
            require_caseworker(consultation), reference, text, term, request.form.get("form", "")
        )
    except RespondentError as error:
        refused = Refused("ask", instruction(error), {"text": text, "form": request.form.get("form", "")})
        return show_contribution(consultation, reference, refused), 422
    address = url_for("desk.contribution", consultation=consultation, reference=reference)
    return redirect(f"{address}#inquiries", code=303)
