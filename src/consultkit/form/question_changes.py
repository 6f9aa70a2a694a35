"""What changes inside a question that kept its type: its limits and its options. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from consultkit.form.severity import Change, Severity
from consultkit.schema import MatrixQuestion, Option

_LOWER = ("min",)
_UPPER = ("max", "max_length")


def limits_change(id_: str, key: str, was: object, is_now: object) -> Change:
    """A key of a question that differs: compatible when it takes more than before, else breaking."""
    if _takes_more(key, was, is_now):
        return Change(Severity.COMPATIBLE, id_, f"takes more: `{key}`")
    return Change(Severity.BREAKING, id_, f"may refuse what it took: `{key}`")


def options_changes(id_: str, was: Sequence[Option], is_now: Sequence[Option]) -> Iterator[Change]:
    """The options that came, went, or differ; then their order."""
    before, now = {one.id: one for one in was}, {one.id: one for one in is_now}
    for code, option in now.items():
        if code not in before:
            yield Change(Severity.COMPATIBLE, id_, f"has a new option `{code}`")
        else:
            yield from _of_option(id_, before[code], option)
    for code in before:
        if code not in now:
            yield Change(Severity.BREAKING, id_, f"has no option `{code}` any more")
    if [code for code in before if code in now] != [code for code in now if code in before]:
        yield Change(Severity.COSMETIC, id_, "shows its options in another order")


def lines_changes(
    matrix: MatrixQuestion, was: Sequence[Option], is_now: Sequence[Option]
) -> Iterator[Change]:
    """The lines of a matrix that came, went, or differ. A new one leaves a required matrix incomplete."""
    before, now = {one.id: one for one in was}, {one.id: one for one in is_now}
    grave = Severity.BREAKING if matrix.required else Severity.COMPATIBLE
    for code, line in now.items():
        if code not in before:
            yield Change(grave, matrix.id, f"has a new line `{code}`")
        elif line != before[code]:
            yield Change(Severity.COSMETIC, matrix.id, f"words its line `{code}` differently")
    for code in before:
        if code not in now:
            yield Change(Severity.BREAKING, matrix.id, f"has no line `{code}` any more")
    if [code for code in before if code in now] != [code for code in now if code in before]:
        yield Change(Severity.COSMETIC, matrix.id, "shows its lines in another order")


def _of_option(id_: str, was: Option, is_now: Option) -> Iterator[Change]:
    differing = [key for key in Option.model_fields if getattr(was, key) != getattr(is_now, key)]
    if "label" in differing or "hint" in differing:
        yield Change(Severity.COSMETIC, id_, f"words its option `{is_now.id}` differently")
    if "show_if" in differing:
        severity = Severity.COMPATIBLE if is_now.show_if is None else Severity.BREAKING
        yield Change(severity, id_, f"shows its option `{is_now.id}` on another condition")
    if set(differing) - {"label", "hint", "show_if"}:
        yield Change(Severity.BREAKING, id_, f"takes its option `{is_now.id}` otherwise")


def _takes_more(key: str, was: object, is_now: object) -> bool:
    if key in (*_LOWER, *_UPPER, "pattern") and is_now is None:
        return True
    if key in _LOWER:
        return _at_most(is_now, was)
    return key in _UPPER and _at_most(was, is_now)


def _at_most(one: object, other: object) -> bool:
    """Whether both are known and in this order; `today` moves, so nothing is known of it."""
    if isinstance(one, date) and isinstance(other, date):
        return one <= other
    if isinstance(one, int | Decimal) and isinstance(other, int | Decimal):
        return one <= other
    return False
