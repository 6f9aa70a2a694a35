"""The pages that the law wants: what the file says, and the honest word where it says nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from consultkit import ConsultationFileError, ConsultKit, Settings, create_app
from consultkit.schema import Audit
from consultkit.testing import FixedClock

from .conftest import CONSULTATION, OPEN, Page, Visitor
from .test_markup_pages import assert_well_made

HOST = """
legal:
  publisher: {name: Mairie de la Rue, address: "1 place d'Armes\\n67000 Strasbourg", phone: "03 88 00 00 00"}
  director: {name: Camille Bernard, role: {fr: maire, en: mayor}}
  host: {name: Hébergeur SAS, address: 59000 Lille, phone: "03 20 00 00 00"}
  plan: https://www.mairie.example/accessibilite
"""
AUDIT = "  audit: {ended: 2018-09-14, by: Cabinet Access, rate: RATE, gaps: GAPS}\n"
Serve = Callable[..., Visitor]


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Serve]:
    """A visitor of a site whose file has this legal part."""
    with ExitStack() as opened:

        def start(legal: str, clock: FixedClock | None = None) -> Visitor:
            (tmp_path / "traders.yaml").write_text(CONSULTATION + legal)
            settings = Settings(f"sqlite:///{tmp_path}/legal.db", key_file=tmp_path / "keys")
            kit = ConsultKit([tmp_path / "traders.yaml"], settings=settings, clock=clock or FixedClock(OPEN))
            opened.callback(kit.close)
            return Visitor(create_app(kit))

        yield start


def audited(rate: int, gaps: str = "[]") -> str:
    return HOST + AUDIT.replace("RATE", str(rate)).replace("GAPS", gaps)


def test_the_notice_names_who_the_law_wants(serve: Serve) -> None:
    page = serve(HOST).open("/legal/notice")
    assert_well_made(page)
    for said in (
        "Mairie de la Rue",
        "67000 Strasbourg",
        "Camille Bernard, maire",
        "Hébergeur SAS",
        "03 20 00 00 00",
    ):
        assert said in page.words
    assert "peuvent être demandés" not in page.words


def test_without_a_legal_part_the_notice_says_whom_to_ask(serve: Serve) -> None:
    words = serve("").open("/legal/notice").words
    assert "La mairie" in words
    assert "peuvent être demandés" in words


@pytest.mark.parametrize(
    ("legal", "word"),
    [
        ("", "non conforme"),
        (HOST, "non conforme"),
        (audited(49), "non conforme"),
        (audited(50), "partiellement conforme"),
        (audited(99), "partiellement conforme"),
        (audited(100), "totalement conforme"),
    ],
)
def test_every_page_says_how_accessible_the_site_is(serve: Serve, legal: str, word: str) -> None:
    visitor = serve(legal)
    for address in ("/traders/", "/legal/accessibility", "/nowhere"):
        assert f"Accessibilité : {word}" in visitor.open(address).words
    assert_well_made(visitor.open("/legal/accessibility"))


def test_the_statement_tells_what_the_audit_found(serve: Serve) -> None:
    page = serve(audited(72, "[{fr: Le guide en PDF., en: The guide.}]")).open("/legal/accessibility")
    assert "partiellement conforme au RGAA" in page.words
    assert "Cabinet Access le 14 septembre 2018 constate que 72 % des critères" in page.words
    assert "Le guide en PDF." in page.words
    assert page.links["Schéma pluriannuel d’accessibilité"] == "https://www.mairie.example/accessibilite"


SECTIONS = [
    "État de conformité",
    "Résultats des tests",
    "Contenus non accessibles",
    "Établissement de cette déclaration",
    "Retour d’information et contact",
    "Voies de recours",
]
WITHIN = [
    "Non-conformités",
    "Dérogations pour charge disproportionnée",
    "Contenus non soumis à l’obligation d’accessibilité",
]
THOROUGH = """  audit:
    ended: 2018-09-14
    by: Cabinet Access
    rate: 72
    gaps: [Le guide en PDF.]
    exempted: [Les plans du port.]
    not_covered: [Le direct du conseil.]
    environments: [NVDA et Firefox, VoiceOver et Safari]
    tools: [axe-core]
    pages: [Accueil, Questions]
