"""From a file in quarantine to what a scanner says of it."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import ExitStack, closing

from consultkit.errors import NotFoundError
from consultkit.hooks import Plugins
from consultkit.operations.attachments import Attachments
from consultkit.operations.clock import Clock
from consultkit.operations.forms import Forms
from consultkit.operations.routing import named, settings_today
from consultkit.operations.time_limit import TimeLimit
from consultkit.records import Attachment, FileToScan, ScanState
from consultkit.schema import PluginSettings
from consultkit.storage import Archive, attachments, outbox

log = logging.getLogger(__name__)


class Scanning:
    """Does the outbox entries of kind `scan`. Doing one twice changes nothing."""

    def __init__(
        self,
        archive: Archive,
        forms: Forms,
        plugins: Plugins,
        clock: Clock,
        limit: TimeLimit,
        kept: Attachments,
    ) -> None:
        self._archive = archive
        self._forms = forms
        self._plugins = plugins
        self._clock = clock
        self._limit = limit
        self._kept = kept

    def do(self, entry: outbox.Entry) -> None:
        """Ask the plugin with no transaction open, then keep what it says and end the entry in one."""
        with self._archive.reading() as tx:
            attachment = attachments.by_id(tx, entry.subject_id)
        # One that was removed meanwhile needs no scan.
        state = None if attachment is None else self._judge(named(entry), attachment)
        with self._archive.writing() as tx:
            if state is not None:
                attachments.set_state(tx, entry.subject_id, state)
            outbox.finish(tx, entry, self._clock.judge(tx.database_now()))
        if state is ScanState.INFECTED:
            log.warning("File %s is infected: it is withheld.", entry.subject_id)

    def _judge(self, plugin: str, attachment: Attachment) -> ScanState | None:
        try:
            return self._ask(plugin, attachment)
        except NotFoundError:
            return None
        except Exception:
            with self._archive.writing() as tx:
                attachments.set_state(tx, attachment.id, ScanState.UNKNOWN)
            raise

    def _ask(self, plugin: str, attachment: Attachment) -> ScanState:
        settings = settings_today(self._forms, attachment.consultation, plugin)
        return self._limit.call(plugin, lambda: self._scan(plugin, attachment, settings))

    def _scan(self, plugin: str, attachment: Attachment, settings: PluginSettings) -> ScanState:
        with ExitStack() as read:

            def chunks() -> Iterator[bytes]:
                # A plugin that gives up half way leaves no file open.
                return read.enter_context(closing(self._kept.content(attachment)))

            file = FileToScan(attachment.id, attachment.format, attachment.size, chunks)
            return self._plugins.scan(plugin, file, settings)
