"""Which cells a database can write by itself, straight from the documents of open answers. Pure.

What is written so is the same, byte for byte, as what `InCodes` writes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from consultkit.results.csv_file import safe
from consultkit.results.exports.tables import asked_strands
from consultkit.results.versions import Strand, Versions
from consultkit.schema import BUILT_IN_TYPES, ChoiceQuestion, ChoicesQuestion, Question

Kind = Literal["free", "kept", "yes_no", "confirm", "list", "tick", "rows", "name"]
_BUILT_IN = {one.kind: one for one in BUILT_IN_TYPES}
_KINDS: Mapping[str, Kind] = {
    **dict.fromkeys(("text", "long_text"), "free"),
    **dict.fromkeys(("date", "decimal", "integer", "money", "percent", "scale"), "kept"),
    "yes_no": "yes_no",
    "confirm": "confirm",
    "repeat": "rows",
}
_NAMED = {"commune", "country", "department", "headcount_band", "legal_form", "region"}
MOST_NAMES = 500
"""Of a list that goes to the database with the question."""


@dataclass(frozen=True, slots=True)
class Extract:
    """How one cell is found in the answer to a question.

    `free`: a text that wants the guard against formulas; `kept`: a text or a number that wants none; `yes_no`
    and `confirm`: true and false; `list`: codes; `tick`: 1 where `code` is among them, else 0; `rows`: how
    many; `name`: what `names` has for the code.
    """

    kind: Kind
    question: str
    code: str = ""
    names: tuple[tuple[str, str], ...] = ()


def extracts_of(versions: Versions, questions: Collection[str]) -> tuple[Extract, ...] | None:
    """One for each column after those about the contribution; None where the database cannot write one.

    It cannot where versions of the form differ in what they offer.
    """
    found: list[Extract] = []
    for strand in asked_strands(versions, questions):
        its = _same_in_all(strand)
        if its is None or strand.name != strand.question.id:
            return None
        found.extend(its)
    return tuple(found)


def _same_in_all(strand: Strand) -> tuple[Extract, ...] | None:
    several = {_extracts(question) for question in strand.questions}
    return several.pop() if len(several) == 1 else None


def _extracts(question: Question) -> tuple[Extract, ...] | None:
    # A type of a plugin that is derived from one of ours may write otherwise.
    if type(question) is not _BUILT_IN.get(question.kind):
        return None
    if question.kind in _NAMED:
        return _named(question)
    if isinstance(question, ChoiceQuestion | ChoicesQuestion) and question.specified:
        return None
    if isinstance(question, ChoicesQuestion):
        return tuple(_of_choices(question))
    kind = "kept" if isinstance(question, ChoiceQuestion) else _KINDS.get(question.kind)
    return (Extract(kind, question.id),) if kind else None


def _of_choices(question: ChoicesQuestion) -> Iterator[Extract]:
    yield Extract("list", question.id)
    if not question.is_searched:
        yield from (Extract("tick", question.id, code) for code in question.by_id)


def _named(question: Question) -> tuple[Extract, ...] | None:
    codes = question.all_codes()
    if len(codes) > MOST_NAMES:
        return None
    names = tuple((code, safe(question.code_label(code, "en"))) for code in codes)
    return (Extract("kept", question.id), Extract("name", question.id, names=names))
