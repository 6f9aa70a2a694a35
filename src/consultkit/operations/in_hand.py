"""What a worker's process has in hand, written down outside of it: so that it outlives the process."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from consultkit.storage.outbox import Entry


@dataclass(frozen=True, slots=True)
class LeftBehind:
    """What a process had claimed and not ended when it died."""

    claims: Mapping[UUID, int] = field(default_factory=dict)
    """The attempts of each entry, as they were when it was claimed."""
    begun: UUID | None = None
    """The entry that it was at."""


class InHand:
    """Tells `write` of each step in one line, in one write."""

    def __init__(self, write: Callable[[bytes], object] = lambda _line: None) -> None:
        self._write = write

    def claimed(self, entries: Sequence[Entry]) -> None:
        self._tell("claimed", *(f"{entry.id}:{entry.attempts}" for entry in entries))

    def begun(self, entry: Entry) -> None:
        self._tell("begun", str(entry.id))

    def ended(self, *entries: UUID) -> None:
        """They are done, put off or given back: whoever comes next has nothing to do with them."""
        for entry in entries:
            self._tell("ended", str(entry))

    def _tell(self, *words: str) -> None:
        self._write(f"{' '.join(words)}\n".encode())


def left_behind(lines: Iterable[str], before: LeftBehind) -> LeftBehind:
    """From all that a process told, and what its forerunner left: it may have died before it took over."""
    claims, begun = dict(before.claims), before.begun
    for line in lines:
        match line.split():
            case ["claimed", *entries]:
                claims |= {UUID(name): int(attempts) for name, attempts in map(_pair, entries)}
            case ["begun", name]:
                begun = UUID(name)
            case ["ended", name]:
                claims.pop(UUID(name), None)
    return LeftBehind(claims, begun if begun in claims else None)


def _pair(entry: str) -> list[str]:
    return entry.split(":")
