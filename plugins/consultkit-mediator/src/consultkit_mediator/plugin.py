"""The hooks. The entry point `mediator` of group `consultkit` names this module."""

from __future__ import annotations

from consultkit import (
    Acknowledgement,
    Case,
    Deposit,
    Form,
    Package,
    Pages,
    PluginSettings,
    Referral,
    Submission,
    hookimpl,
)
from consultkit_mediator import desk
from consultkit_mediator.delivery import hand_over, take_back
from consultkit_mediator.referral import refer
from consultkit_mediator.settings import MediatorSettings


@hookimpl
def register_settings() -> type[PluginSettings]:
    return MediatorSettings


@hookimpl
def register_pages() -> Pages:
    return desk.pages()


@hookimpl
def route_submission(form: Form, submission: Submission, settings: MediatorSettings) -> list[Referral]:
    return refer(form, submission, settings)


@hookimpl
def deliver_referral(
    form: Form, case: Case, package: Package, settings: MediatorSettings
) -> Acknowledgement | Deposit:
    return hand_over(case, package, form.consultation, settings)


@hookimpl
def withdraw_referral(case: Case, settings: MediatorSettings) -> bool:
    return take_back(case, settings)
