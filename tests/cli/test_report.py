"""`consultkit report`: the same contributions and the same questions give the same bytes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pypdf import PdfReader

from .conftest import Consultkit

FILE = Path(__file__).parents[1] / "consultations" / "results.yaml"
REPORT = """\
report: state-of-shops
title: {fr: Les commerces, en: The shops}
consultation: shops
language: en
parts:
  - heading: {fr: Qui, en: Who they are}
    summary: [kind, staff]
  - text: {fr: Puis., en: "Then, <b>for a part</b>:"}
  - summary: [troubles]
    where: {kind: [shop, office]}
    since: 2018-11-02
    until: 2018-11-20
  - cross: [troubles, kind]
    shares: column
  - compare: kind
    groups: [shop, office]
    questions: [troubles, harm]
"""


@pytest.fixture
def filled(deployed: dict[str, str], consultkit: Consultkit, tmp_path: Path) -> Path:
    """A report over contributions that nobody sent."""
    done = consultkit("simulate", str(FILE), "--respondents", "60")
    assert done.exit_code == 0, done.output
    (tmp_path / "report.yaml").write_text(REPORT)
    return tmp_path


def made(consultkit: Consultkit, folder: Path, name: str) -> tuple[bytes, bytes, str]:
    out = folder / name
    done = consultkit("report", str(folder / "report.yaml"), str(FILE), "--output", str(out))
    assert done.exit_code == 0, done.output
    html, pdf = (out / f"state-of-shops.{ending}" for ending in ("html", "pdf"))
    return html.read_bytes(), pdf.read_bytes(), done.output


def test_the_same_snapshot_gives_the_same_bytes(consultkit: Consultkit, filled: Path) -> None:
    assert made(consultkit, filled, "first")[:2] == made(consultkit, filled, "second")[:2]


def test_a_report_says_what_it_was_made_of_and_loads_nothing(consultkit: Consultkit, filled: Path) -> None:
    html, _pdf, told = made(consultkit, filled, "out")
    page = html.decode()
    (digest,) = re.findall(r"snapshot ([0-9a-f]{64})", told)
    assert digest in page
    assert "<h2>Who they are</h2>" in page
    assert "&lt;b&gt;for a part&lt;/b&gt;" in page
    assert not re.search(r"<(script|link|img)|src=|href=", page)


def test_the_pdf_has_words_tables_and_descriptions(consultkit: Consultkit, filled: Path) -> None:
    made(consultkit, filled, "out")
    read = PdfReader(filled / "out" / "state-of-shops.pdf")
    words = " ".join(page.extract_text() for page in read.pages)
    assert "Who they are" in words
    assert "What troubles you?" in words
    assert read.metadata is not None
    assert read.metadata.title == "The shops"


def test_other_contributions_than_those_of_the_report_are_refused(
    consultkit: Consultkit, filled: Path
) -> None:
    (digest,) = re.findall(r"snapshot ([0-9a-f]{64})", made(consultkit, filled, "out")[2])
    report = filled / "report.yaml"
    report.write_text(f"{REPORT}snapshot: {digest}\n")
    made(consultkit, filled, "again")
    consultkit("simulate", str(FILE), "--respondents", "5", "--seed", "9", "--add")
    refused = consultkit("report", str(report), str(FILE), "--output", str(filled / "out"))
    assert refused.exit_code != 0
    assert "The contributions are not those of this report" in refused.output


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ("  - {summary: [kind], cross: [kind, harm]}\n", "Write one of the five."),
        ("  - {summary: [weather]}\n", "There is no question `weather`"),
        ("  - {cross: [kind, story]}\n", "There is no question `story`"),
        ("  - {compare: kind, groups: [shop, castle]}\n", "`kind` has no answer `castle`"),
        ("  - {summary: [kind], where: {kind: castle}}\n", "`kind` has no answer `castle`"),
        ("  - {sumary: [kind]}\n", "summary"),
        ("  - {compare: kind}\n", "Write both."),
    ],
)
def test_what_cannot_be_counted_is_told_with_what_to_do(
    consultkit: Consultkit, filled: Path, wrong: str, told: str
) -> None:
    report = filled / "report.yaml"
    report.write_text(REPORT + wrong)
    refused = consultkit("report", str(report), str(FILE), "--output", str(filled / "out"))
    assert refused.exit_code != 0
    assert told in refused.output
    assert not (filled / "out").exists()


def test_the_consultation_of_the_report_must_be_named(
    consultkit: Consultkit, filled: Path, file: Path
) -> None:
    refused = consultkit("report", str(filled / "report.yaml"), str(file))
    assert refused.exit_code != 0
    assert "The consultation `shops` is not among the files." in refused.output


KEYWORDS = """
desk:
  codebook:
    street: {label: Street, words: [rue, voisin*]}
    money: {label: Money, words: [prix]}
"""


def test_keywords_are_counted_by_a_codebook_that_the_report_names(
    consultkit: Consultkit, filled: Path
) -> None:
    file, report = filled / "shops.yaml", filled / "report.yaml"
    file.write_text(FILE.read_text() + KEYWORDS)
    report.write_text(f"{REPORT}  - keywords: story\n")
    pages = [_page(consultkit, filled, file, name) for name in ("first", "again")]
    assert pages[0] == pages[1]
    assert "Street" in pages[0]
    (codebook,) = re.findall(r"codebook \(SHA-256\)</dt><dd>([0-9a-f]{64})", pages[0])
    file.write_text(file.read_text().replace("[prix]", "[prix, argent]"))
    assert codebook not in _page(consultkit, filled, file, "other")


def test_keywords_without_a_codebook_are_refused(consultkit: Consultkit, filled: Path) -> None:
    (filled / "report.yaml").write_text(f"{REPORT}  - keywords: story\n")
    done = consultkit("report", str(filled / "report.yaml"), str(FILE), "--output", str(filled / "out"))
    assert done.exit_code == 1
    assert "desk: codebook:" in done.output


def _page(consultkit: Consultkit, folder: Path, file: Path, name: str) -> str:
    done = consultkit("report", str(folder / "report.yaml"), str(file), "--output", str(folder / name))
    assert done.exit_code == 0, done.output
    return (folder / name / "state-of-shops.html").read_text()
