"""`type: department`: a French department."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from consultkit.records import Json
from consultkit.schema.coarsening import place_of
from consultkit.schema.official.lists import departments
from consultkit.schema.open_data import EVERY, Publication
from consultkit.schema.question_types.listed import ListedQuestion


class DepartmentQuestion(ListedQuestion):
    """Value: its code of INSEE as a text, such as `"01"`, `"2A"` or `"974"`."""

    kind: ClassVar[str] = "department"
    opens: ClassVar[frozenset[Publication]] = EVERY
    coarser: ClassVar[frozenset[str]] = frozenset({"department", "region"})

    def entries(self, language: str) -> Mapping[str, str]:
        return departments()

    def generalised(self, value: Json) -> str:
        place = self.generalise.to if self.generalise else None
        return place_of(str(value), place) if place else ""
