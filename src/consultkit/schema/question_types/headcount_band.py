"""`type: headcount_band`: how many people a firm employs, in the bands of the Sirene register."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from consultkit.schema.official.lists import headcount_bands
from consultkit.schema.question_types.listed import ListedQuestion


class HeadcountBandQuestion(ListedQuestion):
    """Value: the code of the band as a text, such as `"12"` for 20 to 49."""

    kind: ClassVar[str] = "headcount_band"

    def entries(self, language: str) -> Mapping[str, str]:
        return headcount_bands(language)
