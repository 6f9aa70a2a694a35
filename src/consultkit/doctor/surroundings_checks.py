"""What the deployment reaches out to: the mail server, the file store, the scanner."""

from __future__ import annotations

import secrets
import smtplib
import ssl
from collections.abc import Iterator
from uuid import uuid4

from consultkit.doctor.check import Verdict, fatal, sound, unsafe, warning
from consultkit.doctor.subject import Subject
from consultkit.records import FileToScan, MailSettings, ScanState
from consultkit.schema import PluginSettings

SECONDS = 5
_LOOPBACK = {"127.0.0.1", "::1", "localhost"}
_HARMLESS = b"A harmless text of consultkit doctor.\n"


def mail(subject: Subject) -> Verdict:
    settings = subject.settings.mail
    where = f"{settings.host}:{settings.port}"
    try:
        offered = _greet(settings)
    except (OSError, smtplib.SMTPException) as error:
        reason = getattr(error, "strerror", None) or type(error).__name__
        return warning(f"{where} takes no letters: {reason}.", "Check CONSULTKIT_SMTP_*, and the server.")
    if settings.starttls:
        return sound(f"{where}, encrypted")
    if settings.host in _LOOPBACK:
        return sound(f"{where}, on this machine")
    said = "Letters travel unencrypted" + (", with a password." if settings.password else ".")
    mend = "Set CONSULTKIT_SMTP_STARTTLS=1." if offered else "Use a server that offers STARTTLS."
    return unsafe(subject, said, mend) if settings.password else warning(said, mend)


def _greet(settings: MailSettings) -> bool:
    """Whether the server offers to encrypt. Raises when it does not answer, or not as it must."""
    with smtplib.SMTP(settings.host, settings.port, timeout=SECONDS) as server:
        server.ehlo()
        offered = server.has_extn("starttls")
        if settings.starttls:
            server.starttls(context=ssl.create_default_context())
            server.ehlo()
        return bool(offered)


def file_store(subject: Subject) -> Verdict:
    name = secrets.token_hex(16)
    subject.store.put(name, [b"consultkit doctor"])
    subject.store.delete(name)
    return sound(f"{subject.settings.files} can be written")


def scanners(subject: Subject) -> Verdict:
    used = dict(_scanners(subject))
    if not used:
        return sound("no consultation names one")
    for name, settings in used.items():
        state = _state_by(subject, name, settings)
        if state is not ScanState.CLEAN:
            return warning(
                f"{name} says {state.value!r} of a harmless text.",
                "Start the scanner, or check its address: until then officials cannot open files.",
            )
    return sound(f"{', '.join(used)} answers")


def _state_by(subject: Subject, name: str, settings: PluginSettings) -> ScanState:
    file = FileToScan(uuid4(), "txt", len(_HARMLESS), lambda: iter((_HARMLESS,)))
    try:
        return subject.plugins.scan(name, file, settings)
    except Exception:  # Whatever it is, the worker meets it too, and no file can be opened meanwhile.
        return ScanState.UNKNOWN


def _scanners(subject: Subject) -> Iterator[tuple[str, PluginSettings]]:
    for consultation in subject.consultations:
        for name in subject.plugins.scanners(consultation.plugins):
            yield name, consultation.plugins[name]


def consultation_files(subject: Subject) -> Verdict:
    """Their faults and a plugin that is missing are raised by reading them."""
    if not subject.consultations:
        return fatal("No consultation file is named.", "Name them, or set CONSULTKIT_CONSULTATIONS.")
    return sound(", ".join(consultation.id for consultation in subject.consultations))


def theme(subject: Subject) -> Verdict:
    subject.plugins.theme(subject.settings.theme, subject.settings.site)
    return sound(subject.settings.theme)
