"""Files that are handed in: taken, kept sealed, read again by who may, and thrown away."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO
from uuid import UUID

from consultkit.errors import AnswerFault, NotFoundError, ServiceError
from consultkit.files import FileRefused, Taken, refused_file, take
from consultkit.hooks import Plugins
from consultkit.operations.audit import Audit
from consultkit.operations.clock import Clock
from consultkit.operations.forms import Forms
from consultkit.records import Answers, Attachment, Draft, Json, Official, Respondent, ScanState, Submission
from consultkit.schema import FileQuestion
from consultkit.storage import (
    Archive,
    FileStore,
    Transaction,
    WrappedKey,
    attachments,
    drafts,
    new_id,
    outbox,
    submissions,
)
from consultkit.storage.sealed_files import PIECE_BYTES, seal_pieces, unseal_pieces

log = logging.getLogger(__name__)

MOST_OF_DRAFT = 500_000_000
"""Bytes of all the files of a draft, those removed a while ago included."""
MOST_FILES = 200


@dataclass(frozen=True, slots=True)
class Owner:
    """What a file is handed in with: a draft, for one of its questions, or a subject of a room."""

    id: UUID
    consultation: str
    question: str = ""
    room: str = ""


class Attachments:
    """What is stored is named by no answer yet: saving the draft does that."""

    def __init__(
        self, archive: Archive, forms: Forms, plugins: Plugins, clock: Clock, store: FileStore
    ) -> None:
        self._archive = archive
        self._forms = forms
        self._plugins = plugins
        self._clock = clock
        self._store = store

    # --- the respondent --------------------------------------------------------

    def add(
        self, draft: Draft, question: FileQuestion, name: str, content: BinaryIO
    ) -> Attachment | AnswerFault:
        """Judge a file and keep it with the draft; or what to do about it, as an instruction.

        Raises NotFoundError when the draft is gone, and ServiceError when nothing can be stored now.
        """
        try:
            taken = take(name, content, question.formats, question.max_size.bytes)
            owner = Owner(draft.id, draft.consultation, question=question.id)
            with taken.content:
                return self.keep(taken, owner, lambda tx: _require(tx, draft))
        except FileRefused as refusal:
            return refusal.fault

    def of_draft(self, draft_id: UUID) -> tuple[Attachment, ...]:
        """All that was handed in with a draft, or with the submission that it became."""
        with self._archive.reading() as tx:
            return attachments.of_draft(tx, draft_id)

    def of_respondent(self, draft_id: UUID, attachment_id: UUID, respondent: Respondent) -> Attachment:
        """The respondent's own, of a draft or of what was sent. Raises NotFoundError."""
        with self._archive.reading() as tx:
            found = attachments.by_id(tx, attachment_id)
            if found is None or not _is_of(found, draft_id) or not _owns(tx, draft_id, respondent):
                raise _no_file()
        if found.state is ScanState.INFECTED:
            raise _no_file()
        return found

    def of_submission(self, submission: Submission, attachment_id: UUID) -> Attachment:
        """One that the contribution names and an official may read. Raises NotFoundError."""
        with self._archive.reading() as tx:
            found = attachments.by_id(tx, attachment_id)
        named = str(attachment_id) in ids_in(submission.answers)
        if found is None or not named or not _is_of(found, submission.id) or not self.readable(found):
            raise _no_file()
        return found

    def for_official(self, official: Official, submission: Submission, attachment_id: UUID) -> Attachment:
        """Likewise for who reads it at the desk: the journal has it."""
        found = self.of_submission(submission, attachment_id)
        Audit(self._archive, self._clock).record(official, "file.read", found.id)
        return found

    def register(self, tx: Transaction, attachment: Attachment, wrapped: WrappedKey) -> None:
        """Note a file whose bytes are stored, and let it be scanned if that is still to be done."""
        attachments.insert(tx, attachment, wrapped)
        if attachment.state is ScanState.PENDING:
            self.let_scan(tx, attachment.consultation, attachment.id)

    def remove(self, draft: Draft, ids: Iterable[UUID]) -> None:
        """Delete files of a draft whose answers do not name them any more."""
        with self._archive.reading() as tx:
            own = {found.id for found in attachments.of_draft(tx, draft.id)}
        self.discard([one for one in ids if one in own])

    def remove_all(self, draft_id: UUID) -> None:
        """Delete the files of a draft that was thrown away."""
        with self._archive.reading() as tx:
            own = [found.id for found in attachments.of_draft(tx, draft_id)]
        self.discard(own)

    # --- everybody who may -----------------------------------------------------

    def readable(self, attachment: Attachment) -> bool:
        """Whether officials may read it: it is clean, or the file offers what nobody scans."""
        if attachment.state is ScanState.UNSCANNED:
            return self._forms.current(attachment.consultation).consultation.unscanned_files == "offered"
        return attachment.state is ScanState.CLEAN

    def content(self, attachment: Attachment) -> Generator[bytes, None, None]:
        """Its bytes, piece by piece. Raises NotFoundError when it was deleted.

        Raises SealBrokenError, possibly after some pieces, when they are not those that were stored.
        """
        with self._archive.reading() as tx:
            key = attachments.key_of(tx, attachment.id)
        if key is None:
            raise _no_file()
        return unseal_pieces(key, attachments.content_place(attachment), self._store.open(attachment.id.hex))

    def delete(self, ids: Iterable[UUID]) -> None:
        """Bytes, keys and rows. Raises ServiceError when the store is away, and then may be tried again.

        The bytes first: what a crash leaves behind still has its row.
        """
        gone = list(ids)
        if not gone:
            return
        for one in gone:
            self._store.delete(one.hex)
        with self._archive.writing() as tx:
            attachments.delete(tx, gone)

    def discard(self, ids: Iterable[UUID]) -> None:
        """Likewise, at once if possible; what is left is named by nothing, and goes with the chores."""
        try:
            self.delete(ids)
        except ServiceError as error:
            log.warning("Files could not be deleted yet: %s", error)

    def has_scanner(self, consultation_id: str) -> bool:
        return bool(self._scanners(consultation_id))

    def let_scan(self, tx: Transaction, consultation_id: str, attachment_id: UUID) -> None:
        """Promise it to the scanner that the consultation names, if it does."""
        for plugin in self._scanners(consultation_id)[:1]:
            task = outbox.Task("scan", attachment_id, consultation=consultation_id, plugin=plugin)
            outbox.enqueue(tx, task, self._clock.judge(tx.database_now()))

    def keep(self, taken: Taken, of: Owner, may: Callable[[Transaction], None] | None = None) -> Attachment:
        """Seal what was judged, and note it once `may` raises nothing about it.

        Raises FileRefused when its owner has too many, and ServiceError when nothing can be stored now.
        """
        self._refuse_hoard(of, taken)
        attachment_id = new_id()
        key, wrapped = self._archive.keys.new_key(attachment_id)
        attachment = Attachment(
            id=attachment_id,
            draft_id=of.id,
            consultation=of.consultation,
            question=of.question,
            name=taken.name,
            format=taken.format,
            size=taken.size,
            sha256=_sha256(taken.content),
            state=ScanState.PENDING if self.has_scanner(of.consultation) else ScanState.UNSCANNED,
            stored_at=self._clock.now(),
            room=of.room,
        )
        place = attachments.content_place(attachment)
        self._store.put(attachment_id.hex, seal_pieces(key, place, _pieces(taken.content)))
        try:
            with self._archive.writing() as tx:
                if may is not None:
                    may(tx)
                self.register(tx, attachment, wrapped)
        except BaseException:
            self._store.delete(attachment_id.hex)
            raise
        return attachment

    # --- how -------------------------------------------------------------------

    def _refuse_hoard(self, of: Owner, taken: Taken) -> None:
        with self._archive.reading() as tx:
            kept = attachments.of_subject(tx, of.room, of.id)
        if len(kept) >= MOST_FILES or sum(one.size for one in kept) + taken.size > MOST_OF_DRAFT:
            raise refused_file(
                "hoard",
                "Remove other files first: together with “{name}” they are too many.",
            ).of(taken.name)

    def _scanners(self, consultation_id: str) -> tuple[str, ...]:
        return self._plugins.scanners(self._forms.current(consultation_id).consultation.plugins)


