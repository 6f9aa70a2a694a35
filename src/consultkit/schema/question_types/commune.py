"""`type: commune`: a French commune."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import ClassVar

from consultkit.records import Json
from consultkit.schema.coarsening import department_of_commune, place_of
from consultkit.schema.official.lists import commune_words, communes
from consultkit.schema.open_data import EVERY, Publication
from consultkit.schema.question_types.listed import ListedQuestion
from consultkit.schema.search import SearchIndex


class CommuneQuestion(ListedQuestion):
    """Value: its code of INSEE as a text, such as `"35238"`. One looks for it by name or postal code."""

    kind: ClassVar[str] = "commune"
    opens: ClassVar[frozenset[Publication]] = EVERY
    coarser: ClassVar[frozenset[str]] = frozenset({"department", "region"})

    def entries(self, language: str) -> Mapping[str, str]:
        return communes()

    def texts(self) -> Mapping[str, Iterable[str]]:
        return commune_words()

    @property
    def index(self) -> SearchIndex:
        return _index()

    def generalised(self, value: Json) -> str:
        place = self.generalise.to if self.generalise else None
        return place_of(department_of_commune(str(value)), place) if place else ""


@cache
def _index() -> SearchIndex:
    # Thirty-five thousand entries: one index for all the questions of all the consultations.
    return SearchIndex(commune_words())
