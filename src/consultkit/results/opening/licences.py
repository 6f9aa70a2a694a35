"""The licences that an administration may choose for its data (CRPA, art. L. 323-2 and D. 323-2-1)."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files

LICENCES: Mapping[str, tuple[str, str, str]] = {
    "etalab-2.0": (
        "etalab-2.0",
        "Licence Ouverte / Open Licence 2.0",
        "https://www.etalab.gouv.fr/licence-ouverte-open-licence",
    ),
    "odbl-1.0": (
        "ODbL-1.0",
        "Open Database License 1.0",
        "https://opendatacommons.org/licenses/odbl/1-0/",
    ),
}
"""By the word of the file: the identifier (SPDX), the title, and where the text is."""


def licence_note(licence: str) -> bytes:
    """`LICENCE.md`: which licence it is, where it is read, and what nobody may do."""
    name, title, url = LICENCES[licence]
    template = files(__package__).joinpath("licence.md").read_text(encoding="utf-8")
    return template.format(name=name, title=title, url=url).encode()
