"""What is due in plugins, for the daily letter."""

from __future__ import annotations

import logging
from collections.abc import Iterator

from consultkit.errors import ConsultKitError
from consultkit.hooks import Plugins
from consultkit.operations.forms import Forms
from consultkit.operations.time_limit import TimeLimit
from consultkit.records import Deadline

log = logging.getLogger(__name__)

SECONDS = 30.0


class PluginDeadlines:
    """Asks each plugin that a consultation names. One that fails is left out, and the letter goes."""

    def __init__(self, plugins: Plugins, forms: Forms) -> None:
        self._plugins = plugins
        self._forms = forms
        self._limit = TimeLimit(SECONDS)

    def of(self, kit: object, consultation: str) -> tuple[Deadline, ...]:
        """The nearest first."""
        named = self._forms.current(consultation).consultation.plugins
        told = (
            one for name in self._plugins.with_deadlines(named) for one in self._ask(name, kit, consultation)
        )
        return tuple(sorted(told, key=lambda one: one.day))

    def _ask(self, name: str, kit: object, consultation: str) -> Iterator[Deadline]:
        try:
            yield from self._limit.call(name, lambda: self._plugins.deadlines(name, kit, consultation))
        except ConsultKitError as error:
            log.warning("The deadlines of plugin %s for %s: %s", name, consultation, error.message)
