"""`type: civility`: how somebody is addressed, in the two words that French administrations use."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar

from consultkit.records import Json
from consultkit.schema.question_types.listed import ListedQuestion

_WORDS = {
    "fr": MappingProxyType({"mrs": "Madame", "mr": "Monsieur"}),
    "en": MappingProxyType({"mrs": "Mrs", "mr": "Mr"}),
}


class CivilityQuestion(ListedQuestion):
    """Value: `mrs` or `mr`. Circular 5575/SG of 21 February 2012 keeps no third word."""

    kind: ClassVar[str] = "civility"

    def entries(self, language: str) -> Mapping[str, str]:
        return _WORDS.get(language, _WORDS["en"])

    def columns(self) -> tuple[str, ...]:
        return (self.id,)

    def cells(self, value: Json, language: str) -> tuple[str, ...]:
        return (self.display(value, language),)

    def coded_cells(self, value: Json) -> tuple[str, ...]:
        return ("" if value is None else str(value),)
