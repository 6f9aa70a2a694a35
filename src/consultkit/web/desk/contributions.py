"""The list of contributions, and one of them."""

from __future__ import annotations

from uuid import UUID

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from consultkit.operations import INQUIRY_TERMS, MOST_ASKED
from consultkit.records import Attachment, Role, ScanState, Submission
from consultkit.web.access import Access, open_to
from consultkit.web.desk.blueprint import blueprint
from consultkit.web.extension import consultation_named, the_kit, today_in
from consultkit.web.file_views import file_response, files_of
from consultkit.web.language import speak_of, translate
from consultkit.web.render import FilesOf, answer_views
from consultkit.web.visitor import require_official


@blueprint.get("/<consultation>/contributions")
@open_to(Access.OFFICIAL)
def contributions(consultation: str) -> ResponseReturnValue:
    """The latest first, a page at a time."""
    official = require_official(consultation)
    return render_template(
        "desk/contributions.html",
        consultation=consultation_named(consultation),
        listed=the_kit().desk.contributions(official, after=request.args.get("after")),
        is_first=request.args.get("after") is None,
    )


@blueprint.get("/<consultation>/contributions/<reference>")
@open_to(Access.OFFICIAL)
def contribution(consultation: str, reference: str) -> ResponseReturnValue:
    """What was answered, in the words of the form that was answered, and what became of it."""
    return show_contribution(consultation, reference)


def show_contribution(consultation: str, reference: str, typed: str = "", problem: str = "") -> str:
    """The page; with what was typed to ask the respondent, and why it was not asked."""
    official = require_official(consultation)
    found, opened = consultation_named(consultation), the_kit().desk.contribution(official, reference)
    speak_of(opened.form, opened.submission.answers)
    journey = opened.form.journey(opened.submission.answers, today=today_in(found))
    files = _files_of(opened.submission)
    told = {question: one.source for question, one in opened.told.items()}
    sections = [
        (page, answer_views(journey.questions(page), opened.submission.answers, told, files))
        for page in journey.pages
    ]
    handed_in = [file for _page, rows in sections for row in rows for file in row.files]
    return render_template(
        "desk/contribution.html",
        consultation=found,
        submission=opened.submission,
        cases=opened.cases,
        retraction=opened.retraction,
        sections=sections,
        offered=any(file.url and file.state == ScanState.UNSCANNED.value for file in handed_in),
        withheld=any(not file.url for file in handed_in),
        inquiries=the_kit().inquiries.of_contribution(official, reference),
        may_ask=official.role is Role.MANAGER and opened.retraction is None,
        terms_in_words=[
            {"value": str(days), "label": translate("{days} days", {"days": days})} for days in INQUIRY_TERMS
        ],
        most_asked=MOST_ASKED,
        typed=typed,
        problem=problem,
    )


@blueprint.get("/<consultation>/contributions/<reference>/file/<uuid:attachment_id>")
@open_to(Access.OFFICIAL)
def file(consultation: str, reference: str, attachment_id: UUID) -> ResponseReturnValue:
    """A file of a contribution, once it may be read."""
    opened = the_kit().desk.contribution(require_official(consultation), reference)
    return file_response(the_kit().attachments.of_submission(opened.submission, attachment_id))


def _files_of(submission: Submission) -> FilesOf:
    def address(attachment: Attachment) -> str:
        if not the_kit().attachments.readable(attachment):
            return ""
        return url_for(
            "desk.file",
            consultation=submission.consultation,
            reference=submission.reference,
            attachment_id=attachment.id,
        )

    return files_of(submission.id, address)
