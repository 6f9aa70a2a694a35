"""JSON Lines: contributions without any loss, each with the digest of the form that it answers.

The first line says what the file is, the next ones hold the forms; then comes one contribution a line, and
the last one says how many, so that a file that was cut off is known. All are canonical JSON, so equal
contributions have equal lines. Instants are UTC.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from consultkit.form import Form
from consultkit.records import Json, Submission, canonical_json

FORMAT = "consultkit/contributions"
VERSION = 1
CHUNK = 64 * 1024


@dataclass(frozen=True, slots=True)
class Line:
    """A contribution, and what the line says of it besides."""

    submission: Submission
    respondent: str
    """An opaque name, the same for all that this respondent sent."""
    answers_sha256: str
    """That of the receipt."""
    redacted: bool
    """Whether passages were taken out: then the digest is not that of the answers here."""


def json_lines(
    consultation: str, about: Mapping[str, Json], forms: Iterable[Form], lines: Iterable[Line]
) -> Iterator[bytes]:
    """Pieces of some 64 KiB each."""
    waiting = bytearray()
    for document in _documents(consultation, about, forms, lines):
        waiting += canonical_json(document)
        waiting += b"\n"
        if len(waiting) >= CHUNK:
            yield bytes(waiting)
            waiting.clear()
    yield bytes(waiting)


def _documents(
    consultation: str, about: Mapping[str, Json], forms: Iterable[Form], lines: Iterable[Line]
) -> Iterator[dict[str, Json]]:
    yield {
        "kind": "export",
        "format": FORMAT,
        "version": VERSION,
        "consultation": consultation,
        "about": dict(about),
    }
    for form in forms:
        yield {"kind": "form", "digest": form.digest, "document": form.document()}
    written = 0
    for written, line in enumerate(lines, 1):  # noqa: B007 - how many there were, once there are no more
        yield _of_line(line)
    yield {"kind": "end", "contributions": written}


def _of_line(line: Line) -> dict[str, Json]:
    submission = line.submission
    return {
        "kind": "contribution",
        "id": str(submission.id),
        "form": submission.form_digest,
        "reference": submission.reference,
        "replaces": submission.replaces,
        "respondent": line.respondent,
        "received_at": _utc(submission.received_at),
        "decided_at": _utc(submission.decided_at),
        "late_by_ms": submission.late_by_ms,
        "answers_sha256": line.answers_sha256,
        "redacted": line.redacted,
        "answers": dict(submission.answers),
    }


def _utc(instant: datetime) -> str:
    return instant.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
