"""What those who contributed are called: from what their providers told, and from what they answered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from consultkit.form import Form
from consultkit.operations.studies import words_of
from consultkit.records import Answers, Json
from consultkit.results.opening import Names, phrases_of, words_of_names
from consultkit.schema import plain
from consultkit.storage import Transaction, claimed_names

_GIVEN = ("given_name",)
_FAMILY = ("family_name", "usual_name", "preferred_username")


@dataclass(frozen=True, slots=True)
class KnownNames:
    """Of all respondents of a consultation."""

    told: Mapping[UUID, frozenset[str]] = field(default_factory=dict)
    """By respondent, the words that their providers told."""
    pairs: frozenset[tuple[str, str]] = frozenset()
    """First and family names of everybody."""

    def of(self, respondent_id: UUID, form: Form, answers: Answers) -> Names:
        """What would name who sent these answers."""
        direct = [said for said in _direct(form, answers) for said in said.splitlines() if said]
        # Of what holds a number, such as an address, each word alone is in many texts.
        words = (_before_at(said) for said in direct if "@" in said or not any(map(str.isdigit, said)))
        return Names(
            own=self.told.get(respondent_id, frozenset()) | words_of_names(words),
            phrases=phrases_of(direct),
            others=self.pairs,
        )


def known_names(tx: Transaction, consultation: str) -> KnownNames:
    """As they are told now."""
    told: defaultdict[UUID, set[str]] = defaultdict(set)
    pairs: set[tuple[str, str]] = set()
    for respondent_id, claims in claimed_names.claims_of_all(tx, consultation):
        given, family = _said(claims, _GIVEN), _said(claims, _FAMILY)
        told[respondent_id].update(words_of_names([given, family, _before_at(_said(claims, ("email",)))]))
        pairs.update((one, other) for one in plain(given).split() for other in plain(family).split())
    for respondent_id, address in claimed_names.addresses_of_all(tx, consultation):
        told[respondent_id].update(words_of_names([_before_at(address)]))
    return KnownNames({one: frozenset(words) for one, words in told.items()}, frozenset(pairs))


def _direct(form: Form, answers: Answers) -> Iterator[str]:
    for question_id, value in answers.items():
        if form.questions[question_id].is_protected("personal"):
            yield words_of(value)


def _said(claims: Mapping[str, Json], names: tuple[str, ...]) -> str:
    return " ".join(str(claims[name]) for name in names if isinstance(claims.get(name), str))


def _before_at(written: str) -> str:
    """Of an address what stands before the `@`: the rest is a firm's, or half the world's."""
    return written.partition("@")[0]
