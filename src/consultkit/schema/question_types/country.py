"""`type: country`: a country of ISO 3166-1."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from consultkit.schema.official.lists import countries
from consultkit.schema.question_types.listed import ListedQuestion


class CountryQuestion(ListedQuestion):
    """Value: its two letters, such as `FR`."""

    kind: ClassVar[str] = "country"

    def entries(self, language: str) -> Mapping[str, str]:
        return countries(language)
