"""What goes on: the worker, the officials, the keys of the officials."""

from __future__ import annotations

from consultkit.doctor.check import Verdict, sound, warning
from consultkit.doctor.subject import Subject
from consultkit.operations.heartbeat import SILENCE, worker_seen
from consultkit.storage import inspection

_START = "Start consultkit worker: without it no letter goes out and no referral is delivered."


def worker(subject: Subject) -> Verdict:
    ago = worker_seen(subject.archive)
    if ago is None:
        return warning("No worker was seen for a week.", _START)
    if ago > SILENCE:
        return warning(f"No worker was seen for {ago.total_seconds() / 60:.0f} minutes.", _START)
    return sound(f"seen {ago.total_seconds():.0f} s ago")


def second_factors(subject: Subject) -> Verdict:
    with subject.archive.reading() as tx:
        number = inspection.officials_with_one_factor(tx)
    if number:
        return warning(
            f"{number} of those who work at the desk have a password alone.",
            "Ask them to add a second factor; in production they must at their next sign-in.",
        )
    return sound("nobody works at the desk with a password alone")


def sealed(subject: Subject) -> Verdict:
    """A key that one person alone holds is lost with that person."""
    sealing = [one for one in subject.consultations if one.seal is not None]
    alone = [one.id for one in sealing if one.seal is not None and len(one.seal.recipients) < 2]
    if alone:
        return warning(
            f"{', '.join(alone)}: what is sealed opens with one key alone.",
            "Name the public parts of two people's keys in `seal: {recipients: […]}`.",
        )
    return sound("two keys or more open it" if sealing else "no question is sealed")
