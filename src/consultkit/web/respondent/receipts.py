"""After sending: the receipt, what was sent, and the very bytes that the receipt vouches for."""

from __future__ import annotations

from uuid import UUID

from flask import Response, render_template, url_for
from flask.typing import ResponseReturnValue

from consultkit.errors import NotFoundError
from consultkit.records import Attachment, Submission, canonical_json
from consultkit.web.access import Access, open_to
from consultkit.web.extension import consultation_named, the_kit, today_in
from consultkit.web.file_views import file_response, files_of
from consultkit.web.render import FilesOf, answer_views
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
    files = _files_of(submission)
    return render_template(
        "respondent/receipt.html",
        consultation=found,
        receipt=kit.intake.receipt(reference, require_respondent()),
        sections=[
            (page, answer_views(journey.questions(page), submission.answers, files=files))
            for page in journey.pages
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


@blueprint.get("/<consultation>/receipt/<reference>/file/<uuid:attachment_id>")
@open_to(Access.RESPONDENT)
def sent_file(consultation: str, reference: str, attachment_id: UUID) -> ResponseReturnValue:
    """A file of one's own contribution, as it is kept."""
    submission, kept = _own_submission(consultation, reference), the_kit().attachments
    return file_response(kept.of_respondent(submission.id, attachment_id, require_respondent()))


def _files_of(submission: Submission) -> FilesOf:
    def address(attachment: Attachment) -> str:
        return url_for(
            "respondent.sent_file",
            consultation=submission.consultation,
            reference=submission.reference,
            attachment_id=attachment.id,
        )

    return files_of(submission.id, address)


def _own_submission(consultation: str, reference: str) -> Submission:
    """Raises NotFoundError for one that is absent, somebody else's or another consultation's alike."""
    submission = the_kit().intake.submission(reference, require_respondent())
    if submission.consultation != consultation:
        raise NotFoundError("There is no such contribution.")
    return submission
