"""Which answers of a page were told by an identity provider or a register, and were not changed since."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace

from consultkit.web.extension import the_kit
from consultkit.web.render import QuestionView
from consultkit.web.respondent.drafts import OpenDraft
from consultkit.web.visitor import require_person


def marked_as_told(views: Sequence[QuestionView], opened: OpenDraft) -> list[QuestionView]:
    """The same views, with the name of who told the answer that is shown."""
    told = told_about({view.name for view in views}, opened)
    return [replace(view, told_by=told.get(view.name, "")) for view in views]


def told_about(questions: AbstractSet[str], opened: OpenDraft) -> Mapping[str, str]:
    """Who told the answers to these questions, by question."""
    return {**_by_provider(questions, opened), **_by_registers(questions, opened)}


def _by_provider(questions: AbstractSet[str], opened: OpenDraft) -> Mapping[str, str]:
    way = require_person().way
    rule = opened.consultation.respondent.rule_of(way)
    if rule is None or not questions & set(rule.prefill.values()):
        return {}
    told, kept = the_kit().prefill.answers(opened.form, opened.respondent, way), opened.draft.answers
    title = the_kit().way_title(way)
    return {question: title for question, value in told.items() if value == kept.get(question)}


def _by_registers(questions: AbstractSet[str], opened: OpenDraft) -> Mapping[str, str]:
    if not questions & opened.consultation.told_by_plugins:
        return {}
    return {question: one.source for question, one in the_kit().look_ups.told(opened.draft).items()}
