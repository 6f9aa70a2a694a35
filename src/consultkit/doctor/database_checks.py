"""The database: there, durable, of this version, and in time."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from consultkit.doctor.check import Verdict, fatal, sound, unsafe, warning
from consultkit.doctor.mounts import NETWORK, filesystem_of
from consultkit.doctor.subject import Subject
from consultkit.storage import inspection
from consultkit.storage.migrate import durability_faults

DRIFT = timedelta(seconds=2)


def answers(subject: Subject) -> Verdict:
    return sound(inspection.version(subject.archive))


def durable(subject: Subject) -> Verdict:
    found = durability_faults(subject.archive)
    if found:
        return fatal(
            f"The database could lose what it has confirmed: {', '.join(found)}.",
            "Set each of these so that a commit is on disk before it is confirmed.",
        )
    return sound("a confirmed commit is on disk")


def local_disk(subject: Subject) -> Verdict:
    """SQLite locks its file in ways that network shares do not keep."""
    file = inspection.file_of(subject.archive)
    if file is None:
        return sound("a server keeps it")
    kind = filesystem_of(Path(file).resolve(), Path("/proc/mounts"))
    if kind in NETWORK:
        return unsafe(subject, f"{file} is on a network share ({kind}).", "Move it to a local disk.")
    return sound(f"a local disk ({kind})" if kind else "not a known network share")


def migrated(subject: Subject) -> Verdict:
    pending = inspection.pending_migrations(subject.archive)
    if pending is None:
        return fatal("The database is of a newer version than this program.", "Install that version again.")
    if pending:
        return warning(
            f"{len(pending)} migrations are pending.", "Back the database up, then run consultkit migrate."
        )
    return sound("the tables are of this version")


def in_time(subject: Subject) -> Verdict:
    """Windows are judged by the database's clock, and pages show ours."""
    difference = inspection.clock_difference(subject.archive)
    if abs(difference) > DRIFT:
        return unsafe(
            subject,
            f"The database's clock is {difference.total_seconds():+.1f} s from this machine's.",
            "Keep both synchronised (chrony, systemd-timesyncd).",
        )
    return sound("its clock agrees with this machine's")
