"""A consultation file, read with what the installed plugins add to the format."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from consultkit.hooks.registry import Plugins
from consultkit.schema import Consultation, load_consultation


def read_consultation(path: Path | str, plugins: Mapping[str, object] | None = None) -> Consultation:
    """Read one file; `plugins` are objects with hooks by name, beside those that are installed.

    Raises ConsultationFileError with every fault of the file at once, and PluginError.
    """
    known = Plugins(dict(plugins or {}))
    return load_consultation(Path(path), known.question_types, known.settings_models, known.sign_in_ways)
