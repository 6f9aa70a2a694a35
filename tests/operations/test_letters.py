"""Letters reach the mailbox, open the door once, and tell nothing else."""

from __future__ import annotations

import re
import socket
import threading
from datetime import timedelta
from email.utils import parsedate_to_datetime

import pytest
import sqlalchemy as sa

from consultkit.errors import SignInError
from consultkit.operations.letter_texts import LETTERS, LINK_PATHS
from consultkit.operations.mailing import post
from consultkit.records import MailSettings
from consultkit.storage.mail_links import token_of
from consultkit.storage.tables import mail_links, outbox
from consultkit.testing import MailCatcher

ADDRESS = "elise@editions.example"
FRENCH = (
    "Choisissez votre mot de passe : Les arbres",
    "jusqu'au vendredi 16 novembre 2018, 12 h, heure de Paris",
)


@pytest.fixture
def catcher():
    with MailCatcher() as catcher:
        yield catcher


@pytest.fixture
def campaign(campaigns, trees, catcher):
    return campaigns(trees, mail=MailSettings(port=catcher.port, sender="Les arbres <arbres@town.example>"))


def letter_entry(campaign):
    with campaign.archive.reading() as tx:
        return tx.connection.execute(sa.select(outbox).where(outbox.c.kind == "letter")).one()


def test_the_link_of_the_letter_opens_the_account_of_its_address(campaign, catcher):
    campaign.accounts.ask_link(ADDRESS, language="fr", consultation="trees")
    campaign.worker.run_once()
    (letter,) = catcher.messages
    (link,) = letter.links
    token = link.removeprefix("https://trees.example/account/password/").removesuffix("?consultation=trees")
    assert letter.recipients == (ADDRESS,)
    assert campaign.accounts.open_link(token) == ADDRESS


@pytest.mark.parametrize(
    ("language", "subject", "until"),
    [
        ("fr", *FRENCH),
        ("en", "Choose your password: Trees", "12:00, Paris time"),
        ("de", *FRENCH),
    ],
)
def test_it_is_written_in_the_language_asked_for_with_its_end(campaign, catcher, language, subject, until):
    campaign.accounts.ask_link(ADDRESS, language=language, consultation="trees")
    campaign.worker.run_once()
    (letter,) = catcher.messages
    assert letter.subject == subject
    assert until in " ".join(letter.text.split())


def test_its_headers_say_what_it_is(campaign, catcher):
    campaign.accounts.ask_link(ADDRESS, language="fr", consultation="trees")
    campaign.worker.run_once()
    message = catcher.messages[0].message
    assert message["From"] == "Les arbres <arbres@town.example>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert parsedate_to_datetime(message["Date"]) == campaign.clock.now()
    assert message.get_content_type() == "text/plain"
    assert re.fullmatch(r"<[0-9a-f]{32}@town\.example>", message["Message-ID"])


def test_a_letter_that_is_sent_twice_is_the_same_letter(campaign, catcher):
    campaign.accounts.ask_link(ADDRESS, language="fr", consultation="trees")
    campaign.worker.run_once()
    with campaign.archive.writing() as tx:
        tx.connection.execute(sa.update(outbox).values(done_at=None))
    campaign.clock.move(timedelta(minutes=5))
    campaign.worker.run_once()
    first, second = catcher.messages
    assert first.message["Message-ID"] == second.message["Message-ID"]
    assert first.links == second.links


def test_a_link_without_a_consultation_names_our_address(campaign, catcher):
    campaign.accounts.ask_link(ADDRESS, language="fr", consultation=None)
    campaign.worker.run_once()
    assert catcher.messages[0].subject == "Choisissez votre mot de passe : trees.example"


def test_the_secret_of_the_link_is_nowhere_in_the_outbox(campaign, catcher):
    campaign.accounts.ask_link(ADDRESS, language="fr", consultation="trees")
    campaign.worker.run_once()
    (link,) = catcher.messages[0].links
    secret = link.rpartition(".")[2]
    assert secret not in str(letter_entry(campaign))
    assert ADDRESS not in str(letter_entry(campaign))


