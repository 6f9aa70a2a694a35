"""The list of contributions, and one of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from consultkit.errors import AnswerFault, NotFoundError
from consultkit.form import Form
from consultkit.operations import (
    INQUIRY_TERMS,
    MOST_ASKED,
    MOST_DECIDED,
    ContributionRow,
    filter_questions,
    words_of,
)
from consultkit.records import Attachment, Case, Coding, Official, Role, ScanState, Submission, readable
from consultkit.schema import Consultation
from consultkit.web.access import Access, open_to
from consultkit.web.asked_views import GivenView, given_views
from consultkit.web.case_views import to_ask_for
from consultkit.web.desk.blueprint import blueprint
from consultkit.web.desk.filtering import Asked, asked_of, state_words
from consultkit.web.desk.saved_lists import saved_lists
from consultkit.web.desk.study_views import channel_words, history_of, people_of
from consultkit.web.desk.texts import suggested_codes
from consultkit.web.desk.undoing import last_act
from consultkit.web.desk.unsealing import unsealed_of
from consultkit.web.extension import consultation_named, the_kit, today_in
from consultkit.web.file_views import file_response, files_of, room_file_view
from consultkit.web.language import current_language, localised, speak_of, translate
from consultkit.web.render import FilesOf, FileView, answer_views, error_links, question_views
from consultkit.web.visitor import require_official

COLUMNS = 2
"""Answers that a line of the list shows."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A form of the page that was not taken: which, why, and what had been typed into it."""

    form: str
    problem: str = ""
    typed: Mapping[str, str] = field(default_factory=dict)
    faults: Mapping[str, AnswerFault] = field(default_factory=dict)
    """Of the coding form, by question."""
    controls: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@blueprint.get("/<consultation>/contributions")
@open_to(Access.OFFICIAL)
def contributions(consultation: str) -> ResponseReturnValue:
    """The latest first, a page at a time, narrowed down by what the address asks."""
    return show_list(consultation)


def show_list(consultation: str, problem: str = "") -> str:
    """The page; with why what was to be done with the contributions was not."""
    official, found = require_official(consultation), consultation_named(consultation)
    asked = asked_of(request.args, found, official)
    listed = the_kit().desk.contributions(official, request.args.get("after"), only=asked.only)
    shown = filter_questions(found)[:COLUMNS]
    return render_template(
        "desk/contributions.html",
        consultation=found,
        listed=listed,
        asked=asked,
        columns=shown,
        cells={row.reference: _cells(row, [question.id for question in shown]) for row in listed.rows},
        people=(people := people_of(official)),
        people_options=[{"value": id_.hex, "label": address} for id_, address in people.items()],
        states=state_words(),
        is_first=request.args.get("after") is None,
        may_study=may_study(official),
        saved=saved_lists(official),
        undoable=last_act(consultation),
        problem=problem,
    )


def _cells(row: ContributionRow, asked: list[str]) -> list[str]:
    """In the words of the version that was answered, which may not ask all of it."""
    questions, answers = row.form.questions, readable(row.submission.answers)
    return [
        questions[one].display(answers[one], current_language())
        if one in questions and one in answers
        else ""
        for one in asked
    ]


@blueprint.get("/<consultation>/contributions/<reference>")
@open_to(Access.OFFICIAL)
def contribution(consultation: str, reference: str) -> ResponseReturnValue:
    """What was answered, in the words of the form that was answered, and what became of it."""
    return show_contribution(consultation, reference)


