"""What a file says of open data: classes that fit their questions, and no question that tells on another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from consultkit.schema.consultation import Consultation
from consultkit.schema.dependence import sources_of
from consultkit.schema.file_part import Fault, Where, did_you_mean
from consultkit.schema.load.pruning import PrunedDocument
from consultkit.schema.open_data import OPENNESS, OpenDataRule
from consultkit.schema.question import Question
from consultkit.schema.question_types import ChoiceQuestion, DateQuestion, RepeatQuestion

FIRMS = ("siret", "siren")
"""The types of question that say which firm it is."""
_CLASSES = "`never`, `aggregate`, `generalise` or `public`"


@dataclass(frozen=True, slots=True)
class _Placed:
    question: Question
    where: Where


def open_data_faults(consultation: Consultation, document: PrunedDocument) -> Iterator[Fault]:
    """Each at its place in the file."""
    placed = {one.question.id: one for one in _met(consultation)}
    for one in (*placed.values(), *_in_rows(consultation)):
        for key, what, mend in _of_question(one.question):
            yield Fault(document.where((*one.where, key)), what, mend)
    for what, mend, where in _telling(consultation, placed):
        yield Fault(document.where((*where, "publication")), what, mend)
    if consultation.open_data is not None:
        for key, what, mend in _of_rule(consultation.open_data, placed):
            yield Fault(document.where(("open_data", key)), what, mend)


def undeclared(consultation: Consultation) -> Iterator[Fault]:
    """For a file that means to open its data: the questions that keep it from doing so."""
    if consultation.open_data is None:
        return
    for one in _met(consultation):
        if one.question.yields and one.question.publication is None:
            what = f"`{one.question.id}` does not say what of it is published: no open data can be made."
            yield Fault((*one.where, "id"), what, f"Write `publication:` {_CLASSES}.")


def _met(consultation: Consultation) -> Iterator[_Placed]:
    for place, page in enumerate(consultation.pages):
        yield from _listed(page.questions, ("pages", place))


def _listed(questions: Sequence[Question], here: Where) -> Iterator[_Placed]:
    for index, question in enumerate(questions):
        where: Where = (*here, "questions", index)
        yield _Placed(question, where)
        yield from _listed(question.inner, where)


def _in_rows(consultation: Consultation) -> Iterator[_Placed]:
    for one in _met(consultation):
        if isinstance(one.question, RepeatQuestion):
            yield from _listed(one.question.questions, one.where)


def _of_question(question: Question) -> Iterator[tuple[str, str, str]]:
    class_, coarsening = question.publication, question.generalise
    if class_ is not None and class_ not in question.opens:
        what = f"What a `{question.kind}` question is answered cannot be `{class_}`."
        yield "publication", what, _one_of(question.opens)
    elif question.personal == "direct" and class_ in ("aggregate", "public"):
        what = f"`{question.id}` names somebody: it cannot be `{class_}`."
        yield "publication", what, "Write `publication: never`."
    elif question.sealed and class_ not in (None, "never"):
        what = f"`{question.id}` is sealed: the server cannot read what it would publish."
        yield "publication", what, "Write `publication: never`."
    elif class_ == "generalise" and coarsening is None:
        what = f"`{question.id}` does not say how coarsely it is told."
        yield "publication", what, "Add `generalise:`, such as `generalise: {to: region}`."
    elif class_ == "aggregate" and coarsening is None and isinstance(question, DateQuestion):
        what = "Days are counted by the span that they lie in."
        yield "publication", what, "Add `generalise: {to: month}`, `quarter` or `year`."
    if coarsening is not None:
        yield from (("generalise", *wrong) for wrong in _of_coarsening(question))


def _of_coarsening(question: Question) -> Iterator[tuple[str, str]]:
    coarsening = question.generalise
    if coarsening is None or question.publication not in ("generalise", "aggregate"):
        yield "`generalise` says how an answer is told.", "Write `publication: generalise`, or remove it."
    elif coarsening.way not in question.coarser:
        what = f"What a `{question.kind}` question is answered has no `{coarsening.way}`."
        yield what, _one_of(question.coarser) if question.coarser else "Write `publication: never`."
    elif isinstance(question, ChoiceQuestion):
        yield from _of_groups(question, coarsening.groups or {})


def _of_groups(question: ChoiceQuestion, groups: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, str]]:
    named = [code for codes in groups.values() for code in codes]
    for code in dict.fromkeys(named):
        if code not in question.by_id:
            yield f"`{question.id}` has no option `{code}`.", did_you_mean(code, question.by_id)
        elif named.count(code) > 1:
            yield f"The option `{code}` is in two groups.", "Leave it in one of them."
    for code in question.by_id:
        if code not in named:
            yield f"The option `{code}` is in no group.", "Put each option in one."


def _telling(consultation: Consultation, placed: Mapping[str, _Placed]) -> Iterator[tuple[str, str, Where]]:
    """What shows on a condition tells that it holds: it is no more open than what it depends on."""
    for id_, sources in sources_of(consultation.pages).items():
        class_ = placed[id_].question.publication
        for source in sorted(sources & placed.keys()):
            most = _most_open_after(placed[source].question)
            if class_ is not None and OPENNESS[class_] > most:
                what = f"`{id_}` is `{class_}`, and would tell something of `{source}`, which is not."
                yield what, f"Make it no more open than `{source}` is.", placed[id_].where


def _most_open_after(source: Question) -> int:
    # A condition may look closer at an answer than its bands do: what follows is counted and no more.
    if source.publication == "generalise":
        return OPENNESS["aggregate"]
    return OPENNESS[source.publication or "public"]


def _of_rule(rule: OpenDataRule, placed: Mapping[str, _Placed]) -> Iterator[tuple[str, str, str]]:
    for name in rule.quasi_identifiers:
        if name not in placed:
            yield "quasi_identifiers", f"There is no question `{name}`.", did_you_mean(name, placed)
    if rule.firm is not None and rule.firm not in placed:
        yield "firm", f"There is no question `{rule.firm}`.", did_you_mean(rule.firm, placed)
    elif rule.firm is not None and placed[rule.firm].question.kind not in FIRMS:
        what = f"`{rule.firm}` does not say which firm it is."
        yield "firm", what, "Name a question of type `siret` or `siren`."


def _one_of(words: frozenset[str]) -> str:
    return f"Write one of: {', '.join(sorted(words))}."
