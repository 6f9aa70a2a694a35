"""After sending: the receipt, what was sent, and the very bytes that the receipt vouches for."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from flask import Response, render_template, url_for
from flask.typing import ResponseReturnValue

from consultkit.errors import NotFoundError
from consultkit.records import Attachment, Respondent, Submission, canonical_json
from consultkit.records.proofs import receipt_in_text
from consultkit.schema import Consultation, Page
from consultkit.web.access import Access, open_to
from consultkit.web.asked_views import given_views
from consultkit.web.case_views import plainly
from consultkit.web.extension import consultation_named, the_kit, today_in
from consultkit.web.file_views import file_response, files_of, room_file_view
from consultkit.web.language import speak_of
from consultkit.web.pdf import accessible_pdf, can_make_pdf
from consultkit.web.render import AnswerView, FilesOf, FileView, answer_views
from consultkit.web.respondent.blueprint import blueprint
from consultkit.web.respondent.receipt_document import receipt_document
from consultkit.web.visitor import require_respondent


@blueprint.get("/<consultation>/receipt/<reference>")
@open_to(Access.RESPONDENT)
def receipt(consultation: str, reference: str) -> ResponseReturnValue:
    """The proof of a contribution, made to be printed, and the answers as they were sent."""
    found, submission = consultation_named(consultation), own_submission(consultation, reference)
    kit, respondent = the_kit(), require_respondent()
    kept = kit.intake.receipt(reference, respondent)
    return render_template(
        "respondent/receipt.html",
        consultation=found,
        receipt=kept,
        signed=receipt_in_text(kept, kept.proof) if kept.proof else "",
        replaces=submission.replaces,
        retraction=kit.corrections.retraction(reference, respondent),
        possible=kit.corrections.possible(reference, respondent),
        inquiries=kit.inquiries.open_to(found.id, respondent).get(reference, ()),
        given=given_views(found.id, kit.asked_forms.of_sender(found.id, reference, respondent)),
        sections=_sections(found, submission),
        referrals=[(case, plainly(case)) for case in kit.cases.of_respondent(reference, respondent)],
        notes=kit.study.told(reference, respondent),
        note_files=_note_files(found, reference, respondent),
        takes_pdf=can_make_pdf(),
    )


@blueprint.get("/<consultation>/receipt/<reference>/receipt.pdf")
@open_to(Access.RESPONDENT)
def pdf(consultation: str, reference: str) -> ResponseReturnValue:
    """The same as an accessible PDF, to keep. Where it cannot be made there is no such page."""
    found, submission = consultation_named(consultation), own_submission(consultation, reference)
    if not can_make_pdf():
        raise NotFoundError("There is no such page.")
    kept = the_kit().intake.receipt(reference, require_respondent())
    document = receipt_document(found, kept, _sections(found, submission))
    response = Response(accessible_pdf(document, kept.received_at), mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{kept.reference}.pdf"'
    return response


def _sections(consultation: Consultation, submission: Submission) -> list[tuple[Page, list[AnswerView]]]:
    form = the_kit().forms.by_digest(submission.form_digest)
    speak_of(form, submission.answers)
    journey = form.journey(submission.answers, today=today_in(consultation))
    files = _files_of(submission)
    return [
        (page, answer_views(journey.questions(page), submission.answers, files=files))
        for page in journey.pages
    ]


@blueprint.get("/<consultation>/receipt/<reference>/answers.json")
@open_to(Access.RESPONDENT)
def sent_answers(consultation: str, reference: str) -> ResponseReturnValue:
    """The canonical answers: their SHA-256 is the one on the receipt."""
    submission = own_submission(consultation, reference)
    response = Response(canonical_json(submission.answers), mimetype="application/json")
    response.headers["Content-Disposition"] = f'attachment; filename="{submission.reference}.json"'
    return response


@blueprint.get("/<consultation>/receipt/<reference>/file/<uuid:attachment_id>")
@open_to(Access.RESPONDENT)
def sent_file(consultation: str, reference: str, attachment_id: UUID) -> ResponseReturnValue:
    """A file of one's own contribution, as it is kept."""
    submission, kept = own_submission(consultation, reference), the_kit().attachments
    return file_response(kept.of_respondent(submission.id, attachment_id, require_respondent()))


@blueprint.get("/<consultation>/receipt/<reference>/note-file/<uuid:attachment_id>")
@open_to(Access.RESPONDENT)
def note_file(consultation: str, reference: str, attachment_id: UUID) -> ResponseReturnValue:
    """A file that officials attached to what they write to the respondent."""
    own_submission(consultation, reference)
    kept = the_kit().note_files
    return file_response(kept.told_one(reference, require_respondent(), attachment_id))


def _note_files(
    consultation: Consultation, reference: str, respondent: Respondent
) -> Mapping[UUID, FileView]:
    kept = the_kit().note_files

    def address(attachment: Attachment) -> str:
        return url_for(
            "respondent.note_file",
            consultation=consultation.id,
            reference=reference,
            attachment_id=attachment.id,
        )

    told = kept.told(reference, respondent)
    return {id_: room_file_view(one, kept, address) for id_, one in told.items()}


def _files_of(submission: Submission) -> FilesOf:
    def address(attachment: Attachment) -> str:
        return url_for(
            "respondent.sent_file",
            consultation=submission.consultation,
            reference=submission.reference,
            attachment_id=attachment.id,
        )

    return files_of(submission.id, address)


def own_submission(consultation: str, reference: str) -> Submission:
    """Raises NotFoundError for one that is absent, somebody else's or another consultation's alike."""
    submission = the_kit().intake.submission(reference, require_respondent())
    if submission.consultation != consultation:
        raise NotFoundError("There is no such contribution.")
    return submission
