"""The window as it is: the file's rule, with the decisions that officials have recorded since."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from consultkit.records import WindowEvent, WindowEventKind, WindowState
from consultkit.schema.opening_words import WindowFacts, window_sentence
from consultkit.schema.window import WindowRule

_MILLISECOND = timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True)
class WindowVerdict:
    """Whether a contribution received at an instant is taken. `late_by_ms` is above 0 for what is late."""

    accepted: bool
    late_by_ms: int
    state: WindowState


@dataclass(frozen=True, slots=True)
class _Terms:
    """What holds between two decisions."""

    opens_at: datetime
    closes_at: datetime
    suspended: bool = False
    extended: bool = False

    def after(self, event: WindowEvent) -> _Terms:
        opens, closes, suspended, extended = self.opens_at, self.closes_at, self.suspended, self.extended
        match event.kind:
            case WindowEventKind.OPENED:
                opens = min(opens, event.at)
            case WindowEventKind.EXTENDED if event.closes_at is not None:
                closes, extended = event.closes_at, True
            case WindowEventKind.CLOSED:
                closes = min(closes, event.at)
            case WindowEventKind.SUSPENDED:
                suspended = True
            case WindowEventKind.RESUMED:
                suspended = False
        return _Terms(opens, closes, suspended, extended)

    def state(self, now: datetime) -> WindowState:
        if now >= self.closes_at:
            return WindowState.CLOSED
        if now < self.opens_at:
            return WindowState.UPCOMING
        return WindowState.SUSPENDED if self.suspended else WindowState.OPEN


class OpeningWindow:
    """Derived, never stored. Instants are UTC; `events` come in any order, each holds from its `at` on."""

    def __init__(self, rule: WindowRule, events: Iterable[WindowEvent] = ()) -> None:
        self.rule = rule
        self.events = tuple(sorted(events, key=lambda event: event.at))
        self._instants = [event.at for event in self.events]
        self._terms = [_Terms(rule.opens_at, rule.closes_at)]
        for event in self.events:
            self._terms.append(self._terms[-1].after(event))

    @property
    def opens_at(self) -> datetime:
        """With an opening ahead of time folded in."""
        return self._terms[-1].opens_at

    @property
    def closes_at(self) -> datetime:
        """Excluded; with every extension and closing folded in."""
        return self._terms[-1].closes_at

    def state(self, now: datetime) -> WindowState:
        """Where the window stands at `now`, by the decisions in effect by then."""
        return self._at(now).state(now)

    def judge(self, received_at: datetime) -> WindowVerdict:
        """The verdict on a contribution received at that instant.

        Who comes late is taken by the file's rule, unless the window was suspended when it closed: what could
        not be sent the instant before cannot be late.
        """
        terms = self._at(received_at)
        state = terms.state(received_at)
        if state is not WindowState.CLOSED:
            return WindowVerdict(state is WindowState.OPEN, 0, state)
        late_by, limit = received_at - terms.closes_at, self.rule.late.limit
        taken = not terms.suspended and (limit is None or late_by < limit)
        return WindowVerdict(taken, max(1, -(-late_by // _MILLISECOND)), state)

    def sentence(self, now: datetime, language: str) -> str:
        """In full words, with the zone: whether one can answer, until when, or since when no longer."""
        terms = self._at(now)
        facts = WindowFacts(terms.state(now), terms.opens_at, terms.closes_at, self.rule.zone, terms.extended)
        return window_sentence(facts, language)

    def _at(self, now: datetime) -> _Terms:
        return self._terms[bisect_right(self._instants, now)]
