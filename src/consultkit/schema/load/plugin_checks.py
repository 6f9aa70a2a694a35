"""What plugins' settings say about the questions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from consultkit.schema.conditions import Condition, comparisons
from consultkit.schema.consultation import Consultation
from consultkit.schema.file_part import Fault, FilePart, Where, did_you_mean
from consultkit.schema.load.cross_checks import wrong_comparison
from consultkit.schema.load.outline import Outline
from consultkit.schema.load.sealed_checks import needed_by
from consultkit.schema.plugin_settings import PluginSettings
from consultkit.schema.question import Question


def plugin_faults(consultation: Consultation, outline: Outline, data: Any) -> Iterator[Fault]:
    """Questions that settings name and the form has not, and comparisons that cannot be made."""
    questions = {question.id: question for page in consultation.pages for question in page.met}
    for name, settings in consultation.plugins.items():
        written = data["plugins"][name]
        yield from _unknown_questions(settings, outline, written, ("plugins", name))
        yield from _sealed_questions(name, settings, questions, written)
        yield from _wrong_conditions(settings, questions, outline, written, ("plugins", name))


def _unknown_questions(
    settings: PluginSettings, outline: Outline, written: Any, where: Where
) -> Iterator[Fault]:
    named = set(settings.reads() | settings.hands_over())
    named = named.union(*({source, *fills} for source, fills in settings.looks_up().items()))
    for condition in conditions_in(settings):
        named |= condition.sources
    for question in sorted(named - outline.read - outline.unread):
        place = find(written, question, where) or where
        yield Fault(place, f"There is no question `{question}`.", did_you_mean(question, outline.read))


def _sealed_questions(
    name: str, settings: PluginSettings, questions: Mapping[str, Question], written: Any
) -> Iterator[Fault]:
    """What a plugin fills in it knows already; what it reads after sending must lie open to it."""
    needed = set(settings.reads() | settings.hands_over() | settings.looks_up().keys())
    for condition in conditions_in(settings):
        needed |= condition.sources
    for question in sorted(needed & questions.keys()):
        wrong = needed_by(questions[question], f"the plugin `{name}`")
        if wrong is not None:
            where: Where = ("plugins", name)
            yield Fault(find(written, question, where) or where, *wrong)


def _wrong_conditions(
    settings: PluginSettings,
    questions: Mapping[str, Question],
    outline: Outline,
    written: Any,
    where: Where,
) -> Iterator[Fault]:
    for condition in conditions_in(settings):
        for comparison in comparisons(condition.rule):
            question = questions.get(comparison.question)
            wrong = wrong_comparison(question, comparison, outline) if question else None
            if wrong:
                yield Fault(find(written, comparison.question, where) or where, *wrong)


def conditions_in(part: object) -> Iterator[Condition]:
    """Every condition of a part of the file, however deep; not those within a short form of its own."""
    if isinstance(part, Condition):
        yield part
    elif isinstance(part, FilePart) and not isinstance(part, Question):
        for _, value in part:
            yield from conditions_in(value)
    elif isinstance(part, Mapping):
        for value in part.values():
            yield from conditions_in(value)
    elif isinstance(part, tuple | list):
        for value in part:
            yield from conditions_in(value)


def find(written: Any, word: str, where: Where) -> Where | None:
    """The place where a word is written, as a key or as a value."""
    if written == word:
        return where
    if isinstance(written, dict):
        if word in written:
            return (*where, word)
        entries: Any = written.items()
    else:
        entries = enumerate(written) if isinstance(written, list) else ()
    places = (find(value, word, (*where, key)) for key, value in entries)
    return next((place for place in places if place is not None), None)
