"""Looking a deployment over: one small check for each thing that would make a promise untrue."""

from __future__ import annotations

from collections.abc import Sequence

from consultkit.doctor import (
    database_checks,
    key_checks,
    settings_checks,
    surroundings_checks,
    work_checks,
)
from consultkit.doctor.check import Check, Diagnosis, Grade, Verdict, fatal, warning
from consultkit.doctor.subject import ServedSubject, Subject
from consultkit.errors import ConsultKitError
from consultkit.storage import inspection

READINESS = (
    Check("database", database_checks.answers),
    Check("migrations", database_checks.migrated),
    Check("keys open", key_checks.keys_open, reads_tables=True),
    Check("file store", surroundings_checks.file_store),
)
"""What a process must have before people are sent to it."""

WORKER = Check("worker", work_checks.worker, reads_tables=True)
"""Contributions are taken without one, and wait."""

CHECKS = (
    Check("versions", settings_checks.versions),
    Check("production", settings_checks.production),
    Check("debugging", settings_checks.debugging),
    Check("address", settings_checks.address),
    Check("cookies", settings_checks.cookies),
    Check("proxies", settings_checks.proxies),
    Check("clock", settings_checks.rehearsal),
    Check("metrics", settings_checks.metrics),
    Check("consultations", surroundings_checks.consultation_files),
    Check("theme", surroundings_checks.theme),
    Check("key file", key_checks.key_file),
    Check("key permissions", key_checks.key_permissions),
    Check("key place", key_checks.key_place),
    *READINESS[:2],
    Check("durability", database_checks.durable),
    Check("disk", database_checks.local_disk),
    Check("database clock", database_checks.in_time),
    *READINESS[2:],
    WORKER,
    Check("mail", surroundings_checks.mail),
    Check("scanner", surroundings_checks.scanners),
    Check("retention", work_checks.retention, reads_tables=True),
    Check("second factors", work_checks.second_factors, reads_tables=True),
    Check("sealed questions", work_checks.sealed),
)
"""Everything that is looked at, in the order in which it is told."""


def examine(subject: Subject, checks: Sequence[Check] = CHECKS) -> list[Diagnosis]:
    """The verdict of each check; what cannot be looked at is fatal, in the words of its error."""
    return [Diagnosis(check.name, _verdict(check, subject)) for check in checks]


def _verdict(check: Check, subject: Subject) -> Verdict:
    try:
        if check.reads_tables and inspection.pending_migrations(subject.archive):
            return warning("This waits for the migrations.", "Run consultkit migrate.")
        return check.look(subject)
    except ConsultKitError as error:
        return fatal(error.message, error.mend)
    except Exception as error:
        # Its words could hold a password of an address: its kind says enough to look further.
        return fatal(
            f"This could not be looked at ({type(error).__name__}).", "Mend what stands above first."
        )


__all__ = [
    "CHECKS",
    "READINESS",
    "WORKER",
    "Check",
    "Diagnosis",
    "Grade",
    "ServedSubject",
    "Subject",
    "Verdict",
    "examine",
]
