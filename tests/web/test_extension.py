"""What comes with a request: the time that it waited in a queue of ours, and where it comes from."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from consultkit import ConsultKit, Settings, create_app
from consultkit.web.access import Access, open_to
from consultkit.web.extension import waited
from consultkit.web.visitor import origin_of_request

from .conftest import CONSULTATION, Visitor


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


@pytest.mark.parametrize(("proxies", "counted"), [(0, "127.0.0.1"), (1, "198.51.100.9"), (2, "192.0.2.7")])
def test_only_the_proxies_in_front_are_believed(
    database_url: str, tmp_path: Path, proxies: int, counted: str
) -> None:
    file = tmp_path / "traders.yaml"
    file.write_text(CONSULTATION)
    settings = Settings(database_url=database_url, key_file=tmp_path / "keys", proxies=proxies)
    kit = ConsultKit([file], settings=settings)
    app = create_app(kit)
    app.add_url_rule("/legal/whence", view_func=open_to(Access.EVERYBODY)(origin_of_request))
    sent = {"X-Forwarded-For": "203.0.113.5, 192.0.2.7, 198.51.100.9"}
    assert app.test_client().get("/legal/whence", headers=sent).text == counted
    kit.close()


@pytest.mark.parametrize(("proxies", "warned"), [(0, True), (1, False)])
def test_production_without_a_word_of_its_proxy_is_warned(
    database_url: str, tmp_path: Path, caplog: pytest.LogCaptureFixture, proxies: int, warned: bool
) -> None:
    file = tmp_path / "traders.yaml"
    file.write_text(CONSULTATION)
    settings = Settings(
        database_url=database_url,
        key_file=tmp_path / "keys",
        public_url="https://traders.example",
        production=True,
        proxies=proxies,
    )
    kit = ConsultKit([file], settings=settings)
    create_app(kit)
    assert ("CONSULTKIT_PROXIES" in caplog.text) is warned
    kit.close()
