"""S9: files run in nobody's browser, and what is not known to be clean is read by nobody."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import product

import sample_files as given
from web.test_respondent_files import FILE, Giver, file_links, is_readable, send

from consultkit.files import taking
from consultkit.operations import Attachments
from consultkit.records import ScanState
from consultkit.web import file_views
from guarantees.clamd import SIGN, clamd
from guarantees.line import Fault, Finding, Line, Trial
from guarantees.replacing import replaced
from guarantees.site import Site, site

ACTIVE = (b"<script", b"<svg", b"alert(")
CONTENTS = {
    "SVG": given.SVG,
    "HTML": given.HTML,
    "GIF and script": given.GIF_AND_SCRIPT,
    "PDF": given.PDF,
    "PDF with a script": given.PDF_WITH_SCRIPT,
    "PNG and HTML": given.picture() + given.HTML,
    "JPEG and HTML": given.picture("JPEG") + given.HTML,
    "HTML and PDF": given.HTML + given.PDF,
    "DOCX": given.docx(),
    "DOCX with a password": given.encrypted_docx(),
    "DOCX with macros": given.docx(**{"word/vbaProject.bin": b"Sub AutoOpen()"}),
    "nothing": b"",
}
NAMES = (
    "a.pdf",
    "a.png",
    "a.docx",
    "a.svg",
    "a.html",
    "a.pdf.exe",
    "a.html.pdf",
    "lease\u202efdp.exe",
    "../../../etc/passwd.pdf",
    "a\0b.pdf",
    "x" * 300 + ".pdf",
    '"><img src=x onerror=alert(1)>.pdf',
)


def experiment(trial: Trial) -> Finding:
    corpus = [*product(NAMES, CONTENTS if trial.full else ("PDF", "HTML and PDF"))]
    corpus += [*product(("a.png", "a.docx"), ("PNG and HTML", "HTML"))]
    with site(trial, file=FILE) as place:
        giver = Giver(place.app, place.kit, "giver")
        handed = [one for name, what in corpus for one in _handed_out(giver, name, CONTENTS[what])]
        breaches = [f"{name}: {fault}" for name, fault in handed if fault]
    breaches += _unscanned(trial)
    return Finding(f"{len(corpus)} files handed in, {len(handed)} taken: 0 shown inline", breaches)


def _handed_out(giver: Giver, name: str, content: bytes) -> Iterator[tuple[str, str]]:
    """The files that were taken of this one, and what is wrong with how each is handed out again."""
    question = "proofs" if name.endswith(".png") else "letter"
    page = giver.attach(giver.begin(), question, (content, name))
    if page.status >= 500:
        yield name, f"answered with {page.status}"
    for address in file_links(page):
        with giver.client.get(address) as answer:
            yield name, _fault(answer.headers, answer.get_data())
    for draft in giver.kit.intake.drafts("papers", giver.respondent):
        giver.kit.intake.discard(draft.id, giver.respondent)


def _fault(headers: object, content: bytes) -> str:
    said = dict(headers)  # type: ignore[call-overload]
    inert = (
        said["Content-Disposition"].startswith("attachment; ")
        and said["Content-Type"] == "application/octet-stream"
        and said["X-Content-Type-Options"] == "nosniff"
        and said["Content-Security-Policy"] == "sandbox; default-src 'none'"
        and not set(said["Content-Disposition"]) & set("<>\r\n\0")
    )
    if not inert:
        return "a browser may show it"
    is_document = content.startswith((b"%PDF", b"PK"))
    hidden = [sign for sign in ACTIVE if sign in content and not is_document]
    return f"holds {hidden}" if hidden else ""


def _unscanned(trial: Trial) -> list[str]:
    """With the scanner down nobody reads a file; when it is back the sweeper asks it."""
    with clamd() as scanner:
        file = f"{FILE}plugins: {{clamav: {{address: {scanner.socket}}}}}\n"
        with site(trial, file=file) as place:
            return list(_while_it_comes_and_goes(place, scanner))


def _while_it_comes_and_goes(place: Site, scanner: object) -> Iterator[str]:
    clean, infected = (Giver(place.app, place.kit, name) for name in ("clean", "infected"))
    _page, fine = send(clean, (given.PDF, "a.pdf"))
    _page, ill = send(infected, (given.PDF + SIGN, "b.pdf"))
    place.kit.worker.run_once()
    if is_readable(clean, fine):
        yield "a file is read while the scanner is down"
    scanner.start()  # type: ignore[attr-defined]
    place.clock.move(timedelta(hours=1))
    place.kit.worker.run_once()
    if not is_readable(clean, fine):
        yield "a clean file stays closed when the scanner is back"
    if is_readable(infected, ill):
        yield "an infected file is read"


def _shown(name: str) -> str:
    return f'inline; filename="{name}"'


def _believed(_content: object, _word: str, _extension: str) -> None:
    """By its name alone."""


def _anything_but_infected(_room: object, attachment: object) -> bool:
    return attachment.state is not ScanState.INFECTED  # type: ignore[attr-defined]


LINE = Line(
    id="S9",
    promise="Files run in nobody's browser, and what is not known to be clean is read by nobody",
    bar="0 shown inline; with the scanner down none is readable, and the sweeper heals it",
    points=3,
    experiment=experiment,
    faults=(
        Fault("inline", "files are shown, not saved", lambda: replaced(file_views, "_named", _shown)),
        Fault(
            "open while unknown",
            "what the scanner did not judge is read",
            lambda: replaced(Attachments, "readable", _anything_but_infected),
        ),
        Fault("as they are", "names are kept as they come", lambda: replaced(taking, "safe_name", str)),
    ),
)
