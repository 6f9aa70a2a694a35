"""Exports at the desk: chosen by a form, followed, fetched by who asked, and by nobody else."""

from __future__ import annotations

import io
import zipfile

import pytest
from flask import Flask
from python_calamine import load_workbook

from consultkit import ConsultKit, Role
from consultkit.records import ExportFormat, Official, Wording

from .conftest import Member, Visitor
from .test_desk_study import LIST, app, at_desk, kit
from .test_guarded_desk import sent

__all__ = ["app", "kit"]
EXPORTS = "/desk/traders/exports"
DOWNLOAD = "Télécharger"


@pytest.fixture
def ada(app: Flask, kit: ConsultKit) -> Visitor:
    return at_desk(app, kit, "ada", Role.READER)


@pytest.fixture
def lou(app: Flask, kit: ConsultKit) -> Visitor:
    return at_desk(app, kit, "lou", Role.MANAGER)


def fetched(visitor: Visitor) -> bytes:
    page = visitor.open(EXPORTS)
    (address,) = [link for name, link in page.links.items() if name.startswith(DOWNLOAD)]
    answer = visitor.client.get(address)
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith("attachment; ")
    return answer.data


def test_an_export_is_asked_for_followed_fetched_and_thrown_away(
    kit: ConsultKit, member: Member, ada: Visitor
) -> None:
    references = {sent(member) for _ in range(3)}
    asked = ada.send(ada.open(EXPORTS).form("format"), {"format": "csv", "wording": "codes"})
    assert "En attente" in asked.words
    assert DOWNLOAD not in asked.words
    assert kit.exports.make_next()
    with zipfile.ZipFile(io.BytesIO(fetched(ada))) as archive:
        table = archive.read("contributions.csv").decode("utf-8-sig")
    assert all(reference in table for reference in references)
    thrown = next(form for form in ada.open(EXPORTS).forms if form.action.endswith("/throw-away"))
    assert DOWNLOAD not in ada.send(thrown).words


def test_the_list_as_it_is_narrowed_down_is_exported_and_the_choice_is_remembered(
    kit: ConsultKit, member: Member, ada: Visitor
) -> None:
    sent(member)
    query = "q.trouble=noise&words=zanzibar"
    page = ada.open(ada.open(f"{LIST}?{query}").links["Exporter cette liste"])
    assert "zanzibar" in page.words
    ada.send(page.form("format"), {"format": "xlsx", "wording": "labels", "question": ["trouble"]})
    (choice, *_older) = [one.choice for one in kit.exports.of(at_the_desk(kit))]
    assert (choice.format, choice.wording, choice.questions) == (
        ExportFormat.XLSX,
        Wording.LABELS,
        ("trouble",),
    )
    assert (dict(choice.only.marks), choice.only.words) == ({"trouble": ("noise",)}, "zanzibar")
    kit.exports.make_next()
    heading, *rows = load_workbook(io.BytesIO(fetched(ada))).get_sheet_by_name("contributions").to_python()
    assert "trouble" in " ".join(map(str, heading))
    assert rows == []
    remembered = dict(ada.open(EXPORTS).form("format").filled({}))
    assert (remembered["format"], remembered["question"]) == ("xlsx", "trouble")


def at_the_desk(kit: ConsultKit) -> Official:
    """Who asked."""
    ((subject, events),) = kit.room("exports").subjects("traders").items()
    assert events[0].by == subject
    return Official(subject, "", "traders", Role.READER)


def test_nobody_else_sees_or_fetches_it(kit: ConsultKit, member: Member, ada: Visitor, lou: Visitor) -> None:
    sent(member)
    ada.send(ada.open(EXPORTS).form("format"), {"format": "csv"})
    kit.exports.make_next()
    page = ada.open(EXPORTS)
    (address,) = [link for name, link in page.links.items() if name.startswith(DOWNLOAD)]
    assert DOWNLOAD not in lou.open(EXPORTS).words
    assert lou.client.get(address).status_code == 404
    assert ada.client.get(address).status_code == 200


def test_nonsense_in_the_form_is_taken_for_what_is_usual(kit: ConsultKit, ada: Visitor) -> None:
    nonsense = {"format": "exe", "wording": "?", "language": "xx", "delimiter": "|", "question": ["nothing"]}
    ada.send(ada.open(EXPORTS).form("format"), {**nonsense, "query": "since=never&%00=1"})
    (export,) = kit.exports.of(at_the_desk(kit))
    assert (export.choice.format, export.choice.delimiter) == (ExportFormat.CSV, ";")
    assert export.choice.questions == ()


def test_too_many_at_once_are_refused_with_an_instruction(ada: Visitor) -> None:
    for _ in range(5):
        ada.send(ada.open(EXPORTS).form("format"), {"format": "csv"})
    refused = ada.post(ada.open(EXPORTS).form("format"), {"format": "csv"})
    assert refused.status_code == 422
    assert "Attendez" in refused.text
