"""Open data of a consultation: published one after the other, each of other people, and never changed."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID, uuid5

from consultkit.errors import NotFoundError, NotOpenError
from consultkit.operations import publication_room
from consultkit.operations.clock import Clock
from consultkit.operations.forms import Forms
from consultkit.operations.open_material import OpenMaterial
from consultkit.operations.rooms import Entry, Room
from consultkit.records import Event, Json, Official
from consultkit.results.opening import Counted, Edition, Opened, Told, files_of, undeclared, zipped
from consultkit.schema import Question
from consultkit.storage import Archive

ROOM = "open_data"
_NAMESPACE = UUID("0d0c6a0e-93a4-4d57-8d0b-5c0c2b0a7f11")


@dataclass(frozen=True, slots=True)
class Release:
    """One publication, as everybody finds it."""

    number: int
    """From 1."""
    at: datetime
    """UTC."""
    people: int
    """Of how many it tells."""
    sha256: str
    """Of its ZIP file."""
    figures: Mapping[str, Told]
    """By question, then by code; `""` is those told of at all."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a publication would hold now."""

    undeclared: tuple[Question, ...]
    opened: Opened | None
    refusal: NotOpenError | None
    """Why there would be none."""
    releases: tuple[Release, ...]


class OpenData:
    """What is told of a consultation to everybody, answer by answer or in numbers."""

    def __init__(self, archive: Archive, forms_: Forms, clock: Clock) -> None:
        self._forms = forms_
        self._clock = clock
        self._material = OpenMaterial(archive, forms_)
        self._room = Room(archive, clock, ROOM)
        self._publications = Room(archive, clock, publication_room.ROOM)

    def is_declared(self, consultation: str) -> bool:
        """Whether its file says how: then nothing else is counted for everybody."""
        return self._forms.current(consultation).consultation.open_data is not None

    def outlook(self, consultation: str) -> Outlook:
        """What would be published now, or why nothing would. Raises NotFoundError."""
        form, releases = self._forms.current(consultation), self.releases(consultation)
        try:
            opened, refusal = self._open(consultation, len(releases)), None
        except NotOpenError as error:
            opened, refusal = None, error
        return Outlook(undeclared(form), opened, refusal, releases)

    def publish(self, consultation: str, *, by: Official | None = None) -> Release:
        """Tell of those who are new. Raises NotOpenError, and RespondentError when somebody just did."""
        before = self._room.events(consultation, _of_consultation(consultation))
        number = len(before) + 1
        opened = self._open(consultation, len(before))
        zone = self._forms.current(consultation).consultation.window.zone
        edition = Edition(number, self._clock.now().astimezone(zone).date())
        packed = zipped(files_of(opened, edition))
        content: dict[str, Json] = {
            "number": number,
            "people": opened.people,
            "sha256": sha256(packed).hexdigest(),
            "form": opened.plan.versions.current.digest,
            "k": opened.plan.rule.k,
            "figures": {one.column.id: _figure(one) for one in opened.counted},
        }
        (event, *_) = self._room.write(
            consultation,
            Entry(_of_consultation(consultation), "published", content, after=len(before)),
            Entry(_of_package(consultation, number), "packed", {"zip": b64encode(packed).decode()}),
            Entry(_of_tokens(consultation, number), "told_of", {"tokens": list[Json](sorted(opened.tokens))}),
            by=by,
        )
        return _release(event)

    def releases(self, consultation: str) -> tuple[Release, ...]:
        """What is published, the first one first."""
        return tuple(map(_release, self._room.events(consultation, _of_consultation(consultation))))

    def package(self, consultation: str, number: int) -> bytes:
        """The ZIP file of a publication, as it was published. Raises NotFoundError."""
        events = self._room.events(consultation, _of_package(consultation, number))
        if not events:
            raise NotFoundError("There is no such publication.")
        return b64decode(str(events[0].content["zip"]))

    def figures(self, consultation: str) -> Mapping[str, dict[str, int | None]]:
        """The numbers of all publications together; None for what one of them does not tell."""
        added: dict[str, dict[str, int | None]] = {}
        for release in self.releases(consultation):
            for question, told in release.figures.items():
                added[question] = _added(added[question], told) if question in added else dict(told)
        return added

    # --- how ---------------------------------------------------------------------

    def _open(self, consultation: str, releases: int) -> Opened:
        self._refuse_beside_other_numbers(consultation)
        return self._material.opened(consultation, self._tokens(consultation, releases))

    def _refuse_beside_other_numbers(self, consultation: str) -> None:
        told = self._publications.events(consultation, publication_room.subject_of(consultation))
        if publication_room.tells_own_numbers(told):
            raise NotOpenError(
                "Numbers of all contributions are published: open data could be subtracted from them.",
                mend="Publish no open data of this consultation.",
            )

    def _tokens(self, consultation: str, releases: int) -> frozenset[str]:
        told = (_of_tokens(consultation, number) for number in range(1, releases + 1))
        events = (event for subject in told for event in self._room.events(consultation, subject))
        return frozenset(token for event in events for token in _strings(event.content["tokens"]))


def _strings(value: Json) -> Iterator[str]:
    yield from (str(one) for one in value) if isinstance(value, list) else ()


def _release(event: Event) -> Release:
    said, figures = event.content, event.content["figures"]
    return Release(
        number=int(str(said["number"])),
        at=event.at,
        people=int(str(said["people"])),
        sha256=str(said["sha256"]),
        figures={name: _told(told) for name, told in figures.items()} if isinstance(figures, dict) else {},
    )


def _told(value: Json) -> dict[str, int | None]:
    read = value if isinstance(value, dict) else {}
    return {code: number if isinstance(number, int) else None for code, number in read.items()}


def _figure(one: Counted) -> dict[str, Json]:
    return {**one.told, "": one.everybody}


def _added(before: Told, now: Told) -> dict[str, int | None]:
    missing = [_if_missing(one) for one in (before, now)]
    return {code: _sum(before.get(code, missing[0]), now.get(code, missing[1])) for code in {**before, **now}}


def _if_missing(told: Told) -> int | None:
    """What it means that a code is not there: that nobody gave it, or that nothing is told at all."""
    return 0 if any(code and number is not None for code, number in told.items()) else None


def _sum(one: int | None, other: int | None) -> int | None:
    return None if one is None or other is None else one + other


def _of_consultation(consultation: str) -> UUID:
    return uuid5(_NAMESPACE, consultation)


def _of_package(consultation: str, number: int) -> UUID:
    return uuid5(_NAMESPACE, f"{consultation}|{number}")


def _of_tokens(consultation: str, number: int) -> UUID:
    return uuid5(_NAMESPACE, f"{consultation}|{number}|tokens")
