"""The time that a request waits in a queue of ours is not the visitor's."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask

from consultkit.web.access import Access, open_to
from consultkit.web.extension import waited

from .conftest import Visitor


def test_what_was_waited_is_counted_from_the_arrival(app: Flask) -> None:
    with app.test_request_context("/", environ_overrides={"consultkit.arrived": 10.0}):
        assert waited(lambda: 12.5) == timedelta(seconds=2.5)


def test_a_clock_that_steps_back_makes_nobody_late(app: Flask) -> None:
    with app.test_request_context("/", environ_overrides={"consultkit.arrived": 10.0}):
        assert waited(lambda: 9.0) == timedelta(0)


def test_every_request_is_stamped_when_it_arrives(app: Flask) -> None:
    seen: list[timedelta] = []

    def note() -> str:
        seen.append(waited())
        return ""

    app.add_url_rule("/legal/waited", view_func=open_to(Access.EVERYBODY)(note))
    Visitor(app).open("/legal/waited")
    assert seen[0] >= timedelta(0)
