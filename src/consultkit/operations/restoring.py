"""What is looked at after a backup was taken back, before anybody is served."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from consultkit.errors import ConfigurationError, ConsultKitError
from consultkit.operations.attachments import Attachments
from consultkit.records import Attachment, digest_of
from consultkit.storage import Archive, SealBrokenError, attachments, keeping, submissions


@dataclass(frozen=True, slots=True)
class Checked:
    """What was opened and found to be as it was."""

    contributions: int
    files: int


class Restoring:
    """Opens everything."""

    def __init__(self, archive: Archive, kept: Attachments) -> None:
        self._archive = archive
        self._kept = kept

    def check(self) -> Checked:
        """Each contribution against its receipt, and each of its files to the end.

        Raises ConfigurationError, naming the first that does not open or is another than was sent.
        """
        contributions = files = 0
        with self._archive.snapshot() as tx:
            for consultation in keeping.counts(tx):
                for one in submissions.each(tx, consultation):
                    sent = submissions.digests(tx, [one.reference])
                    if digest_of(one.answers) != sent.get(one.reference):
                        raise _another(one.reference)
                    contributions += 1
                    files += self._opened(one.reference, attachments.of_draft(tx, one.id))
        return Checked(contributions, files)

    def _opened(self, reference: str, its: Sequence[Attachment]) -> int:
        try:
            for piece in (piece for one in its for piece in self._kept.content(one)):
                del piece
        except (ConsultKitError, SealBrokenError):
            raise _another(reference) from None
        return len(its)


def _another(reference: str) -> ConfigurationError:
    return ConfigurationError(
        f"The contribution {reference} is not as it was sent, or one of its files does not open.",
        mend="Take another backup back, and keep this one to look into.",
    )
