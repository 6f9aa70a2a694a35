"""E-mail addresses: one spelling for each mailbox."""

from __future__ import annotations

import re
from difflib import get_close_matches

from consultkit.errors import AnswerFault

LONGEST = 254
"""RFC 5321, 4.5.3.1.3, as corrected: 256 octets with the angle brackets."""

_LOCAL = re.compile(r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*", re.ASCII)
_DOMAIN = re.compile(r"([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])", re.ASCII)


def normal_address(address: str) -> str | None:
    """The address as it is looked up: lower case, the domain in its ASCII form; None when it is not one.

    Letters beyond ASCII are taken in the domain only: before the @, two that look alike, or that become
    alike in lower case, would let one person receive the letters of another.
    """
    local, at, domain = address.strip().rpartition("@")
    if not at or not local.isascii():
        return None
    try:
        domain = domain.encode("idna").decode().lower()
    except UnicodeError:
        return None
    local = local.lower()
    whole = f"{local}@{domain}"
    fits = len(whole) <= LONGEST and len(local) <= 64
    return whole if fits and _LOCAL.fullmatch(local) and _DOMAIN.fullmatch(domain) else None


_KNOWN_DOMAINS = (
    *("gmail.com", "outlook.com", "outlook.fr", "hotmail.com", "hotmail.fr", "live.fr", "msn.com"),
    *("yahoo.fr", "yahoo.com", "orange.fr", "wanadoo.fr", "free.fr", "sfr.fr", "laposte.net", "bbox.fr"),
    *("icloud.com", "neuf.fr", "aol.com", "protonmail.com", "proton.me", "numericable.fr"),
)
"""Where most people in France have their mailbox."""

_LIKE_ENOUGH = 0.8


def likely_meant(address: str) -> str | None:
    """The address that somebody may have meant to type; None when nothing looks mistyped.

    A guess, to be shown and never to be acted upon: `gmial.com` may well be somebody's domain.
    """
    local, at, domain = address.strip().lower().rpartition("@")
    if not at or not local or domain in _KNOWN_DOMAINS:
        return None
    close = get_close_matches(domain, _KNOWN_DOMAINS, n=1, cutoff=_LIKE_ENOUGH)
    return f"{local}@{close[0]}" if close else None


def address_fault(address: str) -> AnswerFault | None:
    """Why no letter can be sent to this address, as an instruction."""
    if not address.strip():
        return AnswerFault("address_missing", "Enter your e-mail address.")
    if normal_address(address) is None:
        return AnswerFault(
            "address_format", "Enter an e-mail address in the right form, such as name@example.fr."
        )
    return None
