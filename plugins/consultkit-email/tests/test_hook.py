"""The hook that the plugin is made of: what a letter must be, and that a faulty one loses nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from consultkit import ConsultKit, Letter, MailSettings, Settings, hookimpl
from consultkit.testing import FixedClock, MailCatcher

from .test_email import FILE, send

GOOD = Letter("Merci", "Merci.", "<p>Merci.</p>")


class Writer:
    """Writes what a test says."""

    letters: object = {"fr": GOOD}
    times = 0

    @hookimpl
    def submission_received(self, address: str) -> object:
        self.times += 1
        assert address.startswith("https://trees.example/trees/receipt/")
        return self.letters


@pytest.fixture
def catcher() -> Iterator[MailCatcher]:
    with MailCatcher() as catcher:
        yield catcher


@pytest.fixture
def writer() -> Writer:
    return Writer()


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(datetime(2018, 11, 15, 9, tzinfo=UTC))


@pytest.fixture
def kit(tmp_path: Path, catcher: MailCatcher, writer: Writer, clock: FixedClock) -> Iterator[ConsultKit]:
    (tmp_path / "trees.yaml").write_text(FILE.partition("plugins:")[0] + "plugins: {writer: {}}\n")
    settings = Settings(
        database_url=f"sqlite:///{tmp_path / 'trees.db'}",
        key_file=tmp_path / "keys",
        public_url="https://trees.example",
        mail=MailSettings(port=catcher.port),
    )
    files = [tmp_path / "trees.yaml"]
    kit = ConsultKit(files, settings=settings, clock=clock, plugins={"writer": writer})
    yield kit
    kit.close()


def work(kit: ConsultKit) -> None:
    for _ in range(3):
        kit.worker.run_once()


def test_a_letter_goes_out_as_text_with_html_beside_it(kit: ConsultKit, catcher: MailCatcher) -> None:
    send(kit)
    work(kit)
    [letter] = catcher.messages
    assert letter.message.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in letter.message.iter_parts()] == ["text/plain", "text/html"]


@pytest.mark.parametrize(
    "letters",
    [
        {"en": GOOD},
        {"de": GOOD},
    ],
)
def test_a_language_of_the_consultation_comes_first_else_any(
    kit: ConsultKit, catcher: MailCatcher, writer: Writer, letters: Mapping[str, Letter]
) -> None:
    writer.letters = letters
    send(kit)
    work(kit)
    [letter] = catcher.messages
    assert letter.message["Content-Language"] == next(iter(letters))


@pytest.mark.parametrize(
    "rubbish",
    [
        "a text",
        {"fr": "a text"},
        {"": GOOD},
        {"fr": Letter("two\nlines", "x", "y")},
        {"fr": Letter("x", "", "y")},
        {"fr": Letter("x", "nul\0", "y")},
    ],
)
def test_rubbish_is_not_sent_and_is_tried_again(
    kit: ConsultKit, catcher: MailCatcher, writer: Writer, clock: FixedClock, rubbish: object
) -> None:
    writer.letters = rubbish
    assert send(kit)
    work(kit)
    assert catcher.messages == ()
    writer.letters = {"fr": GOOD}
    clock.move(timedelta(hours=1))
    work(kit)
    assert len(catcher.messages) == 1
    assert writer.times == 2
