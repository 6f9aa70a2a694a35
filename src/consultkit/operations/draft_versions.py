"""Drafts of an earlier form: brought to the one that is served now, where that loses nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum

from consultkit.form import Severity, compare
from consultkit.operations.forms import Forms
from consultkit.operations.protection import parted
from consultkit.records import Draft
from consultkit.storage import Archive, drafts


class DraftForm(Enum):
    """Which form a draft answers."""

    SERVED = "served"
    MOVED = "moved"
    """The served one, since this moment: something more may be asked."""
    EARLIER = "earlier"
    """The one that it began with: to go over to the served one would lose or change answers."""


@dataclass(frozen=True, slots=True)
class BroughtUp:
    """A draft, and the form that it answers by now."""

    draft: Draft
    form: DraftForm


class DraftVersions:
    """What `compare` calls breaking is never done to a draft: it finishes on its own form."""

    def __init__(self, archive: Archive, forms: Forms) -> None:
        self._archive = archive
        self._forms = forms
        self._known: dict[tuple[str, str], Severity | None] = {}

    def bring_up(self, draft: Draft) -> BroughtUp:
        """Let the draft answer the served form, if every answer that it may hold is taken there too.

        Nothing is done where another tab saves at this moment: it is done the next time.
        """
        served = self._forms.current(draft.consultation)
        if draft.form_digest == served.digest:
            return BroughtUp(draft, DraftForm.SERVED)
        severity = self._severity(draft.form_digest, served.digest)
        if severity is Severity.BREAKING:
            return BroughtUp(draft, DraftForm.EARLIER)
        if not self._move(draft, served.digest):
            return BroughtUp(draft, DraftForm.EARLIER)
        moved = replace(draft, form_digest=served.digest, version=draft.version + 1)
        asks_more = severity is Severity.COMPATIBLE
        return BroughtUp(moved, DraftForm.MOVED if asks_more else DraftForm.SERVED)

    def _severity(self, old: str, new: str) -> Severity | None:
        # Forms never change, and neither does what differs between two of them.
        if (old, new) not in self._known:
            diff = compare(self._forms.by_digest(old), self._forms.by_digest(new))
            self._known[old, new] = diff.severity
        return self._known[old, new]

    def _move(self, draft: Draft, digest: str) -> bool:
        answers = parted(self._forms.by_digest(digest), draft.answers)
        with self._archive.reading() as tx:
            look = drafts.look(tx, draft.id, draft.respondent_id)
        if look is None or look.draft.version != draft.version:
            return False
        with self._archive.writing_at_once() as tx:
            return drafts.move(tx, look, digest, answers)
