"""`type: naf`: an economic activity of the French nomenclature."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import ClassVar

from consultkit.records import Json
from consultkit.schema.official.lists import naf
from consultkit.schema.question_types.listed import ListedQuestion

NOMENCLATURE = "NAF rév. 2"


class NafQuestion(ListedQuestion):
    """Value: a sub-class of NAF revision 2 as a text, such as `"62.01Z"`."""

    kind: ClassVar[str] = "naf"

    def entries(self, language: str) -> Mapping[str, str]:
        return naf()

    def texts(self) -> Mapping[str, Iterable[str]]:
        """Sirene writes them with a point and without."""
        return {code: (name, name[len(code) :], code.replace(".", "")) for code, name in naf().items()}

    def columns(self) -> tuple[str, ...]:
        """The code, its name, and the nomenclature: another one, NAF 2025, has codes of the same form."""
        return (*super().columns(), f"{self.id}.nomenclature")

    def cells(self, value: Json, language: str) -> tuple[str, ...]:
        return (*super().cells(value, language), "" if value is None else NOMENCLATURE)
