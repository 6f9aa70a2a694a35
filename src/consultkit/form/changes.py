"""What a changed file changes for those who answer: two forms compared by their stable ids. Pure.

A change that is not known to be harmless is breaking: so is every key that a question type adds, until it is
named here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from consultkit.form.compiled import Form
from consultkit.form.question_changes import limits_change, lines_changes, options_changes
from consultkit.form.severity import Change, Severity
from consultkit.schema import MatrixQuestion, Question, RepeatQuestion

__all__ = ["Change", "FormDiff", "Severity", "compare"]

_WORDS_OF_FORM = ("title", "languages", "confidentiality")
_WORDS_OF_PAGE = ("title", "intro")
_WORDS_OF_QUESTION = ("label", "hint", "example", "min_label", "max_label", "autocomplete", "row")
_OF_OPTIONS = ("choice", "choices", "linked_choice", "matrix")
_TOLD = ("publication", "generalise")
_COMPARED_APART = ("id", "type", "required", "show_if", "personal", "sealed", *_TOLD, *_WORDS_OF_QUESTION)


@dataclass(frozen=True, slots=True)
class FormDiff:
    """Everything that differs, in the order of the new form; removed questions come after."""

    changes: tuple[Change, ...]

    @property
    def severity(self) -> Severity | None:
        """The worst of the changes; None when nothing differs."""
        return max((change.severity for change in self.changes), default=None)


def compare(old: Form, new: Form) -> FormDiff:
    """What the new form changes. When it is not breaking, an answer that was taken before is taken now."""
    return FormDiff(
        (*_of_rules(old, new), *_of_pages(old, new), *_of_order(old, new), *_of_questions(old, new))
    )


def _of_rules(old: Form, new: Form) -> Iterator[Change]:
    before, now = old.consultation, new.consultation
    if before.id != now.id:
        yield Change(Severity.BREAKING, "consultation", f"is `{now.id}` and was `{before.id}`")
    for word in _WORDS_OF_FORM:
        if getattr(before, word) != getattr(now, word):
            yield Change(Severity.COSMETIC, word, "is worded differently")
    if before.protect != now.protect:
        yield Change(Severity.BREAKING, "protect", "other answers are sealed")
    if before.privacy != now.privacy:
        # Who began under one notice has not been told the other.
        yield Change(Severity.BREAKING, "privacy", "respondents are told something else")


def _of_pages(old: Form, new: Form) -> Iterator[Change]:
    before = {page.id: page for page in old.pages}
    for page in new.pages:
        was = before.get(page.id)
        if was is None:
            yield Change(Severity.COMPATIBLE, f"page {page.id}", "is new")
            continue
        if any(getattr(was, word) != getattr(page, word) for word in _WORDS_OF_PAGE):
            yield Change(Severity.COSMETIC, f"page {page.id}", "is worded differently")
        if was.show_if != page.show_if:
            yield Change(_of_the_path(new), f"page {page.id}", "shows on another condition")
    for page_id in before.keys() - {page.id for page in new.pages}:
        yield Change(_of_the_path(new), f"page {page_id}", "is removed")


def _of_order(old: Form, new: Form) -> Iterator[Change]:
    if [id_ for id_ in old.questions if id_ in new.questions] != [
        id_ for id_ in new.questions if id_ in old.questions
    ]:
        # A file whose questions read later ones is refused: so the order alone hides nothing.
        yield Change(Severity.COSMETIC, "pages", "ask in another order")


def _of_questions(old: Form, new: Form) -> Iterator[Change]:
    was_at, is_at = _places(old), _places(new)
    for id_, question in new.questions.items():
        before = old.questions.get(id_)
        if before is None:
            asked = "is new, and drafts are asked it" if question.asks and question.required else "is new"
            yield Change(Severity.COMPATIBLE, id_, asked)
            continue
        if was_at[id_] != is_at[id_]:
            yield Change(_of_the_path(new), id_, "is on another page or in another group")
        yield from _of_question(before, question, old, new)
    for id_, question in old.questions.items():
        if id_ not in new.questions:
            severity = Severity.BREAKING if question.yields else _of_the_path(new)
            yield Change(severity, id_, "is removed")


def _of_question(old: Question, new: Question, before: Form, now: Form) -> Iterator[Change]:
    id_ = new.id
    if old.type != new.type:
        yield Change(Severity.BREAKING, id_, f"is `{new.type}` and was `{old.type}`")
        return
    if any(getattr(old, word, None) != getattr(new, word, None) for word in _WORDS_OF_QUESTION):
        yield Change(Severity.COSMETIC, id_, "is worded differently")
    if old.required != new.required:
        yield _of_required(new)
    if old.show_if != new.show_if:
        yield Change(_of_the_path(now), id_, "shows on another condition")
    yield from _of_protection(old, new, before, now)
    if any(getattr(old, key) != getattr(new, key) for key in _TOLD):
        # What was sent before stays as closed as it was then: nobody has to answer anew.
        yield Change(Severity.COMPATIBLE, id_, "is told otherwise to everybody")
    yield from _of_keys(old, new)
    if isinstance(old, RepeatQuestion) and isinstance(new, RepeatQuestion):
        for change in _of_inside(old, new, before, now):
            yield replace(change, place=f"{id_}.{change.place}")


def _of_inside(old: RepeatQuestion, new: RepeatQuestion, before: Form, now: Form) -> Iterator[Change]:
    """The questions of the rows. Rows that were complete stay so, or the change is breaking."""
    was, is_now = ({one.id: one for one in repeat.questions} for repeat in (old, new))
    for id_, question in is_now.items():
        if id_ not in was:
            yield Change(Severity.COMPATIBLE, id_, "is new")
        else:
            yield from _of_question(was[id_], question, before, now)
        if _is_lacking(was.get(id_), question):
            yield Change(Severity.BREAKING, id_, "is to be answered in rows that were complete")
    for id_, question in was.items():
        if id_ not in is_now:
            yield Change(Severity.BREAKING if question.yields else _of_the_path(now), id_, "is removed")
    if [id_ for id_ in was if id_ in is_now] != [id_ for id_ in is_now if id_ in was]:
        yield Change(Severity.COSMETIC, "questions", "are asked in another order")


def _is_lacking(old: Question | None, new: Question) -> bool:
    if not (new.asks and new.required):
        return False
    return old is None or not old.required or old.show_if != new.show_if


def _of_required(new: Question) -> Change:
    if not new.required:
        return Change(Severity.COMPATIBLE, new.id, "is optional now")
    if isinstance(new, MatrixQuestion):
        return Change(Severity.BREAKING, new.id, "is to be answered on every line")
    return Change(Severity.COMPATIBLE, new.id, "is required now, and drafts are asked it")


def _of_protection(old: Question, new: Question, before: Form, now: Form) -> Iterator[Change]:
    was_sealed = old.is_protected(before.consultation.protect)
    if was_sealed != new.is_protected(now.consultation.protect):
        yield Change(Severity.BREAKING, new.id, "is not sealed any more" if was_sealed else "is sealed now")
    elif old.sealed != new.sealed:
        opens = "opens with the officials' key only" if new.sealed else "opens without the officials' key"
        yield Change(Severity.BREAKING, new.id, opens)
    elif old.personal != new.personal:
        yield Change(Severity.COMPATIBLE, new.id, "is marked otherwise as personal")


def _of_keys(old: Question, new: Question) -> Iterator[Change]:
    for key in type(new).model_fields:
        was, is_now = getattr(old, key, None), getattr(new, key)
        if key in _COMPARED_APART or was == is_now or _is_apart(new, key):
            continue
        if key == "options" and isinstance(was, tuple) and new.kind in _OF_OPTIONS:
            yield from options_changes(new.id, was, is_now)
        elif isinstance(new, MatrixQuestion) and key == "rows":
            yield from lines_changes(new, was or (), is_now)
        else:
            yield limits_change(new.id, key, was, is_now)


def _is_apart(question: Question, key: str) -> bool:
    """The questions of a group or of rows have ids of their own, by which they are compared."""
    return question.kind in ("group", "repeat") and key == "questions"


def _of_the_path(new: Form) -> Severity:
    """How grave it is that a question shows otherwise: what read the answer that went may be refused."""
    depends = any(_depends(question) for question in new.questions.values())
    return Severity.BREAKING if depends else Severity.COMPATIBLE


def _depends(question: Question) -> bool:
    """Whether an option has a condition; or a question of a row, which may then be lacking."""
    inside = question.questions if isinstance(question, RepeatQuestion) else ()
    options = (*getattr(question, "options", ()), *inside)
    return any(getattr(one, "show_if", None) is not None for one in options) or any(map(_depends, inside))


def _places(form: Form) -> dict[str, tuple[str, str]]:
    """Where each question is: its page, and its group or nothing."""
    places: dict[str, tuple[str, str]] = {}
    for page in form.pages:
        for question in page.questions:
            places[question.id] = (page.id, "")
            places.update({inner.id: (page.id, question.id) for inner in question.inner})
    return places
