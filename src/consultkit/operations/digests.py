"""A letter a day to who works at a desk: how much waits there. It says how many, and never what."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from html import escape
from uuid import uuid5

from consultkit.operations.clock import Clock
from consultkit.operations.digest_texts import DIGESTS, DigestText
from consultkit.operations.forms import Forms
from consultkit.operations.mailing import post_given
from consultkit.records import MENTIONED, NONE, STATE, Deadline, Filter, Letter, Official, Role, StudyState
from consultkit.schema import Consultation
from consultkit.storage import Archive, Transaction, accounts, cases, inquiries, persons, submissions

FROM_HOUR = 7
"""Of the consultation's zone; nobody is written to on Saturdays and Sundays."""
SOON = timedelta(days=2)
AHEAD = timedelta(days=7)
"""So long before its day something that is due in a plugin is told."""
MOST_DEADLINES = 20
MONDAY, SATURDAY = 0, 5


@dataclass(frozen=True, slots=True)
class Waiting:
    """How much waits at a desk."""

    received: int
    """Since the same time yesterday; on a Monday, since Friday."""
    unread: int
    """That nobody has done anything about."""
    troubled: int
    """Referrals that are stuck or were refused."""
    ending: int
    """Questions to respondents whose term ends within two days."""
    answered: int = 0
    """Small forms that respondents filled in, since the same time."""
    mentions: int = 0
    """Contributions in hand with a note that mentions this official."""
    due: tuple[Deadline, ...] = ()
    """What is late or due within a week in plugins, the nearest first."""

    @property
    def is_anything(self) -> bool:
        numbers = (self.received, self.unread, self.troubled, self.ending, self.answered, self.mentions)
        return any(numbers) or bool(self.due)


class Digests:
    """A chore of the worker. Any number of workers may do it: a letter has the same id all day."""

    def __init__(
        self,
        archive: Archive,
        forms: Forms,
        clock: Clock,
        public_url: str,
        due_in_plugins: Callable[[str], Sequence[Deadline]] = lambda _consultation: (),
    ) -> None:
        self._archive = archive
        self._forms = forms
        self._clock = clock
        self._public_url = public_url
        self._due_in_plugins = due_in_plugins

    def write(self) -> None:
        """To caseworkers and managers, where anything waits."""
        for consultation in self._forms.consultations:
            local = self._clock.now().astimezone(consultation.window.zone)
            if local.hour >= FROM_HOUR and local.weekday() < SATURDAY:
                self._write_of(consultation, local)

    def _write_of(self, consultation: Consultation, local: datetime) -> None:
        due = self._due(consultation, local.date())
        with self._archive.writing() as tx:
            days = 3 if local.weekday() == MONDAY else 1
            shared = replace(waiting_at(tx, consultation, self._clock.now(), days), due=due)
            for official in accounts.colleagues(tx, consultation.id):
                if official.role in (Role.CASEWORKER, Role.MANAGER):
                    self._post(tx, consultation, official, shared, local)

    def _due(self, consultation: Consultation, today: date) -> tuple[Deadline, ...]:
        told = [one for one in self._due_in_plugins(consultation.id) if one.day <= today + AHEAD]
        return tuple(told[:MOST_DEADLINES])

    def _post(
        self,
        tx: Transaction,
        consultation: Consultation,
        official: Official,
        shared: Waiting,
        local: datetime,
    ) -> None:
        waiting = _with_mentions(tx, official, shared)
        if not waiting.is_anything or not official.email:
            return
        language = persons.language_of_account(tx, official.id)
        chosen = language if language in DIGESTS else next(iter(DIGESTS))
        address = f"{self._public_url}/desk/{consultation.id}/contributions"
        post_given(
            tx,
            _letter(DIGESTS[chosen], consultation.title.in_language(chosen), waiting, consultation, address),
            official.email,
            letter_id=uuid5(official.id, f"{consultation.id}|{local.date().isoformat()}"),
            at=self._clock.now(),
            language=chosen,
            consultation=consultation.id,
        )


def waiting_at(tx: Transaction, consultation: Consultation, now: datetime, days: int) -> Waiting:
    """What everybody at the desk is told alike; `days` are those since the last working day."""
    since = now - timedelta(days=days)
    return Waiting(
        received=submissions.count(tx, consultation.id, Filter(since=since)),
        unread=submissions.count(tx, consultation.id, Filter({STATE: (NONE,)})),
        troubled=cases.count_troubled(tx, consultation.id),
        ending=inquiries.count_ending(tx, consultation.id, now, now + SOON),
        answered=inquiries.count_answered(tx, consultation.id, since),
    )


def _with_mentions(tx: Transaction, official: Official, shared: Waiting) -> Waiting:
    marks = {MENTIONED: (official.id.hex,), STATE: (StudyState.IN_HAND.value,)}
    number = submissions.count(tx, official.consultation, Filter(marks))
    return replace(shared, mentions=number)


def _letter(
    words: DigestText, title: str, waiting: Waiting, consultation: Consultation, address: str
) -> Letter:
    said = list(_lines(words, waiting, consultation.desk.most_unread))
    subject = words.subject.format(title=" ".join(title.split()))
    text = words.body.format(lines="\n".join(f"- {line}" for line in said), link=address)
    items = "".join(f"<li>{escape(line)}</li>" for line in said)
    html = words.html.format(lines=items, link=escape(address))
    return Letter(subject, text, html)


def _lines(words: DigestText, waiting: Waiting, most_unread: int | None) -> Sequence[str]:
    numbers: Mapping[str, int] = {
        "received": waiting.received,
        "unread": waiting.unread,
        "troubled": waiting.troubled,
        "ending": waiting.ending,
        "answered": waiting.answered,
        "mentions": waiting.mentions,
    }
    lines = [words.lines[name].format(number=number) for name, number in numbers.items() if number]
    if most_unread is not None and waiting.unread > most_unread:
        lines.append(words.too_many.format(number=most_unread))
    return [*lines, *(words.due(one) for one in waiting.due)]
