"""`type: legal_form`: the legal form of a firm or an organisation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from consultkit.schema.official.lists import legal_forms
from consultkit.schema.question_types.listed import ListedQuestion


class LegalFormQuestion(ListedQuestion):
    """Value: the two digits of INSEE's second level as a text, such as `"54"`: how codes in Sirene begin."""

    kind: ClassVar[str] = "legal_form"

    def entries(self, language: str) -> Mapping[str, str]:
        return legal_forms()
