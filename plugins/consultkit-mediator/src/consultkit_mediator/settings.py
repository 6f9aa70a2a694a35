"""The plugin's part of the consultation file, under `plugins: {mediator: …}`: which question says what."""

from __future__ import annotations

from collections.abc import Iterable

from consultkit import Condition, PluginSettings, Requirement
from consultkit_mediator.address import read_address


class Applicant(PluginSettings):
    """Who refers: the questions that say so."""

    company: str
    email: str
    siret: str | None = None
    address: str | None = None
    family_name: str | None = None
    given_name: str | None = None
    mobile: str | None = None
    headcount: str | None = None


class OtherParty(PluginSettings):
    """Against whom. `name` may be a choice; `other_name` is asked where none of its options fits."""

    name: str
    other_name: str | None = None
    legal_entity: str | None = None
    country: str | None = None
    siret: str | None = None
    vat: str | None = None


class MediatorSettings(PluginSettings):
    """Which answers make a referral, and where it goes."""

    address: str | None = None
    """`https://…`, or `http://` on this machine. The variable CONSULTKIT_MEDIATOR_ADDRESS overrides it.
    Without one, referrals wait on the mediator's desk."""
    token: str | None = None
    """The name of the environment variable that holds a bearer token; never the token itself."""
    when: Condition | None = None
    """A further condition, without which nobody is called in."""
    eligible: tuple[Requirement, ...] = ()
    """What the mediator asks of a contribution: one that does not meet it is kept with the reason."""
    consent: str
    """The yes/no question that asks for the mediator: nothing is referred without a yes."""
    confidentiality: str
    """The undertaking to keep the mediation confidential."""
    applicant: Applicant
    other_party: OtherParty
    subject: str | tuple[str, ...]
    facts: str | tuple[str, ...] = ()
    previous_steps: str | tuple[str, ...] = ()
    situation: str | tuple[str, ...] = ()
    attachments: str | tuple[str, ...] = ()
    """The questions whose files go along."""

    def model_post_init(self, _context: object) -> None:
        if self.address is not None:
            read_address(self.address)

    def reads(self) -> frozenset[str]:
        """Every question named here, and no other."""
        return frozenset(self._named())

    def hands_over(self) -> frozenset[str]:
        """The files of these go along."""
        return frozenset(each(self.attachments))

    def _named(self) -> Iterable[str]:
        yield from (self.consent, self.confidentiality)
        for group in (self.applicant, self.other_party):
            yield from (question for _, question in group if question is not None)
        for questions in (self.subject, self.facts, self.previous_steps, self.situation):
            yield from each(questions)
        if self.when is not None:
            yield from self.when.sources
        for requirement in self.eligible:
            yield from requirement.condition.sources


def each(questions: str | tuple[str, ...]) -> tuple[str, ...]:
    """One question may be written without brackets."""
    return (questions,) if isinstance(questions, str) else questions