"""


def headings(page: Page, level: int) -> list[str]:
    return re.findall(rf"<h{level}[^>]*>(.*?)</h{level}>", page.html)


def test_the_statement_has_the_sections_of_the_model_in_their_order(serve: Serve) -> None:
    page = serve(HOST + THOROUGH).open("/legal/accessibility")
    assert_well_made(page)
    assert headings(page, 2) == SECTIONS
    assert headings(page, 3) == WITHIN
    said = page.words.partition("Mairie de la Rue s’engage")[2]
    for one in (
        "Le guide en PDF.",
        "Les plans du port.",
        "Le direct du conseil.",
        "NVDA et Firefox, VoiceOver",
    ):
        said = said.partition(one)[2]
        assert said, one
    assert "Pages vérifiéesAccueil, Questions" in said


def test_without_an_audit_every_section_says_what_cannot_be_said(serve: Serve) -> None:
    page = serve("").open("/legal/accessibility")
    assert headings(page, 2) == SECTIONS
    assert page.words.count("Faute d’audit") == 3
    assert "La mairie s’engage" in page.words
    assert "ne sont pas encore publiés ici" in page.words
    assert "Cette déclaration s’applique au site http" in page.words


def test_without_a_contact_the_statement_still_names_whom_to_write_to(tmp_path: Path) -> None:
    (tmp_path / "traders.yaml").write_text(re.sub(r"(?m)^contact:.*\n", "", CONSULTATION))
    settings = Settings(f"sqlite:///{tmp_path}/legal.db", key_file=tmp_path / "keys")
    kit = ConsultKit([tmp_path / "traders.yaml"], settings=settings, clock=FixedClock(OPEN))
    page = Visitor(create_app(kit)).open("/legal/accessibility")
    assert f"mailto:{kit.consultations[0].privacy.dpo}" in page.html
    kit.close()


def test_of_several_consultations_the_least_accessible_speaks_for_the_site(tmp_path: Path) -> None:
    other = CONSULTATION.replace("consultation: traders", "consultation: markets")
    files = {"traders.yaml": CONSULTATION + audited(100), "markets.yaml": other + audited(60)}
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    settings = Settings(f"sqlite:///{tmp_path}/legal.db", key_file=tmp_path / "keys")
    kit = ConsultKit([tmp_path / name for name in files], settings=settings, clock=FixedClock(OPEN))
    visitor = Visitor(create_app(kit))
    assert "Accessibilité : partiellement conforme" in visitor.open("/").words
    assert "Accessibilité : totalement conforme" in visitor.open("/traders/").words
    assert_well_made(visitor.open("/legal/accessibility"))
    kit.close()


def test_when_the_audit_is_too_old_the_site_is_called_not_compliant_again(serve: Serve) -> None:
    visitor = serve(audited(100), FixedClock(datetime(2021, 9, 14, 9, 0, tzinfo=UTC)))
    assert "Accessibilité : non conforme" in visitor.open("/traders/").words
    assert "aucun audit" in visitor.open("/legal/accessibility").words


def test_an_audit_is_relied_on_for_three_years() -> None:
    audit = Audit.model_validate({"ended": "2018-09-14", "by": "Cabinet Access", "rate": 100})
    assert audit.holds_on(date(2021, 9, 13))
    assert not audit.holds_on(date(2021, 9, 14))
    leap = Audit.model_validate({"ended": "2020-02-29", "by": "Cabinet Access", "rate": 100})
    assert leap.holds_on(date(2023, 2, 28))
    assert not leap.holds_on(date(2023, 3, 1))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (audited(100, "[Le PDF.]"), "Nothing is left to mend"),
        (audited(101), "rate"),
        (HOST.replace("https://www", "ftp://www"), "is not the address of a page"),
        (HOST.replace("director:", "directeur:"), "director"),
    ],
)
def test_what_cannot_be_is_told_with_the_file(serve: Serve, wrong: str, said: str) -> None:
    with pytest.raises(ConsultationFileError) as refused:
        serve(wrong)
    assert said in "\n".join(str(problem) for problem in refused.value.problems)
