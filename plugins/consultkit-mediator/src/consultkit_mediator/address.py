"""Where referrals go."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from consultkit import ConfigurationError

EXAMPLE = "Write one such as https://mediator.example/referrals."


@dataclass(frozen=True, slots=True)
class Address:
    """An address that was found fit to carry personal data."""

    secure: bool
    host: str
    port: int
    path: str


def read_address(text: str) -> Address:
    """`https://…`; plain `http://` only to this machine itself. Raises ConfigurationError."""
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise ConfigurationError(f"{text!r} is not an address.", mend=EXAMPLE) from None
    if parts.scheme not in {"https", "http"} or not parts.hostname or parts.username or parts.fragment:
        raise ConfigurationError(f"{text!r} is not an address for referrals.", mend=EXAMPLE)
    secure = parts.scheme == "https"
    if not secure and not _is_this_machine(parts.hostname):
        raise ConfigurationError(f"The way to {text!r} is not encrypted.", mend="Write https://.")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Address(secure, parts.hostname, port or (443 if secure else 80), path)


def _is_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
