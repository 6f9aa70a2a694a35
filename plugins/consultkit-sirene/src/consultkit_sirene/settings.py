"""The plugin's part of the consultation file, under `plugins: {sirene: …}`: which question takes what."""

from __future__ import annotations

from collections.abc import Mapping

from consultkit import PluginSettings


class SireneSettings(PluginSettings):
    """Every value is the id of a question."""

    siret: str
    """Whose answer is looked up."""
    name: str | None = None
    address: str | None = None
    """An `address` question, or one that takes a text."""
    activity: str | None = None
    headcount: str | None = None
    """A `headcount_band` question, or a choice whose options have the codes of Sirene."""

    def looks_up(self) -> Mapping[str, frozenset[str]]:
        filled = (self.name, self.address, self.activity, self.headcount)
        return {self.siret: frozenset(question for question in filled if question is not None)}
