"""Drafts of an earlier form: brought to the one that is served now, where that loses nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum

from consultkit.form import Form, FormDiff, Severity, compare
from consultkit.operations.forms import Forms
from consultkit.operations.protection import parted
from consultkit.records import Answers, Draft
from consultkit.storage import Archive, drafts


class DraftForm(Enum):
    """Which form a draft answers."""

    SERVED = "served"
    MOVED = "moved"
    """The served one, since this moment: something more may be asked."""
    ASKED_AGAIN = "asked_again"
    """The served one, since this moment, without the answers to questions that have changed."""
    EARLIER = "earlier"
    """The one that it began with: to go over to the served one would lose or change answers."""


@dataclass(frozen=True, slots=True)
class BroughtUp:
    """A draft, and the form that it answers by now."""

    draft: Draft
    form: DraftForm


class DraftVersions:
    """What `compare` calls breaking is never done to a draft unasked.

    It finishes on its own form, or is asked again what changed, as the file says.
    """

    def __init__(self, archive: Archive, forms: Forms) -> None:
        self._archive = archive
        self._forms = forms
        self._known: dict[tuple[str, str], FormDiff] = {}

    def bring_up(self, draft: Draft) -> BroughtUp:
        """Let the draft answer the served form, if every answer that it may hold is taken there too.

        Otherwise it stays as it is, or goes over without the answers that would be lost or changed.
        Nothing is done where another tab saves at this moment: it is done the next time.
        """
        served = self._forms.current(draft.consultation)
        if draft.form_digest == served.digest:
            return BroughtUp(draft, DraftForm.SERVED)
        diff = self._diff(draft.form_digest, served.digest)
        if diff.severity is not Severity.BREAKING:
            became = DraftForm.MOVED if diff.severity is Severity.COMPATIBLE else DraftForm.SERVED
            return self._moved(draft, served, draft.answers, became)
        if served.consultation.respondent.changed_questions == "finish":
            return BroughtUp(draft, DraftForm.EARLIER)
        return self._moved(draft, served, _unchanged(draft, served, diff), DraftForm.ASKED_AGAIN)

    def _diff(self, old: str, new: str) -> FormDiff:
        # Forms never change, and neither does what differs between two of them.
        if (old, new) not in self._known:
            self._known[old, new] = compare(self._forms.by_digest(old), self._forms.by_digest(new))
        return self._known[old, new]

    def _moved(self, draft: Draft, served: Form, answers: Answers, became: DraftForm) -> BroughtUp:
        in_parts = parted(served, answers)
        with self._archive.reading() as tx:
            look = drafts.look(tx, draft.id, draft.respondent_id)
        if look is None or look.draft.version != draft.version:
            return BroughtUp(draft, DraftForm.EARLIER)
        with self._archive.writing_at_once() as tx:
            if not drafts.move(tx, look, served.digest, in_parts):
                return BroughtUp(draft, DraftForm.EARLIER)
        version = draft.version + 1
        return BroughtUp(replace(draft, form_digest=served.digest, answers=answers, version=version), became)


def _unchanged(draft: Draft, served: Form, diff: FormDiff) -> Answers:
    """The answers to questions that the change leaves as they are."""
    broken = {
        change.place.partition(".")[0] for change in diff.changes if change.severity is Severity.BREAKING
    }
    return {
        question: answer
        for question, answer in draft.answers.items()
        if question in served.questions and question not in broken
    }
