"""A page of questions asks little of the database, however it is opened."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
import sqlalchemy as sa

from consultkit import ConsultKit
from consultkit.testing import FixedClock

from .conftest import Member

MOST = 6


@contextmanager
def counted(kit: ConsultKit) -> Iterator[list[str]]:
    """The statements of the block, without the words that open and close a transaction."""
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith(("BEGIN", "COMMIT", "ROLLBACK")):
            statements.append(statement)

    sa.event.listen(kit.archive.engine, "before_cursor_execute", note)
    yield statements
    sa.event.remove(kit.archive.engine, "before_cursor_execute", note)


def test_showing_a_page(member: Member, kit: ConsultKit) -> None:
    page = member.begin()
    with counted(kit) as statements:
        member.client.get(page.address)
    assert 0 < len(statements) <= MOST, statements


@pytest.mark.parametrize("shop", ["Au pain doré", ""])
def test_saving_a_page(member: Member, kit: ConsultKit, shop: str) -> None:
    form = member.begin().form("shop")
    with counted(kit) as statements:
        member.post(form, {"shop": shop})
    assert 0 < len(statements) <= MOST, statements


def test_showing_a_page_when_the_session_is_put_off(
    member: Member, kit: ConsultKit, clock: FixedClock
) -> None:
    page = member.begin()
    clock.move(timedelta(minutes=5))
    with counted(kit) as statements:
        member.client.get(page.address)
    assert 0 < len(statements) <= MOST, statements
