"""Files on a page of questions: handed in, listed, removed, sent, and handed out to who may have them."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
import sample_files as given
import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from consultkit import ConsultKit, Settings, create_app
from consultkit.errors import ServiceError
from consultkit.hooks import hookimpl
from consultkit.records import FileToScan, Official, Role, ScanState, SignedIn
from consultkit.storage import attachments as kept_files
from consultkit.storage.tables import attachments, data_keys
from consultkit.testing import FixedClock

from .conftest import Form, Member, Page, Visitor
from .test_guarded_sessions import newest_token

FILE = (Path(__file__).parents[1] / "consultations" / "files.yaml").read_text()
Sent = list[tuple[bytes, str]]


class Scanner:
    """Says of the next file what the test says."""

    said: ScanState | Exception = ScanState.CLEAN
    seen: bytes = b""

    @hookimpl
    def scan_file(self, file: FileToScan) -> ScanState:
        self.seen = b"".join(file.chunks())
        if isinstance(self.said, Exception):
            raise self.said
        return self.said


@pytest.fixture
def scanner() -> Scanner:
    return Scanner()


@pytest.fixture(params=["offered"])
def kit(
    request: pytest.FixtureRequest, database_url: str, tmp_path: Path, clock: FixedClock, scanner: Scanner
) -> Iterator[ConsultKit]:
    """A consultation that asks for files; with a scanner where a test asks for one."""
    file = tmp_path / "papers.yaml"
    scanned = request.node.get_closest_marker("usefixtures") and "scanned" in request.fixturenames
    file.write_text(FILE + ("plugins: {scanner: {}}\n" if scanned else ""))
    settings = Settings(database_url=database_url, key_file=tmp_path / "keys", files=str(tmp_path / "files"))
    kit = ConsultKit([file], settings=settings, clock=clock, plugins={"scanner": scanner})
    yield kit
    kit.close()


@pytest.fixture
def scanned() -> None:
    """The consultation names the scanner."""


class Giver(Member):
    """A respondent who hands files in, without JavaScript."""

    def fresh(self, form: Form) -> Form:
        return form

    def begin(self) -> Page:
        return self.open("/papers/begin")

    def hand_in(
        self,
        page: Page,
        files: dict[str, Sent],
        answers: dict[str, str] | None = None,
        press: str | None = None,
    ) -> Page:
        form = page.form("firm")
        data: dict[str, list[object]] = {}
        for name, value in form.filled({"firm": "Au pain doré", **(answers or {})}):
            if not name.endswith(".file"):
                data.setdefault(name, []).append(value)
        for name, sent in files.items():
            data[f"{name}.file"] = [(io.BytesIO(content), called) for content, called in sent]
        if press:
            data[press.partition("=")[0]] = [press.partition("=")[2]]
        response = self.client.post(
            form.action, data=data, content_type="multipart/form-data", follow_redirects=True
        )
        for one in (*response.history, response):
            one.request.environ["wsgi.input"].close()
        return Page(response)

    def attach(self, page: Page, question: str, *files: tuple[bytes, str]) -> Page:
        return self.hand_in(page, {question: list(files)}, press=f"attach={question}")


@pytest.fixture
def giver(app: Flask, kit: ConsultKit) -> Giver:
    return Giver(app, kit, "giver")


@pytest.fixture
def other(app: Flask, kit: ConsultKit) -> Giver:
    return Giver(app, kit, "other")


def file_links(page: Page) -> list[str]:
    return [address for address in page.links.values() if "/file/" in address]


def draft_of(giver: Giver) -> dict[str, object]:
    (draft,) = giver.kit.intake.drafts("papers", giver.respondent)
    return dict(draft.answers)


def send(giver: Giver, *files: tuple[bytes, str]) -> tuple[Page, str]:
    """Hand a letter in and send it all; the receipt, and the reference."""
    page = giver.hand_in(giver.begin(), {"letter": list(files)})
    check = giver.send(page.form("more"), {})
    receipt = giver.send(check.form("submit_key"), {})
    assert receipt.status == 200
    return receipt, receipt.address.rpartition("/")[2]


def stored(kit: ConsultKit, tmp_path: Path) -> int:
    return sum(1 for path in (tmp_path / "files").rglob("*") if path.is_file())


def test_files_come_with_the_page_and_are_listed_again(giver: Giver) -> None:
    page = giver.hand_in(
        giver.begin(),
        {
            "letter": [(given.PDF, "Lettre à M. Noël.pdf")],
            "proofs": [(given.photo(), "a.jpg"), (given.picture(), "b.png")],
        },
    )
    assert "Fin" in page.title
    again = giver.begin()
    assert "Lettre à M. Noël.pdf" in again.words
    assert "1 ko" in again.words.replace("\xa0", " ")
    assert [entry["name"] for entry in draft_of(giver)["proofs"]] == ["a.jpg", "b.png"]


def test_a_file_is_downloaded_by_its_owner_to_be_saved_and_never_shown(giver: Giver) -> None:
    page = giver.attach(giver.begin(), "letter", (given.PDF_WITH_SCRIPT, "Été.pdf"))
    [address] = file_links(page)
    response = giver.client.get(address)
    assert response.data == given.PDF_WITH_SCRIPT
    assert response.mimetype == "application/octet-stream"
    assert response.headers["Content-Disposition"] == (
        "attachment; filename=\"Ete.pdf\"; filename*=UTF-8''%C3%89t%C3%A9.pdf"
    )
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response.headers["Cache-Control"] == "no-store"


def test_another_persons_file_is_not_there(giver: Giver, other: Giver) -> None:
    [address] = file_links(giver.attach(giver.begin(), "letter", (given.PDF, "a.pdf")))
    other.begin()
    absent = address.rpartition("/")[0] + f"/{uuid4()}"
    assert other.client.get(address).status_code == 404
    assert giver.client.get(absent).status_code == 404
    own_draft = str(giver.kit.intake.drafts("papers", other.respondent)[0].id)
    theirs = str(giver.kit.intake.drafts("papers", giver.respondent)[0].id)
    assert other.client.get(address.replace(theirs, own_draft)).status_code == 404


def test_somebody_elses_file_cannot_be_named_in_an_answer(giver: Giver, other: Giver) -> None:
    [address] = file_links(giver.attach(giver.begin(), "letter", (given.PDF, "a.pdf")))
    other.hand_in(other.begin(), {}, {"letter": address.rpartition("/")[2]})
    assert "letter" not in draft_of(other)


def test_what_a_browser_writes_of_a_file_is_not_believed(giver: Giver) -> None:
    forged = json.dumps({"id": str(uuid4()), "name": "x", "size": 1, "sha256": "0" * 64, "format": "pdf"})
    giver.hand_in(giver.begin(), {}, {"letter": forged})
    assert "letter" not in draft_of(giver)


def test_each_refused_file_is_told_and_what_else_came_is_kept(giver: Giver) -> None:
    page = giver.hand_in(
        giver.begin(),
        {"proofs": [(given.picture(), "good.png"), (given.HTML, "bad.png"), (b"", "empty.pdf")]},
        {"firm": "Au pain doré"},
    )
    assert page.status == 422
    assert page.title.startswith(("Erreur", "Vos pièces"))
    assert "« bad.png » n’est pas un fichier PNG" in page.words.replace("\xa0", " ")
    assert "« empty.pdf » est vide" in page.words.replace("\xa0", " ")
    assert draft_of(giver)["firm"] == "Au pain doré"
    assert [entry["name"] for entry in draft_of(giver)["proofs"]] == ["good.png"]


def test_too_few_files_are_asked_for_and_none_is_lost(giver: Giver) -> None:
    page = giver.hand_in(giver.begin(), {"proofs": [(given.picture(), "one.png")]})
    assert page.status == 422
    assert "2 au moins" in page.words.replace("\xa0", " ")
    page = giver.hand_in(page, {"proofs": [(given.picture(), "two.png")]})
    assert "Fin" in page.title
    assert [entry["name"] for entry in draft_of(giver)["proofs"]] == ["one.png", "two.png"]


def test_one_file_too_many_is_told_and_the_first_ones_stay(giver: Giver) -> None:
    four = [(given.picture(), f"{number}.png") for number in range(4)]
    page = giver.attach(giver.begin(), "proofs", *four)
    assert "« 3.png »" in page.words.replace("\xa0", " ")
    assert len(draft_of(giver)["proofs"]) == 3


def test_a_second_letter_takes_the_place_of_the_first(giver: Giver) -> None:
    page = giver.attach(giver.begin(), "letter", (given.PDF, "first.pdf"))
    page = giver.attach(page, "letter", (given.PDF, "second.pdf"))
    assert [entry["name"] for entry in draft_of(giver)["letter"]] == ["second.pdf"]


def test_a_removed_file_is_gone_from_the_draft_and_the_disk(giver: Giver, tmp_path: Path) -> None:
    page = giver.attach(giver.begin(), "letter", (given.PDF, "a.pdf"))
    [address] = file_links(page)
    page = giver.hand_in(page, {}, press=f"remove-file={address.rpartition('/')[2]}")
    assert "a.pdf" not in page.words
    assert "letter" not in draft_of(giver)
    assert stored(giver.kit, tmp_path) == 0
    assert giver.client.get(address).status_code == 404


def test_nothing_of_a_file_can_be_read_on_the_disk_or_in_the_database(giver: Giver, tmp_path: Path) -> None:
    giver.attach(giver.begin(), "letter", (given.PDF, "Martin.pdf"))
    [path] = [path for path in (tmp_path / "files").rglob("*") if path.is_file()]
    assert b"Catalog" not in path.read_bytes()
    with giver.kit.archive.reading() as tx:
        row = tx.connection.execute(sa.select(attachments)).one()
    assert b"Martin" not in row.name_sealed
    with giver.kit.archive.reading() as tx:
        open_part = tx.connection.execute(sa.text("SELECT open_answers FROM drafts")).scalar_one()
    assert "Martin" not in str(open_part)


def test_a_draft_thrown_away_takes_its_files_along(giver: Giver, tmp_path: Path) -> None:
    giver.attach(giver.begin(), "letter", (given.PDF, "a.pdf"))
    (draft,) = giver.kit.intake.drafts("papers", giver.respondent)
    asked = giver.open(f"/papers/draft/{draft.id}/discard")
    giver.send(next(form for form in asked.forms if form.action.endswith("/discard")))
    assert stored(giver.kit, tmp_path) == 0
    with giver.kit.archive.reading() as tx:
        assert tx.connection.execute(sa.select(sa.func.count()).select_from(attachments)).scalar_one() == 0
        assert tx.connection.execute(sa.select(sa.func.count()).select_from(data_keys)).scalar_one() == 0


def test_files_of_no_draft_are_deleted_after_a_day(giver: Giver, clock: FixedClock, tmp_path: Path) -> None:
    giver.attach(giver.begin(), "letter", (given.PDF, "a.pdf"))
    (draft,) = giver.kit.intake.drafts("papers", giver.respondent)
    giver.kit.intake.discard(draft.id, giver.respondent)
    giver.kit.file_chores.tidy()
    assert stored(giver.kit, tmp_path) == 1
    with giver.kit.archive.reading() as tx:
        assert tx.connection.execute(sa.select(sa.func.count()).select_from(data_keys)).scalar_one() == 0
    clock.move(timedelta(hours=25))
    giver.kit.file_chores.tidy()
    assert stored(giver.kit, tmp_path) == 0


def test_what_was_uploaded_and_not_sent_along_is_deleted_when_the_rest_is_sent(
    giver: Giver, tmp_path: Path
) -> None:
    page = giver.begin()
    assert upload(giver, page, "letter", given.PDF, "left.pdf").status_code == 200
    send(giver, (given.PDF, "sent.pdf"))
    assert stored(giver.kit, tmp_path) == 2
    giver.kit.file_chores.tidy()
    assert stored(giver.kit, tmp_path) == 1


def upload(giver: Giver, page: Page, question: str, content: bytes, name: str) -> TestResponse:
    """As the script does."""
    form = page.form("firm")
    [token] = [one.value for one in form.controls if one.name == "csrf_token"]
    data = {"csrf_token": token, "question": question, "file": (io.BytesIO(content), name)}
    return giver.client.post(f"{form.action}/upload", data=data, content_type="multipart/form-data")


def test_a_script_uploads_one_file_and_the_page_makes_it_an_answer(giver: Giver) -> None:
    page = giver.begin()
    told = upload(giver, page, "letter", given.PDF, "a.pdf").get_json()
    assert told["name"] == "a.pdf"
    assert giver.client.get(told["url"]).data == given.PDF
    giver.hand_in(page, {}, {"letter": told["id"]})
    assert [entry["id"] for entry in draft_of(giver)["letter"]] == [told["id"]]


def test_a_script_is_told_why_a_file_is_not_taken(giver: Giver) -> None:
    page = giver.begin()
    refused = upload(giver, page, "letter", given.HTML, "a.pdf")
    assert refused.status_code == 422
    assert "n’est pas un fichier PDF" in refused.get_json()["error"]
    assert upload(giver, page, "firm", given.PDF, "a.pdf").status_code == 400


def test_a_file_too_large_for_the_question_is_told_beside_it(giver: Giver) -> None:
    page = giver.hand_in(giver.begin(), {"letter": [(given.PDF + bytes(300_000), "long.pdf")]})
    assert page.status == 422
    assert "« long.pdf »" in page.words.replace("\xa0", " ")


def test_a_request_far_too_large_is_refused_unread(giver: Giver, app: Flask, kit: ConsultKit) -> None:
    form = giver.begin().form("firm")
    response = giver.client.post(
        form.action,
        content_type="multipart/form-data; boundary=x",
        environ_overrides={"CONTENT_LENGTH": str(10**9)},
    )
    assert response.status_code == 413
    many = {f"letter.file{number}": (io.BytesIO(b"x"), "x.pdf") for number in range(61)}
    assert giver.client.post(form.action, data=many, content_type="multipart/form-data").status_code == 413


def test_who_is_not_signed_in_sends_no_large_request(app: Flask, giver: Giver) -> None:
    form = giver.begin().form("firm")
    nobody = app.test_client()
    response = nobody.post(
        form.action,
        content_type="multipart/form-data; boundary=x",
        environ_overrides={"CONTENT_LENGTH": "1100000"},
    )
    assert response.status_code == 413


def test_two_tabs_lose_no_file(giver: Giver) -> None:
    page = giver.begin()
    giver.hand_in(page, {}, {"firm": "Other tab"})
    both = giver.hand_in(page, {"letter": [(given.PDF, "late.pdf")]}, {"firm": "This tab"})
    assert both.status == 409
    assert "late.pdf" in both.words
    giver.send(both.form("letter"))
    assert [entry["name"] for entry in draft_of(giver)["letter"]] == ["late.pdf"]


def test_the_receipt_names_the_file_and_its_owner_downloads_it(giver: Giver, other: Giver) -> None:
    receipt, reference = send(giver, (given.PDF, "a.pdf"))
    [address] = file_links(receipt)
    assert giver.client.get(address).data == given.PDF
    assert other.client.get(address).status_code == 404
    [entry] = giver.kit.intake.submission(reference, giver.respondent).answers["letter"]
    assert entry["size"] == len(given.PDF)


def test_a_file_cut_off_on_the_disk_is_not_handed_out_as_whole(giver: Giver, tmp_path: Path) -> None:
    [address] = file_links(giver.attach(giver.begin(), "letter", (given.PDF, "a.pdf")))
    [path] = [path for path in (tmp_path / "files").rglob("*") if path.is_file()]
    path.write_bytes(path.read_bytes()[:-5])
    assert giver.client.get(address).status_code == 500


# --- the desk and the scanner --------------------------------------------------


@pytest.fixture
def desk(app: Flask, kit: ConsultKit) -> Visitor:
    """An official of this consultation."""
    kit.accounts.add_official("official@town.example", "papers", Role.READER, language="fr")
    account = kit.accounts.choose_password(newest_token(kit), "trois chevaux verts a Saint-Malo")
    official = Visitor(app)
    signed_in = SignedIn(account.respondent, "account", account, opens_desk=True)
    official.client.set_cookie("consultkit", kit.sessions.begin({}, signed_in).id)
    return official


def at_the_desk(desk: Visitor, reference: str) -> Page:
    return desk.open(f"/desk/papers/contributions/{reference}?lang=en")


def test_the_desk_tells_that_files_were_not_scanned_and_hands_them_out(giver: Giver, desk: Visitor) -> None:
    _receipt, reference = send(giver, (given.PDF, "a.pdf"))
    page = at_the_desk(desk, reference)
    assert "were not scanned for viruses" in page.words
    [address] = file_links(page)
    assert desk.client.get(address).data == given.PDF
    assert giver.client.get(address).status_code in {302, 303, 403, 404}


@pytest.mark.usefixtures("scanned")
@pytest.mark.parametrize("said", [None, ScanState.CLEAN, ScanState.INFECTED, ScanState.UNKNOWN])
def test_the_desk_hands_out_clean_files_only(
    giver: Giver, desk: Visitor, scanner: Scanner, said: ScanState | None
) -> None:
    receipt, reference = send(giver, (given.PDF, "a.pdf"))
    attachment = file_links(receipt)[0].rpartition("/")[2]
    if said is not None:
        scanner.said = said
        giver.kit.worker.run_once()
    clean = said is ScanState.CLEAN
    page = at_the_desk(desk, reference)
    assert bool(file_links(page)) is clean
    assert ("Some files cannot be downloaded" in page.words) is not clean
    answer = desk.client.get(f"/desk/papers/contributions/{reference}/file/{attachment}")
    assert answer.status_code == (200 if clean else 404)


def test_without_a_word_of_the_department_unscanned_files_stay_closed(
    giver: Giver, desk: Visitor, tmp_path: Path, database_url: str, clock: FixedClock
) -> None:
    receipt, reference = send(giver, (given.PDF, "a.pdf"))
    attachment = file_links(receipt)[0].rpartition("/")[2]
    (tmp_path / "papers.yaml").write_text(FILE.replace("unscanned_files: offered\n", ""))
    again = ConsultKit([tmp_path / "papers.yaml"], settings=giver.kit.settings, clock=clock)
    other = Visitor(create_app(again))
    other.client.set_cookie("consultkit", desk.client.get_cookie("consultkit").value)
    assert file_links(at_the_desk(other, reference)) == []
    assert other.client.get(f"/desk/papers/contributions/{reference}/file/{attachment}").status_code == 404
    again.close()


def contribution(kit: ConsultKit, reference: str):
    official = Official(uuid4(), "official@town.example", "papers", Role.READER)
    return kit.desk.contribution(official, reference).submission


def the_file(giver: Giver, reference: str):
    submission = contribution(giver.kit, reference)
    [entry] = submission.answers["letter"]
    with giver.kit.archive.reading() as tx:
        return submission, next(
            one for one in kept_files.of_draft(tx, submission.id) if str(one.id) == entry["id"]
        )


def is_readable(giver: Giver, reference: str) -> bool:
    return giver.kit.attachments.readable(the_file(giver, reference)[1])


def test_without_a_scanner_files_are_told_as_not_scanned(giver: Giver) -> None:
    _receipt, reference = send(giver, (given.PDF, "a.pdf"))
    assert the_file(giver, reference)[1].state is ScanState.UNSCANNED
    assert is_readable(giver, reference)


@pytest.mark.usefixtures("scanned")
@pytest.mark.parametrize("said", [ScanState.CLEAN, ScanState.INFECTED, ScanState.UNKNOWN])
def test_officials_read_clean_files_only(giver: Giver, scanner: Scanner, said: ScanState) -> None:
    _receipt, reference = send(giver, (given.PDF, "a.pdf"))
    assert not is_readable(giver, reference)
    scanner.said = said
    giver.kit.worker.run_once()
    assert scanner.seen == given.PDF
    assert the_file(giver, reference)[1].state is said
    assert is_readable(giver, reference) is (said is ScanState.CLEAN)


@pytest.mark.usefixtures("scanned")
def test_a_scanner_that_is_down_is_asked_again(giver: Giver, scanner: Scanner, clock: FixedClock) -> None:
    _receipt, reference = send(giver, (given.PDF, "a.pdf"))
    scanner.said = ServiceError("The scanner does not answer.")
    giver.kit.worker.run_once()
    assert the_file(giver, reference)[1].state is ScanState.UNKNOWN
    assert not is_readable(giver, reference)
    scanner.said = ScanState.CLEAN
    clock.move(timedelta(hours=1))
    giver.kit.worker.run_once()
    assert is_readable(giver, reference)


def test_a_scanner_that_is_named_later_scans_what_came_before(
    giver: Giver, scanner: Scanner, tmp_path: Path, clock: FixedClock
) -> None:
    _receipt, reference = send(giver, (given.PDF, "a.pdf"))
    giver.kit.worker.run_once()
    assert is_readable(giver, reference)
    (tmp_path / "papers.yaml").write_text(FILE + "plugins: {scanner: {}}\n")
    later = ConsultKit(
        [tmp_path / "papers.yaml"], settings=giver.kit.settings, clock=clock, plugins={"scanner": scanner}
    )
    scanner.said = ServiceError("The scanner does not answer.")
    later.worker.run_once()
    with later.archive.reading() as tx:
        [waiting] = kept_files.of_draft(tx, contribution(later, reference).id)
    assert not later.attachments.readable(waiting)
    scanner.said = ScanState.CLEAN
    clock.move(timedelta(hours=1))
    later.worker.run_once()
    assert scanner.seen == given.PDF
    assert later.attachments.readable(
        later.attachments.of_respondent(waiting.draft_id, waiting.id, giver.respondent)
    )
    later.close()


@pytest.mark.usefixtures("scanned")
def test_a_removed_file_needs_no_scan(giver: Giver, scanner: Scanner) -> None:
    page = giver.attach(giver.begin(), "letter", (given.PDF, "a.pdf"))
    [address] = file_links(page)
    giver.hand_in(page, {}, press=f"remove-file={address.rpartition('/')[2]}")
    giver.kit.worker.run_once()
    assert scanner.seen == b""


@pytest.mark.usefixtures("scanned")
def test_an_infected_file_is_told_to_its_owner_and_handed_out_to_nobody(
    giver: Giver, scanner: Scanner
) -> None:
    page = giver.attach(giver.begin(), "letter", (given.PDF, "a.pdf"))
    [address] = file_links(page)
    scanner.said = ScanState.INFECTED
    giver.kit.worker.run_once()
    assert "virus" in giver.open(page.address).words
    assert giver.client.get(address).status_code == 404
