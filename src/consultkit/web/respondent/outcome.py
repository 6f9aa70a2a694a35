"""What came of a consultation, for everybody: what was asked, said, answered and done."""

from __future__ import annotations

from dataclasses import dataclass

from flask import render_template
from flask.typing import ResponseReturnValue

from consultkit.errors import NotFoundError
from consultkit.operations import PARTS, Published
from consultkit.results.charts import Bar, Chart, bars
from consultkit.results.opening import in_order, told_in_words
from consultkit.schema import Consultation, Question
from consultkit.web.access import Access, open_to
from consultkit.web.charts import in_page
from consultkit.web.extension import consultation_named, the_kit
from consultkit.web.language import current_language, gettext, localised
from consultkit.web.respondent.blueprint import blueprint


@dataclass(frozen=True, slots=True)
class Figure:
    """The answers to one question, as far as they are told."""

    label: str
    answered: int | None
    rows: tuple[tuple[str, int | None, int], ...]
    """Label, count, and share in per cent; the count is None where it is not told."""

    @property
    def chart(self) -> Chart | None:
        """Of what is told; None where nothing is."""
        told = [
            Bar(label, number, f"{number} ({share}\u00a0%)")
            for label, number, share in self.rows
            if number is not None
        ]
        headings = (gettext("Answer"), gettext("Number"))
        return (
            bars(self.label, gettext("As far as it is told"), told, headings, self.answered) if told else None
        )


@blueprint.get("/<consultation>/outcome")
@open_to(Access.EVERYBODY)
def outcome(consultation: str) -> ResponseReturnValue:
    """The page, once it is published."""
    found, published = consultation_named(consultation), the_kit().publication.published(consultation)
    if published is None:
        raise NotFoundError("Nothing is published yet.")
    return show_outcome(found, published)


def show_outcome(consultation: Consultation, published: Published, *, is_preview: bool = False) -> str:
    """As everybody reads it, or is going to."""
    titles = {
        "said": gettext("What was said"),
        "answered": gettext("What was answered, and by whom"),
        "done": gettext("What was done"),
    }
    return render_template(
        "respondent/outcome.html",
        consultation=consultation,
        published=published,
        parts=[(part, titles[part], _text(published, part)) for part in PARTS],
        figures=[_figure(consultation, question, published) for question in published.figures],
        releases=the_kit().open_data.releases(consultation.id),
        is_preview=is_preview,
        drawn=in_page,
    )


def _text(published: Published, part: str) -> str:
    """In the visitor's language, else in the first one in which it was written."""
    texts = published.outline.texts.get(part, {})
    written = [text for text in texts.values() if text]
    return texts.get(current_language()) or next(iter(written), "")


def _figure(consultation: Consultation, question_id: str, published: Published) -> Figure:
    question = the_kit().forms.current(consultation.id).questions[question_id]
    told = dict(published.figures[question_id])
    whole = told.pop("", None)
    if consultation.open_data is not None:
        # An answer that stands nowhere in the data may have been given by people who are not told of.
        told = {code: number or None for code, number in told.items()}
    rows = tuple(
        (_label(consultation, question, code), number, _share(number, whole))
        for code, number in in_order(question, told).items()
    )
    return Figure(localised(question.label), whole, rows)


def _label(consultation: Consultation, question: Question, code: str) -> str:
    language = current_language()
    if consultation.open_data is not None:
        return told_in_words(question, code, language)
    return question.code_label(code, language)


def _share(number: int | None, whole: int | None) -> int:
    return round(100 * number / whole) if number and whole else 0
