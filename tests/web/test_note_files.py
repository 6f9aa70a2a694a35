"""Files of internal notes: read by who reads the note, once they were scanned, and by nobody else."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
import sample_files as given
import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from consultkit import ConsultKit, Role, Settings, create_app
from consultkit.hooks import hookimpl
from consultkit.records import FileToScan, ScanState
from consultkit.storage.tables import attachments
from consultkit.testing import FixedClock

from .conftest import CONSULTATION, Member, Page, Visitor
from .test_desk_study import LIST, at_desk, page_of
from .test_guarded_desk import sent


class Scanner:
    """Says of each file what the test says."""

    said: ScanState = ScanState.CLEAN

    @hookimpl
    def scan_file(self, file: FileToScan) -> ScanState:
        assert b"".join(file.chunks())
        return self.said


@pytest.fixture
def scanner() -> Scanner:
    return Scanner()


@pytest.fixture
def kit(database_url: str, tmp_path: Path, clock: FixedClock, scanner: Scanner) -> Iterator[ConsultKit]:
    file = tmp_path / "traders.yaml"
    file.write_text(CONSULTATION + "plugins: {scanner: {}}\n")
    settings = Settings(database_url=database_url, key_file=tmp_path / "k", files=str(tmp_path / "files"))
    kit = ConsultKit([file], settings=settings, plugins={"scanner": scanner}, clock=clock)
    yield kit
    kit.close()


@pytest.fixture
def app(kit: ConsultKit) -> Flask:
    return create_app(kit)


@pytest.fixture
def ada(app: Flask, kit: ConsultKit) -> Visitor:
    return at_desk(app, kit, "ada", Role.CASEWORKER)


@pytest.fixture
def bob(app: Flask, kit: ConsultKit) -> Visitor:
    return at_desk(app, kit, "bob", Role.READER)


Chosen = tuple[bytes, str]


def note(
    visitor: Visitor, reference: str, visibility: str, *files: Chosen, text: str = "Voir le contrat"
) -> Page:
    form = page_of(visitor, reference).form("visibility")
    data: dict[str, object] = {
        name: value
        for name, value in form.filled({"text": text, "visibility": visibility})
        if name != "files"
    }
    data["files"] = [(io.BytesIO(content), name) for content, name in files]
    answer = visitor.client.post(
        form.action, data=data, content_type="multipart/form-data", follow_redirects=True
    )
    return Page(answer)


def scan(kit: ConsultKit) -> None:
    while kit.worker.run_once():
        pass


def download(visitor: Visitor, page: Page, name: str) -> TestResponse:
    return visitor.client.get(page.links[name])


def test_a_file_is_closed_until_it_was_scanned_then_the_desk_reads_it(
    kit: ConsultKit, member: Member, ada: Visitor, bob: Visitor
) -> None:
    reference = sent(member)
    waiting = note(ada, reference, "internal", (given.PDF, "contrat.pdf"))
    assert "contrat.pdf" in waiting.words
    assert "contrat.pdf" not in waiting.links
    (row,) = rows(kit)
    early = ada.client.get(f"{LIST}/{reference}/note-file/{row.id}")
    assert early.status_code == 404
    scan(kit)
    answer = download(bob, page_of(bob, reference), "contrat.pdf")
    assert answer.data == given.PDF
    assert answer.headers["Content-Disposition"].startswith("attachment")


def test_a_personal_file_is_its_authors_alone(
    kit: ConsultKit, member: Member, ada: Visitor, bob: Visitor
) -> None:
    reference = sent(member)
    note(ada, reference, "personal", (given.PDF, "contrat.pdf"))
    scan(kit)
    page = page_of(ada, reference)
    assert download(ada, page, "contrat.pdf").status_code == 200
    assert "contrat.pdf" not in page_of(bob, reference).words
    assert download(bob, page, "contrat.pdf").status_code == 404


def test_the_respondent_reads_those_of_notes_for_them_only(
    kit: ConsultKit, member: Member, ada: Visitor, app: Flask
) -> None:
    reference = sent(member)
    note(ada, reference, "internal", (given.PDF, "interne.pdf"))
    note(ada, reference, "public", (given.PDF, "pour-vous.pdf"))
    scan(kit)
    receipt = member.open(f"/traders/receipt/{reference}")
    assert download(member, receipt, "pour-vous.pdf").data == given.PDF
    assert "interne.pdf" not in receipt.words
    internal = page_of(ada, reference).links["interne.pdf"].rpartition("/")[2]
    assert member.client.get(f"/traders/receipt/{reference}/note-file/{internal}").status_code == 404
    assert member.client.get(page_of(ada, reference).links["interne.pdf"]).status_code in (303, 404)


def test_a_file_of_a_note_is_no_file_of_the_contribution(
    kit: ConsultKit, member: Member, ada: Visitor
) -> None:
    reference = sent(member)
    note(ada, reference, "internal", (given.PDF, "interne.pdf"))
    scan(kit)
    (row,) = rows(kit)
    for address in (
        f"{LIST}/{reference}/file/{row.id}",
        f"/traders/receipt/{reference}/file/{row.id}",
        f"/traders/draft/{row.draft_id}/file/{row.id}",
    ):
        assert ada.client.get(address).status_code in (303, 404)
        assert member.client.get(address).status_code in (303, 404)


def test_an_infected_file_is_never_downloaded(
    kit: ConsultKit, member: Member, ada: Visitor, scanner: Scanner
) -> None:
    reference, scanner.said = sent(member), ScanState.INFECTED
    note(ada, reference, "internal", (given.PDF, "virus.pdf"))
    scan(kit)
    page = page_of(ada, reference)
    assert "virus.pdf" not in page.links
    assert "Dangereux" in page.words


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ([(b"MZ not a document", "rapport.pdf")], "rapport.pdf"),
        ([(given.PDF, "a.pdf"), (b"", "vide.pdf")], "vide.pdf"),
        ([(given.PDF, "a.exe")], "a.exe"),
        ([(given.PDF, f"{number}.pdf") for number in range(6)], "5 fichiers au plus"),
    ],
)
def test_what_cannot_be_taken_is_told_and_the_words_are_kept(
    kit: ConsultKit, member: Member, ada: Visitor, files: list[Chosen], told: str
) -> None:
    reference = sent(member)
    answer = note(ada, reference, "internal", *files, text="Mes mots")
    assert answer.status == 422
    assert told in answer.words
    assert "Mes mots" in answer.html
    assert rows(kit) == []


def test_a_note_that_is_not_taken_keeps_no_file(kit: ConsultKit, member: Member, ada: Visitor) -> None:
    answer = note(ada, sent(member), "internal", (given.PDF, "a.pdf"), text=" ")
    assert answer.status == 422
    assert rows(kit) == []


def test_the_place_where_a_picture_was_taken_is_not_kept(
    kit: ConsultKit, member: Member, ada: Visitor
) -> None:
    reference = sent(member)
    note(ada, reference, "internal", (given.photo(), "photo.jpg"))
    scan(kit)
    assert b"Camera of Ms Martin" not in download(ada, page_of(ada, reference), "photo.jpg").data


def test_what_no_note_names_goes_and_what_one_names_stays(
    kit: ConsultKit, member: Member, ada: Visitor, clock: FixedClock
) -> None:
    reference = sent(member)
    note(ada, reference, "internal", (given.PDF, "reste.pdf"))
    (row,) = rows(kit)
    subject = row.draft_id
    kit.room_files("study").take("traders", subject, [("oublie.pdf", io.BytesIO(given.PDF))])
    clock.move(timedelta(hours=25))
    kit.file_chores.tidy()
    assert [one.id for one in rows(kit)] == [row.id]
    (kept,) = kit.room_files("study").of(subject).values()
    assert b"".join(kit.attachments.content(kept)) == given.PDF


def test_a_file_is_found_under_its_own_contribution_only(
    kit: ConsultKit, member: Member, ada: Visitor
) -> None:
    one, other = sent(member), sent(member)
    note(ada, one, "internal", (given.PDF, "a.pdf"))
    scan(kit)
    (row,) = rows(kit)
    assert ada.client.get(f"{LIST}/{one}/note-file/{row.id}").status_code == 200
    assert ada.client.get(f"{LIST}/{other}/note-file/{row.id}").status_code == 404
    assert ada.client.get(f"{LIST}/{one}/note-file/{uuid4()}").status_code == 404


def rows(kit: ConsultKit) -> list[sa.Row[tuple[object, ...]]]:
    with kit.archive.reading() as tx:
        return list(tx.connection.execute(sa.select(attachments)))
