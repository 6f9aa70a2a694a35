"""What can be chosen, as a page shows it: all of it, or what was found in a list too long to be read."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from consultkit.form import Journey
from consultkit.schema import (
    ChoicesQuestion,
    LinkedChoiceQuestion,
    Option,
    Question,
    SearchedQuestion,
    SpecifiedQuestion,
)
from consultkit.web.language import current_language, gettext, localised
from consultkit.web.searching import Found, found_in


@dataclass(frozen=True, slots=True)
class OptionView:
    """One option that may be chosen."""

    value: str
    label: str
    hint: str
    name: str = ""
    """Of its own control, where the question's options have not one name together."""
    specify: str = ""
    """The label of the field for the words that it asks for."""
    text: str = ""
    """What that field holds."""
    exclusive: bool = False
    group: str = ""
    """What it stands under."""


def option_views(
    journey: Journey, question: Question, shown: Sequence[str], found: Found | None
) -> Iterable[OptionView]:
    """Those of a question, in their order."""
    if found is not None:
        return _found_views(question, found)
    return _all_views(journey, question, shown)


def _option_views(journey: Journey, question: Question, shown: Sequence[str]) -> Iterable[OptionView]:
    texts = question.shown_texts(shown) if isinstance(question, SpecifiedQuestion) else {}
    for option in journey.options(question):
        yield OptionView(
            option.id,
            localised(option.label),
            localised(option.hint),
            name=question.name_of(option.id) if isinstance(question, SpecifiedQuestion) else "",
            specify=_field_label(option),
            text=texts.get(option.id, ""),
            exclusive=option.exclusive,
        )


def _field_label(option: Option) -> str:
    """Of the words that an option asks for; none when it asks for none."""
    if option.specify is None:
        return ""
    return gettext("Please specify") if option.specify is True else localised(option.specify)


def found_of(journey: Journey, question: Question, shown: Sequence[str]) -> Found | None:
    """What a list shows of itself that is too long to be read; None of all others."""
    if not (isinstance(question, SearchedQuestion) and question.is_searched):
        return None
    return found_in(question, shown, _offered(journey, question), current_language())


def _offered(journey: Journey, question: SearchedQuestion) -> Collection[str]:
    if isinstance(question, LinkedChoiceQuestion):
        return [option.id for option in question.shown_below(journey.answers)]
    return [option.id for option in journey.options(question)] or question.all_codes()


def _found_views(question: Question, found: Found) -> Iterable[OptionView]:
    language = current_language()
    for code in found.codes:
        name = question.name_of(code) if isinstance(question, ChoicesQuestion) else ""
        yield OptionView(code, question.code_label(code, language), "", name=name)


def _all_views(journey: Journey, question: Question, shown: Sequence[str]) -> Iterable[OptionView]:
    if isinstance(question, LinkedChoiceQuestion):
        return _linked_views(journey, question)
    return tuple(_option_views(journey, question, shown)) or _listed_views(question)


def _linked_views(journey: Journey, question: LinkedChoiceQuestion) -> Iterable[OptionView]:
    for option in question.shown_below(journey.answers):
        above = localised(question.by_id[option.under or ""].label)
        yield OptionView(option.id, localised(option.label), "", group=above)


def _listed_views(question: Question) -> Iterable[OptionView]:
    """What can be chosen where the file writes no options."""
    language = current_language()
    for code in question.all_codes():
        yield OptionView(code, question.code_label(code, language), "")
