"""After sending: the receipt, what was sent, and the very bytes that the receipt vouches for."""

from __future__ import annotations

from flask import Response, render_template
from flask.typing import ResponseReturnValue

from consultkit.errors import NotFoundError
from consultkit.records import Submission, canonical_json
from consultkit.web.access import Access, open_to
from consultkit.web.extension import consultation_named, the_kit, today_in
from consultkit.web.render import answer_views
from consultkit.web.respondent.blueprint import blueprint
from consultkit.web.visitor import require_respondent


@blueprint.get("/<consultation>/receipt/<reference>")
@open_to(Access.RESPONDENT)
def receipt(consultation: str, reference: str) -> ResponseReturnValue:
    """The proof of a contribution, made to be printed, and the answers as they were sent."""
    found, kit = consultation_named(consultation), the_kit()
    submission = _own_submission(consultation, reference)
    form = kit.forms.by_digest(submission.form_digest)
    journey = form.journey(submission.answers, today=today_in(found))
    return render_template(
        "respondent/receipt.html",
        consultation=found,
        receipt=kit.intake.receipt(reference, require_respondent()),
        sections=[
            (page, answer_views(journey.questions(page), submission.answers)) for page in journey.pages
        ],
    )


@blueprint.get("/<consultation>/receipt/<reference>/answers.json")
@open_to(Access.RESPONDENT)
def sent_answers(consultation: str, reference: str) -> ResponseReturnValue:
    """The canonical answers: their SHA-256 is the one on the receipt."""
    submission = _own_submission(consultation, reference)
    response = Response(canonical_json(submission.answers), mimetype="application/json")
    response.headers["Content-Disposition"] = f'attachment; filename="{submission.reference}.json"'
    return response


def _own_submission(consultation: str, reference: str) -> Submission:
    """Raises NotFoundError for one that is absent, somebody else's or another consultation's alike."""
    submission = the_kit().intake.submission(reference, require_respondent())
    if submission.consultation != consultation:
        raise NotFoundError("There is no such contribution.")
    return submission
