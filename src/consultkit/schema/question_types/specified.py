"""Options that ask for words of the respondent's own: `specify`."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property
from typing import ClassVar

from consultkit.records import Json
from consultkit.schema.chosen import codes_alone, texts_of
from consultkit.schema.question import refused
from consultkit.schema.question_types.options_question import OptionsQuestion
from consultkit.schema.question_types.searched import SEARCHED_FROM, SearchedQuestion
from consultkit.schema.typed_text import on_one_line, refuse_longer, typed

MAX_LENGTH = 200
"""Of the words that specify an option, in characters."""
_BETWEEN = {"fr": "\u00a0: "}


class SpecifiedQuestion(OptionsQuestion, SearchedQuestion):
    """What `choice` and `choices` share. Each option that is to be specified has a control of its own."""

    kind: ClassVar[str] = "specified"
    option_keys: ClassVar[frozenset[str]] = frozenset({"specify"})

    @cached_property
    def is_searched(self) -> bool:
        """What an option says beside its label is read where all are shown."""
        beside = any(option.hint or option.specify is not None for option in self.options)
        return len(self.options) >= SEARCHED_FROM and not beside

    def texts(self) -> Mapping[str, Iterable[str]]:
        return {option.id: option.label.in_all_languages() for option in self.options}

    @property
    def specified(self) -> tuple[str, ...]:
        """The ids of the options that ask for words."""
        return tuple(option.id for option in self.options if option.specify is not None)

    @property
    def text_names(self) -> tuple[str, ...]:
        """The names of the controls for these words, and their columns."""
        return tuple(f"{self.id}.{code}.text" for code in self.specified)

    def name_of(self, code: str) -> str:
        """Of the control of this option."""
        return self.id

    def shown_texts(self, shown: Sequence[str]) -> Mapping[str, str]:
        """By option, what the last controls of those shown hold."""
        count = len(self.specified)
        return dict(zip(self.specified, shown[-count:], strict=False)) if count else {}

    def closed_part(self, value: Json) -> Json:
        return codes_alone(value)

    def _texts(self, posted: Sequence[str], chosen: Collection[str]) -> Mapping[str, str]:
        """The words for what was chosen; those for other options are no answer."""
        texts = {code: on_one_line(typed([text])) for code, text in self.shown_texts(posted).items()}
        if not chosen and any(texts.values()):
            raise refused("unchosen", "Choose the answer too, beside the words that you typed.")
        given = {code: texts.get(code, "") for code in self.specified if code in chosen}
        if not all(given.values()):
            raise refused("specify", "Say which, in the field under the answer that you chose.")
        for text in given.values():
            refuse_longer(text, MAX_LENGTH)
        return given

    def _again_texts(self, value: Json) -> tuple[str, ...]:
        texts = texts_of(value)
        return tuple(texts.get(code, "") for code in self.specified)

    def _said(self, code: str, value: Json, language: str) -> str:
        label, text = self.code_label(code, language), texts_of(value).get(code)
        return label if text is None else f"{label}{_BETWEEN.get(language, ': ')}{text}"
