"""The data dictionary: what each column and each code of an export means, in every language of the file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from consultkit.results.exports.columns import Column
from consultkit.results.exports.tables import RowsOf
from consultkit.schema import Question

_OF_THE_DESK: Mapping[str, Mapping[str, str]] = {
    "reference": {"fr": "Référence de la contribution", "en": "Reference of the contribution"},
    "received_at": {"fr": "Reçue le", "en": "Received at"},
    "late": {"fr": "Reçue après la clôture", "en": "Received after the closing"},
    "replaces": {"fr": "Référence de celle qu'elle corrige", "en": "Reference of the one that it corrects"},
    "form_version": {"fr": "Version du formulaire", "en": "Version of the form"},
    "number": {"fr": "Numéro de la ligne", "en": "Number of the row"},
    "study": {"fr": "Étude : new, in_hand ou closed", "en": "Study: new, in_hand or closed"},
    "labels": {"fr": "Étiquettes du bureau", "en": "Labels of the desk"},
}


def dictionary(tables: Sequence[RowsOf], languages: Sequence[str]) -> Iterator[list[str]]:
    """Rows under a heading: one for each column, then one for each code of its question."""
    columns = ["table", "column", "type", "question", "question_type", "personal", "code"]
    yield [*columns, *(f"label_{language}" for language in languages)]
    for table in tables:
        for column in table.columns:
            yield from _of_column(table.name, column, languages)


def title_of(column: Column, language: str) -> str:
    """What the column says, in words."""
    if column.question is None:
        return _OF_THE_DESK.get(column.name, {}).get(language, column.name)
    label = column.question.label.in_language(language)
    part = column.name.removeprefix(column.question.id).lstrip(".")
    return f"{label} – {_part(column.question, part, language)}" if part else label


def _part(question: Question, part: str, language: str) -> str:
    return question.code_label(part, language) if part in question.all_codes() else part


def _of_column(table: str, column: Column, languages: Sequence[str]) -> Iterator[list[str]]:
    question = column.question
    says = ["", "", ""] if question is None else [question.id, question.type, question.personal]
    head = [table, column.name, column.kind, *says]
    yield [*head, "", *(title_of(column, language) for language in languages)]
    if question is not None and column.name == question.id and not question.is_searched:
        for code in question.all_codes():
            yield [*head, code, *(question.code_label(code, language) for language in languages)]
