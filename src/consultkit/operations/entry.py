"""Contributions that came on paper, by telephone or at a counter: entered by the same form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args
from uuid import UUID, uuid4, uuid5

from consultkit.errors import RespondentError
from consultkit.operations.clock import Clock
from consultkit.operations.identities import Identities
from consultkit.operations.intake import Intake
from consultkit.operations.rooms import Entry, Room
from consultkit.records import Draft, Event, Identity, Official, Respondent
from consultkit.storage import Archive

ROOM = "entry"
ISSUER = "urn:consultkit:entry"
"""Of the identities that stand for people who did not sign in themselves."""
Channel = Literal["paper", "telephone", "counter"]
CHANNELS: tuple[Channel, ...] = get_args(Channel)


@dataclass(frozen=True, slots=True)
class Entered:
    """How a contribution came, and who stands for what was typed. `at` is UTC."""

    channel: Channel
    by: UUID | None
    at: datetime
    checked_by: UUID | None = None


class EntryDesk:
    """Each contribution has a respondent of its own, as nobody has signed in."""

    def __init__(self, archive: Archive, intake: Intake, identities: Identities, clock: Clock) -> None:
        self._intake = intake
        self._identities = identities
        self._room = Room(archive, clock, ROOM)

    def begin(self, official: Official, channel: str) -> tuple[Respondent, Draft]:
        """A draft that this official fills in. Raises RespondentError for a channel that there is not, and
        WindowClosedError outside the window."""
        if channel not in CHANNELS:
            raise RespondentError("Nothing is chosen.", mend="Say how the contribution came.")
        person = self._identities.respondent_of(Identity(ISSUER, uuid4().hex), "entry")
        draft = self._intake.begin(official.consultation, person)
        entry = Entry(_subject(draft.id), "begun", {"channel": channel})
        self._room.write(official.consultation, entry, by=official)
        return person, draft

    def of(self, consultation: str, contribution_id: UUID) -> Entered | None:
        """None of what its sender typed; a submission has the id of its draft."""
        events = self._room.events(consultation, _subject(contribution_id))
        begun = next((one for one in events if one.kind == "begun"), None)
        checked = next((one for one in events if one.kind == "checked"), None)
        return None if begun is None else _entered(begun, checked)

    def check(self, official: Official, contribution_id: UUID) -> None:
        """Say that what was typed is what came. Raises RespondentError to who typed it."""
        entered = self.of(official.consultation, contribution_id)
        if entered is None or entered.checked_by is not None:
            return
        if entered.by == official.id:
            raise RespondentError("You have entered it yourself.", mend="Ask a colleague to check it.")
        self._room.write(official.consultation, Entry(_subject(contribution_id), "checked"), by=official)


def _subject(contribution_id: UUID) -> UUID:
    # Not the contribution's own id: its key changes when the draft is sent.
    return uuid5(contribution_id, ROOM)


def _entered(begun: Event, checked: Event | None) -> Entered:
    said: Mapping[str, object] = begun.content
    channel = next((one for one in CHANNELS if one == said["channel"]), CHANNELS[0])
    return Entered(channel, begun.by, begun.at, checked.by if checked else None)
