"""Sealed questions by pages alone: answered, sent, opened at the desk by who hands the key in, corrected."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import officials_keys
import pytest
from flask import Flask
from werkzeug.datastructures import FileStorage

from consultkit import ConsultKit, Role, Settings, create_app
from consultkit.records import SignedIn
from consultkit.testing import FixedClock
from consultkit.web.pdf import can_make_pdf

from .conftest import OPEN, Member, Page, Visitor
from .test_guarded_desk import COOKIE, PASSWORD
from .test_guarded_sessions import newest_token

FILE = Path(__file__).parents[1] / "consultations" / "sealed.yaml"
CANARY = "canary-of-a-witness"
DESK = "/desk/whispers"
KEY_PAGE = f"{DESK}/key"
KEY_COOKIE = "consultkit-key"
SEALED = "Sealed: it opens with the officials' key."


@pytest.fixture
def kit(database_url: str, tmp_path: Path, clock: FixedClock) -> Iterator[ConsultKit]:
    settings = Settings(database_url=database_url, key_file=tmp_path / "keys")
    kit = ConsultKit([FILE], settings=settings, clock=clock)
    yield kit
    kit.close()


@pytest.fixture
def app(kit: ConsultKit) -> Flask:
    return create_app(kit)


@pytest.fixture
def member(app: Flask, kit: ConsultKit) -> Member:
    return Member(app, kit, "alma")


def at_desk(app: Flask, kit: ConsultKit, name: str, role: Role) -> Visitor:
    kit.accounts.add_official(f"{name}@ministry.example", "whispers", role, language="en")
    account = kit.accounts.choose_password(newest_token(kit), PASSWORD)
    visitor = Visitor(app)
    who = SignedIn(account.respondent, "account", account, opens_desk=True)
    visitor.client.set_cookie(COOKIE, kit.sessions.begin({}, who).id)
    return visitor


@pytest.fixture
def ada(app: Flask, kit: ConsultKit) -> Visitor:
    return at_desk(app, kit, "ada", Role.CASEWORKER)


def to_check(member: Member, **answers: str) -> Page:
    given = {"firm": "Au pain doré", "witness": CANARY, "fears": "yes", **answers}
    return member.send(member.open("/whispers/begin").form("firm"), given, "next")


def sent(member: Member, **answers: str) -> str:
    receipt = member.send(to_check(member, **answers).form("submit_key"))
    return receipt.address.rsplit("/", 1)[-1]


def hand_in(visitor: Visitor, key: str) -> Page:
    return visitor.send(visitor.open(KEY_PAGE).form("key"), {"key": key})


def contribution(visitor: Visitor, reference: str) -> Page:
    return visitor.open(f"{DESK}/contributions/{reference}")


def kept_key(visitor: Visitor) -> str:
    cookie = visitor.client.get_cookie(KEY_COOKIE, path=DESK)
    assert cookie is not None
    return cookie.value


def test_from_answering_to_the_official_who_opens_it(member: Member, ada: Visitor) -> None:
    asked = member.open("/whispers/begin")
    assert "Once sent, only the officials who hold the key can read your answer." in asked.words
    check = to_check(member)
    assert CANARY in check.words
    receipt = member.send(check.form("submit_key"))
    reference = receipt.address.rsplit("/", 1)[-1]
    assert CANARY not in receipt.html
    assert receipt.words.count(SEALED) == 2
    before = contribution(ada, reference)
    assert CANARY not in before.html
    assert "Some answers are sealed" in before.words
    handed = ada.send(
        ada.open(before.links["Hand the key in"]).form("key"), {"key": officials_keys.ONE.secret}
    )
    assert CANARY in handed.html
    assert handed.address == f"{DESK}/contributions/{reference}"
    assert "The sealed answers are opened" in handed.words
    assert "Sealed answers opened with the officials' key" in contribution(ada, reference).words
    forgotten = ada.send(next(one for one in handed.forms if one.action == f"{KEY_PAGE}/forget"))
    assert "The key is handed in" not in forgotten.words
    assert CANARY not in contribution(ada, reference).html


def test_what_the_respondent_downloads_holds_no_sealed_answer(member: Member) -> None:
    reference = sent(member)
    answers = member.client.get(f"/whispers/receipt/{reference}/answers.json").get_json()
    assert answers["witness"] == {"@sealed": reference}
    pdf = member.client.get(f"/whispers/receipt/{reference}/receipt.pdf")
    assert can_make_pdf()
    assert pdf.data.startswith(b"%PDF")
    assert CANARY not in pdf.data.decode("latin-1")


def test_the_key_opens_neither_the_export_nor_the_list_nor_the_search(member: Member, ada: Visitor) -> None:
    sent(member)
    hand_in(ada, officials_keys.ONE.secret)
    assert CANARY not in ada.client.get(f"{DESK}/export.csv").text
    assert CANARY not in ada.open(f"{DESK}/contributions").html
    found = ada.open(f"{DESK}/contributions?words={CANARY}")
    assert "Au pain doré" not in found.words
    assert CANARY not in ada.open(f"{DESK}/summary").html


def test_the_key_may_come_as_a_file(member: Member, ada: Visitor) -> None:
    reference = sent(member)
    token = next(one for one in ada.open(KEY_PAGE).form("key").controls if one.name == "csrf_token").value
    written = f"# public key: {officials_keys.OTHER.recipient}\n{officials_keys.OTHER.secret}\n".encode()
    file = FileStorage(io.BytesIO(written), "officials.key")
    ada.client.post(KEY_PAGE, data={"csrf_token": token, "key": "", "file": file})
    assert CANARY in contribution(ada, reference).html


@pytest.mark.parametrize(
    ("handed", "said"),
    [
        ("", "This is not a key."),
        ("my password", "This is not a key."),
        (officials_keys.ONE.recipient, "This is not a key."),
        (officials_keys.ONE.secret[:-4], "This key is damaged"),
        (officials_keys.ONE.secret[:-1] + "B", "This key is damaged"),
        (f"{officials_keys.ONE.secret}\n{officials_keys.OTHER.secret}", "This file holds several keys."),
        (officials_keys.STRANGER.secret, "This key opens nothing of what this consultation receives."),
        ("AGE-SECRET-KEY-1\x00" + "é" * 500, "This key is damaged"),
    ],
)
def test_what_is_no_key_or_anothers_is_said_and_never_repeated(ada: Visitor, handed: str, said: str) -> None:
    answer = hand_in(ada, handed)
    assert answer.status == 422
    assert said in answer.words
    assert ada.client.get_cookie(KEY_COOKIE, path=DESK) is None
    assert not handed or handed not in answer.html.replace(officials_keys.ONE.recipient, "")


def test_the_cookie_is_for_the_desk_alone_and_holds_no_key(member: Member, ada: Visitor) -> None:
    form = ada.open(KEY_PAGE).form("key")
    answer = ada.post(form, {"key": officials_keys.ONE.secret})
    [cookie] = [one for one in answer.headers.getlist("Set-Cookie") if one.startswith(KEY_COOKIE)]
    for word in ("HttpOnly", f"Path={DESK}", "SameSite=Strict", "Max-Age=1800"):
        assert word in cookie
    assert "AGE-SECRET-KEY" not in cookie
    assert answer.headers["Cache-Control"] == "no-store"
    assert contribution(ada, sent(member)).status == 200


def test_where_the_site_is_served_over_https_the_cookie_is_secure(database_url: str, tmp_path: Path) -> None:
    settings = Settings(
        database_url=database_url, key_file=tmp_path / "keys", public_url="https://site.example"
    )
    kit = ConsultKit([FILE], settings=settings, clock=FixedClock(OPEN))
    kit.accounts.add_official("ada@ministry.example", "whispers", Role.CASEWORKER, language="en")
    account = kit.accounts.choose_password(newest_token(kit), PASSWORD)
    client = create_app(kit).test_client()
    who = SignedIn(account.respondent, "account", account, opens_desk=True)
    secret, base = kit.sessions.begin({}, who).id, "https://site.example"
    client.set_cookie("__Host-consultkit", secret, domain="site.example", secure=True)
    page = Page(client.get(KEY_PAGE, base_url=base))
    token = next(one for one in page.form("key").controls if one.name == "csrf_token").value
    answer = client.post(
        KEY_PAGE, data={"csrf_token": token, "key": officials_keys.ONE.secret}, base_url=base
    )
    cookies = answer.headers.getlist("Set-Cookie")
    assert any(one.startswith("__Secure-consultkit-key=") and "; Secure" in one for one in cookies)
    kit.close()


def test_a_stolen_cookie_opens_nothing_in_another_visit(
    app: Flask, kit: ConsultKit, member: Member, ada: Visitor
) -> None:
    reference = sent(member)
    hand_in(ada, officials_keys.ONE.secret)
    thief = at_desk(app, kit, "eve", Role.CASEWORKER)
    thief.client.set_cookie(KEY_COOKIE, kept_key(ada), path=DESK)
    assert CANARY not in contribution(thief, reference).html
    assert CANARY in contribution(ada, reference).html


@pytest.mark.parametrize("kept", ["", "x", "é", "A" * 300, "====", "AQ==", "\u2028"])
def test_a_cookie_that_nobody_made_is_as_good_as_none(member: Member, ada: Visitor, kept: str) -> None:
    reference = sent(member)
    ada.client.set_cookie(KEY_COOKIE, kept, path=DESK)
    assert contribution(ada, reference).status == 200


def test_the_key_is_forgotten_after_half_an_hour(clock: FixedClock, member: Member, ada: Visitor) -> None:
    reference = sent(member)
    hand_in(ada, officials_keys.ONE.secret)
    kept = kept_key(ada)
    clock.move(timedelta(minutes=29))
    assert CANARY in contribution(ada, reference).html
    clock.move(timedelta(minutes=2))
    ada.client.set_cookie(KEY_COOKIE, kept, path=DESK)
    assert CANARY not in contribution(ada, reference).html


def test_who_signs_out_leaves_no_key(member: Member, ada: Visitor) -> None:
    hand_in(ada, officials_keys.ONE.secret)
    assert kept_key(ada)
    ada.send(next(form for form in ada.open(KEY_PAGE).forms if "sign-out" in form.action))
    assert ada.client.get_cookie(KEY_COOKIE, path=DESK) is None


def test_a_reader_sees_that_there_is_an_answer_and_has_no_page_for_a_key(
    app: Flask, kit: ConsultKit, member: Member, ada: Visitor
) -> None:
    reference = sent(member)
    hand_in(ada, officials_keys.ONE.secret)
    reader = at_desk(app, kit, "lou", Role.READER)
    assert SEALED in contribution(reader, reference).words
    assert "Hand the key in" not in contribution(reader, reference).words
    assert reader.open(KEY_PAGE).status == 404


def test_nothing_of_the_key_or_the_answers_is_logged(
    member: Member, ada: Visitor, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    reference = sent(member)
    for key in (officials_keys.STRANGER.secret, officials_keys.ONE.secret):
        hand_in(ada, key)
        contribution(ada, reference)
    assert CANARY not in caplog.text
    assert "AGE-SECRET-KEY" not in caplog.text


def test_a_correction_shows_what_is_sealed_as_kept_and_lets_it_be_replaced(
    member: Member, ada: Visitor
) -> None:
    reference = sent(member)
    begun = member.send(
        next(one for one in member.open(f"/whispers/receipt/{reference}").forms if "correct" in one.action)
    )
    asked = (
        begun
        if any("firm" in {c.name for c in one.controls} for one in begun.forms)
        else member.open(f"{begun.address.rsplit('/', 1)[0]}/whisper")
    )
    assert CANARY not in asked.html
    assert asked.words.count("Your answer is sealed: nobody can show it here.") == 2
    checked = member.send(asked.form("firm"), {"firm": "Moulin", "witness": "", "fears": "no"}, "next")
    assert SEALED in checked.words
    receipt = member.send(checked.form("submit_key"))
    newer = receipt.address.rsplit("/", 1)[-1]
    assert newer != reference
    hand_in(ada, officials_keys.ONE.secret)
    read = contribution(ada, newer)
    assert CANARY in read.html
    assert "Moulin" in read.words


def test_two_tabs_of_a_correction_are_compared_without_opening_anything(member: Member) -> None:
    reference = sent(member)
    member.send(
        next(one for one in member.open(f"/whispers/receipt/{reference}").forms if "correct" in one.action)
    )
    [draft] = member.kit.intake.drafts("whispers", member.respondent)
    page = member.open(f"/whispers/draft/{draft.id}/whisper")
    member.send(page.form("firm"), {"firm": "One", "witness": "", "fears": ""}, "next")
    both = member.send(page.form("firm"), {"firm": "Two", "witness": "Another", "fears": ""}, "next")
    assert both.status == 409
    assert SEALED in both.words


def test_the_rows_of_a_sealed_list_are_replaced_by_new_ones(member: Member, kit: ConsultKit) -> None:
    draft = kit.intake.begin("whispers", member.respondent)
    kit.intake.save(draft, {"firm": "Moulin", "witness": "w", "sources": [{"name": CANARY}]})
    sent_ = member.send(member.open("/whispers/begin").form("submit_key"))
    reference = sent_.address.rsplit("/", 1)[-1]
    member.send(
        next(one for one in member.open(f"/whispers/receipt/{reference}").forms if "correct" in one.action)
    )
    [draft] = kit.intake.drafts("whispers", member.respondent)
    page = member.open(f"/whispers/draft/{draft.id}/whisper")
    assert CANARY not in page.html
    assert kit.intake.draft(draft.id, member.respondent).answers["sources"] == {"@sealed": reference}
    row = member.send(page.form("firm"), {"row": "sources/1"})
    assert CANARY not in row.html
    member.send(row.form("name"), {"name": "Somebody else"})
    assert kit.intake.draft(draft.id, member.respondent).answers["sources"] == [{"name": "Somebody else"}]
