"""`type: region`: a French region."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from consultkit.schema.official.lists import regions
from consultkit.schema.question_types.listed import ListedQuestion


class RegionQuestion(ListedQuestion):
    """Value: its code of INSEE as a text, such as `"53"`."""

    kind: ClassVar[str] = "region"

    def entries(self, language: str) -> Mapping[str, str]:
        return regions()
