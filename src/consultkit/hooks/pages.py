"""What a plugin may show: pages of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from consultkit.records import Role


@dataclass(frozen=True, slots=True)
class Pages:
    """A plugin's pages. They are there for the consultations whose file names it, and for no other."""

    blueprint: object
    """A `flask.Blueprint`. Its addresses begin with `/desk/<consultation>/` or with `/<consultation>/`.
    Each view says who may open it, with `open_to`."""
    tabs: Mapping[str, str] = field(default_factory=dict)
    """Names, in English, of the views that stand among the tabs of the desk, by endpoint."""
    homes: Mapping[Role, str] = field(default_factory=dict)
    """The view where somebody whose role is outside the desk begins, by role."""
    of_contribution: Mapping[str, str] = field(default_factory=dict)
    """Names, in English, of the views to which the desk's page of a contribution leads, by endpoint: their
    addresses have its `<reference>`."""
    of_receipt: Mapping[str, str] = field(default_factory=dict)
    """Likewise of those to which the respondent's receipt leads."""
    translations: Path | None = None
    """A folder of `fr.po`…: the names of the tabs and the texts of the templates, in other languages."""
