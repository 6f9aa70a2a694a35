"""A whole campaign that nobody answered: through the real intake, over the real window."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

from consultkit.errors import ConfigurationError
from consultkit.hooks import read_consultation
from consultkit.identity import ProviderSettings, SignInSettings
from consultkit.kit import ConsultKit
from consultkit.operations import Sender, digest_of_checked
from consultkit.records import Identity, Receipt, Respondent
from consultkit.schema import Consultation
from consultkit.settings import Settings
from consultkit.simulation.people import Person, person
from consultkit.simulation.values import Moment
from consultkit.simulation.walking import answers_of
from consultkit.storage import tallies

ISSUER = "urn:consultkit:simulation"
"""Of every identity that is made up: so an operator can tell them from people."""
_NOWHERE = ProviderSettings("https://nowhere.invalid", "simulation", "nobody signs in")
_ANY_PROVIDER = SignInSettings(_NOWHERE, _NOWHERE, _NOWHERE)
"""Stands where a file asks for providers: no request is ever made to them."""
AGAIN = 0.04
"""How many send a second contribution, where the file lets them."""
LEFT = 0.08
"""How many leave a draft and send nothing."""


class SimulatedClock:
    """Stands where the simulation puts it."""

    def __init__(self, at: datetime) -> None:
        self._at = at

    def now(self) -> datetime:
        return self._at

    def judge(self, database_now: datetime) -> datetime:
        del database_now
        return self._at

    def set(self, at: datetime) -> None:
        self._at = at


@dataclass(frozen=True, slots=True)
class Manner:
    """How somebody sends: when, by which way, and how far they come where they leave."""

    begun_at: datetime
    sent_at: datetime
    by: Sender
    left_after: float
    """The part of the pages that is behind them."""


@dataclass(frozen=True, slots=True)
class Simulation:
    """Made for a kit whose clock is a SimulatedClock, and never for a deployment in production."""

    kit: ConsultKit
    clock: SimulatedClock
    consultation: Consultation
    seed: int

    @property
    def kept(self) -> int:
        """How many contributions there are already."""
        with self.kit.archive.reading() as tx:
            return tallies.counts_of(tx, self.consultation.id).get(("", ""), 0)

    def run(self, respondents: int, until: datetime | None = None) -> Iterator[Receipt | None]:
        """Send what each respondent has to say, in the order of time; None for who leaves a draft.

        The same file, seed and number give the same answers; references are drawn anew each time. `until`
        ends it before the window does. Raises ConfigurationError in production.
        """
        if self.kit.settings.production:
            raise ConfigurationError(
                "Nobody is made up in production.",
                mend="Take another deployment, which is to be tried.",
            )
        chance = random.Random(f"{self.seed}")  # noqa: S311 - the same people for the same seed
        instants = instants_of(self.consultation, respondents, chance, until)
        known: list[tuple[Respondent, Person]] = []
        for number, instant in enumerate(instants):
            self.clock.set(instant)
            who = self._somebody(number, chance, known)
            yield self._contribute(*who, chance, self._manner(number, instant))

    def _somebody(
        self, number: int, chance: random.Random, known: list[tuple[Respondent, Person]]
    ) -> tuple[Respondent, Person]:
        if known and self.consultation.respondent.contributions == "many" and chance.random() < AGAIN:
            return chance.choice(known)
        somebody = person(chance)
        identity = Identity(ISSUER, f"{self.seed}-{number}")
        way = self.consultation.respondent.ways[0]
        known.append((self.kit.identities.respondent_of(identity, way), somebody))
        return known[-1]

    def _manner(self, number: int, sent_at: datetime) -> Manner:
        """Drawn apart: the answers stay those of the seed."""
        chance = random.Random(f"{self.seed}-manner-{number}")  # noqa: S311
        begun_at = sent_at - timedelta(minutes=min(chance.lognormvariate(3, 0.8), 600))
        return Manner(
            begun_at=max(begun_at, self.consultation.window.opens_at),
            sent_at=sent_at,
            by=Sender(
                way=chance.choice(self.consultation.respondent.ways),
                device=chance.choices(("phone", "computer", "tablet"), (55, 40, 5))[0],
            ),
            left_after=chance.random(),
        )

    def _contribute(
        self, respondent: Respondent, who: Person, chance: random.Random, manner: Manner
    ) -> Receipt | None:
        self.clock.set(manner.begun_at)
        draft = self.kit.intake.begin(self.consultation.id, respondent)
        form = self.kit.forms.by_digest(draft.form_digest)
        today = manner.sent_at.astimezone(self.consultation.window.zone).date()
        answers = dict(answers_of(form, Moment(who, today, chance)))
        self.clock.set(manner.sent_at)
        journey = form.journey(answers, today)
        leaves = chance.random() < LEFT or journey.faults or form.refusing(journey)
        last = journey.pages[int(manner.left_after * len(journey.pages)) if leaves else -1]
        saved = self.kit.intake.save(draft, answers, page=last.id)
        if leaves:
            return None
        checked = digest_of_checked(form, saved, journey.answers)
        return self.kit.intake.submit(
            draft.id,
            respondent,
            submit_key=saved.submit_key,
            answers_sha256=checked,
            by=manner.by,
        )


def simulated(
    file: Path,
    settings: Settings,
    respondents: int,
    seed: int,
    *,
    until: datetime | None = None,
    add: bool = False,
) -> Iterator[Receipt | None]:
    """Fill the database of these settings, contribution by contribution; None for a draft that was left.

    Raises ConfigurationError in production, and where contributions are kept already unless `add` says so.
    """
    consultation = read_consultation(file)
    clock = SimulatedClock(consultation.window.opens_at)
    # Nobody signs in: the providers that the file lists need not be there.
    kit = ConsultKit([file], settings=replace(settings, sign_in=_ANY_PROVIDER), clock=clock)
    try:
        simulation = Simulation(kit, clock, consultation, seed)
        if simulation.kept and not add:
            raise ConfigurationError(
                f"{simulation.kept} contributions are kept there already.",
                mend="Take another database, or say that these are added.",
            )
        yield from simulation.run(respondents, until)
    finally:
        kit.close()


def instants_of(
    consultation: Consultation, number: int, chance: random.Random, until: datetime | None = None
) -> list[datetime]:
    """When people send: more on the first days and on the last ones, by day and hardly by night."""
    window = consultation.window
    first, last = window.opens_at, min(until or window.closes_at, window.closes_at)
    seconds = max(int((last - first).total_seconds()) - 60, 1)
    found = sorted(_instant(first, seconds, window.zone, chance) for _ in range(number))
    # Two at the same instant would be in no order.
    apart = (max(later, earlier + timedelta(milliseconds=1)) for earlier, later in pairwise(found))
    return [*found[:1], *apart]


def _instant(first: datetime, seconds: int, zone: ZoneInfo, chance: random.Random) -> datetime:
    for _try in range(20):
        place = chance.betavariate(0.7, 0.8)
        instant = first + timedelta(seconds=int(place * seconds), milliseconds=chance.randint(0, 999))
        if 7 <= instant.astimezone(zone).hour < 23 or chance.random() < 0.05:
            return instant
    return first + timedelta(seconds=seconds // 2)
