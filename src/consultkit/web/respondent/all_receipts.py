"""All receipts of a consultation as everybody may see them, and a check of one. Nothing handed in is kept."""

from __future__ import annotations

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from consultkit.errors import NotFoundError, RespondentError
from consultkit.operations import CheckedReceipt
from consultkit.records.proofs import receipt_in_text
from consultkit.web.access import Access, open_to
from consultkit.web.errors import instruction, status_of
from consultkit.web.extension import consultation_named, the_kit
from consultkit.web.respondent.blueprint import blueprint
from consultkit.web.visitor import require_respondent


@blueprint.get("/<consultation>/receipts")
@open_to(Access.EVERYBODY)
def all_receipts(consultation: str) -> ResponseReturnValue:
    """What was published of all receipts, and a form to check one."""
    return _show(consultation)


@blueprint.post("/<consultation>/receipts")
@open_to(Access.EVERYBODY)
def check_receipt(consultation: str) -> ResponseReturnValue:
    """Say what a receipt that is pasted comes to."""
    found = consultation_named(consultation)
    try:
        return _show(consultation, the_kit().receipts.check(found.id, request.form.get("receipt", "")))
    except RespondentError as error:
        return _show(consultation, problem=instruction(error)), status_of(error)


@blueprint.get("/<consultation>/receipts/<int:number>.txt")
@open_to(Access.EVERYBODY)
def receipt_set(consultation: str, number: int) -> ResponseReturnValue:
    """A published set as a file: with it a receipt is checked without this server."""
    found = consultation_named(consultation)
    return _as_text(Response(the_kit().receipts.file(found.id, number)), f"{found.id}-receipts-{number}.txt")


@blueprint.get("/<consultation>/receipt/<reference>/receipt.txt")
@open_to(Access.RESPONDENT)
def receipt_text(consultation: str, reference: str) -> ResponseReturnValue:
    """One's own receipt as text, with its salt and its signature; not for one that was not signed."""
    kept = the_kit().intake.receipt(reference, require_respondent())
    if kept.proof is None or kept.consultation != consultation:
        raise NotFoundError("There is no such receipt.")
    return _as_text(Response(receipt_in_text(kept, kept.proof)), f"{kept.reference}.txt")


def _show(consultation: str, checked: CheckedReceipt | None = None, problem: str = "") -> str:
    found, receipts = consultation_named(consultation), the_kit().receipts
    return render_template(
        "respondent/receipts.html",
        consultation=found,
        checked=checked,
        problem=problem,
        pasted=request.form.get("receipt", "") if problem else "",
        sets=receipts.published(found.id)[::-1],
        keys=receipts.keys(),
    )


def _as_text(response: Response, name: str) -> Response:
    response.mimetype = "text/plain"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
