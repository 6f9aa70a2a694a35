"""From the questions of a form to what a template shows: one view of each, in the visitor's language."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from flask import current_app

from consultkit.errors import AnswerFault
from consultkit.form import Journey
from consultkit.records import Answers, Json, is_sealed
from consultkit.schema import (
    Page,
    Question,
    RepeatQuestion,
    SpecifiedQuestion,
)
from consultkit.web.language import current_language, gettext, localised, translate
from consultkit.web.option_views import OptionView, found_of, option_views
from consultkit.web.searching import Found

MOST_BUTTONS = 15
"""Radio buttons of one question; more options than that are a list."""


@dataclass(frozen=True, slots=True)
class RowView:
    """One row of a list, as the page shows it; `place` is what its buttons send."""

    title: str
    words: str
    place: str


@dataclass(frozen=True, slots=True)
class FileView:
    """A file that was handed in."""

    id: str
    name: str
    size: str
    """In words."""
    state: str
    """A word of ScanState; empty when the file is gone."""
    url: str
    """Where it can be downloaded; empty where it cannot."""


@dataclass(frozen=True, slots=True)
class QuestionView:
    """A question as its template shows it: `questions/<kind>.html`, or the one of the type it extends."""

    question: Question
    template: str
    shown: tuple[str, ...] = ()
    """What the control holds: the kept answer, or what was typed when that could not be taken."""
    error: str = ""
    options: tuple[OptionView, ...] = ()
    attributes: Mapping[str, str] = field(default_factory=dict)
    inner: tuple[QuestionView, ...] = ()
    """The views of the questions that it heads."""
    rows: tuple[RowView, ...] = ()
    """What a list holds."""
    worked_out: str = ""
    """The value of what is worked out from earlier answers, in words."""
    files: tuple[FileView, ...] = ()
    """What was handed in, where the question asks for files."""
    told_by: str = ""
    """The provider that told what the control holds, by the name that people know it by."""
    is_kept_sealed: bool = False
    """Whether it was sealed when it was sent, and the correction keeps it until it is answered again."""
    found: Found | None = None
    """Of a list that is too long to be read: what is looked for, and what was found."""

    @property
    def id(self) -> str:
        return control_id(self.question.id)

    @property
    def name(self) -> str:
        return self.question.id

    @property
    def label(self) -> str:
        return localised(self.question.label)

    @property
    def hint(self) -> str:
        said = [localised(self.question.hint), *self._remarks()]
        return " ".join(one for one in said if one)

    def _remarks(self) -> Iterator[str]:
        if self.told_by:
            yield translate("Taken from {provider}. You can change it.", {"provider": self.told_by})
        if self.is_kept_sealed:
            yield gettext("Your answer is sealed: nobody can show it here. Answer again to replace it.")
        elif self.question.sealed:
            yield gettext("Once sent, only the officials who hold the key can read your answer.")

    @property
    def optional(self) -> bool:
        return self.question.asks and not self.question.required

    @property
    def chosen(self) -> tuple[str, ...]:
        """Of what the controls hold, the options: without the words that came with them."""
        words = len(self.question.specified) if isinstance(self.question, SpecifiedQuestion) else 0
        return self.shown[: len(self.shown) - words]

    @property
    def is_long(self) -> bool:
        """Whether buttons would fill screens, and a list can say all that they would."""
        said_beside = any(option.hint or option.specify for option in self.options)
        return len(self.options) > MOST_BUTTONS and not said_beside

    @property
    def value(self) -> str:
        return self.shown[0] if self.shown else ""


@dataclass(frozen=True, slots=True)
class AnswerView:
    """An answer as it is read again: before sending, on the receipt, at the desk."""

    label: str
    answer: str
    """Empty when there is none."""
    within: str = ""
    """The group that the question belongs to."""
    told_by: str = ""
    """The register or the provider that told it, where nobody has changed it since."""
    files: tuple[FileView, ...] = ()
    """They say the answer, where it is files."""


FilesOf = Callable[[Question, Json], tuple[FileView, ...]]


def control_id(question_id: str) -> str:
    """The `id` of a question's first control, where links of the error summary land."""
    return f"question-{question_id}"


def template_of(question: Question) -> str:
    """The template of the nearest type that has one: a plugin's type may keep that of the type it extends."""
    kinds = (vars(one)["kind"] for one in type(question).__mro__ if "kind" in vars(one))
    found = current_app.jinja_env.select_template([f"questions/{kind}.html" for kind in kinds])
    return found.name or ""


