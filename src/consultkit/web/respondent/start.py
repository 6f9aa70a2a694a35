"""Before the questions: what the consultation is for, when it is open, what becomes of the answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from consultkit.form import with_answers
from consultkit.operations import kept_until
from consultkit.records import Draft, Inquiry, Receipt, Retraction
from consultkit.schema import Consultation
from consultkit.web.access import Access, open_to
from consultkit.web.extension import consultation_named, the_kit, today_in
from consultkit.web.language import current_language, localised
from consultkit.web.respondent.blueprint import blueprint
from consultkit.web.visitor import current_respondent, require_person, require_respondent
from consultkit.web.windows import window_view


@dataclass(frozen=True, slots=True)
class Waiting:
    """A draft, and the title of the page that it stopped at; none when only sending is left."""

    draft: Draft
    stopped_at: str


@dataclass(frozen=True, slots=True)
class Contributions:
    """What a respondent has begun and sent in one consultation."""

    drafts: tuple[Waiting, ...] = ()
    receipts: tuple[Receipt, ...] = ()
    retractions: Mapping[str, Retraction] = field(default_factory=dict)
    """By the references of what does not count any more."""
    inquiries: Mapping[str, Sequence[Inquiry]] = field(default_factory=dict)
    """What is asked about what was sent, by its reference."""

    @property
    def has_new_draft(self) -> bool:
        """Whether something was begun that corrects nothing."""
        return any(not waiting.draft.corrects for waiting in self.drafts)

    @property
    def counting(self) -> int:
        """How many of what was sent count."""
        return len(self.receipts) - len(self.retractions)


@blueprint.get("/")
@open_to(Access.EVERYBODY)
def home() -> ResponseReturnValue:
    """The only consultation's start page, or the list of them."""
    consultations = the_kit().consultations
    if len(consultations) == 1:
        return redirect(url_for("respondent.start", consultation=consultations[0].id))
    listed = [(consultation, window_view(consultation)) for consultation in consultations]
    return render_template("respondent/home.html", listed=listed)


@blueprint.get("/<consultation>/")
@open_to(Access.EVERYBODY)
def start(consultation: str) -> ResponseReturnValue:
    """What it is for, before, during and after; and the visitor's own contributions."""
    found = consultation_named(consultation)
    own = _own_contributions(found)
    return render_template(
        "respondent/start.html",
        consultation=found,
        window=window_view(found),
        own=own,
        drafts_until=kept_until(found, the_kit().windows.window(found.id).closes_at),
        has_outcome=the_kit().publication.published(found.id) is not None,
        may_begin=found.respondent.contributions == "many" or not own.counting,
    )


@blueprint.get("/<consultation>/begin")
@open_to(Access.RESPONDENT)
def begin(consultation: str) -> ResponseReturnValue:
    """To the first question without an answer, by the sign-in if need be.

    Repeating it changes nothing: the latest draft is resumed, and one is made only where there is none.
    """
    found = consultation_named(consultation)
    draft = the_kit().intake.begin(found.id, require_respondent(), require_person().way)
    return redirect(url_for("respondent.resume", consultation=found.id, draft_id=draft.id))


@blueprint.post("/<consultation>/begin")
@open_to(Access.RESPONDENT)
def begin_another(consultation: str) -> ResponseReturnValue:
    """A new draft beside the others, for who reports several things."""
    found = consultation_named(consultation)
    draft = the_kit().intake.begin_another(found.id, require_respondent(), require_person().way)
    return redirect(url_for("respondent.resume", consultation=found.id, draft_id=draft.id), code=303)


@blueprint.get("/<consultation>/privacy")
@open_to(Access.EVERYBODY)
def privacy(consultation: str) -> ResponseReturnValue:
    """The whole privacy notice (GDPR, art. 13)."""
    return render_template("respondent/privacy.html", consultation=consultation_named(consultation))


def _own_contributions(consultation: Consultation) -> Contributions:
    respondent = current_respondent()
    if respondent is None:
        return Contributions()
    intake = the_kit().intake
    drafts = tuple(_waiting(consultation, draft) for draft in intake.drafts(consultation.id, respondent))
    receipts = intake.receipts(consultation.id, respondent)
    if not receipts:
        return Contributions(drafts)
    retractions = the_kit().corrections.retractions(consultation.id, respondent)
    return Contributions(
        drafts, receipts, retractions, the_kit().inquiries.open_to(consultation.id, respondent)
    )


def _waiting(consultation: Consultation, draft: Draft) -> Waiting:
    form = the_kit().forms.by_digest(draft.form_digest)
    journey = form.journey(draft.answers, today=today_in(consultation))
    page = journey.first_incomplete
    title = with_answers(localised(page.title), form, journey.answers, current_language()) if page else ""
    return Waiting(draft, title)