def ids_in(answers: Answers) -> frozenset[str]:
    """The files that answers name, however deep."""
    return frozenset(_ids(dict(answers)))


def _ids(value: Json) -> Iterator[str]:
    if isinstance(value, dict):
        if "sha256" in value and "id" in value:
            yield str(value["id"])
        for inner in value.values():
            yield from _ids(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _ids(inner)


def _require(tx: Transaction, draft: Draft) -> None:
    if drafts.find(tx, draft.id, draft.respondent_id) is None:
        raise NotFoundError("There is no such draft.")


def _is_of(attachment: Attachment, draft_id: UUID) -> bool:
    return attachment.draft_id == draft_id and not attachment.room


def _owns(tx: Transaction, draft_id: UUID, respondent: Respondent) -> bool:
    if drafts.find(tx, draft_id, respondent.id) is not None:
        return True
    submission = submissions.by_id(tx, draft_id)
    return submission is not None and submission.respondent_id == respondent.id


def _sha256(content: BinaryIO) -> str:
    digest = hashlib.sha256()
    for piece in _pieces(content):
        digest.update(piece)
    content.seek(0)
    return digest.hexdigest()


def _pieces(content: BinaryIO) -> Iterator[bytes]:
    while piece := content.read(PIECE_BYTES):
        yield piece


def _no_file() -> NotFoundError:
    return NotFoundError("There is no such file.")
