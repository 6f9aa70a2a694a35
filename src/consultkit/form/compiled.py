"""A form: a consultation compiled for those who answer it, named by what it shows them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from consultkit.errors import NotFoundError
from consultkit.form.journey import Journey, replay
from consultkit.form.paths import PagePath, path_of
from consultkit.records import Answers, Json, digest_of
from consultkit.schema import (
    Consultation,
    Page,
    Question,
    SubmitRule,
    consultation_from_document,
    document_of,
    evaluate,
)

MET_BY_RESPONDENTS = (
    "consultation",
    "title",
    "languages",
    "confidentiality",
    "protect",
    "privacy",
    "submit",
    "pages",
)
"""The parts of the document that make a version. The window and the plugins are not among them: a window that
is extended, or a plugin's new address, must not turn drafts into drafts of an older form."""


@dataclass(frozen=True, slots=True, eq=False)
class Form:
    """One version of what respondents meet. `digest` names it: 64 hexadecimal characters."""

    digest: str
    consultation: Consultation
    pages: tuple[Page, ...]
    questions: Mapping[str, Question]
    """By id, in the order of the form."""
    paths: tuple[PagePath, ...]
    """The pages with their conditions compiled."""
    _document: Mapping[str, Json]
    _order: Mapping[str, int]

    def page(self, page_id: str) -> Page:
        """Raises NotFoundError when the form has no such page."""
        return self.path(page_id).page

    def path(self, page_id: str) -> PagePath:
        """The page with its conditions compiled. Raises NotFoundError."""
        return self.paths[self._place(page_id)]

    def journey(self, answers: Answers, today: date | None = None) -> Journey:
        """The path of these answers. `today` is the day in the consultation's zone, for dates it limits."""
        return replay(self.paths, self._order, answers, today)

    def journey_before(self, page_id: str, answers: Answers, today: date | None = None) -> Journey:
        """The path as far as a page, which is left out. Raises NotFoundError."""
        return replay(self.paths[: self._place(page_id)], self._order, answers, today)

    def refusing(self, journey: Journey) -> tuple[SubmitRule, ...]:
        """The rules of sending that these answers do not meet; none when the contribution can be sent."""
        return tuple(
            rule for rule in self.consultation.submit if not evaluate(rule.condition, journey.answers)
        )

    def document(self) -> dict[str, Json]:
        """The form as JSON values, to be stored: `form_from_document` makes the same form of it."""
        return dict(self._document)

    def _place(self, page_id: str) -> int:
        if page_id not in self._order:
            raise NotFoundError(f"The form has no page {page_id!r}.")
        return self._order[page_id]


def compile_form(consultation: Consultation) -> Form:
    """The form of a consultation as its file is now."""
    return _form(consultation, document_of(consultation))


def form_from_document(document: Mapping[str, Json], question_types: Mapping[str, type[Question]]) -> Form:
    """A form that was stored. Its digest is what it was, also when a question type is no longer installed."""
    return _form(consultation_from_document(document, question_types), document)


def _form(consultation: Consultation, document: Mapping[str, Json]) -> Form:
    met = {part: document[part] for part in MET_BY_RESPONDENTS if part in document}
    questions = {question.id: question for page in consultation.pages for question in page.met}
    return Form(
        digest=digest_of(met),
        consultation=consultation,
        pages=consultation.pages,
        questions=MappingProxyType(questions),
        paths=tuple(path_of(page) for page in consultation.pages),
        _document=document,
        _order={page.id: place for place, page in enumerate(consultation.pages)},
    )
