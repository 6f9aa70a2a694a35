"""What a check says: sound, worth a look, or not to be served with; and how to mend it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from consultkit.doctor.subject import Subject


class Grade(Enum):
    """From the best to the worst."""

    SOUND = "sound"
    WARNING = "warning"
    FATAL = "fatal"
    """`consultkit serve` does not start with it in production."""

    @property
    def sign(self) -> str:
        return {"sound": "✓", "warning": "!", "fatal": "✗"}[self.value]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one check found. `mend` is empty where nothing is to be done."""

    grade: Grade
    said: str
    mend: str = ""


def sound(said: str) -> Verdict:
    return Verdict(Grade.SOUND, said)


def warning(said: str, mend: str) -> Verdict:
    return Verdict(Grade.WARNING, said, mend)


def fatal(said: str, mend: str) -> Verdict:
    return Verdict(Grade.FATAL, said, mend)


def unsafe(subject: Subject, said: str, mend: str) -> Verdict:
    """Not to be served with in production; elsewhere, good to know."""
    return fatal(said, mend) if subject.settings.production else warning(said, mend)


@dataclass(frozen=True, slots=True)
class Check:
    """One question to a deployment. An error of ours that `look` raises is its verdict: fatal."""

    name: str
    look: Callable[[Subject], Verdict]
    reads_tables: bool = False
    """Whether it waits for the migrations."""


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """A check and its verdict."""

    name: str
    verdict: Verdict
