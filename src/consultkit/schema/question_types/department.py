"""`type: department`: a French department."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from consultkit.schema.official.lists import departments
from consultkit.schema.question_types.listed import ListedQuestion


class DepartmentQuestion(ListedQuestion):
    """Value: its code of INSEE as a text, such as `"01"`, `"2A"` or `"974"`."""

    kind: ClassVar[str] = "department"

    def entries(self, language: str) -> Mapping[str, str]:
        return departments()
