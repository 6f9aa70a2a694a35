"""The forms that are served, and those that ever were."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from consultkit.errors import NotFoundError
from consultkit.form import Form, compile_form, form_from_document
from consultkit.operations.clock import Clock
from consultkit.schema import Consultation, Question
from consultkit.storage import Archive, forms


class Forms:
    """Forms never change: one that was read once is kept in memory."""

    def __init__(
        self,
        archive: Archive,
        consultations: Iterable[Consultation],
        question_types: Mapping[str, type[Question]],
        clock: Clock,
    ) -> None:
        """Compiles the consultations and registers their forms, so that what answers them stays readable."""
        self._archive = archive
        self._question_types = question_types
        self._current = {consultation.id: compile_form(consultation) for consultation in consultations}
        self._by_digest = {form.digest: form for form in self._current.values()}
        self._register(clock)

    @property
    def consultations(self) -> Sequence[Consultation]:
        """Those that are served, in the order given."""
        return tuple(form.consultation for form in self._current.values())

    def current(self, consultation_id: str) -> Form:
        """The form that new drafts answer. Raises NotFoundError."""
        if consultation_id not in self._current:
            raise NotFoundError(f"There is no consultation called {consultation_id!r} here.")
        return self._current[consultation_id]

    def by_digest(self, digest: str) -> Form:
        """The form that a draft or a submission answers, however old. Raises NotFoundError."""
        if digest not in self._by_digest:
            self._by_digest[digest] = self._read(digest)
        return self._by_digest[digest]

    def _read(self, digest: str) -> Form:
        with self._archive.reading() as tx:
            document = forms.document_of(tx, digest)
        if document is None:
            raise NotFoundError(f"There is no form with the digest {digest}.")
        return form_from_document(document, self._question_types)

    def _register(self, clock: Clock) -> None:
        with self._archive.writing() as tx:
            for form in self._current.values():
                forms.register(
                    tx,
                    digest=form.digest,
                    consultation=form.consultation.id,
                    document=form.document(),
                    at=clock.now(),
                )
