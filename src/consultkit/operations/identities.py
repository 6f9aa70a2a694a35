"""The persons behind identities, and every way that leads to a person."""

from __future__ import annotations

from collections.abc import Mapping

from consultkit.operations.clock import Clock
from consultkit.records import Identity, Json, Respondent, WayIn
from consultkit.storage import Archive, identities, persons


class Identities:
    """A person is found by issuer and subject (OpenID Connect Core, 5.7), never by an e-mail address."""

    def __init__(self, archive: Archive, clock: Clock) -> None:
        self._archive = archive
        self._clock = clock

    def respondent_of(self, identity: Identity, way: str) -> Respondent:
        """The respondent who has just signed in by this way: made at the first time, found afterwards.

        What the provider told of the person is kept sealed until the next time that it tells anything.
        """
        now = self._clock.now()
        with self._archive.writing() as tx:
            found = identities.note_use(tx, identity, way, now)
            if found is None:
                identities.create(tx, identity, way, now)
                found = identities.note_use(tx, identity, way, now)
        if found is None:
            raise AssertionError("An identity that was just made is there.")
        return Respondent(found)

    def speak(self, respondent: Respondent, language: str) -> None:
        """Remember the language that the person reads: letters to them are written in it."""
        with self._archive.writing_at_once() as tx:
            persons.speak(tx, respondent.id, language)

    def claims_of(self, respondent: Respondent, way: str) -> Mapping[str, Json]:
        """What the provider told of the person by this way, as it names and writes it; empty if nothing."""
        with self._archive.reading() as tx:
            return identities.claims_of(tx, respondent.id, way)

    def ways_of(self, respondent: Respondent) -> tuple[WayIn, ...]:
        """Every way that leads to this person: the account kept here first, then the identities by age."""
        with self._archive.reading() as tx:
            return identities.ways_in(tx, respondent.id)
