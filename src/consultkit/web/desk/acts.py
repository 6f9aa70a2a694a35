"""What caseworkers do about contributions: with several at once in the list, or with one on its page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from uuid import UUID

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from consultkit.errors import RespondentError
from consultkit.records import Official, Visibility
from consultkit.web.access import Access, open_to
from consultkit.web.desk.blueprint import blueprint
from consultkit.web.desk.contributions import Refused, show_contribution, show_list
from consultkit.web.desk.filtering import ME, NOBODY, keeping_query
from consultkit.web.desk.undoing import forget, last_act, remember
from consultkit.web.errors import instruction
from consultkit.web.extension import consultation_named, the_kit, today_in
from consultkit.web.file_views import file_response, sent_files
from consultkit.web.language import gettext, ngettext
from consultkit.web.upload_limits import takes_files
from consultkit.web.visitor import require_caseworker, require_official

ON_ITS_PAGE = "on-its-page"


@blueprint.post("/<consultation>/contributions/act")
@open_to(Access.CASEWORKER)
def act(consultation: str) -> ResponseReturnValue:
    """Assign, label, close or reopen what was chosen; it can be undone until the next act."""
    official, references = require_caseworker(consultation), request.form.getlist("reference")
    word = request.form.get("act", "")
    try:
        done = _ACTS.get(word, _nothing)(official, references)
    except RespondentError as error:
        return _refuse(consultation, references, error), 422
    number = len(set(references))
    said = ngettext("Done with %(num)s contribution.", "Done with %(num)s contributions.", number)
    remember(consultation, done, references, said % {"num": number})
    return redirect(_back(consultation, references), code=303)


@blueprint.post("/<consultation>/contributions/undo")
@open_to(Access.CASEWORKER)
def undo(consultation: str) -> ResponseReturnValue:
    """Take one's last act back; what a colleague changed since stays."""
    official, last = require_caseworker(consultation), last_act(consultation)
    references = list(last.references) if last else []
    if last is not None:
        the_kit().study.undo(official, references, last.act)
        forget()
    return redirect(_back(consultation, references), code=303)


@blueprint.post("/<consultation>/contributions/<reference>/note")
@open_to(Access.CASEWORKER)
@takes_files
def note(consultation: str, reference: str) -> ResponseReturnValue:
    """Write a note, for whom it says, with the files that come with it."""
    visibility = request.form.get("visibility", "")
    chosen = Visibility(visibility) if visibility in set(Visibility) else Visibility.INTERNAL
    text, files = request.form.get("text", ""), sent_files("files")
    return _on_page(
        consultation,
        reference,
        "note",
        lambda by: the_kit().note_files.note(by, reference, text, chosen, files),
    )


@blueprint.get("/<consultation>/contributions/<reference>/note-file/<uuid:attachment_id>")
@open_to(Access.OFFICIAL)
def note_file(consultation: str, reference: str, attachment_id: UUID) -> ResponseReturnValue:
    """A file of a note that this official reads, once it may be downloaded."""
    return file_response(the_kit().note_files.one(require_official(consultation), reference, attachment_id))


@blueprint.post("/<consultation>/contributions/<reference>/redact")
@open_to(Access.CASEWORKER)
def redact(consultation: str, reference: str) -> ResponseReturnValue:
    """Hide a passage, and say why."""
    question, passage = request.form.get("question", ""), request.form.get("passage", "")
    reason = request.form.get("reason", "")
    return _on_page(
        consultation,
        reference,
        "redact",
        lambda by: the_kit().study.redact(by, reference, question, passage, reason),
    )


@blueprint.post("/<consultation>/contributions/<reference>/show-again")
@open_to(Access.CASEWORKER)
def show_again(consultation: str, reference: str) -> ResponseReturnValue:
    """Take a redaction back."""
    question, passage = request.form.get("question", ""), request.form.get("passage", "")
    return _on_page(
        consultation,
        reference,
        "redact",
        lambda by: the_kit().study.show_again(by, reference, question, passage),
    )


@blueprint.post("/<consultation>/contributions/<reference>/code")
@open_to(Access.CASEWORKER)
def code(consultation: str, reference: str) -> ResponseReturnValue:
    """Keep the codes, or show what is missing in them."""
    official, posted = require_caseworker(consultation), request.form.to_dict(flat=False)
    today = today_in(consultation_named(consultation))
    try:
        reading = the_kit().coding.code(official, reference, posted, today)
    except RespondentError as error:
        refused = Refused("code", instruction(error))
        return show_contribution(consultation, reference, refused), 422
    if reading.is_complete:
        return redirect(_page(consultation, reference, "coding"), code=303)
    kept = {one: (posted.get(one) or [""]) for one in reading.answers}
    controls = {**{one: tuple(values) for one, values in kept.items()}, **reading.typed}
    refused = Refused("code", faults=reading.faults, controls=controls)
    return show_contribution(consultation, reference, refused), 422


def _on_page(
    consultation: str, reference: str, form: str, do: Callable[[Official], None]
) -> ResponseReturnValue:
    """Do it and come back to its place on the page; or show the page with what to do instead."""
    try:
        do(require_caseworker(consultation))
    except RespondentError as error:
        refused = Refused(form, instruction(error), dict(request.form))
        return show_contribution(consultation, reference, refused), 422
    return redirect(_page(consultation, reference, form), code=303)


def _refuse(consultation: str, references: Sequence[str], error: RespondentError) -> str:
    if ON_ITS_PAGE in request.form and references:
        return show_contribution(consultation, references[0], Refused("act", instruction(error)))
    return show_list(consultation, instruction(error))


def _back(consultation: str, references: Sequence[str]) -> str:
    if ON_ITS_PAGE in request.form and references:
        return _page(consultation, references[0], "study")
    return keeping_query(url_for("desk.contributions", consultation=consultation))


def _page(consultation: str, reference: str, place: str) -> str:
    address = url_for("desk.contribution", consultation=consultation, reference=reference)
    return f"{keeping_query(address)}#{place}"


def _nothing(_official: Official, _references: Sequence[str]) -> str:
    raise RespondentError("Nothing is to be done.", mend="Choose what to do.")


def _assign(official: Official, references: Sequence[str]) -> str:
    to = request.form.get("to", "")
    if to == ME:
        return the_kit().study.assign(official, references, official.id)
    try:
        chosen = None if to == NOBODY else UUID(to)
    except ValueError:
        raise RespondentError("Nobody is chosen.", mend=gettext("Choose a colleague.")) from None
    return the_kit().study.assign(official, references, chosen)


_ACTS: dict[str, Callable[[Official, Sequence[str]], str]] = {
    "assign": _assign,
    "label": lambda by, of: the_kit().study.label(by, of, request.form.get("label", "")),
    "unlabel": lambda by, of: the_kit().study.unlabel(by, of, request.form.get("label", "")),
    "close": lambda by, of: the_kit().study.close(by, of, request.form.get("outcome", "")),
    "reopen": lambda by, of: the_kit().study.reopen(by, of),
}
