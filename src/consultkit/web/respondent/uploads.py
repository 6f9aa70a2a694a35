"""Files that come with a page of questions, or alone when a script sends them while one goes on."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from typing import BinaryIO, cast
from uuid import UUID

from flask import abort, jsonify, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from consultkit.errors import AnswerFault, ServiceError
from consultkit.form import PageReading
from consultkit.records import Attachment, Json
from consultkit.schema import FileQuestion, Page
from consultkit.web.access import Access, open_to
from consultkit.web.extension import the_kit
from consultkit.web.file_views import file_response, files_of, view_of
from consultkit.web.language import translate
from consultkit.web.render import FilesOf, QuestionView
from consultkit.web.respondent.blueprint import blueprint
from consultkit.web.respondent.drafts import OpenDraft, open_draft, open_draft_in_time
from consultkit.web.visitor import require_respondent

log = logging.getLogger(__name__)

FILE_FIELD = ".file"
"""After the id of a question: the control with which files are chosen. Ids have no dots."""
ATTACH_FIELD = "attach"
REMOVE_FIELD = "remove-file"


@dataclass(slots=True)
class HandedIn:
    """What a posted page says of files, in the words of their questions."""

    posted: dict[str, list[str]] = field(default_factory=dict)
    faults: dict[str, AnswerFault] = field(default_factory=dict)

    def kept_in(self, reading: PageReading) -> PageReading:
        """The reading with what is wrong with files. None of those stored is lost, were there too few."""
        for name, entries in self.posted.items():
            if entries and reading.typed.pop(name, None) is not None:
                reading.answers[name] = [json.loads(entry) for entry in entries]
        shown = {name: fault for name, fault in self.faults.items() if name in self.posted}
        reading.faults.update(shown)
        return reading


def handed_in(opened: OpenDraft, page: Page) -> HandedIn:
    """Store what the form of this request brings; with it goes what is stored and still on the page.

    The form names stored files by their ids, and only those of this draft and question are believed.
    """
    handed = HandedIn()
    questions = list(_file_questions(page))
    kept = the_kit().attachments.of_draft(opened.draft.id) if questions else ()
    for question in questions:
        still = _still_there(question, kept)
        alone = question.most == 1
        added, faults = _add_all(opened, question, room=question.most - (0 if alone else len(still)))
        # Where one file is asked for, the next one takes its place.
        whole = added if alone and added else [*still, *added]
        handed.posted[question.id] = [_entry(one) for one in whole]
        if faults:
            handed.faults[question.id] = _together(faults)
    return handed


def remove_files(opened: OpenDraft) -> None:
    """Delete what the form asks to remove, once the draft is saved without it."""
    if REMOVE_FIELD in request.form:
        the_kit().attachments.remove(opened.draft, _removed())


def stays_on(page: Page) -> bool:
    """Whether the button pressed is one of a file question: then the same page is shown again."""
    return any(True for _ in _file_questions(page)) and bool(
        {ATTACH_FIELD, REMOVE_FIELD} & request.form.keys()
    )


def about_files(faults: Mapping[str, AnswerFault]) -> dict[str, AnswerFault]:
    """Of the faults of a page, those of the files just handed in: who attaches has not finished the rest."""
    asked = request.form.get(ATTACH_FIELD)
    return {id_: fault for id_, fault in faults.items() if id_ == asked and fault.code != "too_few"}


def with_files(views: Sequence[QuestionView], opened: OpenDraft) -> list[QuestionView]:
    """The same views, with the files that their answers name."""
    if not any(isinstance(view.question, FileQuestion) for view in views):
        return list(views)
    kept = {str(one.id): one for one in the_kit().attachments.of_draft(opened.draft.id)}
    address = _address_in(opened)
    return [
        replace(view, files=tuple(view_of(kept[one], address) for one in _ids(view, opened) if one in kept))
        for view in views
    ]


def files_of_draft(opened: OpenDraft) -> FilesOf:
    return files_of(opened.draft.id, _address_in(opened))


@blueprint.get("/<consultation>/draft/<uuid:draft_id>/file/<uuid:attachment_id>")
@open_to(Access.RESPONDENT)
def draft_file(consultation: str, draft_id: UUID, attachment_id: UUID) -> ResponseReturnValue:
    """One's own file, as it is kept."""
    opened = open_draft(consultation, draft_id)
    found = the_kit().attachments.of_respondent(opened.draft.id, attachment_id, require_respondent())
    return file_response(found)


