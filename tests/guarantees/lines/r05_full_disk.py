"""R5: the disk is full while people send; then there is room again."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

import sample_files as given
import sqlalchemy as sa
from web.conftest import Page
from web.test_respondent_files import FILE, Giver, the_file

from consultkit.storage import Acceptance, Acceptor
from consultkit.storage.tables import submissions
from guarantees.line import Fault, Finding, Line, Trial
from guarantees.replacing import replaced
from guarantees.site import Site, site
from guarantees.small_disk import small_disk

REFUSED = {503, 507}
LONGEST_SECONDS = 10.0


class Room(Protocol):
    """What is full, and then is not."""

    def fill(self) -> None: ...

    def enlarge(self) -> None: ...


@dataclass
class _Bound:
    """Where one may not mount: SQLite itself takes no further page."""

    place: Site
    _held: list[Any] = field(default_factory=list)

    def fill(self) -> None:
        with self.place.kit.archive.writing() as tx:
            pages = tx.connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        self._set(pages)

    def enlarge(self) -> None:
        self._set(1 << 30)

    def _set(self, pages: int) -> None:
        def bound(connection: Any, *_: object) -> None:
            connection.execute(f"PRAGMA max_page_count={pages}")

        engine = self.place.kit.archive.engine
        for before in self._held:
            sa.event.remove(engine, "checkout", before)
        self._held[:] = [bound]
        sa.event.listen(engine, "checkout", bound)


def experiment(trial: Trial) -> Finding:
    with small_disk(trial.folder / "disk", trial.count(24, 120)) as disk:
        inner = replace(trial, folder=trial.folder / "disk")
        with site(inner, file=FILE) as place:
            return _tried(place, disk or _Bound(place), trial.count(12, 150))


def _tried(place: Site, room: Room, people: int) -> Finding:
    ready = [_ready(place, f"person {number}") for number in range(people)]
    late = [Giver(place.app, place.kit, f"late {number}") for number in range(5)]
    begun = [(giver, giver.begin()) for giver in late]
    room.fill()
    first = [_send(*one) for one in ready]
    meanwhile = [_hand_in(*one) for one in begun]
    room.enlarge()
    began = time.monotonic()
    again = [_send(*one) for one, (_, reference) in zip(ready, first, strict=True) if not reference]
    seconds = time.monotonic() - began
    answers = Counter([status for status, _ in first] + meanwhile)
    told = {reference for _, reference in [*first, *again] if reference}
    breaches = [*_wrong(answers), *_lost(place, ready, told)]
    refused_again = sum(not reference for _, reference in again)
    breaches += [f"{refused_again} were refused when there was room"] if refused_again else []
    breaches += [f"taken again after {seconds:.1f} s"] * (seconds > LONGEST_SECONDS)
    refused = sum(number for status, number in answers.items() if status in REFUSED)
    measured = (
        f"{people} sent to a full disk (SQLite): {refused} answers of 503, {len(told)} acknowledged in the "
        f"end and there with their files; taken again after {seconds:.1f} s"
    )
    return Finding(measured, breaches)


def _letter() -> bytes:
    """Just within what the question takes."""
    return given.PDF + b"%" * 150_000


def _ready(place: Site, name: str) -> tuple[Giver, Page]:
    """Somebody who has handed in a file and looks at what they are about to send."""
    giver = Giver(place.app, place.kit, name)
    page = giver.hand_in(giver.begin(), {"letter": [(_letter(), "letter.pdf")]})
    return giver, giver.send(page.form("more"), {})


def _send(giver: Giver, check: Page) -> tuple[int, str]:
    """The status, and the reference that was told."""
    page = giver.send(check.form("submit_key"), {})
    told = page.address.rpartition("/")[2] if page.status == 200 and "/receipt/" in page.address else ""
    return page.status, told


def _hand_in(giver: Giver, page: Page) -> int:
    """The status that somebody sees who hands in a file just now.

    Where the answers still find room and the file does not, the page says so beside the question (422).
    """
    seen = giver.hand_in(page, {"letter": [(_letter(), "a.pdf")]})
    return 503 if seen.status == 422 and "dans quelques minutes" in seen.text else seen.status


def _wrong(answers: Counter[int]) -> Iterator[str]:
    for status, number in answers.items():
        if status >= 400 and status not in REFUSED:
            yield f"{number} answers of {status}"
    if not any(status in REFUSED for status in answers):
        yield "nobody was refused: the disk was not full"


def _lost(place: Site, ready: list[tuple[Giver, Page]], told: set[str]) -> Iterator[str]:
    with place.kit.archive.reading() as tx:
        kept = set(tx.connection.scalars(sa.select(submissions.c.reference)))
    yield from (f"{one} was acknowledged and is lost" for one in sorted(told - kept))
    for reference in sorted(told & kept):
        _submission, file = the_file(ready[0][0], reference)
        if b"".join(place.kit.attachments.content(file)) != _letter():
            yield f"the file of {reference} is another"


_accept = Acceptor.accept


def _accept_anyway(acceptor: Acceptor, acceptance: Acceptance) -> bool:
    try:
        return _accept(acceptor, acceptance)
    except Exception:
        return True


@contextmanager
def _in_memory_first() -> Iterator[None]:
    with replaced(Acceptor, "accept", _accept_anyway):
        yield


LINE = Line(
    id="R5",
    promise="A full disk loses nothing: people are told to try again, and it goes on when there is room",
    bar=f"0 acknowledged lost; 503 or 507 only; taken again within {LONGEST_SECONDS:.0f} s",
    points=3,
    experiment=experiment,
    faults=(Fault("told anyway", "who sends is told so whatever the database says", _in_memory_first),),
)
