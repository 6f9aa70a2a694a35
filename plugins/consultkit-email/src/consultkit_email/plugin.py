"""The hooks. The entry point `email` of group `consultkit` names this module."""

from __future__ import annotations

from collections.abc import Mapping

from consultkit import Form, Letter, PluginSettings, Receipt, hookimpl
from consultkit_email.letter import receipt_letter
from consultkit_email.settings import EmailSettings
from consultkit_email.words import WORDS


@hookimpl
def register_settings() -> type[PluginSettings]:
    return EmailSettings


@hookimpl
def submission_received(
    form: Form, receipt: Receipt, address: str, settings: EmailSettings
) -> Mapping[str, Letter]:
    return {
        language: receipt_letter(form.consultation, receipt, address, settings, language)
        for language in WORDS
    }
