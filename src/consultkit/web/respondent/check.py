"""Check your answers, then send them once."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from http import HTTPStatus
from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from consultkit.errors import AnswersError, ContentChangedError
from consultkit.operations import Sender, digest_of_checked
from consultkit.web.access import Access, open_to
from consultkit.web.device import device_class
from consultkit.web.extension import the_kit, waited
from consultkit.web.language import localised, translate
from consultkit.web.render import answer_views, control_id
from consultkit.web.request_log import about, refused
from consultkit.web.respondent.blueprint import blueprint
from consultkit.web.respondent.drafts import OpenDraft, open_draft, open_draft_in_time
from consultkit.web.respondent.held import forget_held, held_here
from consultkit.web.respondent.told import told_about
from consultkit.web.respondent.uploads import files_of_draft
from consultkit.web.visitor import current_way, require_respondent


@blueprint.get("/<consultation>/draft/<uuid:draft_id>/check")
@open_to(Access.RESPONDENT)
def check(consultation: str, draft_id: UUID) -> ResponseReturnValue:
    """Every answer on the path, each with the way back to change it."""
    return _show(open_draft_in_time(consultation, draft_id))


@blueprint.get("/<consultation>/draft/<uuid:draft_id>/submit")
@open_to(Access.RESPONDENT)
def back_to_check(consultation: str, draft_id: UUID) -> ResponseReturnValue:
    """Nothing is sent by opening an address: who comes back here, from the sign-in say, checks again."""
    return redirect(open_draft(consultation, draft_id).check_url)


@blueprint.post("/<consultation>/draft/<uuid:draft_id>/submit")
@open_to(Access.RESPONDENT)
def submit(consultation: str, draft_id: UUID) -> ResponseReturnValue:
    """Send the answers that were checked. Sending them twice leads to the same receipt."""
    try:
        receipt = the_kit().intake.submit(
            draft_id,
            require_respondent(),
            submit_key=request.form.get("submit_key", ""),
            answers_sha256=request.form.get("answers_sha256", ""),
            waited=waited(),
            by=Sender(way=current_way(), device=device_class(request.user_agent.string)),
        )
    except AnswersError as missing:
        refused(missing)
        return redirect(open_draft(consultation, draft_id).check_url, code=303)
    except ContentChangedError as changed:
        refused(changed)
        return _show(open_draft(consultation, draft_id), changed), HTTPStatus.UNPROCESSABLE_ENTITY
    about(receipt.reference)
    forget_held(url_for("respondent.check", consultation=consultation, draft_id=draft_id))
    address = url_for("respondent.receipt", consultation=receipt.consultation, reference=receipt.reference)
    return redirect(address, code=303)


def _show(opened: OpenDraft, changed: ContentChangedError | None = None) -> str:
    journey, files = opened.journey, files_of_draft(opened)
    told = told_about(journey.answers.keys(), opened)
    sections = [
        (page, opened.page_url(page), answer_views(journey.questions(page), journey.answers, told, files))
        for page in journey.pages
    ]
    return render_template(
        "respondent/check.html",
        opened=opened,
        consultation=opened.consultation,
        sections=[section for section in sections if section[2]],
        missing=_missing(opened),
        refusing=[] if opened.journey.faults else _refusing(opened),
        changed=changed,
        unsent=held_here() is not None,
        answers_sha256=digest_of_checked(opened.form, opened.draft, journey.answers),
        step=len(journey.pages) + 1,
    )


def _missing(opened: OpenDraft) -> list[tuple[str, str, str]]:
    """Where to go, what is asked there, and what to do about it."""
    return [
        (
            opened.page_url(page, _anchor=control_id(question.id)),
            localised(question.label),
            translate(fault.message, fault.params),
        )
        for page in opened.journey.pages
        for question in opened.journey.questions(page)
        if (fault := opened.journey.faults.get(question.id))
    ]


def _refusing(opened: OpenDraft) -> list[tuple[str, list[tuple[str, str]]]]:
    """Why it cannot be sent, in the department's words, with the way back to the answers that decide it."""
    return [
        (localised(rule.otherwise), list(_ways_back(opened, rule.condition.sources)))
        for rule in opened.form.refusing(opened.journey)
    ]


def _ways_back(opened: OpenDraft, sources: Collection[str]) -> Iterator[tuple[str, str]]:
    for page in opened.journey.pages:
        for question in opened.journey.questions(page):
            if question.id in sources:
                address = opened.page_url(page, _anchor=control_id(question.id))
                yield address, localised(question.label)
