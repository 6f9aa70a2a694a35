"""Files of a contribution, copied for its correction: each version keeps its own, under a key of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from uuid import UUID

from consultkit.operations.attachments import Attachments, ids_in
from consultkit.records import Answers, Attachment, Json, ScanState, Submission
from consultkit.storage import Archive, FileStore, Transaction, WrappedKey, attachments, new_id
from consultkit.storage.sealed_files import seal_pieces

Copies = Mapping[UUID, tuple[Attachment, WrappedKey]]
"""What was stored, by the id of what it is a copy of."""


class FileCopies:
    """Copies what the answers name, and what may still be read of it."""

    def __init__(self, archive: Archive, kept: Attachments, store: FileStore) -> None:
        self._archive = archive
        self._kept = kept
        self._store = store

    @contextmanager
    def of(self, submission: Submission, draft_id: UUID) -> Iterator[Copies]:
        """Copies for a draft: stored here, to be registered within the block, and deleted when it raises."""
        made: dict[UUID, tuple[Attachment, WrappedKey]] = {}
        try:
            for one in self._named(submission):
                made[one.id] = self._copy(one, draft_id)
            yield made
        except BaseException:
            for copy, _wrapped in made.values():
                self._store.delete(copy.id.hex)
            raise

    def register(self, tx: Transaction, copies: Copies) -> None:
        """In the transaction that keeps their draft."""
        for copy, wrapped in copies.values():
            self._kept.register(tx, copy, wrapped)

    def _named(self, submission: Submission) -> Iterator[Attachment]:
        named = ids_in(submission.answers)
        for one in self._kept.of_draft(submission.id):
            if str(one.id) in named and one.state is not ScanState.INFECTED:
                yield one

    def _copy(self, one: Attachment, draft_id: UUID) -> tuple[Attachment, WrappedKey]:
        copy = replace(one, id=new_id(), draft_id=draft_id)
        key, wrapped = self._archive.keys.new_key(copy.id)
        pieces = seal_pieces(key, attachments.content_place(copy), self._kept.content(one))
        self._store.put(copy.id.hex, pieces)
        return copy, wrapped


def answers_naming(answers: Answers, copies: Copies) -> Answers:
    """The same answers, with the copies in the place of the files. A file that has none is named no more."""
    named = {str(old): str(copy.id) for old, (copy, _wrapped) in copies.items()}
    renamed = {question: _renamed(value, named) for question, value in answers.items()}
    return {question: value for question, value in renamed.items() if value not in (None, [])}


def _renamed(value: Json, named: Mapping[str, str]) -> Json:
    if isinstance(value, list):
        return [inner for inner in (_renamed(one, named) for one in value) if inner is not None]
    if not isinstance(value, dict):
        return value
    if "sha256" in value and "id" in value:
        copy = named.get(str(value["id"]))
        return None if copy is None else {**value, "id": copy}
    return {key: _renamed(inner, named) for key, inner in value.items()}
