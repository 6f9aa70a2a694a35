"""The receipt to keep: an accessible PDF in which every answer is there to the letter, whatever it was."""

from __future__ import annotations

import io
import re

import pytest
from pypdf import PdfReader

from consultkit import ConsultKit
from consultkit.web import pdf
from consultkit.web.pdf import can_make_pdf

from .conftest import Member, Page

HOSTILE = '#panic() *gras* _x_ $a^2$ \\ <label> `code` @ref [b] // = Titre " ~ -- {{7*7}} #{sys}'
STRANGE = "汉字 😀 العربية \u200b\u0301 ẞ œuvre"


def sent(member: Member, story: str, shop: str = "Au pain doré") -> Page:
    street = member.send(member.begin().form("shop"), {"shop": shop})
    words = member.send(street.form("trouble"), {"trouble": ["noise", "works"]})
    if "months" in words.html:
        words = member.send(words.form("months"), {"months": "3"})
    check = member.send(words.form("sure"), {"sure": "yes", "story": story})
    return member.send(check.form("submit_key"))


def read(member: Member, page: Page) -> PdfReader:
    answer = member.client.get(page.links["Le garder en PDF"])
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    return PdfReader(io.BytesIO(answer.data))


def text_of(pdf: PdfReader) -> str:
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pdf.pages))


def test_it_says_all_that_the_receipt_says(member: Member, kit: ConsultKit) -> None:
    page = sent(member, "Deux lignes,\r\nsans ordre.")
    pdf = read(member, page)
    [receipt] = kit.intake.receipts("traders", member.respondent)
    words = text_of(pdf)
    for said in ("Au pain doré", "Du bruit, Des travaux", "Deux lignes, sans ordre.", "La mairie", "Oui"):
        assert said in words
    assert receipt.reference in words
    assert receipt.answers_sha256 in words.replace(" ", "")
    assert "jeudi 15 novembre 2018" in words


def test_a_screen_reader_can_read_it(member: Member) -> None:
    pdf = read(member, sent(member, "Une histoire."))
    root = pdf.trailer["/Root"]
    assert root["/Lang"] == "fr"
    assert root["/MarkInfo"]["/Marked"].value is True
    assert "/StructTreeRoot" in root
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value is True
    assert "traders" not in str(pdf.metadata.title)
    assert re.search(r"[0-9A-Z]{3}(-[0-9A-Z]{3})+", str(pdf.metadata.title))
    assert re.search(rb"<pdfuaid:part>1<", root["/Metadata"].get_data())


def test_what_was_answered_is_never_taken_for_markup(member: Member) -> None:
    words = text_of(read(member, sent(member, HOSTILE, shop="#pagebreak() *x*")))
    assert re.sub(r"\s", "", HOSTILE) in re.sub(r"\s", "", words)
    assert "#pagebreak() *x*" in words


def test_what_cannot_be_drawn_is_named(member: Member) -> None:
    words = text_of(read(member, sent(member, STRANGE)))
    assert "[U+6C49" in words
    assert "GRINNING FACE" in words
    assert "œuvre" in words


def test_in_english_it_is_english(member: Member) -> None:
    page = sent(member, "A story.")
    member.open("/traders/?lang=en")
    pdf = read(member, member.open(page.address + "?lang=fr"))
    assert "Votre récit" in text_of(pdf)
    english = member.client.get(page.links["Le garder en PDF"] + "?lang=en")
    assert "Your account" in text_of(PdfReader(io.BytesIO(english.data)))


def test_without_the_extra_there_is_no_such_page(member: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    page = sent(member, "Une histoire.")
    assert can_make_pdf()
    address = page.links["Le garder en PDF"]
    monkeypatch.setattr(pdf, "find_spec", lambda _name: None)
    assert member.client.get(address).status_code == 404
    assert "Le garder en PDF" not in member.open(page.address).words


def test_somebody_elses_is_not_there(member: Member, stranger: Member) -> None:
    address = sent(member, "Une histoire.").links["Le garder en PDF"]
    assert stranger.client.get(address).status_code == 404
