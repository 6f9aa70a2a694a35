"""What goes on: the worker, the end of keeping, the officials, the keys of the officials."""

from __future__ import annotations

from datetime import timedelta

from consultkit.doctor.check import Verdict, sound, warning
from consultkit.doctor.subject import Subject
from consultkit.operations.heartbeat import SILENCE, worker_seen
from consultkit.operations.keeping import Keeping
from consultkit.operations.keeping_reading import has_ended, read_keeping
from consultkit.storage import inspection, keeping

LATE = timedelta(days=1)
"""The worker looks every hour: what it did not erase in a day, it will not erase."""
_START = "Start consultkit worker: without it no letter goes out and no referral is delivered."


def worker(subject: Subject) -> Verdict:
    ago = worker_seen(subject.archive)
    if ago is None:
        return warning("No worker was seen for a week.", _START)
    if ago > SILENCE:
        return warning(f"No worker was seen for {ago.total_seconds() / 60:.0f} minutes.", _START)
    return sound(f"seen {ago.total_seconds():.0f} s ago")


def retention(subject: Subject) -> Verdict:
    """What should be gone is a promise broken each day that it is not."""
    served = {one.id: one for one in subject.consultations}
    with subject.archive.reading() as tx:
        unserved = sorted(set(keeping.counts(tx)) - set(served))
        ended = [one for one in served.values() if has_ended(tx, one, subject.clock)]
        looked = [read_keeping(tx, one, subject.clock) for one in ended]
    wrong = [(one.consultation.id, said) for one in looked if (said := _overdue(one))]
    if wrong:
        return warning(
            " ".join(f"{name}: {said}" for name, said in wrong),
            "Run consultkit retention status, which says what is due and what stopped it.",
        )
    if unserved:
        return warning(
            f"{', '.join(unserved)}: contributions are kept, and no file that is served says until when.",
            "Name their files in CONSULTKIT_CONSULTATIONS too, until everything of theirs is erased.",
        )
    return sound("nothing is kept past its time")


def _overdue(looked: Keeping) -> str:
    outlook = looked.outlook
    if outlook.due and outlook.stopped:
        return f"an erasure was stopped. {outlook.stopped}"
    if outlook.due and looked.now > (outlook.erases_at or outlook.ends_at) + LATE:
        return f"{outlook.due} contributions are kept past their time."
    return ""


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
