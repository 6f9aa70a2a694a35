"""One page as it was posted: what can be taken is kept, what cannot is shown again as it was typed."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from consultkit.errors import AnswerFault
from consultkit.form.compiled import Form
from consultkit.form.paths import PagePath, Step
from consultkit.records import Answers, Json, is_sealed
from consultkit.schema import AnswerRefused, Question, showable

Posted = Mapping[str, Sequence[str]]


@dataclass(slots=True)
class PageReading:
    """What a posted page comes to."""

    answers: dict[str, Json]
    """Those of the draft, with those of the page in them. What the page hides stays as it was."""
    faults: dict[str, AnswerFault] = field(default_factory=dict)
    """What is missing or cannot be taken on this page, by question id."""
    typed: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """What to show again of the answers that could not be taken. They are not in `answers`."""

    @property
    def is_complete(self) -> bool:
        """Whether the respondent can go on."""
        return not self.faults


def read_page(
    form: Form,
    page_id: str,
    kept: Answers,
    posted: Posted,
    today: date,
    on_screen: Collection[str] | None = None,
) -> PageReading:
    """Read the questions of a page that apply, in order: each condition sees the answers just posted.

    A choice that is not posted is no choice: it takes the place of what was kept. `on_screen` names the
    questions that were shown, all of them when it is None: what was not is kept as it was, and asked next.
    Raises NotFoundError for a page that the form has not.
    """
    on_path = form.journey_before(page_id, kept, today).answers
    return read_path(form.path(page_id), kept, posted, on_path, today, on_screen)


def read_path(
    path: PagePath,
    kept: Answers,
    posted: Posted,
    on_path: dict[str, Json],
    today: date,
    on_screen: Collection[str] | None = None,
) -> PageReading:
    """The same, of a path alone. `on_path` are the answers before it; those read are added to them."""
    reading = PageReading(dict(kept))
    if path.shows is None or path.shows(on_path):
        for step in path.steps:
            if step.shows is not None and not step.shows(on_path):
                continue
            if step.question.stops:
                _stop_at(step, reading)
                break
            if not step.question.asks:
                _work_out(step, on_path)
            elif step.question.apart:
                _look_at(step, kept.get(step.id), reading, on_path, today)
            elif on_screen is None or step.id in on_screen:
                _read_step(step, posted_to(step.question, posted), reading, on_path, today)
            else:
                _pass_step(step, kept.get(step.id), on_path, today)
    return reading


def posted_to(question: Question, posted: Posted) -> tuple[str, ...]:
    """What was posted under the names of a question's controls, as its `parse` takes it."""
    names = question.names()
    if len(names) == 1:
        return tuple(posted.get(names[0], ()))
    return tuple(next(iter(posted.get(name, ())), "") for name in names)


def _stop_at(step: Step, reading: PageReading) -> None:
    if step.missing is not None:
        reading.faults[step.id] = step.missing


def _work_out(step: Step, on_path: dict[str, Json]) -> None:
    value = step.question.worked_out(on_path)
    if value is not None:
        on_path[step.id] = value


def _look_at(step: Step, value: Json, reading: PageReading, on_path: dict[str, Json], today: date) -> None:
    """What is answered on pages of its own: what is to be done about it there."""
    if value is None:
        _stop_at(step, reading)
        return
    if _stays_sealed(step, value):
        on_path[step.id] = value
        return
    try:
        step.question.check(value, on_path, today)
    except AnswerRefused as error:
        reading.faults[step.id] = error.fault
    else:
        on_path[step.id] = step.question.on_path(value, on_path)


def _pass_step(step: Step, value: Json, on_path: dict[str, Json], today: date) -> None:
    """A question that the page's own answers bring up: what was kept of it counts for those after it."""
    if value is None:
        return
    try:
        if not _stays_sealed(step, value):
            step.question.check(value, on_path, today)
    except AnswerRefused:
        return
    on_path[step.id] = value


def _read_step(
    step: Step, given: Sequence[str], reading: PageReading, on_path: dict[str, Json], today: date
) -> None:
    before = reading.answers.pop(step.id, None)
    if _stays_sealed(step, before):
        # Nobody can show it again: an empty control, or one that is refused, leaves it as it is.
        reading.answers[step.id] = before
    try:
        value = step.question.parse(given)
        if value is not None:
            step.question.check(value, on_path, today)
    except AnswerRefused as error:
        reading.faults[step.id] = error.fault
        reading.typed[step.id] = showable(given)
        return
    if value is not None:
        reading.answers[step.id] = on_path[step.id] = value
    elif _stays_sealed(step, before):
        on_path[step.id] = before
    elif step.missing is not None:
        reading.faults[step.id] = step.missing


def _stays_sealed(step: Step, value: Json) -> bool:
    """Whether it is the mark of an answer that was sealed when it was sent, and that a correction keeps."""
    return step.question.sealed and is_sealed(value)
