"""What a visit has proved, and whom it awaits: in its data, on the server."""

from __future__ import annotations

from datetime import datetime, timedelta

from consultkit.errors import SignInError
from consultkit.records import Account
from consultkit.web.extension import the_kit
from consultkit.web.sessions import visit

AWAITED, PROVED_AT, ADVISED = "awaited", "proved_at", "second_factor_advised"

BACK = "back_after_proof"
"""In the data of a visit: the page that asked for a fresh proof."""

FRESH_FOR = timedelta(minutes=10)
"""A visit that proved everything so lately may change what there is to prove."""


def proved_now() -> dict[str, str]:
    """To keep in the data of a visit that has just proved everything that its account asks."""
    return {PROVED_AT: the_kit().now().isoformat()}


def has_proved_lately() -> bool:
    """Whether the visit need not prove it again."""
    proved_at = visit().get(PROVED_AT)
    return proved_at is not None and the_kit().now() < datetime.fromisoformat(proved_at) + FRESH_FOR


def awaited_account() -> Account | None:
    """Whom the visit awaits, after a right password. None when it awaits nobody.

    Raises SignInError when it has waited too long, or the password was changed meanwhile.
    """
    awaited = visit().get(AWAITED)
    if not awaited:
        return None
    account = the_kit().second_factors.awaited(awaited)
    if account is None:
        raise SignInError(
            "Signing in took too long, or the password has changed meanwhile.",
            mend="Sign in again.",
            code="second_factor_over",
        )
    return account


def second_factor_advised() -> bool:
    """Whether an official works at a desk with a password alone."""
    return ADVISED in visit()
