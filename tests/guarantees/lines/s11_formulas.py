"""S11: no cell of an export is a formula or a link, and each holds what was answered."""

from __future__ import annotations

import csv
import io
import unicodedata
import zipfile
from collections.abc import Iterator, Sequence
from importlib import import_module
from itertools import product
from uuid import uuid4

from python_calamine import load_workbook
from spreadsheets import sheets_of
from web.access_world import COMPLETE

from consultkit.records import ExportChoice, ExportFormat, Official, Role, digest_of
from consultkit.results.exports.sheet_rows import SheetRows
from guarantees.line import Fault, Finding, Line, Trial
from guarantees.replacing import replaced
from guarantees.site import Site, site

BEFORE = ("", " ", "\t", "\n", "\r\n", "\N{NO-BREAK SPACE}", "'", "''")
SIGNS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "﹦", "﹢", "﹣", "﹫", "\N{MINUS SIGN}")
AFTER = ("1+1", 'HYPERLINK("http://a.example";"b")', "cmd|' /C calc'!A0", "SUM(A1:A9)*2;3", "<f>1+1</f>")
LINKS = ("http://a.example", "mailto:a@b.example", "internal:Sheet1!A1", "file:///etc/passwd", "<r>{=1}</r>")
_plain = set("-.,0123456789")


def experiment(trial: Trial) -> Finding:
    texts = [f"{before}{sign}{after}" for before, sign, after in product(BEFORE, SIGNS, AFTER)]
    texts = [*LINKS, *texts[:: trial.count(20, 1)]]
    with site(trial) as place:
        kept = [_answered(place, text) for text in texts]
        breaches = [*_wrong_in_csv(place, kept), *_wrong_in_xlsx(place, kept, looked_at=trial.full)]
    return Finding(f"{len(kept)} answers in CSV and XLSX: {len(breaches)} faults", breaches)


def _answered(place: Site, text: str) -> str:
    """Sends it, and gives what was kept of it."""
    respondent, intake = place.member(uuid4().hex).respondent, place.kit.intake
    begun = intake.begin("traders", respondent)
    draft = intake.save(begun, {**COMPLETE, "shop": text, "story": text})
    checked = digest_of(place.kit.forms.by_digest(draft.form_digest).journey(draft.answers).answers)
    receipt = intake.submit(draft.id, respondent, submit_key=draft.submit_key, answers_sha256=checked)
    return str(intake.submission(receipt.reference, respondent).answers["story"])


def _exported(place: Site, form: ExportFormat) -> bytes:
    official = Official(uuid4(), "", "traders", Role.READER)
    with place.kit.exporter.packed(official, ExportChoice(format=form)) as pieces:
        return b"".join(pieces)


def _wrong_in_csv(place: Site, kept: Sequence[str]) -> Iterator[str]:
    with zipfile.ZipFile(io.BytesIO(_exported(place, ExportFormat.CSV))) as archive:
        text = archive.read("contributions.csv").decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))
    cells = [cell for row in rows[1:] for cell in row]
    yield from (f"CSV: {cell!r} is a formula" for cell in cells if _is_computed(cell))
    found = {*cells, *(cell[1:] for cell in cells if cell.startswith("'"))}
    yield from (f"CSV: {text!r} did not come back" for text in kept if text not in found)


def _is_computed(cell: str) -> bool:
    """As the most obliging spreadsheet would see it."""
    begins = unicodedata.normalize("NFKC", cell).lstrip()[:1].replace("\N{MINUS SIGN}", "-")
    return cell[:1] in set("\t\r\n") or (begins in set("=+-@") and not set(cell) <= _plain and cell != "")


def _wrong_in_xlsx(place: Site, kept: Sequence[str], *, looked_at: bool) -> Iterator[str]:
    """`looked_at`: by LibreOffice too, where it is installed."""
    content = _exported(place, ExportFormat.XLSX)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist() if name.startswith("xl/")}
    yield from (f"XLSX: {name} has a formula" for name, part in parts.items() if b"<f>" in part)
    yield from (f"XLSX: {name} has a link" for name, part in parts.items() if _leads(name, part))
    cells = {str(cell).replace("\r\n", "\n") for row in _rows(content) for cell in row}
    lost = [text for text in kept if text.replace("\r\n", "\n") not in cells]
    yield from (f"XLSX: {text!r} did not come back" for text in lost)
    if looked_at:
        yield from _seen_by_libreoffice(content)


def _leads(name: str, part: bytes) -> bool:
    """A text may have the word in it: a link is an element, or a relation."""
    return b"<hyperlink" in part or (name.endswith(".rels") and b"/hyperlink" in part)


def _rows(content: bytes) -> list[list[object]]:
    return [
        [*row] for row in load_workbook(io.BytesIO(content)).get_sheet_by_name("contributions").to_python()
    ]


def _seen_by_libreoffice(content: bytes) -> Iterator[str]:
    try:
        sheets_of(content)
    except AssertionError:
        yield "XLSX: LibreOffice sees a formula or a link"


def _computed(rows: SheetRows, cell: str) -> str:
    if cell.startswith("="):
        return "><f>1+1</f><v>2</v>"
    return _sound(rows, cell)


_sound = SheetRows._text

LINE = Line(
    id="S11",
    promise="No cell of an export computes or leads anywhere, and each holds what was answered",
    bar="0 formulas, 0 links, content comes back; read by csv, calamine and LibreOffice",
    points=2,
    experiment=experiment,
    faults=(
        Fault(
            "no apostrophe",
            "CSV has cells as they were answered",
            lambda: replaced(import_module("consultkit.results.csv_file"), "safe", str),
        ),
        Fault(
            "formulas", "a text with = is a formula in XLSX", lambda: replaced(SheetRows, "_text", _computed)
        ),
    ),
)
