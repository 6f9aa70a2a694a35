"""What is opened of which question, and what stands in the way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import chain

from consultkit.errors import NotOpenError
from consultkit.form import Form
from consultkit.records import Json
from consultkit.results.opening.cells import Told
from consultkit.results.versions import Versions
from consultkit.schema import (
    OPENNESS,
    ChoicesQuestion,
    LinkedChoiceQuestion,
    LongTextQuestion,
    MatrixQuestion,
    OpenDataRule,
    Publication,
    Question,
    TextQuestion,
    all_sources,
    band_in_words,
    bands_of,
    place_in_words,
    sources_of,
)

BETWEEN = "|"
"""Between several closed answers in one cell."""
Codes = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A question as it is told."""

    question: Question
    publication: Publication
    sources: frozenset[str]
    """The questions of which its answers may tell something, near and far."""

    @property
    def id(self) -> str:
        return self.question.id

    def codes(self, value: Json) -> Codes:
        """What is told of a value, in codes; none where nothing is."""
        if value is None:
            return ()
        if self.question.generalise is not None:
            coarse = self.question.generalised(value)
            return (coarse,) if coarse else ()
        if self.question.coded:
            return self.question.codes(value)
        return (str(value),)

    @property
    def takes_several(self) -> bool:
        """Whether one answer may hold several codes."""
        return isinstance(self.question, _SEVERAL)

    @property
    def known_codes(self) -> Codes:
        """Every code that there can be, where they are few: of places and days there are too many."""
        return known_codes(self.question)

    @property
    def is_number(self) -> bool:
        """Whether its answers are added up rather than counted."""
        return self.question.measures == "number" and self.question.generalise is None


_SEVERAL = (ChoicesQuestion, MatrixQuestion, LinkedChoiceQuestion)
_TEXTS = (TextQuestion, LongTextQuestion)


def known_codes(question: Question) -> Codes:
    """What of a question can be counted, in the order of the file; none where there is too much of it."""
    coarsening = question.generalise
    if coarsening is None:
        return question.all_codes() if question.coded and not question.is_searched else ()
    if coarsening.band is None:
        return tuple(coarsening.groups or ())
    bands, least = bands_of(coarsening.band), getattr(question, "min", None)
    return bands[1:] if least is not None and least >= coarsening.band[0] else bands


def told_in_words(question: Question, code: str, language: str) -> str:
    """A code of what is told, coarser or not, as people read it."""
    coarsening = question.generalise
    if coarsening is None:
        return question.code_label(code, language)
    if coarsening.band is not None:
        return band_in_words(code, language)
    return place_in_words(code, coarsening.to) if coarsening.to in ("department", "region") else code


def in_order(question: Question, told: Told) -> Told:
    """What is told of a question in the order of its file, and of the alphabet where that has none."""
    known = {code: place for place, code in enumerate(known_codes(question))}
    codes = sorted(told, key=lambda code: (known.get(code, len(known)), code))
    return {code: told[code] for code in codes}


def number_of(value: Json) -> Decimal | None:
    """A number as it is kept: whole, or written out."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        return None
    return Decimal(value)


class Plan:
    """The columns of a consultation's open data. Raises NotOpenError unless all is declared."""

    def __init__(self, versions: Versions) -> None:
        self.versions = versions
        self.consultation = versions.current.consultation
        self.rule: OpenDataRule = _rule_of(versions)
        self._tells: dict[tuple[str, str], bool] = {}
        sources = _sources(versions)
        self.columns = tuple(
            Column(question, question.publication, sources.get(question.id, frozenset()))
            for question in versions.current.questions.values()
            if question.yields and question.publication not in (None, "never")
        )
        _refuse_telling(self.columns, versions)

    @cached_property
    def rows(self) -> tuple[Column, ...]:
        """Those that stand in the table, answer by answer."""
        return tuple(
            one
            for one in self.columns
            if OPENNESS[one.publication] > 1 and not isinstance(one.question, _TEXTS)
        )

    @cached_property
    def texts(self) -> tuple[Column, ...]:
        """Free texts: they stand apart, so that nobody who knows a text finds the answers beside it."""
        return tuple(one for one in self.columns if isinstance(one.question, _TEXTS))

    @cached_property
    def counted(self) -> tuple[Column, ...]:
        """Those that are told by their number alone."""
        return tuple(one for one in self.columns if one.publication == "aggregate")

    @cached_property
    def quasi_identifiers(self) -> tuple[Column, ...]:
        """What others may know of somebody. What is declared stays readable longest, so it comes first."""
        named = [one for name in self.rule.quasi_identifiers for one in self.rows if one.id == name]
        indirect = [one for one in self.rows if one.question.personal == "indirect" and one not in named]
        return (*named, *indirect)

    def tells(self, form: Form, column: Column) -> bool:
        """Whether answers to this version are told: not where it asked something else under that id, or
        promised to keep it more closed."""
        key = form.digest, column.id
        if key not in self._tells:
            self._tells[key] = self._asked_alike(form, column)
        return self._tells[key]

    def _asked_alike(self, form: Form, column: Column) -> bool:
        asked = form.questions.get(column.id)
        if asked is None or not self.versions.strand(form.digest, column.id).takes(column.question):
            return False
        promised = asked.publication or column.publication
        return OPENNESS[promised] >= OPENNESS[column.publication]


def undeclared(form: Form) -> tuple[Question, ...]:
    """The questions that do not say what of them is published."""
    return tuple(one for one in form.questions.values() if one.yields and one.publication is None)


def _rule_of(versions: Versions) -> OpenDataRule:
    rule, lacking = versions.current.consultation.open_data, undeclared(versions.current)
    if rule is None:
        raise NotOpenError(
            "The consultation makes no open data.", mend="Write `open_data:` in its file, with its licence."
        )
    if lacking:
        raise NotOpenError(
            "These questions do not say what of them is published: {questions}.",
            mend="Write `publication:` for each of them in the file of the consultation.",
            params={"questions": ", ".join(one.id for one in lacking)},
        )
    return rule


def _sources(versions: Versions) -> Mapping[str, frozenset[str]]:
    """In any version: what was sent under an older one was asked on its conditions."""
    found: dict[str, frozenset[str]] = {}
    for form in (*versions.forms, versions.current):
        for question, sources in all_sources(sources_of(form.pages)).items():
            found[question] = found.get(question, frozenset()) | sources
    return found


def _refuse_telling(columns: Sequence[Column], versions: Versions) -> None:
    """The file is checked when it is read; older versions may have asked on other conditions."""
    telling = sorted(set(chain.from_iterable(_told_on(one, versions.current) for one in columns)))
    if telling:
        raise NotOpenError(
            "These questions would tell of others that are more closed: {questions}.",
            mend="Make them no more open than the questions on which they depended in any version.",
            params={"questions": ", ".join(telling)},
        )


def _told_on(column: Column, form: Form) -> Iterator[str]:
    for name in column.sources:
        source = form.questions.get(name)
        class_ = source.publication if source is not None else "never"
        most = OPENNESS["aggregate"] if class_ == "generalise" else OPENNESS[class_ or "never"]
        if OPENNESS[column.publication] > most:
            yield column.id
