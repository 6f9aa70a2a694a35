"""Somebody on their way through a form: they answer what they are asked, until nothing is left."""

from __future__ import annotations

from dataclasses import dataclass, field

from consultkit.form import Form, Journey, row_form
from consultkit.records import Answers, Json
from consultkit.schema import AnswerRefused, FileQuestion, Question, RepeatQuestion
from consultkit.simulation.values import Moment, posted_by

TRIES = 12
LEFT_OUT = 0.35
"""How many leave out what they need not answer."""
TURNS = 400


@dataclass
class Walk:
    """The answers of one person, as they grow."""

    form: Form
    moment: Moment
    answers: dict[str, Json] = field(default_factory=dict)
    _passed: set[str] = field(default_factory=set)
    _turns: int = 0

    def walk(self) -> Answers:
        """To the end, or as far as one gets where a form lets nobody through."""
        journey = self._journey()
        while self._turns < TURNS and (self._go_on(journey) or self._turn_back(journey)):
            journey = self._journey()
        return self.answers

    def _journey(self) -> Journey:
        self._turns += 1
        return self.form.journey(self.answers, self.moment.today)

    def _go_on(self, journey: Journey) -> bool:
        """Answer what is asked now and was not answered; whether there was anything."""
        for page in journey.pages:
            for question in journey.questions(page):
                if self._is_open(question, journey):
                    self._answer(question, journey)
                    return True
        return False

    def _is_open(self, question: Question, journey: Journey) -> bool:
        if not question.asks or question.id in self._passed or question.inner:
            return False
        return question.id not in self.answers or question.id in journey.faults

    def _answer(self, question: Question, journey: Journey) -> None:
        value = None if self._leaves_out(question) else self._value(question, journey.answers)
        if value is None:
            self._passed.add(question.id)
            self.answers.pop(question.id, None)
        else:
            self.answers[question.id] = value

    def _leaves_out(self, question: Question) -> bool:
        if isinstance(question, FileQuestion):
            return True
        return not question.required and self.moment.chance.random() < LEFT_OUT

    def _value(self, question: Question, before: Answers) -> Json:
        if isinstance(question, RepeatQuestion):
            return self._rows(question, before)
        for _try in range(TRIES):
            posted = posted_by(question, self.moment)
            try:
                value = question.parse(posted) if posted else None
                if value is not None:
                    question.check(value, before, self.moment.today)
            except AnswerRefused:
                continue
            return value
        return None

    def _rows(self, repeat: RepeatQuestion, before: Answers) -> Json:
        least = max(repeat.min, 1)
        number = self.moment.chance.randint(least, min(repeat.max, least + 2))
        rows = [self._row(repeat, before) for _ in range(number)]
        return [row for row in rows if row] or None

    def _row(self, repeat: RepeatQuestion, before: Answers) -> Json:
        row: dict[str, Json] = {}
        sheet = row_form(self.form, repeat.id)
        for question in repeat.questions:
            asked = sheet.journey(row, before, self.moment.today).questions(sheet.page)
            if question in asked and question.asks and not self._leaves_out(question):
                value = self._value(question, {**before, **row})
                row |= {} if value is None else {question.id: value}
        return row

    def _turn_back(self, journey: Journey) -> bool:
        """Before a wall, or a rule that keeps from sending: answer otherwise what led there."""
        stops = [one for page in journey.pages for one in journey.questions(page) if one.stops]
        conditions = [one.show_if for one in stops] + [rule.condition for rule in self.form.refusing(journey)]
        sources = {source for one in conditions if one is not None for source in one.sources}
        for source in sources & self.answers.keys():
            del self.answers[source]
        self._passed -= sources
        return bool(sources)


def answers_of(form: Form, moment: Moment) -> Answers:
    """What one person says to the whole form; look at its journey for what could not be answered."""
    return Walk(form, moment).walk()
