"""The mail catcher keeps what is sent, over real SMTP, and sends nothing on."""

from __future__ import annotations

import smtplib
import threading
from collections.abc import Iterator
from email.message import EmailMessage

import pytest
import requests

from consultkit.testing import MailCatcher


@pytest.fixture
def catcher() -> Iterator[MailCatcher]:
    with MailCatcher(web_port=0) as catcher:
        yield catcher


def send(catcher: MailCatcher, to: str, text: str, subject: str = "Votre lien é") -> None:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "us@example.fr", to, subject
    message.set_content(text)
    with smtplib.SMTP("127.0.0.1", catcher.port, timeout=5) as server:
        server.send_message(message)


def test_a_letter_is_kept_as_it_came(catcher: MailCatcher) -> None:
    link = "https://example.fr/account/password/" + "a" * 97
    send(catcher, "helene@example.fr", f"Bonjour,\n\nOuvrez {link}\n\nà bientôt\n")
    (letter,) = catcher.messages
    assert letter.recipients == ("helene@example.fr",)
    assert letter.subject == "Votre lien é"
    assert "à bientôt" in letter.text
    assert letter.links == (link,)


def test_waiting_gives_each_letter_once_and_in_order(catcher: MailCatcher) -> None:
    for number in ("1", "2"):
        send(catcher, "helene@example.fr", number)
    send(catcher, "paul@example.fr", "3")
    assert catcher.wait_for("paul@example.fr").text.strip() == "3"
    assert [catcher.wait_for("helene@example.fr").text.strip() for _ in range(2)] == ["1", "2"]
    with pytest.raises(TimeoutError, match=r"helene@example\.fr"):
        catcher.wait_for("helene@example.fr", seconds=0.01)
    assert len(catcher.messages) == 3


def test_waiting_ends_when_the_letter_comes(catcher: MailCatcher) -> None:
    sender = threading.Thread(target=send, args=(catcher, "helene@example.fr", "later"))
    sender.start()
    assert catcher.wait_for("helene@example.fr").text.strip() == "later"
    sender.join()


def test_the_page_lists_letters_with_their_links_and_nothing_runs_in_it(catcher: MailCatcher) -> None:
    assert catcher.web_address is not None
    assert "Aucune lettre" in requests.get(catcher.web_address, timeout=5).text
    send(catcher, "helene@example.fr", "<script>alert(1)</script> https://example.fr/?a=1&b=2 fin", "<b>gras")
    page = requests.get(catcher.web_address, timeout=5)
    assert '<a href="https://example.fr/?a=1&amp;b=2">https://example.fr/?a=1&amp;b=2</a> fin' in page.text
    assert "<script" not in page.text
    assert "<b>" not in page.text
    assert page.headers["Content-Security-Policy"].startswith("default-src 'none'")


def test_without_a_web_port_there_is_no_page() -> None:
    with MailCatcher() as catcher:
        assert catcher.web_address is None
        send(catcher, "helene@example.fr", "x")
        assert catcher.wait_for("helene@example.fr")
