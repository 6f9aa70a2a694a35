"""Who has sent a contribution gets one letter, which says what the receipt does and no answer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from consultkit import ConsultKit, Identity, MailSettings, Settings, digest_of
from consultkit.testing import CaughtLetter, FixedClock, MailCatcher

ADDRESS, SECRET = "owner@shop.example", "un secret que personne ne lit"
FILE = """\
consultation: trees
title: {fr: "Les <arbres> & nous", en: The trees and us}
languages: [fr, en]
window: {opens: 2018-10-31 08:00, closes: 2018-11-30}
respondent: {sign_in: [account], contributions: many}
privacy: {controller: La mairie, basis: public_task, purpose: Voir, dpo: dpo@mairie.example, keep: 6 months}
pages: [{id: one, title: Un, questions: [{id: note, type: text, label: Quoi ?}]}]
plugins: {email: {next: {fr: "Un agent <lit> tout.", en: An official reads all.}}}
"""


@pytest.fixture
def catcher() -> Iterator[MailCatcher]:
    with MailCatcher() as catcher:
        yield catcher


@pytest.fixture
def kit(tmp_path: Path, catcher: MailCatcher) -> Iterator[ConsultKit]:
    (tmp_path / "trees.yaml").write_text(FILE)
    settings = Settings(
        database_url=f"sqlite:///{tmp_path / 'trees.db'}",
        key_file=tmp_path / "keys",
        public_url="https://trees.example",
        mail=MailSettings(port=catcher.port, sender="Les arbres <arbres@mairie.example>"),
    )
    clock = FixedClock(datetime(2018, 11, 15, 9, tzinfo=UTC))
    kit = ConsultKit([tmp_path / "trees.yaml"], settings=settings, clock=clock)
    yield kit
    kit.close()


def send(kit: ConsultKit, address: str | None = ADDRESS) -> str:
    claims = {"email": address} if address else {}
    identity = Identity("https://provider.example", str(address), claims=claims)
    respondent = kit.identities.respondent_of(identity, "account")
    draft = kit.intake.save(kit.intake.begin("trees", respondent), {"note": SECRET})
    checked = digest_of({"note": SECRET})
    return kit.intake.submit(
        draft.id, respondent, submit_key=draft.submit_key, answers_sha256=checked
    ).reference


def letter_of(kit: ConsultKit, catcher: MailCatcher) -> CaughtLetter:
    for _ in range(3):
        kit.worker.run_once()
    [letter] = catcher.messages
    return letter


def test_the_letter_says_what_the_receipt_does_and_no_answer(kit: ConsultKit, catcher: MailCatcher) -> None:
    reference = send(kit)
    letter = letter_of(kit, catcher)
    assert letter.recipients == (ADDRESS,)
    assert letter.subject == "Votre contribution est bien reçue : Les <arbres> & nous"
    html = letter.message.get_body(("html",)).get_content()
    for said in (letter.text, html):
        assert reference in said
        assert "15 novembre 2018" in said
        assert f"https://trees.example/trees/receipt/{reference}" in said
        assert SECRET not in said
    assert "Un agent <lit> tout." in letter.text
    assert "Un agent &lt;lit&gt; tout." in html
    assert "<arbres>" not in html
    assert not re.search("(src|http-equiv)=", html)
    assert letter.message["Content-Language"] == "fr"


def test_it_is_posted_once_however_often_the_worker_comes_by(kit: ConsultKit, catcher: MailCatcher) -> None:
    send(kit)
    letter_of(kit, catcher)
    for _ in range(3):
        kit.worker.run_once()
    assert len(catcher.messages) == 1


def test_who_has_no_address_gets_none_and_loses_nothing(kit: ConsultKit, catcher: MailCatcher) -> None:
    assert send(kit, None)
    for _ in range(3):
        kit.worker.run_once()
    assert catcher.messages == ()
