"""Sealed answers: taken out at the moment of sending, and readable again by who holds the officials' key."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from consultkit.age import OfficialsKey, broken, seal, unseal
from consultkit.errors import ConfigurationError
from consultkit.form import Form
from consultkit.records import Answers, Draft, Json, canonical_json, digest_of, is_sealed, sealed_mark
from consultkit.schema import Consultation, SealRule

SALT = ""
"""The place of the salt among the answers of which a digest is made: no question is called so."""
PADDED_TO = 512
"""Bytes. `yes` must be as long as `no`: what cannot be read could be told by its length."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """Answers as they are kept once they are sent."""

    answers: Answers
    """With a mark in the place of each that is sealed."""
    part: bytes
    """The age file that holds those; empty where none is sealed."""


@dataclass(frozen=True, slots=True)
class Opened:
    """What a sealed part holds."""

    answers: Mapping[str, Json]
    salt: str


def digest_of_checked(form: Form, draft: Draft, answers: Answers) -> str:
    """The digest by which a respondent sends what they checked, and which the receipt repeats.

    Where an answer is sealed it is salted with what dies with the draft: otherwise whoever reads the receipts
    could try the few answers that a question has until the digest is right.
    """
    salted = {**answers, SALT: draft.salt} if _to_seal(form, answers) else answers
    return digest_of(salted)


def sealed(form: Form, consultation: Consultation, draft: Draft, reference: str, answers: Answers) -> Sealed:
    """The answers of a contribution, those sealed that the form declares so.

    The keys are those of the file as it is today; of the form, where the file names none any more. Raises
    ConfigurationError where no key is there, or no library: rather than keep an answer that can be read.
    """
    inside = _to_seal(form, answers)
    rule = consultation.seal or form.consultation.seal
    if not inside:
        return Sealed(answers, b"")
    if rule is None:
        raise ConfigurationError("There is no key to seal with.", mend="Name one in the file, under `seal`.")
    marks = dict.fromkeys(inside, sealed_mark(reference))
    return Sealed({**answers, **marks}, _part(rule, consultation.id, reference, draft.salt, inside))


def opened(part: bytes, key: OfficialsKey, consultation: str, reference: str) -> Opened:
    """Raises UnsealingError, also for what was sealed for another contribution."""
    try:
        said = json.loads(unseal(part, key))
        if (said["consultation"], said["reference"]) != (consultation, reference):
            raise broken()
        return Opened(dict(said["answers"]), str(said["salt"]))
    except (ValueError, KeyError, TypeError):
        raise broken() from None


def is_what_was_sent(kept: Answers, reference: str, part: Opened, answers_sha256: str) -> bool:
    """Whether the opened answers are those of the receipt. `kept` are the answers with their marks.

    Anybody can seal to a public key: the digest, which the respondent has too, is what tells a forgery.
    """
    own = {
        question: part.answers.get(question) if value == sealed_mark(reference) else value
        for question, value in kept.items()
    }
    return digest_of({**own, SALT: part.salt}) == answers_sha256


def _to_seal(form: Form, answers: Answers) -> dict[str, Json]:
    """Without those that a correction keeps: they are sealed already."""
    return {
        question: value
        for question, value in answers.items()
        if form.questions[question].sealed and not is_sealed(value)
    }


def _part(rule: SealRule, consultation: str, reference: str, salt: str, inside: dict[str, Json]) -> bytes:
    said: Json = {"consultation": consultation, "reference": reference, "salt": salt, "answers": inside}
    content = canonical_json(said)
    length = -(-len(content) // PADDED_TO) * PADDED_TO
    return seal(content.ljust(length), rule.recipients)
