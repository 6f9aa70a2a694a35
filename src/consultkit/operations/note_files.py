"""Files of internal notes: who reads the note reads its files, and nobody before they may be downloaded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import BinaryIO
from uuid import UUID

from consultkit.errors import NotFoundError
from consultkit.operations.room_files import RoomFiles
from consultkit.operations.study import StudyDesk
from consultkit.records import Attachment, Note, Official, Respondent, Visibility

Files = Mapping[UUID, Attachment]


class NoteFiles:
    """All raise NotFoundError for what is not there for who asks."""

    def __init__(self, study: StudyDesk, files: RoomFiles) -> None:
        self._study = study
        self._files = files

    def note(
        self,
        official: Official,
        reference: str,
        text: str,
        visibility: Visibility,
        sent: Sequence[tuple[str, BinaryIO]],
    ) -> None:
        """Write a note with files, each with the name that it came under. Raises RespondentError where one
        of them cannot be taken, or the note cannot: then nothing is kept."""
        subject = self._study.subject(official, reference)
        taken = self._files.take(official.consultation, subject, sent)
        try:
            self._study.note(official, reference, text, visibility, taken)
        except BaseException:
            self._files.discard(taken)
            raise

    def of(self, official: Official, reference: str) -> Files:
        """Those of the notes that this official reads."""
        return self._named(
            self._study.subject(official, reference), self._study.of(official, reference).notes
        )

    def one(self, official: Official, reference: str, attachment_id: UUID) -> Attachment:
        """One of them, to download."""
        return self._one(self.of(official, reference), attachment_id)

    def told(self, reference: str, respondent: Respondent) -> Files:
        """Those of the notes that are for who sent the contribution."""
        notes = self._study.told(reference, respondent)
        return self._named(self._study.subject_of_sender(reference, respondent), notes)

    def told_one(self, reference: str, respondent: Respondent, attachment_id: UUID) -> Attachment:
        """One of them, to download."""
        return self._one(self.told(reference, respondent), attachment_id)

    def readable(self, attachment: Attachment) -> bool:
        """Whether it may be downloaded already."""
        return self._files.readable(attachment)

    def _named(self, subject_id: UUID, notes: Sequence[Note]) -> Files:
        named = {one for note in notes for one in note.files}
        found = self._files.of(subject_id) if named else {}
        return {id_: one for id_, one in found.items() if id_ in named}

    def _one(self, files: Files, attachment_id: UUID) -> Attachment:
        found = files.get(attachment_id)
        if found is None or not self.readable(found):
            raise NotFoundError("There is no such file.")
        return found
