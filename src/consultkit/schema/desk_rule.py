"""The desk: who works there by what an identity provider says of them, and how cases are studied."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, Strict, StringConstraints

from consultkit.schema.file_part import FilePart, QuestionId, fault
from consultkit.schema.question_types.siret import is_siret
from consultkit.schema.sheet_questions import SheetQuestions
from consultkit.schema.text import Text


def _siret(written: str) -> str:
    digits = written.replace(" ", "")
    if not is_siret(digits):
        mend = "Write the 14 digits of the service, between quotes."
        raise fault(f"`{written}` is not a SIRET number.", mend)
    return digits


class DeskOffice(FilePart):
    """An office for whoever signs in with ProConnect, with two factors, for this organisation."""

    organisation: Annotated[str, AfterValidator(_siret)]
    """The SIRET of the service. Without one every agent of the State would be let in."""
    role: Literal["agent_public", "agent_public_etat", "agent_public_territorial"] | None = None
    """The role that ProConnect must tell of them; any when it is not named."""
    gives: Literal["reader", "caseworker", "manager"] = "reader"
    """What they may do at the desk. The highest of those that hold."""


class CodingRule(FilePart):
    """A form that officials fill in about each contribution: what it is about, how grave, how well shown."""

    questions: Annotated[SheetQuestions, Field(min_length=1, max_length=30)]
    """As on a page; their conditions look at one another only."""
    coders: Annotated[int, Strict(), Field(ge=1, le=2)] = 1
    """How many code each contribution. Two do not see each other's codes before both have coded."""


Keyword = Annotated[str, StringConstraints(pattern=r"\w", max_length=100)]


class KeywordCode(FilePart):
    """What texts speak of, by the words that they use."""

    label: Text
    words: Annotated[tuple[Keyword, ...], Field(min_length=1, max_length=100)]
    """Words, several in a row, or the beginning of one with `*` after it. Accents do not matter."""


class AskedForm(FilePart):
    """A small form that officials send to a respondent about a contribution."""

    title: Text
    """Read by the respondent too."""
    questions: Annotated[SheetQuestions, Field(min_length=1, max_length=15)]


class DeskRule(FilePart):
    """Who may work at the desk, beside those to whom an office is given by name, and how."""

    proconnect: tuple[DeskOffice, ...] = ()
    """Offices for agents whom ProConnect knows."""
    filters: tuple[QuestionId, ...] = ()
    """The closed questions by which the list is narrowed down; all of them when none is named."""
    coding: CodingRule | None = None
    codebook: Annotated[Mapping[QuestionId, KeywordCode], Field(max_length=200)] = Field(default_factory=dict)
    """Of free texts: counted, and shown to coders as suggestions."""
    forms: Mapping[QuestionId, AskedForm] = Field(default_factory=dict)
    """By the name under which their answers are exported, which never changes."""
    most_unread: Annotated[int, Strict(), Field(ge=1)] | None = None
    """Officials are told when more contributions than that wait for somebody to study them."""
