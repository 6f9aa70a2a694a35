"""Files attached to what is written in a room: by officials to their notes, by a party to its reply.

They are taken with the same care as those of respondents. Nobody downloads one before it may be read, and
who may read what names it is for the room to say.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import BinaryIO
from uuid import UUID

from consultkit.errors import NotFoundError, RespondentError, ServiceError
from consultkit.files import FORMATS, FileRefused, take
from consultkit.operations.attachments import Attachments, Owner
from consultkit.records import Attachment, ScanState
from consultkit.storage import Archive, attachments

MOST_AT_ONCE = 5
MOST_BYTES = 20_000_000
"""Of each."""


class RoomFiles:
    """Those of one room. What is taken is named by no event yet: an entry does that, by `as_answer()`.

    What no event has named a day later is deleted. What one has named stays as long as the room.
    """

    def __init__(self, archive: Archive, kept: Attachments, room: str) -> None:
        self._archive = archive
        self._kept = kept
        self._room = room

    def take(
        self, consultation: str, subject_id: UUID, sent: Sequence[tuple[str, BinaryIO]]
    ) -> tuple[Attachment, ...]:
        """Judge files, each with the name that it came under, and seal them; all, or none.

        Raises RespondentError with what to do about the first that cannot be taken.
        """
        if len(sent) > MOST_AT_ONCE:
            raise RespondentError(
                "That is too much at once.",
                mend="Choose {most} files at most.",
                params={"most": MOST_AT_ONCE},
            )
        owner, taken = Owner(subject_id, consultation, room=self._room), list[Attachment]()
        try:
            for name, content in sent:
                taken.append(self._take_one(owner, name, content))
        except BaseException:
            self.discard(taken)
            raise
        return tuple(taken)

    def discard(self, taken: Sequence[Attachment]) -> None:
        """Delete what no event will name."""
        self._kept.discard([one.id for one in taken])

    def of(self, subject_id: UUID) -> Mapping[UUID, Attachment]:
        """All that was attached to a subject, by id, in the order in which it came."""
        with self._archive.reading() as tx:
            return {one.id: one for one in attachments.of_subject(tx, self._room, subject_id)}

    def readable(self, attachment: Attachment) -> bool:
        """Whether it may be downloaded: it was scanned, or the consultation offers what nobody scans."""
        return attachment.state is not ScanState.INFECTED and self._kept.readable(attachment)

    def one(self, subject_id: UUID, attachment_id: UUID) -> Attachment:
        """One that may be downloaded, by who may read what names it. Raises NotFoundError."""
        found = self.of(subject_id).get(attachment_id)
        if found is None or not self.readable(found):
            raise NotFoundError("There is no such file.")
        return found

    def _take_one(self, owner: Owner, name: str, content: BinaryIO) -> Attachment:
        try:
            taken = take(name, content, list(FORMATS), MOST_BYTES)
            with taken.content:
                return self._kept.keep(taken, owner)
        except FileRefused as refusal:
            raise RespondentError(
                "A file cannot be taken.", mend=refusal.fault.message, params=refusal.fault.params
            ) from refusal
        except ServiceError as error:
            raise RespondentError(
                "No file can be stored at the moment.", mend="Choose the files again in a few minutes."
            ) from error