@blueprint.post("/<consultation>/draft/<uuid:draft_id>/<page_id>/upload")
@open_to(Access.RESPONDENT)
def upload(consultation: str, draft_id: UUID, page_id: str) -> ResponseReturnValue:
    """Store one file that a script sends, and tell its id as JSON; saving the page makes it an answer.

    422 with an instruction when it is not taken.
    """
    opened = open_draft_in_time(consultation, draft_id)
    page = opened.form.page(page_id)
    wanted, sent = request.form.get("question"), request.files.get("file")
    question = next((one for one in _file_questions(page) if one.id == wanted), None)
    if question is None or sent is None:
        abort(HTTPStatus.BAD_REQUEST)
    stored = _add(opened, question, sent)
    if isinstance(stored, AnswerFault):
        return jsonify(error=translate(stored.message, stored.params)), HTTPStatus.UNPROCESSABLE_ENTITY
    view = view_of(stored, _address_in(opened))
    return jsonify(id=view.id, name=view.name, size=view.size, url=view.url)


def _file_questions(page: Page) -> Iterator[FileQuestion]:
    return (question for question in page.met if isinstance(question, FileQuestion))


def _still_there(question: FileQuestion, kept: Sequence[Attachment]) -> list[Attachment]:
    named, removed = request.form.getlist(question.id), _removed()
    of_question = [one for one in kept if one.question == question.id and one.id not in removed]
    return [one for one in of_question if str(one.id) in named][: question.most]


def _removed() -> list[UUID]:
    return [UUID(one) for one in request.form.getlist(REMOVE_FIELD) if _is_id(one)]


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _add_all(
    opened: OpenDraft, question: FileQuestion, room: int
) -> tuple[list[Attachment], list[AnswerFault]]:
    added: list[Attachment] = []
    faults: list[AnswerFault] = []
    sent = [one for one in request.files.getlist(f"{question.id}{FILE_FIELD}") if one.filename]
    for one in sent:
        if len(added) >= room:
            message = "Remove a file first: “{name}” is one too many, {most} at most."
            faults.append(
                AnswerFault("too_many", message, {"name": one.filename or "", "most": question.most})
            )
            continue
        stored = _add_if_possible(opened, question, one)
        if isinstance(stored, AnswerFault):
            faults.append(stored)
        else:
            added.append(stored)
    return added, faults


def _add_if_possible(
    opened: OpenDraft, question: FileQuestion, sent: FileStorage
) -> Attachment | AnswerFault:
    """A store that is away takes no file; what else was typed on the page is not lost with it."""
    try:
        return _add(opened, question, sent)
    except ServiceError as error:
        log.warning("A file could not be stored: %s", error)
        message = (
            "Choose “{name}” again in a few minutes: no file can be stored at the moment. "
            "What else you answered is saved."
        )
        return AnswerFault("not_stored", message, {"name": sent.filename or ""})


def _add(opened: OpenDraft, question: FileQuestion, sent: FileStorage) -> Attachment | AnswerFault:
    content = cast("BinaryIO", sent.stream)
    return the_kit().attachments.add(opened.draft, question, sent.filename or "", content)


def _together(faults: Sequence[AnswerFault]) -> AnswerFault:
    """Several files may each be refused for their own reason: all are told."""
    if len(faults) == 1:
        return faults[0]
    said = " ".join(translate(fault.message, fault.params) for fault in faults)
    return replace(faults[0], message="{instructions}", params={"instructions": said})


def _entry(attachment: Attachment) -> str:
    entry: dict[str, Json] = attachment.as_answer()
    return json.dumps(entry)


def _ids(view: QuestionView, opened: OpenDraft) -> Iterator[str]:
    """Of a form that was put by, the ids that it names; else what the draft keeps, were it too few."""
    if isinstance(view.question, FileQuestion):
        named = [text for text in view.shown if _is_id(text)]
        kept = view.question.entries(opened.draft.answers.get(view.name))
        yield from named or [str(entry["id"]) for entry in kept]


def _address_in(opened: OpenDraft) -> Callable[[Attachment], str]:
    def address(attachment: Attachment) -> str:
        return url_for(
            "respondent.draft_file",
            consultation=opened.consultation.id,
            draft_id=opened.draft.id,
            attachment_id=attachment.id,
        )

    return address
