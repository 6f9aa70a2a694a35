"""The hooks. The entry point `referral-email` of group `consultkit` names this module."""

from __future__ import annotations

import os
from datetime import UTC, datetime

from consultkit import (
    Acknowledgement,
    Case,
    Form,
    Package,
    PluginSettings,
    Post,
    Referral,
    Submission,
    hookimpl,
)
from consultkit_referral_email.certificates import recipient, signer
from consultkit_referral_email.letter import WITHDRAWN, letter, withdrawal_letter
from consultkit_referral_email.referral import refer
from consultkit_referral_email.settings import ReferralEmailSettings


@hookimpl
def register_settings() -> type[PluginSettings]:
    return ReferralEmailSettings


@hookimpl
def route_submission(form: Form, submission: Submission, settings: ReferralEmailSettings) -> list[Referral]:
    return refer(form, submission, settings)


@hookimpl
def deliver_referral(
    form: Form, case: Case, package: Package, post: Post, settings: ReferralEmailSettings
) -> Acknowledgement:
    # Certificates end by the time of the world, whatever a rehearsal's clock says.
    now = datetime.now(UTC)
    reader = recipient(settings.certificate, settings.to, now, os.environ)
    message_id = post(letter(case, package, settings.to, signer(now, os.environ), reader))
    return Acknowledgement(_said(message_id, form.consultation.languages[0]))


@hookimpl
def withdraw_referral(form: Form, case: Case, post: Post, settings: ReferralEmailSettings) -> bool:
    if case.acknowledged_at is None:
        # The mail server never took it.
        return False
    now, language = datetime.now(UTC), form.consultation.languages[0]
    reader = recipient(settings.certificate, settings.to, now, os.environ)
    words = language if language in WITHDRAWN else "en"
    post(withdrawal_letter(case, words, settings.to, signer(now, os.environ), reader))
    return True


def _said(message_id: str, language: str) -> str:
    """At the desk and on the receipt: a mail server has it, and a mailbox cannot tell a repeat."""
    if language == "fr":
        return f"courriel {message_id} : remis au serveur de messagerie, il peut arriver deux fois"
    return f"mail {message_id}: given to the mail server, it may arrive twice"
