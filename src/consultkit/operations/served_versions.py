"""The versions of a consultation that a deployment has served, read without serving anything."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from consultkit.form import Form, form_from_document
from consultkit.schema import Question
from consultkit.storage import Archive, drafts, forms


@dataclass(frozen=True, slots=True)
class ServedVersion:
    """A form that was served, and how many open drafts answer it."""

    form: Form
    drafts: int


def served_versions(
    archive: Archive, consultation_id: str, question_types: Mapping[str, type[Question]]
) -> tuple[ServedVersion, ...]:
    """The newest first; none where the consultation was never served."""
    with archive.reading() as tx:
        documents = {
            digest: forms.document_of(tx, digest) for digest in forms.digests_of(tx, consultation_id)
        }
        counts = drafts.counts_by_form(tx, consultation_id)
    return tuple(
        ServedVersion(form_from_document(document, question_types), counts.get(digest, 0))
        for digest, document in documents.items()
        if document is not None
    )
