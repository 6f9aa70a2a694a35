"""A draft opened by its owner, replayed as a journey; leaving it, and throwing it away."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from consultkit.errors import NotFoundError
from consultkit.form import Form, Journey
from consultkit.operations import DraftForm
from consultkit.records import Draft, Inquiry, Respondent
from consultkit.schema import Consultation, Page
from consultkit.web.access import Access, open_to
from consultkit.web.extension import consultation_named, the_kit, today_in
from consultkit.web.language import speak_of
from consultkit.web.respondent.blueprint import blueprint
from consultkit.web.visitor import require_respondent

MOVED, ASKED_AGAIN = "moved", "asked-again"
"""In the address of a page to which who resumes a draft is led, when the questions have changed since: more
is asked, or some again."""


@dataclass(frozen=True, slots=True)
class OpenDraft:
    """A draft with the form that it answers and the path that its answers take today."""

    draft: Draft
    respondent: Respondent
    consultation: Consultation
    form: Form
    journey: Journey
    today: date
    form_state: DraftForm = DraftForm.SERVED

    def __post_init__(self) -> None:
        speak_of(self.form, self.journey.answers)

    def saved(self, draft: Draft) -> OpenDraft:
        """The same, after a save."""
        return replace(self, draft=draft, journey=self.form.journey(draft.answers, today=self.today))

    def has(self, page_id: str) -> bool:
        """Whether the path passes by this page. Raises NotFoundError when the form has no such page."""
        if all(page.id != page_id for page in self.form.pages):
            raise NotFoundError("The form has no such page.")
        return any(page.id == page_id for page in self.journey.pages)

    def page_url(self, page: Page, **more: str) -> str:
        return url_for(
            "respondent.questions",
            consultation=self.consultation.id,
            draft_id=self.draft.id,
            page_id=page.id,
            **more,  # type: ignore[arg-type]
        )

    def autosave_url(self, page: Page) -> str:
        return url_for(
            "respondent.autosave", consultation=self.consultation.id, draft_id=self.draft.id, page_id=page.id
        )

    def upload_url(self, page: Page) -> str:
        return url_for(
            "respondent.upload", consultation=self.consultation.id, draft_id=self.draft.id, page_id=page.id
        )

    @property
    def form_has_changed(self) -> bool:
        """Whether to tell that more may be asked than when the draft was begun."""
        return self.form_state is DraftForm.MOVED or MOVED in request.args

    @property
    def is_asked_again(self) -> bool:
        """Whether to tell that some answers are to be given again, because their questions have changed."""
        return self.form_state is DraftForm.ASKED_AGAIN or ASKED_AGAIN in request.args

    @property
    def answers_earlier_form(self) -> bool:
        """Whether to tell that others answer a newer one."""
        return self.form_state is DraftForm.EARLIER

    @property
    def inquiries(self) -> tuple[Inquiry, ...]:
        """What the draft is to answer, where it corrects what was sent."""
        asked = the_kit().inquiries.open_to(self.consultation.id, self.respondent)
        return asked.get(self.draft.corrects, ())

    @property
    def check_url(self) -> str:
        return url_for("respondent.check", consultation=self.consultation.id, draft_id=self.draft.id)

    @property
    def next_url(self) -> str:
        """Where something is still to be answered, else where everything is read again."""
        page = self.journey.first_incomplete
        return self.page_url(page) if page else self.check_url


def open_draft(consultation_id: str, draft_id: UUID) -> OpenDraft:
    """The visitor's own draft. Raises NotFoundError for one that is absent or somebody else's alike.

    Who comes back to one that was sent, by the browser's back button say, is led to its receipt.
    """
    kit, respondent = the_kit(), require_respondent()
    consultation = consultation_named(consultation_id)
    try:
        draft = kit.intake.draft(draft_id, respondent)
    except NotFoundError:
        _lead_to_receipt(consultation, draft_id, respondent)
        raise
    if draft.consultation != consultation.id:
        raise NotFoundError("There is no such draft.")
    form, today = kit.forms.by_digest(draft.form_digest), today_in(consultation)
    journey = form.journey(draft.answers, today=today)
    return OpenDraft(draft, respondent, consultation, form, journey, today)


def _lead_to_receipt(consultation: Consultation, draft_id: UUID, respondent: Respondent) -> None:
    intake = the_kit().intake
    for receipt in intake.receipts(consultation.id, respondent):
        # A submission keeps the id of the draft that it was.
        if intake.submission(receipt.reference, respondent).id == draft_id:
            address = url_for("respondent.receipt", consultation=consultation.id, reference=receipt.reference)
            abort(redirect(address, code=303))


def open_draft_in_time(consultation_id: str, draft_id: UUID) -> OpenDraft:
    """The same for a page to fill in: raises WindowClosedError when nothing typed there could be kept."""
    opened = open_draft(consultation_id, draft_id)
    the_kit().intake.refuse_late(opened.draft)
    return _brought_up(opened)


def _brought_up(opened: OpenDraft) -> OpenDraft:
    """On the form that is served now, where the draft loses nothing by it."""
    brought = the_kit().draft_versions.bring_up(opened.draft)
    form = the_kit().forms.by_digest(brought.draft.form_digest)
    journey = form.journey(brought.draft.answers, today=opened.today)
    return replace(opened, draft=brought.draft, form=form, journey=journey, form_state=brought.form)


@blueprint.get("/<consultation>/draft/<uuid:draft_id>/")
@open_to(Access.RESPONDENT)
def resume(consultation: str, draft_id: UUID) -> ResponseReturnValue:
    """To the first page that lacks something."""
    opened = open_draft_in_time(consultation, draft_id)
    told = {DraftForm.MOVED: f"?{MOVED}=yes", DraftForm.ASKED_AGAIN: f"?{ASKED_AGAIN}=yes"}
    return redirect(opened.next_url + told.get(opened.form_state, ""))


@blueprint.get("/<consultation>/draft/<uuid:draft_id>/discard")
@open_to(Access.RESPONDENT)
def ask_discard(consultation: str, draft_id: UUID) -> ResponseReturnValue:
    """Ask before throwing a draft away; possible after closing too."""
    opened = open_draft(consultation, draft_id)
    return render_template("respondent/discard.html", consultation=opened.consultation, draft=opened.draft)


@blueprint.post("/<consultation>/draft/<uuid:draft_id>/discard")
@open_to(Access.RESPONDENT)
def discard(consultation: str, draft_id: UUID) -> ResponseReturnValue:
    """Throw a draft away for good."""
    the_kit().intake.discard(draft_id, require_respondent())
    the_kit().attachments.remove_all(draft_id)
    return redirect(url_for("respondent.start", consultation=consultation), code=303)
