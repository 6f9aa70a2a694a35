"""The hooks. The entry point `clamav` of group `consultkit` names this module."""

from __future__ import annotations

from consultkit import FileToScan, PluginSettings, ScanState, hookimpl
from consultkit_clamav.address import address_now
from consultkit_clamav.clamd import ask
from consultkit_clamav.settings import ClamavSettings


@hookimpl
def register_settings() -> type[PluginSettings]:
    return ClamavSettings


@hookimpl
def scan_file(file: FileToScan, settings: ClamavSettings) -> ScanState:
    return ask(address_now(settings.address), file.chunks())
