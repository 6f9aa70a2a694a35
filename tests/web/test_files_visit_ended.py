"""A page with files that comes when the visit is over, or with far too large a file: no text is lost."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sample_files import PDF
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import encode_multipart

from consultkit import ConsultKit, Settings
from consultkit.testing import FixedClock

from .conftest import OPEN, Member, Page
from .test_expiry import ADDRESS, OURS, PASSWORD, sign_in, typed_in
from .test_guarded_sessions import newest_token

LETTER = """
consultation: traders
title: {fr: La lettre, en: The letter}
languages: [fr, en]
window: {opens: 2018-10-31 08:00, closes: 2018-11-30, timezone: Europe/Paris}
respondent: {sign_in: [account]}
privacy: {controller: The town, basis: public_task, purpose: Papers, dpo: dpo@town.example, keep: 6 months}
pages:
  - id: letter
    title: {fr: La lettre, en: The letter}
    questions:
      - {id: firm, type: text, label: {fr: Entreprise, en: Firm}}
      - {id: letter, type: file, label: {fr: La lettre, en: The letter}, formats: [pdf], max_size: 200 kB}
"""
LARGE = PDF + bytes(25_000_000)
AGAIN = "Les fichiers qui n’étaient pas encore envoyés ne sont pas là"


@pytest.fixture
def kit(database_url: str, tmp_path: Path, clock: FixedClock) -> Iterator[ConsultKit]:
    file = tmp_path / "letter.yaml"
    file.write_text(LETTER)
    settings = Settings(database_url=database_url, key_file=tmp_path / "keys", files=str(tmp_path / "files"))
    kit = ConsultKit([file], settings=settings, clock=clock)
    yield kit
    kit.close()


@pytest.fixture
def owner(app: Flask, kit: ConsultKit) -> Member:
    owner = Member(app, kit, "owner")
    kit.accounts.ask_link(ADDRESS, language="fr", consultation="traders")
    owner.respondent = kit.accounts.choose_password(newest_token(kit), PASSWORD).respondent
    owner.sign_in()
    for name, value in OURS.items():
        owner.client.environ_base["HTTP_" + name.upper().replace("-", "_")] = value
    return owner


def hand_in(owner: Member, page: Page, content: bytes, firm: str = "Au pain doré") -> Page:
    form = page.form("firm")
    data = [one for one in form.filled({"firm": firm}) if one[0] not in {"letter.file", "attach"}]
    letter = FileStorage(io.BytesIO(content), "lettre.pdf", "letter.file")
    # Whole, as bytes: the client would leave open the file that it writes a large body to.
    boundary, body = encode_multipart(MultiDict([*data, ("letter.file", letter)]))
    kind = f"multipart/form-data; boundary={boundary}"
    return Page(owner.client.post(form.action, data=body, content_type=kind, follow_redirects=True))


@pytest.mark.parametrize("content", [PDF, LARGE], ids=["small", "large"])
def test_what_was_typed_beside_a_file_is_there_after_signing_in_again(
    owner: Member, clock: FixedClock, content: bytes, tmp_path: Path
) -> None:
    page = owner.begin()
    clock.set(OPEN + timedelta(minutes=61))
    asked = hand_in(owner, page, content)
    assert asked.address == "/traders/sign-in"
    back = sign_in(owner, asked)
    assert back.address == page.address
    assert typed_in(back, "firm") == ["Au pain doré"]
    assert AGAIN in back.words
    assert [path for path in (tmp_path / "files").rglob("*") if path.is_file()] == []


def test_what_no_page_of_ours_sends_is_refused_unread(owner: Member, clock: FixedClock) -> None:
    page = owner.begin()
    clock.set(OPEN + timedelta(minutes=61))
    for name in OURS:
        del owner.client.environ_base["HTTP_" + name.upper().replace("-", "_")]
    assert hand_in(owner, page, LARGE).status == 413


def test_text_without_end_is_refused_whoever_sends_it(owner: Member, clock: FixedClock) -> None:
    page = owner.begin()
    clock.set(OPEN + timedelta(minutes=61))
    assert hand_in(owner, page, PDF, firm="x" * 2_000_000).status == 413


def test_a_file_far_too_large_is_told_beside_its_question_and_the_rest_is_saved(owner: Member) -> None:
    page = hand_in(owner, owner.begin(), LARGE)
    assert page.status == 422
    assert "dépasse 200 ko" in page.words.replace("\xa0", " ")
    (draft,) = owner.kit.intake.drafts("traders", owner.respondent)
    assert draft.answers == {"firm": "Au pain doré"}


def test_a_store_that_is_away_takes_no_file_and_loses_no_text(owner: Member, tmp_path: Path) -> None:
    (tmp_path / "files").write_text("a file where the folder should be")
    page = hand_in(owner, owner.begin(), PDF)
    assert page.status == 422
    assert "aucun fichier ne peut être enregistré en ce moment" in page.words
    (draft,) = owner.kit.intake.drafts("traders", owner.respondent)
    assert draft.answers == {"firm": "Au pain doré"}
    (tmp_path / "files").unlink()
    hand_in(owner, owner.open(page.address), PDF)
    (draft,) = owner.kit.intake.drafts("traders", owner.respondent)
    assert draft.answers.keys() == {"firm", "letter"}


def test_a_draft_is_thrown_away_while_the_store_is_away_and_its_files_later(
    owner: Member, tmp_path: Path, clock: FixedClock
) -> None:
    page = owner.begin()
    hand_in(owner, page, PDF)
    folder = tmp_path / "files"
    folder.rename(tmp_path / "aside")
    folder.write_text("a file where the folder should be")
    asked = owner.open(page.address.rpartition("/")[0] + "/discard")
    assert owner.send(asked.forms[-1]).status == 200
    assert owner.kit.intake.drafts("traders", owner.respondent) == ()
    folder.unlink()
    (tmp_path / "aside").rename(folder)
    clock.move(timedelta(hours=25))
    owner.kit.file_chores.tidy()
    assert [path for path in folder.rglob("*") if path.is_file()] == []
