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
    of_rows = _given(chosen, consultation, rows)
    # Each by the key of its facet: two such steps side by side have no index to be joined by.
    both = _by_itself(
        _with_codes(of_rows, consultation, columns, of_rows.c.code.label("row")).cte("both_answered")
    )
    any_code, each = sa.literal("", sa.Text()), sa.func.count(sa.distinct(both.c.id))
    counted = sa.union_all(
        sa.select(both.c.row, both.c.code, sa.func.count()).group_by(both.c.row, both.c.code),
        sa.select(both.c.row, any_code, each).group_by(both.c.row),
        sa.select(any_code, both.c.code, each).group_by(both.c.code),
        sa.select(any_code, any_code, each),
    )
    return {(of_row, of_column): n for of_row, of_column, n in tx.connection.execute(counted)}


def counts(tx: Transaction, consultation: str, questions: Collection[Codes], only: Filter) -> dict[Mark, int]:
    """How many of those that the filter lets through gave each closed answer, and any answer (code "")."""
    chosen = _chosen(consultation, only)
    found: dict[Mark, int] = {}
    for of in questions:
        given = _given(chosen, consultation, of)
        counted = sa.union_all(
            sa.select(given.c.code, sa.func.count()).group_by(given.c.code),
            sa.select(sa.literal("", sa.Text()), sa.func.count(sa.distinct(given.c.id))),
        )
        found.update({(of.question, code): n for code, n in tx.connection.execute(counted)})
    return found


def _given(chosen: sa.CTE, consultation: str, of: Codes) -> sa.CTE:
    """What each of the chosen answered to this question."""
    return _by_itself(_with_codes(chosen, consultation, of).cte(f"given_{of.question}"))


def _with_codes(
    those: sa.CTE, consultation: str, of: Codes, *beside: sa.ColumnElement[str]
) -> sa.Select[*tuple[Any, ...]]:
    """Each of them with each code that it has of this question."""
    table = facets.alias()
    on = sa.and_(
        table.c.consultation == consultation,
        table.c.question == of.question,
        table.c.code.in_(sorted(of.codes)),
        table.c.submission_id == those.c.id,
    )
    return sa.select(those.c.id, table.c.code, *beside).select_from(those.join(table, on))


def _chosen(consultation: str, only: Filter) -> sa.CTE:
    its: sa.Select[Any] = sa.select(submissions.c.id).where(
        submissions.c.consultation == consultation, stands(), *clauses_of(only)
    )
    return _by_itself(its.cte("chosen"))


def _by_itself(part: sa.CTE) -> sa.CTE:
    """One step after the other, each done once: neither database is left to guess in which order to join."""
    return part.prefix_with("MATERIALIZED")
