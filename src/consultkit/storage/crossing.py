"""Closed answers counted from the facets: for what is looked at together with a filter, and not kept."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from consultkit.records import Filter
from consultkit.storage.accepting import Mark
from consultkit.storage.archive import Transaction
from consultkit.storage.filtering import clauses_of
from consultkit.storage.tables import facets, submissions

_rows, _columns = facets.alias("of_rows"), facets.alias("of_columns")


def cells(
    tx: Transaction, consultation: str, row_question: str, column_question: str, only: Filter
) -> dict[tuple[str, str], int]:
    """By the code of the row and that of the column; "" in its place counts all who answered the question.

    The words of the filter are not looked for.
    """
    both = _rows.join(_columns, _columns.c.submission_id == _rows.c.submission_id)
    asked = (
        *_of(_rows, consultation, row_question, only),
        _columns.c.consultation == consultation,
        _columns.c.question == column_question,
    )
    found = {
        (row, column): n
        for row, column, n in tx.connection.execute(
            sa.select(_rows.c.code, _columns.c.code, sa.func.count())
            .select_from(both)
            .where(*asked)
            .group_by(_rows.c.code, _columns.c.code)
        )
    }
    return {**found, **_totals(tx, both, asked)}


def counts(tx: Transaction, consultation: str, only: Filter) -> dict[Mark, int]:
    """How many of those that the filter lets through gave each closed answer, by question and code."""
    its = facets.c.submission_id.in_(_ids(consultation, only))
    counted = (
        sa.select(facets.c.question, facets.c.code, sa.func.count())
        .where(facets.c.consultation == consultation, its)
        .group_by(facets.c.question, facets.c.code)
    )
    found = {(question, code): n for question, code, n in tx.connection.execute(counted)}
    answered = (
        sa.select(facets.c.question, sa.func.count(sa.distinct(facets.c.submission_id)))
        .where(facets.c.consultation == consultation, its)
        .group_by(facets.c.question)
    )
    return {**found, **{(question, ""): n for question, n in tx.connection.execute(answered)}}


def _totals(
    tx: Transaction, both: sa.FromClause, asked: tuple[sa.ColumnElement[bool], ...]
) -> dict[tuple[str, str], int]:
    """Each contribution counts once, however many answers it gave."""
    each = sa.func.count(sa.distinct(_rows.c.submission_id))

    def by(column: sa.ColumnElement[str]) -> sa.Select[str, int]:
        return sa.select(column, each).select_from(both).where(*asked).group_by(column)

    run = tx.connection.execute
    whole = run(sa.select(each).select_from(both).where(*asked)).scalar_one()
    return {
        ("", ""): int(whole),
        **{(code, ""): n for code, n in run(by(_rows.c.code))},
        **{("", code): n for code, n in run(by(_columns.c.code))},
    }


def _of(
    table: sa.FromClause, consultation: str, question: str, only: Filter
) -> tuple[sa.ColumnElement[bool], ...]:
    its = (table.c.consultation == consultation, table.c.question == question)
    if only.marks or only.since or only.before:
        return (*its, table.c.submission_id.in_(_ids(consultation, only)))
    return its


def _ids(consultation: str, only: Filter) -> sa.Select[Any]:
    return sa.select(submissions.c.id).where(submissions.c.consultation == consultation, *clauses_of(only))