def question_views(
    journey: Journey,
    page: Page,
    faults: Mapping[str, AnswerFault],
    typed: Mapping[str, tuple[str, ...]],
) -> list[QuestionView]:
    """The questions of a page that apply, each holding what was typed or else what is kept.

    One that does not apply is among them when something was typed there: whoever typed it sees it again.
    """
    apply = {question.id for question in journey.questions(page)} | set(typed)
    return [_view(journey, question, faults, typed) for question in page.met if question.id in apply]


def in_groups(views: Sequence[QuestionView]) -> list[QuestionView]:
    """The same views, those of a group inside the one that heads them."""
    heads = {inner.id: view.name for view in views for inner in view.question.inner}
    return [
        replace(view, inner=tuple(one for one in views if heads.get(one.name) == view.name))
        for view in views
        if view.name not in heads
    ]


def _view(
    journey: Journey,
    question: Question,
    faults: Mapping[str, AnswerFault],
    typed: Mapping[str, tuple[str, ...]],
) -> QuestionView:
    fault = faults.get(question.id)
    shown = typed[question.id] if question.id in typed else _kept(journey.answers, question)
    found = found_of(journey, question, shown)
    return QuestionView(
        question=question,
        template=template_of(question),
        shown=shown,
        error=translate(fault.message, fault.params) if fault else "",
        options=tuple(option_views(journey, question, shown, found)),
        found=found,
        attributes=_attributes(question),
        is_kept_sealed=is_sealed(journey.answers.get(question.id)),
        worked_out="" if question.asks else _displayed(question, journey.answers, current_language()),
    )


def _attributes(question: Question) -> dict[str, str]:
    """What lets the browser fill the control in and a telephone offer the right keyboard."""
    autocomplete, limit = getattr(question, "autocomplete", None), getattr(question, "max_length", None)
    attributes = {"inputmode": question.inputmode, "autocomplete": autocomplete}
    if question.inputmode is not None:
        attributes["spellcheck"] = "false"
    if question.kind == "long_text" and limit is not None:
        # Not `maxlength`: it cuts what is pasted without a word. The count is told, and the server judges.
        attributes["data-limit"] = str(limit)
        attributes["data-left"] = gettext("{count} characters left")
    return {name: value for name, value in attributes.items() if value is not None}


def _kept(answers: Answers, question: Question) -> tuple[str, ...]:
    value = answers.get(question.id)
    return () if value is None or is_sealed(value) else question.again(value)


def error_links(views: Iterable[QuestionView]) -> list[tuple[str, str]]:
    """Pairs for the error summary, in the order of the page."""
    return [(view.id, _error_in_summary(view)) for view in views if view.error]


def _error_in_summary(view: QuestionView) -> str:
    if view.label.endswith(("?", ":", ".", "!")):
        return f"{view.label} {view.error}"
    return translate("{question}: {instruction}", {"question": view.label, "instruction": view.error})


def answer_views(
    questions: Sequence[Question],
    answers: Answers,
    told: Mapping[str, str] | None = None,
    files: FilesOf = lambda _question, _value: (),
) -> list[AnswerView]:
    """Questions that have a value, with their answers in the visitor's language.

    `told` names who told an answer; `files` gives its files, with where they are downloaded from here.
    """
    language = current_language()
    heads = {inner.id: localised(question.label) for question in questions for inner in question.inner}
    return [
        replace(
            view,
            told_by=(told or {}).get(question.id, ""),
            files=files(question, answers.get(question.id)),
        )
        for question in questions
        if question.yields
        for view in _answer_views(question, answers, language, heads.get(question.id, ""))
    ]


def _answer_views(question: Question, answers: Answers, language: str, within: str) -> Iterator[AnswerView]:
    rows = question.rows(answers.get(question.id)) if isinstance(question, RepeatQuestion) else ()
    if not isinstance(question, RepeatQuestion) or not rows:
        yield AnswerView(localised(question.label), _displayed(question, answers, language), within)
        return
    for number, row in enumerate(rows, 1):
        for inner in question.questions:
            if inner.id in row:
                said = inner.display(row[inner.id], language)
                yield AnswerView(localised(inner.label), said, f"{localised(question.row)} {number}")


def _displayed(question: Question, answers: Answers, language: str) -> str:
    value = answers.get(question.id)
    if is_sealed(value):
        return sealed_words()
    return "" if value is None else question.display(value, language)


def sealed_words() -> str:
    """Read in the place of an answer that this server cannot open."""
    return gettext("Sealed: it opens with the officials' key.")
