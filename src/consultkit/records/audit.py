"""What officials did, one entry after the other: each holds the digest of all before it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from consultkit.records.canonical import Json, canonical_json
from consultkit.records.labelled import instant_in_text, written

AUDIT = "consultkit audit 1"
BEFORE_ALL = bytes(32)
COMMAND_LINE = "command line"
"""Stands for the role of whoever runs a command of the deployment: the system knows who that was."""
SERVICE = "service"
"""Stands for the role of the worker, which does by itself what is due."""


@dataclass(frozen=True, slots=True)
class Act:
    """Who did what, without a word of what anybody answered. `at` is UTC."""

    what: str
    """Such as `contribution.read`; of what is written down in a room, its name and the kind of the event."""
    consultation: str
    at: datetime
    role: str
    actor: UUID | None = None
    """An account, which may be gone; None on the command line."""
    about: UUID | None = None
    """What it was done to: a contribution, a file, an account…"""
    detail: str = ""
    """A word of our own, such as the role that was given."""


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """An act in its place."""

    number: int
    """From 1, without gaps, over all consultations."""
    act: Act
    digest: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The end of the journal at an instant, signed: kept elsewhere, it shows what was cut or rewritten."""

    number: int
    digest: str
    at: datetime
    key: str = ""
    signature: str = field(default="", repr=False)


def digest_of_entry(previous: bytes, number: int, act: Act) -> bytes:
    """SHA-256 of the digest before it and of what it says."""
    said: dict[str, Json] = {
        "number": number,
        "what": act.what,
        "consultation": act.consultation,
        "at": instant_in_text(act.at),
        "role": act.role,
        "actor": str(act.actor or ""),
        "about": str(act.about or ""),
        "detail": act.detail,
    }
    return sha256(previous + canonical_json(said)).digest()


def statement_of_checkpoint(one: Checkpoint) -> str:
    """What is signed of it."""
    return written(AUDIT, {"number": str(one.number), "digest": one.digest, "at": instant_in_text(one.at)})


def checkpoint_in_text(one: Checkpoint) -> str:
    """The whole of it, to be kept elsewhere."""
    return f"{statement_of_checkpoint(one)}key: {one.key}\nsignature: {one.signature}\n"
