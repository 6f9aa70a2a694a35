"""The hooks. The entry point `sirene` of group `consultkit` names this module."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cache

from consultkit import ConfigurationError, Form, Json, LookedUp, PluginSettings, hookimpl
from consultkit_sirene.company import Company
from consultkit_sirene.register import PUBLIC, Register
from consultkit_sirene.settings import SireneSettings

SOURCE = "Sirene (Insee)"
ADDRESS_VARIABLE = "CONSULTKIT_SIRENE_ADDRESS"


@hookimpl
def register_settings() -> type[PluginSettings]:
    return SireneSettings


@hookimpl
def look_up(form: Form, value: Json, settings: SireneSettings) -> LookedUp | None:
    company = register_at(_address_of_service()).company(str(value))
    answers = {} if company is None else dict(_answers(form, company, settings))
    return LookedUp(SOURCE, answers) if answers else None


def _address_of_service() -> str:
    # No default: what people typed leaves this server when somebody has decided so, never by chance.
    address = os.environ.get(ADDRESS_VARIABLE)
    if not address:
        raise ConfigurationError("No register of companies is set.", mend=f"Set {ADDRESS_VARIABLE}={PUBLIC}.")
    return address


@cache
def register_at(address: str) -> Register:
    """One a process, so that what it keeps and the pauses that it was asked for hold for everybody."""
    return Register(address)


def _answers(form: Form, company: Company, settings: SireneSettings) -> Iterator[tuple[str, list[str]]]:
    typed = {
        settings.name: [company.name] if company.name else [],
        settings.address: _address(form, company, settings.address),
        settings.activity: _activity(form, company, settings.activity),
        settings.headcount: [company.headcount] if company.headcount else [],
    }
    for question, one in typed.items():
        if question is not None and one:
            yield question, one


def _address(form: Form, company: Company, question: str | None) -> list[str]:
    if not company.street:
        return []
    if _kind(form, question) == "address":
        return [company.street, "", company.postal_code, company.town, "FR"]
    return [f"{company.street}\n{company.postal_code} {company.town}"]


def _activity(form: Form, company: Company, question: str | None) -> list[str]:
    if not company.activity:
        return []
    # The nomenclature changes: where nothing else tells which one a code is of, it is written beside it.
    return [company.activity if _kind(form, question) == "naf" else f"{company.activity} (NAF rév. 2)"]


def _kind(form: Form, question: str | None) -> str:
    found = form.questions.get(question or "")
    return found.kind if found else ""
