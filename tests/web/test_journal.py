"""The journal of the desk: each act is one line of it, and managers alone read it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from consultkit import ConsultKit, ProviderSettings, Role
from consultkit.operations import CONSOLE
from consultkit.records import Official
from consultkit.storage import AuditFilter
from consultkit.storage.tables import audit

from .access_matrix import ask, cases
from .access_routes import ABSENT, OWN
from .access_world import World, inhabited
from .conftest import Member, Visitor
from .test_desk_study import at_desk
from .test_guarded_desk import sent

READS = {
    "desk.contributions": "contributions.listed",
    "desk.answers": "contributions.listed",
    "desk.contribution": "contribution.read",
    "desk.file": "file.read",
    "desk.note_file": "",
    "desk.export": "contributions.exported",
    "desk.export_file": "exports.fetched",
}
"""Pages that show what somebody answered, or hand it out: what each writes."""
SILENT = {"desk.forget_handed_key", "desk.hand_in_key", "desk.throw_export_away", "desk.sign_in_with_account"}
"""Forms that neither read nor change anything of a contribution."""


@pytest.fixture
def manager(app: Flask, kit: ConsultKit) -> Visitor:
    return at_desk(app, kit, "max", Role.MANAGER)


@pytest.fixture
def world(database_url: str, tmp_path: Path) -> Iterator[World]:
    provider = ProviderSettings("http://127.0.0.1:9", "traders", "secret")
    with inhabited(database_url, tmp_path, provider, "http://127.0.0.1") as world:
        yield world


def acts(kit: ConsultKit) -> list[str]:
    """All of them, but for signing in."""
    with kit.archive.reading() as tx:
        found = tx.connection.execute(sa.select(audit.c.what).order_by(audit.c.number)).scalars()
        return [one for one in found if one != "desk.signed_in"]


def test_every_page_that_shows_a_contribution_writes_one_line_and_no_other_page_does(world: World) -> None:
    wrong = []
    for case in cases(world, "manager"):
        if not case.rule.endpoint.startswith("desk.") or case.method != "GET":
            continue
        if case.has_objects and case.whose != OWN:
            continue
        before = len(acts(world.kit))
        answer = ask(world, case)
        written = acts(world.kit)[before:]
        # What finding something to ask for wrote itself.
        written = [one for one in written if one != "exports.asked"]
        due = READS.get(case.rule.endpoint, "") if answer.status == 200 else ""
        if written != ([due] if due else []):
            wrong.append(f"{case}: {answer.status} {written}")
    assert wrong == []
    assert world.kit.audit.faults()[1] == []


def test_every_form_of_the_desk_that_does_something_writes_one_line(world: World) -> None:
    wrong, done = [], 0
    for case in cases(world, "manager"):
        is_form = case.rule.endpoint.startswith("desk.") and case.method == "POST"
        if not is_form or case.rule.endpoint in SILENT or case.whose == ABSENT:
            continue
        if case.has_objects and case.whose != OWN:
            continue
        before = len(acts(world.kit))
        answer = ask(world, case)
        written = acts(world.kit)[before:]
        # What changes nothing, such as reopening what is open, is no act.
        acted = bool(answer.changed & {"chronicle", "exports", "inquiries"})
        if len(written) != acted:
            wrong.append(f"{case}: {answer.changed} {written}")
        done += acted
    assert wrong == []
    assert done >= 8


def test_nothing_that_was_answered_is_in_it(
    app: Flask, member: Member, manager: Visitor, kit: ConsultKit
) -> None:
    sent(member)
    manager.open("/desk/traders/contributions?words=pain")
    [receipt] = kit.intake.receipts("traders", member.respondent)
    manager.open(f"/desk/traders/contributions/{receipt.reference}")
    assert acts(kit)[-2:] == ["contributions.listed", "contribution.read"]
    with kit.archive.reading() as tx:
        rows = str(tx.connection.execute(sa.select(audit)).all())
    for said in ("pain", "Au pain doré", "mairie.example"):
        assert said not in rows


def test_a_manager_finds_who_did_what(app: Flask, member: Member, manager: Visitor, kit: ConsultKit) -> None:
    sent(member)
    [receipt] = kit.intake.receipts("traders", member.respondent)
    reader = at_desk(app, kit, "lou", Role.READER)
    reader.open(f"/desk/traders/contributions/{receipt.reference}")
    page = manager.open("/desk/traders/journal")
    assert "Contribution lue" in page.words
    assert "lou@" in page.words
    assert page.links[receipt.reference].endswith(receipt.reference)
    console = Official(CONSOLE, "", "traders", Role.MANAGER)
    [only] = kit.audit.entries(console, AuditFilter(what="contribution.read"))
    assert only.entry.act.actor
    narrowed = manager.open(f"/desk/traders/journal?who={only.entry.act.actor.hex}&what=contribution.read")
    assert narrowed.html.count("<tr>") == 2
    assert "Rien n’est noté ici" in manager.open("/desk/traders/journal?until=2000-01-01").words
    assert manager.open("/desk/traders/journal?since=x&who=y&before=z&until=9999-12-31").status == 200
    answer = manager.client.get(page.links["Télécharger le journal (CSV)"])
    assert answer.data.decode("utf-8-sig").splitlines()[0].startswith("Nombre;Quand;Qui")
    assert receipt.reference in answer.text


@pytest.mark.parametrize("role", [Role.READER, Role.CASEWORKER])
def test_nobody_else_reads_it(app: Flask, kit: ConsultKit, role: Role) -> None:
    visitor = at_desk(app, kit, "lou", role)
    assert visitor.open("/desk/traders/journal").status == 404
    assert visitor.open("/desk/traders/journal.csv").status == 404
    assert "Journal" not in visitor.open("/desk/traders/contributions").links
