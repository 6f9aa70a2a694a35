"""The key file: without it nothing opens, and with it everything does."""

from __future__ import annotations

import stat
from pathlib import Path

from consultkit.doctor.check import Verdict, fatal, sound, unsafe, warning
from consultkit.doctor.subject import Subject
from consultkit.errors import ConfigurationError
from consultkit.storage import KeyFile, Keys, SealBrokenError, inspection

LEAST_DIFFERENT_BYTES = 16
"""Of the 32 of a key: random ones have 30 on average, and fewer than 20 once in more than a billion times."""
_COPY = "Keep a copy of it apart from the backups of the database."


def key_file(subject: Subject) -> Verdict:
    settings, file = subject.settings, subject.settings.key_file
    if settings.has_key_file and not file.exists():
        return warning(f"{file} is not there yet: the first start makes it.", _COPY)
    where = str(file) if settings.has_key_file else _source(subject)
    keys = KeyFile(file).read() if settings.has_key_file else settings.given_keys(subject.plugins)
    if _weak(keys):
        return fatal(
            f"A key of {where} is not random.", "Restore the keys from their copy; never write one by hand."
        )
    return sound(where)


def key_permissions(subject: Subject) -> Verdict:
    file = subject.settings.key_file
    if not (subject.settings.has_key_file and file.exists()):
        return sound("no file")
    mode = stat.S_IMODE(file.stat().st_mode)
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        return unsafe(subject, f"{file} is open to others ({mode:04o}).", f"chmod 600 {file}")
    return sound(f"{mode:04o}")


def key_place(subject: Subject) -> Verdict:
    """Together with what it opens, it is everything; alone neither is much."""
    if not subject.settings.has_key_file:
        return sound(_source(subject))
    keys = subject.settings.key_file.resolve()
    database = inspection.file_of(subject.archive)
    beside = [Path(database).resolve().parent] if database else []
    beside += [] if "://" in subject.settings.files else [Path(subject.settings.files).resolve()]
    if any(keys.is_relative_to(folder) for folder in beside):
        return warning(
            f"{keys.name} is in the folder of what it opens: one copy of that folder is everything.",
            "Set CONSULTKIT_KEY_FILE to a folder that no backup of the data takes along.",
        )
    return sound("apart from the database and the files")


def keys_open(subject: Subject) -> Verdict:
    try:
        opened = inspection.keys_open(subject.archive)
    except (SealBrokenError, ConfigurationError):
        return fatal(
            "What the database keeps does not open with the keys at hand.",
            "Restore the key file that belongs to this database.",
        )
    return sound("what was sealed last opens" if opened else "nothing is sealed yet")


def _source(subject: Subject) -> str:
    given = subject.settings.keys_from
    return f"the source {given!r} of CONSULTKIT_KEYS_FROM" if given else "CONSULTKIT_KEYS"


def _weak(keys: Keys) -> bool:
    return any(len(set(key)) < LEAST_DIFFERENT_BYTES for key in keys.keys.values())
