"""The deployment that is looked at: as its settings say it, whether or not it could start."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path

from consultkit.hooks import Plugins
from consultkit.kit import ConsultKit
from consultkit.operations.clock import Clock, SystemClock
from consultkit.schema import Consultation, load_consultation
from consultkit.settings import Settings
from consultkit.storage import Archive, FileStore, KeyRing, store_at


class Subject:
    """Each part is opened when a check first asks for it, and nothing is migrated by looking."""

    def __init__(
        self, settings: Settings, files: Sequence[Path] = (), environment: Mapping[str, str] | None = None
    ) -> None:
        self.settings = settings
        self.files = files
        self.clock: Clock = SystemClock()
        self.environment = os.environ if environment is None else environment

    @cached_property
    def plugins(self) -> Plugins:
        return Plugins({})

    @cached_property
    def consultations(self) -> Sequence[Consultation]:
        """Raises ConsultationFileError and PluginError."""
        plugins = self.plugins
        known = (plugins.question_types, plugins.settings_models, plugins.sign_in_ways)
        return [load_consultation(path, *known) for path in self.files]

    @cached_property
    def archive(self) -> Archive:
        """The database, with keys that open nothing where the key file is not there yet."""
        return Archive(self.settings.database_url, self._keys())

    @cached_property
    def store(self) -> FileStore:
        return store_at(self.settings.files)

    def close(self) -> None:
        if "archive" in vars(self):
            self.archive.close()

    def _keys(self) -> KeyRing:
        # Reading the file would make it, and a missing one is to be told.
        has_keys = not self.settings.has_key_file or self.settings.key_file.exists()
        return self.settings.key_ring(self.plugins) if has_keys else KeyRing({"none": bytes(32)}, "none")


class ServedSubject(Subject):
    """A deployment that has started: what it holds open is looked at, not opened again."""

    def __init__(self, kit: ConsultKit) -> None:
        super().__init__(kit.settings)
        self.clock = kit.clock
        self.plugins = kit.plugins
        self.consultations = kit.consultations
        self.archive = kit.archive
        self.store = store_at(kit.settings.files)
