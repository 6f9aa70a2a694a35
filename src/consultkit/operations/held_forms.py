"""Forms that came when the visit was over: held until their owner has signed in again."""

from __future__ import annotations

from datetime import timedelta

from consultkit.operations.clock import Clock
from consultkit.records import HeldForm
from consultkit.storage import Archive, held_forms

LIFETIME = timedelta(hours=1)
LARGEST = 256 * 1024
"""Bytes, all the forms of one session together."""


class HeldForms:
    """What was typed and not saved. `secret` is the one of the session that holds it.

    `Sessions.rotate` carries it over to the session of who signs in, when the drafts are theirs.
    """

    def __init__(self, archive: Archive, clock: Clock) -> None:
        self._archive = archive
        self._clock = clock

    def hold(self, secret: str, form: HeldForm) -> bool:
        """Hold a form for an hour, beside those of other pages; of one page only the newest.

        Older forms give way to a large one; False when it is too large by itself. For a draft that is not
        there nothing is stored, and nothing in the answer says so.
        """
        if not _fit([form]):
            return False
        now = self._clock.now()
        with self._archive.writing() as tx:
            if held_forms.is_draft(tx, form.consultation, form.draft_id):
                held_forms.lock(tx, secret)
                earlier = (one for one in held_forms.load(tx, secret, now) if one.path != form.path)
                held_forms.keep(tx, secret, _that_fit([*earlier, form]), now + LIFETIME)
        return True

    def at(self, secret: str, path: str) -> HeldForm | None:
        """What is held for the page at this address, if anything."""
        with self._archive.reading() as tx:
            forms = held_forms.load(tx, secret, self._clock.now())
        return next((form for form in forms if form.path == path), None)

    def forget(self, secret: str, path: str) -> None:
        """It was saved, or is not wanted any more."""
        with self._archive.writing() as tx:
            held_forms.lock(tx, secret)
            held_forms.drop(tx, secret, path, self._clock.now())

    def purge(self) -> int:
        """Forget what nobody came back for; for how many sessions."""
        with self._archive.writing() as tx:
            return held_forms.purge(tx, self._clock.now())


def _that_fit(forms: list[HeldForm]) -> list[HeldForm]:
    """The newest of them that fit together."""
    return next(kept for kept in (forms[first:] for first in range(len(forms))) if _fit(kept))


def _fit(forms: list[HeldForm]) -> bool:
    return len(held_forms.content_of(forms)) <= LARGEST
