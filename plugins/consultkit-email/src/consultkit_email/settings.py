"""The plugin's part of the consultation file, under `plugins: {email: …}`."""

from __future__ import annotations

from consultkit import PluginSettings, Text


class EmailSettings(PluginSettings):
    """It reads no answer."""

    next: Text | None = None
    """What happens next, in the department's words."""
