"""What time brings in plugins: a date that was promised comes, and somebody is to be asked."""

from __future__ import annotations

import logging

from consultkit.errors import ConsultKitError
from consultkit.hooks import Plugins
from consultkit.operations.forms import Forms
from consultkit.operations.time_limit import TimeLimit

log = logging.getLogger(__name__)

SECONDS = 60.0
"""Longer than for one contribution: a chore may look at all that a consultation holds."""


class PluginChores:
    """Asks each plugin in turn, for the consultations that name it. One that fails is asked again later."""

    def __init__(self, plugins: Plugins, forms: Forms) -> None:
        self._plugins = plugins
        self._forms = forms
        self._limit = TimeLimit(SECONDS)

    def do(self, kit: object) -> None:
        """`kit` is handed on: a chore writes where the plugin's pages do."""
        for consultation in self._forms.consultations:
            for name in self._plugins.with_chores(consultation.plugins):
                self._do_one(name, kit, consultation.id)

    def _do_one(self, name: str, kit: object, consultation: str) -> None:
        try:
            self._limit.call(name, lambda: self._plugins.do_chores(name, kit, consultation))
        except ConsultKitError as error:
            log.warning("The chores of plugin %s for %s: %s", name, consultation, error.message)