def show_contribution(consultation: str, reference: str, refused: Refused | None = None) -> str:
    """The page; with what was typed into a form that was not taken, and why."""
    official = require_official(consultation)
    found, opened = consultation_named(consultation), the_kit().desk.contribution(official, reference)
    speak_of(opened.form, opened.submission.answers)
    journey = opened.form.journey(opened.submission.answers, today=today_in(found))
    files = _files_of(opened.submission)
    told = {question: one.source for question, one in opened.told.items()}
    unsealed = unsealed_of(official, found, opened.submission)
    sections = [
        (page, answer_views(journey.questions(page), unsealed.answers, told, files)) for page in journey.pages
    ]
    handed_in = [file for _page, rows in sections for row in rows for file in row.files]
    stands = opened.retraction is None
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
        given=_given(official, reference),
        form_titles={id_: localised(one.title) for id_, one in found.desk.forms.items()},
        forms=[{"value": id_, "label": localised(one.title)} for id_, one in found.desk.forms.items()],
        may_study=may_study(official) and stands,
        terms_in_words=[
            {"value": str(days), "label": translate("{days} days", {"days": days})} for days in INQUIRY_TERMS
        ],
        most_asked=MOST_ASKED,
        study=opened.study,
        states=state_words(),
        people=(people := people_of(official)),
        people_options=[{"value": id_.hex, "label": address} for id_, address in people.items()],
        note_files=_note_files(official, reference),
        history=history_of(official, opened.study, the_kit().opening.events(opened.submission)),
        unsealed=unsealed,
        texts=_texts(opened.form, opened.submission),
        suggested=suggested_codes(official, opened.submission.answers),
        coding=_coding(official, found, opened.study.codings, refused),
        refused=refused or _to_ask(opened.cases),
        asked=asked_of(request.args, found, official),
        following=_following(official, reference, asked_of(request.args, found, official)),
        undoable=last_act(consultation),
        case_authors=the_kit().cases.authors(official),
        most_decided=MOST_DECIDED,
        entered=the_kit().entry.of(consultation, opened.submission.id),
        channels=channel_words(),
    )


@blueprint.get("/<consultation>/contributions/<reference>/file/<uuid:attachment_id>")
@open_to(Access.OFFICIAL)
def file(consultation: str, reference: str, attachment_id: UUID) -> ResponseReturnValue:
    """A file of a contribution, once it may be read."""
    official = require_official(consultation)
    submission = the_kit().desk.look_up(official, reference).submission
    return file_response(the_kit().attachments.for_official(official, submission, attachment_id))


def may_study(official: Official) -> bool:
    """Whether they do more than read."""
    return official.role in (Role.CASEWORKER, Role.MANAGER)


def _to_ask(cases: Sequence[Case]) -> Refused:
    """The form that asks the respondent, with the words for what a referral lacks, where that is wanted."""
    words = to_ask_for(cases, request.args.get("ask", ""))
    return Refused("ask" if words else "", typed={"text": words})


def _following(official: Official, reference: str, asked: Asked) -> str:
    """The next one of the list that the official comes from; empty at its end."""
    try:
        return the_kit().desk.following(official, reference, asked.only)
    except NotFoundError:
        return ""


def _texts(form: Form, submission: Submission) -> list[Mapping[str, str]]:
    """The answers in which a passage can be redacted."""
    return [
        {"value": question, "label": localised(form.questions[question].label)}
        for question, value in readable(submission.answers).items()
        if not form.questions[question].coded and words_of(value)
    ]


def _coding(
    official: Official, consultation: Consultation, codings: Mapping[UUID, Coding], refused: Refused | None
) -> Mapping[str, object] | None:
    """The coding form, with the codes that this official gave; None where the file has none."""
    sheet = the_kit().coding.sheet(official)
    if sheet is None:
        return None
    own = codings.get(official.id)
    journey = sheet.journey(own.answers if own else {}, today_in(consultation))
    typed, faults = (refused.controls, refused.faults) if refused else ({}, {})
    views = question_views(journey, sheet.page, faults, typed)
    given = [
        (one.coder, one.at, answer_views(list(sheet.page.met), one.answers))
        for one in codings.values()
        if one.coder != official.id
    ]
    return {"views": views, "errors": error_links(views), "others": given, "is_coded": own is not None}


def _given(official: Official, reference: str) -> Mapping[UUID, GivenView]:
    """What the respondent answered to small forms, by the question."""
    answered = the_kit().asked_forms.of_contribution(official, reference)
    views = given_views(official.consultation, answered.values())
    return dict(zip(answered, views, strict=True))


def _note_files(official: Official, reference: str) -> Mapping[UUID, FileView]:
    """Those of the notes that this official reads."""
    kept = the_kit().note_files

    def address(attachment: Attachment) -> str:
        return url_for(
            "desk.note_file",
            consultation=official.consultation,
            reference=reference,
            attachment_id=attachment.id,
        )

    return {id_: room_file_view(one, kept, address) for id_, one in kept.of(official, reference).items()}


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
