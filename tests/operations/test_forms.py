"""Forms: served by id, readable for ever by digest."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from consultkit.errors import NotFoundError

if TYPE_CHECKING:
    from tests.conftest import Serve


def test_a_consultation_that_is_not_served_is_not_found(serve: Serve) -> None:
    with pytest.raises(NotFoundError):
        serve().forms.current("another")


def test_a_form_that_was_never_served_is_not_found(serve: Serve) -> None:
    with pytest.raises(NotFoundError):
        serve().forms.by_digest("0" * 64)


def test_an_older_form_is_read_as_it_was(serve: Serve) -> None:
    before = serve().forms.current("fair")
    forms = serve(label="Said otherwise").forms
    after, read = forms.current("fair"), forms.by_digest(before.digest)
    assert after.digest != before.digest
    assert read.digest == before.digest
    assert read.document() == before.document()
    assert read.questions["notice"].label.in_language("en") == "Were you given notice?"


def test_a_form_is_read_from_the_archive_once(serve: Serve) -> None:
    before = serve().forms.current("fair")
    service = serve(label="Said otherwise")
    statements: list[str] = []
    sa.event.listen(
        service.archive.engine,
        "before_cursor_execute",
        lambda _connection, _cursor, statement, *_: statements.append(statement),
    )
    first = service.forms.by_digest(before.digest)
    assert service.forms.by_digest(before.digest) is first
    assert len(statements) == 1


def test_serving_the_same_file_again_registers_nothing_new(serve: Serve) -> None:
    serve()
    service = serve()
    with service.archive.reading() as tx:
        assert tx.connection.scalar(sa.text("SELECT count(*) FROM forms")) == 1


def test_consultations_are_listed_in_the_order_given(serve: Serve) -> None:
    assert [consultation.id for consultation in serve().forms.consultations] == ["fair"]
