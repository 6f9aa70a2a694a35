"""The path that answers take through a form: replayed from them each time, never stored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from consultkit.errors import AnswerFault
from consultkit.form.paths import PagePath, Step, options_of
from consultkit.records import Answers, Json, is_sealed
from consultkit.schema import AnswerRefused, Option, Page, Question, evaluate


@dataclass(frozen=True, slots=True)
class Journey:
    """What a respondent meets with these answers, and what is still to be done about them."""

    pages: tuple[Page, ...]
    """Those shown, in the order of the form."""
    answers: dict[str, Json]
    """Those on the path that can be taken, and nothing else: hidden answers stay in the draft."""
    faults: Mapping[str, AnswerFault]
    """What is missing or cannot be taken, over the whole path, by question id in the order of the form."""
    _shown: Mapping[str, tuple[Question, ...]]
    _order: Mapping[str, int]

    def questions(self, page: Page) -> tuple[Question, ...]:
        """The questions shown on a page; none when the page is off the path."""
        return self._shown.get(page.id, ())

    def options(self, question: Question) -> tuple[Option, ...]:
        """The options shown of a closed question; none for another."""
        return tuple(option for option in options_of(question) if evaluate(option.show_if, self.answers))

    def after(self, page_id: str) -> Page | None:
        """The next page shown; None after the last."""
        place = self._order[page_id]
        return next((page for page in self.pages if self._order[page.id] > place), None)

    def before(self, page_id: str) -> Page | None:
        """The page shown just before; None before the first."""
        place = self._order[page_id]
        return next((page for page in reversed(self.pages) if self._order[page.id] < place), None)

    @property
    def first_incomplete(self) -> Page | None:
        """The first page with something missing or refused."""
        return next((page for page in self.pages if self._lacks(page)), None)

    @property
    def is_complete(self) -> bool:
        """Whether everything asked has an answer that can be taken."""
        return not self.faults

    def _lacks(self, page: Page) -> bool:
        return any(question.id in self.faults for question in self._shown[page.id])


def replay(
    paths: Sequence[PagePath],
    order: Mapping[str, int],
    answers: Answers,
    today: date | None,
    before: Answers | None = None,
) -> Journey:
    """Walk the pages in order; each condition sees only the answers met before it, and those of `before`."""
    on_path: dict[str, Json] = dict(before or {})
    faults: dict[str, AnswerFault] = {}
    shown: dict[str, tuple[Question, ...]] = {}
    pages: list[Page] = []
    for path in paths:
        if path.shows is not None and not path.shows(on_path):
            continue
        met = _walk(path, answers, on_path, faults, today)
        if met:
            pages.append(path.page)
            shown[path.page.id] = met
        if met and met[-1].stops:
            break
    return Journey(tuple(pages), on_path, faults, shown, order)


def _walk(
    path: PagePath,
    answers: Answers,
    on_path: dict[str, Json],
    faults: dict[str, AnswerFault],
    today: date | None,
) -> tuple[Question, ...]:
    """The questions that show, up to one that stops the road."""
    met: list[Question] = []
    for step in path.steps:
        if _meet(step, answers, on_path, faults, today):
            met.append(step.question)
            if step.question.stops:
                break
    return tuple(
        question for question in met if not question.inner or any(map(met.__contains__, question.inner))
    )


def _meet(
    step: Step,
    answers: Answers,
    on_path: dict[str, Json],
    faults: dict[str, AnswerFault],
    today: date | None,
) -> bool:
    """Whether the question shows; when it does, its answer or its fault is noted."""
    if step.shows is not None and not step.shows(on_path):
        return False
    question = step.question
    value = answers.get(step.id) if question.asks else question.worked_out(on_path)
    if value is None:
        if step.missing is not None:
            faults[step.id] = step.missing
        return True
    if question.sealed and is_sealed(value):
        # Kept from what this one corrects: it was judged when it was sent, and cannot be read again.
        on_path[step.id] = value
        return True
    try:
        question.check(value, on_path, today)
    except AnswerRefused as error:
        faults[step.id] = error.fault
    else:
        on_path[step.id] = question.on_path(value, on_path)
    return True
