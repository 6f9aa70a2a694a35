"""What the list of the desk is narrowed down to, as the database looks for it."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from consultkit.records import NONE, Filter
from consultkit.storage.tables import facets, submissions


def clauses_of(asked: Filter) -> Iterator[sa.ColumnElement[bool]]:
    """What must hold of a row of `submissions`. The words of the filter are not looked for here.

    Each mark is one probe of the key of `facets`, contribution by contribution from the latest on: a page is
    full after a few, and where next to nothing fits the probes are still cheap.
    """
    for question, codes in asked.marks.items():
        yield _has(question, codes)
    if asked.since is not None:
        yield submissions.c.received_at >= asked.since
    if asked.before is not None:
        yield submissions.c.received_at < asked.before


def _has(question: str, codes: tuple[str, ...]) -> sa.ColumnElement[bool]:
    """One of the codes; NONE among them is having no code at all."""
    given = [code for code in codes if code != NONE]
    ways: list[sa.ColumnElement[bool]] = (
        [_marked(question).where(facets.c.code.in_(given)).exists()] if given else []
    )
    if NONE in codes:
        ways.append(~_marked(question).exists())
    return sa.or_(*ways)


def _marked(question: str) -> sa.Select[int]:
    its = sa.and_(
        facets.c.consultation == submissions.c.consultation,
        facets.c.question == question,
        facets.c.submission_id == submissions.c.id,
    )
    return sa.select(sa.literal(1)).select_from(facets).where(its).correlate(submissions)
