"""What people were told, and what is kept: the two must say the same."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from uuid import UUID

import sqlalchemy as sa

from consultkit.storage import Archive
from consultkit.storage.tables import outbox, receipts, submissions

PATIENCE_SECONDS = 60


@dataclass
class Told:
    """The references that were given for each draft, and how requests were answered."""

    references: dict[UUID, set[str]] = field(default_factory=dict)
    answers: Counter[str] = field(default_factory=Counter)
    """By status; `broken` counts the connections that broke."""
    begun: list[float] = field(default_factory=list)
    """When each acknowledged request was begun."""
    _changed: threading.Condition = field(default_factory=threading.Condition)

    def note(self, draft: UUID, reference: str, begun: float) -> None:
        with self._changed:
            self.references.setdefault(draft, set()).add(reference)
            self.begun.append(begun)
            self._changed.notify_all()

    def count(self, what: str) -> None:
        with self._changed:
            self.answers[what] += 1

    @property
    def acknowledged(self) -> int:
        return len(self.begun)

    def wait_for(self, more: int, *, since: float = 0.0) -> None:
        """Until so many more requests, begun after that instant, are acknowledged."""
        already = self.acknowledged
        with self._changed:
            if not self._changed.wait_for(
                lambda: sum(begun >= since for begun in self.begun[already:]) >= more, PATIENCE_SECONDS
            ):
                raise TimeoutError(f"Nothing is acknowledged any more: {dict(self.answers)}.")

    def misanswered(self) -> list[str]:
        """Every answer that is neither a receipt nor a request to come back."""
        wrong = {status: times for status, times in self.answers.items() if status not in FINE}
        return [f"{times} requests were answered with {status}" for status, times in sorted(wrong.items())]


FINE = frozenset({"303", "503", "broken"})


def unkept(archive: Archive, told: Told) -> list[str]:
    """Each way in which what is kept is not what people were told."""
    with archive.reading() as tx:
        kept = tx.connection.execute(sa.select(submissions.c.id, submissions.c.reference)).all()
        proofs = Counter(tx.connection.scalars(sa.select(receipts.c.submission_id)))
        routed = sa.select(outbox.c.subject_id).where(outbox.c.kind == "route")
        promised = Counter(tx.connection.scalars(routed))
    return [*_lost(told, dict(kept)), *_not_once(Counter(one for one, _ in kept), proofs, promised)]


def _lost(told: Told, kept: dict[UUID, str]) -> Iterator[str]:
    for draft, given in told.references.items():
        if draft not in kept:
            yield f"lost: contribution {draft}, acknowledged as {', '.join(sorted(given))}"
        elif given != {kept[draft]}:
            yield f"other receipt: {draft} is {kept[draft]}, and was told {', '.join(sorted(given))}"


def _not_once(kept: Counter[UUID], proofs: Counter[UUID], promised: Counter[UUID]) -> Iterator[str]:
    for one, times in kept.items():
        if times != 1:
            yield f"doubled: contribution {one} is there {times} times"
        if proofs[one] != 1:
            yield f"contribution {one} has {proofs[one]} receipts"
        if promised[one] != 1:
            yield f"contribution {one} has {promised[one]} entries in the outbox"
