"""What a plugin reads in the file, under `plugins: {name: …}`."""

from __future__ import annotations

from collections.abc import Mapping

from consultkit.schema.file_part import FilePart


class PluginSettings(FilePart):
    """The base of a plugin's own model, and of its parts. An unknown key is a fault."""

    def reads(self) -> frozenset[str]:
        """The ids of the questions whose answers the plugin needs: it is handed these and no others."""
        return frozenset()

    def hands_over(self) -> frozenset[str]:
        """The ids of the questions whose files go with a referral."""
        return frozenset()

    def looks_up(self) -> Mapping[str, frozenset[str]]:
        """The questions whose answers the plugin looks up; for each, those that it may then fill in."""
        return {}
