"""Closed answers counted from the facets: for what is looked at together with a filter, and not kept."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from consultkit.records import Filter
from consultkit.storage.accepting import Mark
from consultkit.storage.archive import Transaction
from consultkit.storage.filtering import clauses_of
from consultkit.storage.retractions import stands
from consultkit.storage.tables import facets, submissions


@dataclass(frozen=True, slots=True)
class Codes:
    """A closed question and its codes: named, each facet is found by its whole key."""

    question: str
    codes: Collection[str]


def cells(
    tx: Transaction, consultation: str, rows: Codes, columns: Codes, only: Filter
) -> dict[tuple[str, str], int]:
    """By the code of the row and that of the column; "" in its place counts all who answered the question.

    The words of the filter are not looked for.
    """
    chosen = _chosen(consultation, only)
    row, column = _facet(chosen, consultation, rows), _facet(chosen, consultation, columns)
    both = (
        sa.select(chosen.c.id, row.table.c.code.label("row"), column.table.c.code.label("column"))
        .select_from(chosen.join(row.table, row.on).join(column.table, column.on))
        .cte("both_answered")
    )
    any_code, each = sa.literal("", sa.Text()), sa.func.count(sa.distinct(both.c.id))
    counted = sa.union_all(
        sa.select(both.c.row, both.c.column, sa.func.count()).group_by(both.c.row, both.c.column),
        sa.select(both.c.row, any_code, each).group_by(both.c.row),
        sa.select(any_code, both.c.column, each).group_by(both.c.column),
        sa.select(any_code, any_code, each),
    )
    return {(of_row, of_column): n for of_row, of_column, n in tx.connection.execute(counted)}


def counts(tx: Transaction, consultation: str, questions: Collection[Codes], only: Filter) -> dict[Mark, int]:
    """How many of those that the filter lets through gave each closed answer, and any answer (code "")."""
    chosen = _chosen(consultation, only)
    found: dict[Mark, int] = {}
    for of in questions:
        facet = _facet(chosen, consultation, of)
        given = (
            sa.select(chosen.c.id, facet.table.c.code)
            .select_from(chosen.join(facet.table, facet.on))
            .cte("given")
        )
        counted = sa.union_all(
            sa.select(given.c.code, sa.func.count()).group_by(given.c.code),
            sa.select(sa.literal("", sa.Text()), sa.func.count(sa.distinct(given.c.id))),
        )
        found.update({(of.question, code): n for code, n in tx.connection.execute(counted)})
    return found


@dataclass(frozen=True, slots=True)
class _Facet:
    table: sa.FromClause
    on: sa.ColumnElement[bool]


def _facet(chosen: sa.CTE, consultation: str, of: Codes) -> _Facet:
    table = facets.alias()
    on = sa.and_(
        table.c.consultation == consultation,
        table.c.question == of.question,
        table.c.code.in_(sorted(of.codes)),
        table.c.submission_id == chosen.c.id,
    )
    return _Facet(table, on)


def _chosen(consultation: str, only: Filter) -> sa.CTE:
    its: sa.Select[Any] = sa.select(submissions.c.id).where(
        submissions.c.consultation == consultation, stands(), *clauses_of(only)
    )
    return its.cte("chosen")
