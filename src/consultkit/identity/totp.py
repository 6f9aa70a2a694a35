"""Codes of an authenticator application (RFC 6238): six digits that change every 30 seconds."""

from __future__ import annotations

import hmac
from datetime import datetime

STEP_SECONDS = 30
DIGITS = 6


def new_secret() -> str:
    """160 bits, in the base 32 that people can type (RFC 4226, 4, R6)."""
    import pyotp

    return pyotp.random_base32()


def in_groups(secret: str) -> str:
    """As it is easier to type."""
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))


def authenticator_uri(secret: str, *, site: str, account: str) -> str:
    """What the QR code says, `otpauth://totp/…`."""
    import pyotp

    return pyotp.TOTP(secret).provisioning_uri(name=account, issuer_name=site)


def qr_code(text: str) -> str:
    """An image of it as a `data:` address: dark on white, also on a dark page, for every camera to read."""
    import segno

    return segno.make(text, error="m").svg_data_uri(scale=5, border=4, dark="#000", light="#fff")


def step_of(secret: str, code: str, *, at: datetime, after: int) -> int | None:
    """The time step that a code is of; None when it is wrong, or of a step that is not after `after`.

    One step before and one after that instant are taken, for clocks that differ. Keep the step: a code
    serves once (RFC 6238, 5.2).
    """
    import pyotp

    typed = "".join(code.split(" "))
    if len(typed) != DIGITS or not (typed.isascii() and typed.isdigit()):
        return None
    current, totp = int(at.timestamp()) // STEP_SECONDS, pyotp.TOTP(secret)
    for step in (current - 1, current, current + 1):
        if step > after and hmac.compare_digest(totp.at(step * STEP_SECONDS), typed):
            return step
    return None
