"""What registers know of an answer: offered as further answers, and never in anybody's way."""

from __future__ import annotations

import logging
import time
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from consultkit.errors import ConfigurationError, PluginError, RespondentError, ServiceError
from consultkit.form import Form, as_answer
from consultkit.hooks import Plugins
from consultkit.operations.clock import Clock
from consultkit.operations.forms import Forms
from consultkit.operations.intake import Intake
from consultkit.operations.time_limit import TimeLimit
from consultkit.records import Answers, Draft, Json, LookedUp, Provenance
from consultkit.schema import PluginSettings, Question
from consultkit.storage import Archive, provenance

log = logging.getLogger(__name__)

BUDGET_SECONDS = 2.0
"""For all that is looked up when a page is saved: so long, and no longer, somebody waits for it."""
AT_ONCE = 16
"""Calls of one plugin in one process. Whoever comes while so many wait goes on without."""

Outcome = Literal["not_asked", "found", "nothing", "unavailable"]


@dataclass(frozen=True, slots=True)
class FilledIn:
    """A draft after what was looked up, and the questions that it answers now."""

    draft: Draft
    outcome: Outcome = "not_asked"
    questions: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Ask:
    plugin: str
    settings: PluginSettings
    question: Question
    value: Json
    free: frozenset[str]
    """The questions that may be filled in: without an answer, or with one that was told before."""


class LookUps:
    """Asks the plugins that a consultation names for it, with no transaction open."""

    def __init__(
        self, archive: Archive, forms: Forms, plugins: Plugins, intake: Intake, clock: Clock
    ) -> None:
        self._archive = archive
        self._forms = forms
        self._plugins = plugins
        self._intake = intake
        self._clock = clock
        self._limit = TimeLimit(BUDGET_SECONDS, at_once=AT_ONCE)

    def told(self, draft: Draft) -> Mapping[str, Provenance]:
        """The answers of a draft that were told and not changed since, by question."""
        if not self._forms.current(draft.consultation).consultation.told_by_plugins:
            return {}
        with self._archive.reading() as tx:
            return provenance.of_contribution(tx, draft.id)

    def fill_in(
        self, draft: Draft, questions: Collection[str], leave: Collection[str] = frozenset()
    ) -> FilledIn:
        """Look the answers to these questions up, and keep what is found as answers to others.

        Only what has no answer is filled in, or what an earlier look-up told; never what `leave` names. A
        register that fails, or that takes too long, changes nothing: it is logged, without the answer.
        """
        form = self._forms.by_digest(draft.form_digest)
        asks = list(self._asks(draft, form, questions, leave))
        if not asks:
            return FilledIn(draft)
        results, failed = self._ask_all(form, asks)
        if not results:
            return FilledIn(draft, "unavailable")
        offered, marks = self._offered(draft, form, results)
        outcome: Outcome = "found" if offered else "unavailable" if failed else "nothing"
        free = frozenset[str]().union(*(ask.free for ask, _result in results))
        return self._keep(draft, free, offered, marks, outcome)

    def _asks(
        self, draft: Draft, form: Form, questions: Collection[str], leave: Collection[str]
    ) -> Iterator[_Ask]:
        plugins = self._forms.current(draft.consultation).consultation.plugins
        if not any(one in questions for settings in plugins.values() for one in settings.looks_up()):
            return
        told, answers = self.told(draft), form.journey(draft.answers).answers
        open_ones = {one for one in form.questions if one not in draft.answers or one in told} - set(leave)
        for name, settings in plugins.items():
            for source, may_fill in settings.looks_up().items():
                if source in questions and source in answers and may_fill & open_ones:
                    question = form.questions[source]
                    yield _Ask(name, settings, question, answers[source], frozenset(may_fill & open_ones))

    def _ask_all(self, form: Form, asks: Iterable[_Ask]) -> tuple[list[tuple[_Ask, LookedUp | None]], bool]:
        """What each said, of several about one answer the first that knows; and whether one failed."""
        results: list[tuple[_Ask, LookedUp | None]] = []
        known: set[str] = set()
        failed, until = False, time.monotonic() + BUDGET_SECONDS
        for ask in asks:
            if ask.question.id in known:
                continue
            try:
                result = self._ask(form, ask, until - time.monotonic())
            except (PluginError, ServiceError, ConfigurationError) as error:
                failed = True
                log.warning("Question %s was not looked up by %s: %s", ask.question.id, ask.plugin, error)
                continue
            results.append((ask, result))
            if result is not None:
                known.add(ask.question.id)
        return results, failed

    def _ask(self, form: Form, ask: _Ask, seconds: float) -> LookedUp | None:
        def work() -> LookedUp | None:
            return self._plugins.look_up(ask.plugin, form, ask.question, ask.value, ask.settings)

        return self._limit.call(ask.plugin, work, max(seconds, 0.0))

    def _offered(
        self, draft: Draft, form: Form, results: Iterable[tuple[_Ask, LookedUp | None]]
    ) -> tuple[dict[str, Json], dict[str, Provenance]]:
        now = self._clock.now()
        today = now.astimezone(form.consultation.window.zone).date()
        offered: dict[str, Json] = {}
        marks: dict[str, Provenance] = {}
        for ask, result in results:
            for question, typed in (result.answers if result else {}).items():
                if question in ask.free and question not in offered:
                    value = as_answer(form.questions[question], typed, {**draft.answers, **offered}, today)
                    if result is not None and value is not None:
                        offered[question] = value
                        marks[question] = Provenance(result.source, now)
        return offered, marks

    def _keep(
        self,
        draft: Draft,
        free: Collection[str],
        offered: Answers,
        marks: Mapping[str, Provenance],
        outcome: Outcome,
    ) -> FilledIn:
        # What was told of an earlier answer makes way: it may be about another company.
        kept = {question: value for question, value in draft.answers.items() if question not in free}
        answers = {**kept, **offered}
        if answers == draft.answers:
            return FilledIn(draft, outcome)
        filled = frozenset(one for one, value in offered.items() if draft.answers.get(one) != value)
        try:
            return FilledIn(self._intake.save(draft, answers, told=marks), outcome, filled)
        except RespondentError:
            # Another tab, or the closing, was quicker. What the person typed is saved.
            return FilledIn(draft)
