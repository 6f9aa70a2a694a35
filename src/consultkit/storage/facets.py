"""Closed facts about contributions, one narrow row each: what filters look for.

Those of the answers are written when a contribution is accepted. Those of the desk (who studies it, what it
is labelled, how it was coded) are written here; their questions begin with `@`, as none of a file does.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from uuid import UUID

import sqlalchemy as sa

from consultkit.storage.accepting import Mark
from consultkit.storage.archive import Transaction
from consultkit.storage.tables import facets
from consultkit.storage.upsert import upserting

_these = sa.and_(
    facets.c.consultation == sa.bindparam("of_consultation"),
    facets.c.question == sa.bindparam("of_question"),
    facets.c.code == sa.bindparam("of_code"),
    facets.c.submission_id == sa.bindparam("of_submission"),
)
_counts = (
    sa.select(facets.c.question, facets.c.code, sa.func.count())
    .where(
        facets.c.consultation == sa.bindparam("of_consultation"),
        facets.c.question.in_(sa.bindparam("of_questions", expanding=True)),
    )
    .group_by(facets.c.question, facets.c.code)
)


def replace(
    tx: Transaction, consultation: str, submission_id: UUID, old: Iterable[Mark], new: Iterable[Mark]
) -> None:
    """Let the contribution be found under the new marks and no more under the old ones."""
    before, now = set(old), set(new)
    gone = [_row(consultation, submission_id, mark) for mark in sorted(before - now)]
    if gone:
        tx.connection.execute(sa.delete(facets).where(_these), gone)
    for question, code in sorted(now - before):
        values = {"question": question, "code": code, "submission_id": submission_id}
        statement = upserting(tx, facets).values(consultation=consultation, **values)
        tx.connection.execute(statement.on_conflict_do_nothing())


def counts(tx: Transaction, consultation: str, questions: Collection[str]) -> dict[Mark, int]:
    """How many contributions each mark of these questions has."""
    asked = {"of_consultation": consultation, "of_questions": list(questions)}
    return {(question, code): n for question, code, n in tx.connection.execute(_counts, asked)}


def _row(consultation: str, submission_id: UUID, mark: Mark) -> dict[str, object]:
    question, code = mark
    return {
        "of_consultation": consultation,
        "of_question": question,
        "of_code": code,
        "of_submission": submission_id,
    }
