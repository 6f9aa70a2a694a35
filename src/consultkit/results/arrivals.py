"""When and how contributions came, and where drafts were left. Pure: nobody is followed to know it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from consultkit.results.counted import OfQuestion, Tallies, by_question
from consultkit.results.distribution import Distribution, distribution_of
from consultkit.schema import Page

_HOURS = 24


@dataclass(frozen=True, slots=True)
class Left:
    """A page, how many came as far as that, and how many drafts were left there."""

    page: Page
    reached: int
    left: int


@dataclass(frozen=True, slots=True)
class Arrivals:
    """Sendings as they happened: corrections are among them, and what was withdrawn since."""

    sent: int
    by_day: tuple[tuple[date, int], ...]
    """In the consultation's zone, from the first day with a sending to the last, none left out."""
    by_hour: tuple[int, ...]
    """Of the day, from 0 to 23."""
    by_way: tuple[tuple[str, int], ...]
    """How they signed in, by the words of consultation files, the most frequent first."""
    by_device: tuple[tuple[str, int], ...]
    minutes: Distribution | None
    """From the first answer to the sending, pauses included."""
    pages: tuple[Left, ...]
    """Of new contributions, sent or not, in the order of the form."""


def arrivals_of(pages: tuple[Page, ...], tallies: Tallies, drafts: Mapping[str, int]) -> Arrivals:
    """`drafts` counts those that were not sent, by the page that was saved last; "" for none."""
    counts = by_question({mark: n for mark, n in tallies.items() if mark[0].startswith("@")})
    by_day = counts.get("@day", {})
    sent = sum(by_day.values())
    minutes = {Decimal(code[1:]): n for code, n in counts.get("@minutes", {}).items()}
    return Arrivals(
        sent=sent,
        by_day=_days(by_day),
        by_hour=tuple(counts.get("@hour", {}).get(f"{hour:02}", 0) for hour in range(_HOURS)),
        by_way=_most_first(counts.get("@way", {})),
        by_device=_most_first(counts.get("@device", {})),
        minutes=distribution_of(minutes),
        pages=_left(pages, tallies.get(("", ""), 0), drafts),
    )


def _days(counts: OfQuestion) -> tuple[tuple[date, int], ...]:
    by_day = {date.fromisoformat(day): n for day, n in counts.items()}
    if not by_day:
        return ()
    first, last = min(by_day), max(by_day)
    every = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return tuple((day, by_day.get(day, 0)) for day in every)


def _most_first(counts: OfQuestion) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(counts.items(), key=lambda one: (-one[1], one[0])))


def _left(pages: tuple[Page, ...], sent: int, drafts: Mapping[str, int]) -> tuple[Left, ...]:
    """Who saved a page came as far as it; whose draft knows no page of this form is taken to have begun."""
    ids = [page.id for page in pages]
    places = {page: ids.index(page) if page in ids else -1 for page in drafts}
    return tuple(
        Left(
            page,
            sent + sum(n for left, n in drafts.items() if places[left] >= place - 1),
            sum(n for left, n in drafts.items() if places[left] == place - 1),
        )
        for place, page in enumerate(pages)
    )