def test_while_the_mail_server_is_away_letters_wait(campaigns, trees, catcher):
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        away = campaigns(trees, mail=MailSettings(port=nobody.getsockname()[1]))
        away.accounts.ask_link(ADDRESS, language="fr", consultation="trees")
        away.worker.run_once()
    entry = letter_entry(away)
    assert entry.last_error == "The mail server did not take the letter (ConnectionRefusedError)."
    back = campaigns(trees, mail=MailSettings(port=catcher.port))
    back.clock.set(entry.next_at)
    back.worker.run_once()
    assert len(catcher.messages) == 1
    assert letter_entry(back).done_at is not None


def test_a_letter_whose_link_is_over_is_not_sent(campaign, catcher):
    campaign.accounts.ask_link(ADDRESS, language="fr", consultation="trees")
    campaign.clock.move(timedelta(hours=24))
    campaign.worker.run_once()
    assert catcher.messages == ()
    assert letter_entry(campaign).refused_at is not None


@pytest.mark.parametrize(
    ("answers", "refused"),
    [
        ({"RCPT": "550 5.1.1 No such mailbox <elise@editions.example>"}, True),
        ({"RCPT": "451 4.7.1 Greylisted"}, False),
        ({"DATA": "554 5.7.1 Not wanted"}, True),
        ({"MAIL": "550 5.7.1 We do not know you"}, False),
    ],
)
def test_a_server_that_refuses_the_address_is_believed_and_one_that_refuses_us_is_asked_again(
    campaigns, trees, answers, refused
):
    with GrumpyServer(answers) as server:
        campaign = campaigns(trees, mail=MailSettings(port=server.port))
        campaign.accounts.ask_link(ADDRESS, language="fr", consultation="trees")
        campaign.worker.run_once()
    entry = letter_entry(campaign)
    assert (entry.refused_at is not None) is refused
    assert (
        entry.last_error == f"The mail server did not take the letter ({next(iter(answers.values()))[:3]})."
    )


class GrumpyServer:
    """An SMTP server that gives one visitor the answers it is told to, by the first word of a command."""

    def __init__(self, answers):
        self._answers = {
            "EHLO": "250 hello",
            "RSET": "250 ok",
            "QUIT": "221 bye",
            "MAIL": "250 ok",
            **answers,
        }
        self._answers.setdefault("RCPT", "250 ok")
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._listening.settimeout(20)
        self.port = self._listening.getsockname()[1]
        self._thread = threading.Thread(target=self._serve)

    def _serve(self):
        visitor, _ = self._listening.accept()
        with visitor, visitor.makefile("rw", newline="\r\n", encoding="utf-8") as line:
            line.write("220 grumpy\r\n")
            line.flush()
            for command in line:
                line.write(self._answers[command[:4].upper()] + "\r\n")
                line.flush()

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._thread.join()
        self._listening.close()


@pytest.mark.parametrize("word", LETTERS)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_letter_says_what_it_is_about_and_leads_where_it_says(campaign, catcher, word, language):
    with campaign.archive.writing() as tx:
        now = campaign.clock.now()
        instants = {"closes": now, "kept_until": now, "until": now}
        post(tx, word, ADDRESS, at=now, language=language, consultation="trees", instants=instants)
    campaign.worker.run_once()
    (letter,) = catcher.messages
    assert ("Les arbres" if language == "fr" else "Trees") in letter.subject
    assert "{" not in letter.subject + letter.text
    assert bool(letter.links) == (word in LINK_PATHS)
    if letter.links:
        path = LINK_PATHS[word].format(consultation="trees", token="")
        assert letter.links[0].startswith(f"https://trees.example{path}")


@pytest.mark.parametrize("word", [word for word in LETTERS if word != "choose_password"])
def test_only_its_own_letter_lets_anybody_choose_a_password(campaign, catcher, word):
    with campaign.archive.writing() as tx:
        post(tx, word, ADDRESS, at=campaign.clock.now(), language="fr")
        link_id = tx.connection.execute(sa.select(mail_links.c.id)).scalar_one()
        token = token_of(tx.keys, link_id)
    with pytest.raises(SignInError):
        campaign.accounts.choose_password(token, "trois chevaux verts a Saint-Malo")
