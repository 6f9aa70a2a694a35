"""What the settings say, before anything is opened."""

from __future__ import annotations

import platform
import sys
from importlib.metadata import version
from urllib.parse import urlsplit

from consultkit.doctor.check import Verdict, fatal, sound, unsafe, warning
from consultkit.doctor.subject import Subject

TOKEN_LENGTH = 16
_OFF = {"", "0", "false", "no"}


def versions(_subject: Subject) -> Verdict:
    return sound(f"consultkit {version('consultkit')}, Python {platform.python_version()}")


def production(subject: Subject) -> Verdict:
    if subject.settings.production:
        return sound("in production")
    return warning("This deployment is not in production.", "Set CONSULTKIT_PRODUCTION=1 before people come.")


def debugging(subject: Subject) -> Verdict:
    """Debuggers show a visitor what is in memory."""
    on = [name for name in ("FLASK_DEBUG", "PYTHONDEVMODE") if subject.environment.get(name, "") not in _OFF]
    if on or sys.flags.dev_mode:
        return unsafe(
            subject, f"Debugging is on ({', '.join(on) or '-X dev'}).", "Unset it, then start again."
        )
    return sound("no debugger")


def address(subject: Subject) -> Verdict:
    url = subject.settings.public_url
    parts = urlsplit(url)
    if parts.scheme != "https":
        return unsafe(
            subject,
            f"The public address {url} is not https://.",
            "Set CONSULTKIT_PUBLIC_URL to the https:// one.",
        )
    if parts.path or parts.query or not parts.hostname:
        return fatal(
            f"{url} is not the address of a site.", "Write https:// and the host in CONSULTKIT_PUBLIC_URL."
        )
    return sound(f"{url}; in production no other host is answered")


def cookies(subject: Subject) -> Verdict:
    """Over https a session's cookie is `__Host-` and Secure: this is not to be chosen."""
    if subject.settings.public_url.startswith("https://"):
        return sound("__Host-, Secure, HttpOnly, SameSite=Lax")
    return unsafe(subject, "Cookies travel unencrypted.", "Set CONSULTKIT_PUBLIC_URL to an https:// address.")


def proxies(subject: Subject) -> Verdict:
    number = subject.settings.proxies
    if number:
        return sound(f"{number} in front: as many entries of X-Forwarded-For are believed")
    if not subject.settings.production:
        return sound("none in front")
    return warning(
        "No proxy is counted: behind one, all visitors seem to come from its address.",
        "Set CONSULTKIT_PROXIES to how many stand in front, one after the other.",
    )


def rehearsal(subject: Subject) -> Verdict:
    at = subject.settings.rehearse_at
    if at is None:
        return sound("the clock is the real one")
    return warning(f"The clock is a rehearsal's, from {at:%Y-%m-%d %H:%M}.", "Unset CONSULTKIT_REHEARSE_AT.")


def metrics(subject: Subject) -> Verdict:
    token = subject.settings.metrics_token
    if token is None:
        return sound("no metrics")
    if len(token) < TOKEN_LENGTH:
        return unsafe(
            subject,
            f"CONSULTKIT_METRICS_TOKEN has fewer than {TOKEN_LENGTH} characters.",
            "Make one: openssl rand -hex 32",
        )
    return sound("to whoever brings the token")
