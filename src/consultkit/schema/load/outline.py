"""Which pages, questions and options a file names, read without judging anything else about them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from consultkit.schema.consultation import Consultation
from consultkit.schema.file_part import Where
from consultkit.schema.question_types import RepeatQuestion


@dataclass(frozen=True, slots=True)
class Outline:
    """`read` are the ids of the questions that could be read; `unread`, of those that were too faulty."""

    pages: Sequence[tuple[str, Where]]
    questions: Sequence[tuple[str, Where]]
    options: Mapping[str, Collection[str]]
    read: frozenset[str]
    unread: frozenset[str]
    in_rows: Mapping[str, str]
    """The questions that a `repeat` asks in each of its rows, with its id."""


def outline_of(data: Any, consultation: Consultation) -> Outline:
    """The outline of the file as it is written, beside what was read of it."""
    pages = list(_entries(data, "pages", ()))
    questions = [found for page, where in pages for found in _questions(page, where)]
    named = [(str(question["id"]), where) for question, where in questions if "id" in question]
    read = frozenset(question.id for page in consultation.pages for question in page.met)
    in_rows = {
        inner.id: question.id
        for page in consultation.pages
        for question in page.met
        if isinstance(question, RepeatQuestion)
        for inner in question.questions
    }
    return Outline(
        pages=[(str(page["id"]), where) for page, where in pages if "id" in page],
        questions=named,
        options={str(question.get("id")): _options(question) for question, _ in questions},
        read=read,
        unread=frozenset(name for name, _ in named) - read - in_rows.keys(),
        in_rows=in_rows,
    )


def _questions(part: dict[str, Any], where: Where) -> Iterator[tuple[dict[str, Any], Where]]:
    """Those of a page, and those inside them."""
    for question, place in _entries(part, "questions", where):
        yield question, place
        yield from _questions(question, place)


def _entries(part: Any, key: str, where: Where) -> Iterator[tuple[dict[str, Any], Where]]:
    entries = part.get(key) if isinstance(part, dict) else None
    for index, entry in enumerate(entries if isinstance(entries, list) else ()):
        if isinstance(entry, dict):
            yield entry, (*where, key, index)


def _options(question: dict[str, Any]) -> Collection[str]:
    options = question.get("options")
    return tuple(options) if isinstance(options, dict) else ()
