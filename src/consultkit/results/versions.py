"""The versions of a form side by side: which questions are the same, by their stable ids. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from consultkit.form import Form
from consultkit.records import Json, is_sealed
from consultkit.schema import Question


@dataclass(slots=True)
class Strand:
    """One question through the versions that asked it, the latest first. `name` heads it in tables."""

    name: str
    last: int
    """The number of the last version that asked it."""
    questions: list[Question] = field(default_factory=list)
    forms: list[Form] = field(default_factory=list)

    @property
    def question(self) -> Question:
        """As it was asked last."""
        return self.questions[0]

    def takes(self, question: Question) -> bool:
        """Whether it is the same question: of the same type, and so are those asked in its rows."""
        return all(_is_same(one, question) for one in self.questions)

    def knowing(self, code: str) -> Question:
        """The question as it was when it last had this closed answer."""
        if self._is_simple:
            return self.question
        return next((one for one in self.questions if code in one.all_codes()), self.question)

    def saying(self, answered: Question, value: Json) -> Question:
        """The question in whose words an answer is said: the latest that offers all of it, else its own."""
        if self._is_simple or is_sealed(value):
            return answered
        codes, columns = set(answered.codes(value)), answered.columns()
        alike = (one for one in self.questions if codes and one.columns() == columns)
        return next((one for one in alike if codes.issubset(one.all_codes())), answered)

    @property
    def _is_simple(self) -> bool:
        """Asked in one version alone, or of thousands of official codes, whose words no file changes."""
        return len(self.questions) == 1 or self.question.is_searched


class Versions:
    """Every version of a consultation's form."""

    def __init__(self, current: Form, forms: Sequence[Form]) -> None:
        """`forms` are all that there are in the order of their numbers, from 1, with the current one."""
        self.current = current
        self.forms = tuple(forms)
        self._numbers = {form.digest: number for number, form in enumerate(forms, 1)}
        self._strand_at: dict[tuple[str, str], Strand] = {}
        self._strands: dict[str, list[Strand]] = {}
        for form in (current, *(one for one in reversed(self.forms) if one.digest != current.digest)):
            for question in form.questions.values():
                if question.yields:
                    self._place(form, question)

    @cached_property
    def strands(self) -> tuple[Strand, ...]:
        """In the order of the current form; what only other versions asked comes after it."""
        return tuple(strand for strands in self._strands.values() for strand in strands)

    @property
    def are_split(self) -> bool:
        """Whether an id was given to a question of another type: then the id alone tells nothing."""
        return any(len(strands) > 1 for strands in self._strands.values())

    def number(self, digest: str) -> int:
        """The number of a version, from 1 for the first that was served."""
        return self._numbers[digest]

    def strand(self, digest: str, question_id: str) -> Strand:
        """The strand of a question that this version asks."""
        return self._strand_at[digest, question_id]

    def _place(self, form: Form, question: Question) -> None:
        strands = self._strands.setdefault(question.id, [])
        strand = next((one for one in strands if one.takes(question)), None)
        if strand is None:
            number = self.number(form.digest)
            strand = Strand(f"{question.id} (version {number})" if strands else question.id, number)
            strands.append(strand)
        strand.questions.append(question)
        strand.forms.append(form)
        self._strand_at[form.digest, question.id] = strand


def _is_same(one: Question, other: Question) -> bool:
    before, now = dict(_types(one)), dict(_types(other))
    return all(before[id_] == now[id_] for id_ in before.keys() & now.keys())


def _types(question: Question) -> Iterator[tuple[str, str]]:
    yield "", question.type
    if question.apart:
        for inner in getattr(question, "questions", ()):
            yield inner.id, inner.type
