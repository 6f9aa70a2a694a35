"""Challenges for passkeys: each for one account, one session and one use, within ten minutes."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Literal, TypeAlias
from uuid import UUID

from consultkit.errors import SignInError
from consultkit.identity.passkeys import challenge_in
from consultkit.storage import Archive, provider_sign_ins

Purpose: TypeAlias = Literal["make", "sign"]

LIFETIME = timedelta(minutes=10)


def new_challenge(archive: Archive, account_id: UUID, purpose: Purpose, session: str, now: datetime) -> str:
    """One for the session whose secret this is. It waits where sign-ins under way wait."""
    challenge = secrets.token_urlsafe(32)
    with archive.writing() as tx:
        provider_sign_ins.insert(
            tx,
            _name(purpose),
            state=challenge,
            session_id=session,
            details={"passkey": {"account": account_id.hex}},
            expires_at=now + LIFETIME,
        )
    return challenge


def take_challenge(
    archive: Archive, account_id: UUID, purpose: Purpose, session: str, answer: str, now: datetime
) -> str:
    """The challenge that an answer is for; it is used up, whatever becomes of the answer.

    Raises SignInError when it was not given to this account in this session, or is too old.
    """
    challenge = challenge_in(answer)
    with archive.writing() as tx:
        details = provider_sign_ins.take(tx, _name(purpose), state=challenge, session_id=session, now=now)
    if details is None or details["passkey"]["account"] != account_id.hex:
        raise SignInError("This took too long, or was done already.", mend="Try again.", code="passkey_over")
    return challenge


def _name(purpose: Purpose) -> str:
    # No provider is called so: names of ways have no colon.
    return f"passkey:{purpose}"
