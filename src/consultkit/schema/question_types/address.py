"""`type: address`: where a letter arrives, in France or abroad."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import ClassVar

from consultkit.errors import AnswerFault
from consultkit.records import Json
from consultkit.schema.coarsening import department_of_postal_code, place_of
from consultkit.schema.file_part import TrueOrFalse
from consultkit.schema.official.lists import countries
from consultkit.schema.open_data import Publication
from consultkit.schema.question import Personal, Question, refused
from consultkit.schema.typed_text import on_one_line, refuse_longer, typed, without_spaces

_FRANCE = "FR"
_PARTS = ("street", "complement", "postal_code", "town", "country")
_five_digits = re.compile("[0-9]{5}")


class AddressQuestion(Question):
    """Value: `{"street", "complement", "postal_code", "town", "country"}`, texts, some empty.

    `country` has two letters (ISO 3166-1). A postal code of five digits is demanded in France, and nowhere
    else.
    """

    kind: ClassVar[str] = "address"
    opens: ClassVar[frozenset[Publication]] = frozenset({"never", "generalise"})
    coarser: ClassVar[frozenset[str]] = frozenset({"department", "region"})
    max_length: ClassVar[int] = 100

    personal: Personal = "direct"
    abroad: TrueOrFalse = False
    """Whether the country is asked; otherwise it is France."""

    def countries(self, language: str) -> Mapping[str, str]:
        """What can be chosen as a country: names by code."""
        return countries(language)

    def parse(self, posted: Sequence[str]) -> Json:
        parts = dict(zip(_PARTS, (*posted, *[""] * len(_PARTS)), strict=False))
        read = {name: on_one_line(typed([part])) for name, part in parts.items()}
        country = read.pop("country")
        if not any(read.values()):
            return None
        return self._judged({**read, "country": (self.abroad and country) or _FRANCE})

    def missing(self) -> AnswerFault:
        return AnswerFault("missing", "Enter the address.")

    def again(self, value: Json) -> tuple[str, ...]:
        return tuple(str(value.get(part, "")) for part in _PARTS) if isinstance(value, dict) else ()

    def display(self, value: Json, language: str) -> str:
        """As on a letter, one line after another."""
        street, complement, postal_code, town, country = self.again(value) or ("",) * 5
        abroad = countries(language).get(country, country) if country != _FRANCE else ""
        lines = (street, complement, f"{postal_code} {town}".strip(), abroad)
        return "\n".join(line for line in lines if line)

    def columns(self) -> tuple[str, ...]:
        return tuple(f"{self.id}.{part}" for part in _PARTS)

    def cells(self, value: Json, language: str) -> tuple[str, ...]:
        return self.again(value) or ("",) * len(_PARTS)

    def generalised(self, value: Json) -> str:
        """By its postal code; a country abroad is told as it is."""
        place = self.generalise.to if self.generalise else None
        if not isinstance(value, dict) or place is None:
            return ""
        country = str(value.get("country", _FRANCE))
        department = department_of_postal_code(str(value.get("postal_code", "")))
        return place_of(department, place) if country == _FRANCE else country

    def _judged(self, address: dict[str, str]) -> Json:
        if address["country"] not in countries("fr"):
            raise refused("country", "Choose a country of the list.")
        if not address["street"]:
            raise refused("no_street", "Enter the number and the street, or the name of the place.")
        if address["country"] == _FRANCE:
            address["postal_code"] = _french_postal_code(address["postal_code"])
        if not address["town"]:
            raise refused("no_town", "Enter the town.")
        for part in address.values():
            refuse_longer(part, self.max_length)
        return dict(address)


def _french_postal_code(written: str) -> str:
    digits = without_spaces(written)
    if not _five_digits.fullmatch(digits):
        message = "Enter the 5 digits of the postal code, such as {example}."
        raise refused("postal_code", message, example="67000")
    return digits
