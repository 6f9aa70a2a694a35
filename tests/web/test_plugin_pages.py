"""Pages that plugins bring: for the consultations that name them, for those that they say, and translated."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Blueprint, render_template_string

from consultkit import Access, ConsultKit, Pages, PluginError, Role, Settings, create_app, hookimpl, open_to
from consultkit.records import SignedIn
from consultkit.testing import FixedClock

from .conftest import CONSULTATION, OPEN
from .test_guarded_sessions import newest_token

PASSWORD = "trois chevaux verts a Saint-Malo"


class Gardener:
    """A plugin with a page at the desk and one for a party."""

    def __init__(self, address: str = "/desk/<consultation>/garden", pages: object = None) -> None:
        self.blueprint = Blueprint("garden", "garden")
        self.pages = pages
        self._address = address

    @hookimpl
    def register_pages(self) -> object:
        if self.pages is not None:
            return self.pages
        self.blueprint.add_url_rule(self._address, "beds", open_to(Access.CASEWORKER)(_beds))
        self.blueprint.add_url_rule("/<consultation>/fence", "fence", open_to(Access.PARTY)(_fence))
        return Pages(self.blueprint, tabs={"garden.beds": "Beds"}, homes={Role.PARTY: "garden.fence"})


def _beds(consultation: str) -> str:
    return render_template_string("{{ plugin_tabs(page_consultation()) }}")


def _fence(consultation: str) -> str:
    return "Seen from outside."


Makes = Callable[[object], ConsultKit]


@pytest.fixture
def kit(database_url: str, tmp_path: Path) -> Iterator[Makes]:
    made: list[ConsultKit] = []
    (tmp_path / "traders.yaml").write_text(CONSULTATION + "plugins: {gardener: {}}\n")
    (tmp_path / "street.yaml").write_text(
        CONSULTATION.replace("consultation: traders", "consultation: street")
    )

    def make(plugin: object) -> ConsultKit:
        files = [tmp_path / "traders.yaml", tmp_path / "street.yaml"]
        settings = Settings(database_url=database_url, key_file=tmp_path / "keys", files=str(tmp_path / "f"))
        made.append(
            ConsultKit(files, settings=settings, plugins={"gardener": plugin}, clock=FixedClock(OPEN))
        )
        return made[-1]

    yield make
    for one in made:
        one.close()


def status(kit: ConsultKit, role: Role, path: str, consultation: str = "traders") -> tuple[int, str]:
    serves = "" if role.is_inside else "baker"
    address = f"{role.value}@town.example"
    kit.accounts.add_official(address, consultation, role, language="fr", serves=serves)
    account = kit.accounts.choose_password(newest_token(kit), PASSWORD)
    visit = kit.sessions.begin({}, SignedIn(account.respondent, "account", account, opens_desk=True))
    client = create_app(kit).test_client()
    client.set_cookie("consultkit", visit.id)
    answer = client.get(path)
    return answer.status_code, answer.text if answer.status_code == 200 else answer.headers.get(
        "Location", ""
    )


def test_a_page_opens_to_those_that_it_names(kit: Makes) -> None:
    served = kit(Gardener())
    assert status(served, Role.CASEWORKER, "/desk/traders/garden") == (
        200,
        "[(&#39;garden.beds&#39;, &#39;/desk/traders/garden&#39;, &#39;Beds&#39;)]",
    )


@pytest.mark.parametrize("role", [Role.READER, Role.MEDIATOR, Role.PARTY])
def test_and_to_nobody_else(kit: Makes, role: Role) -> None:
    served = kit(Gardener())
    assert status(served, role, "/desk/traders/garden")[0] == 404


def test_a_consultation_that_does_not_name_the_plugin_has_no_such_page(kit: Makes) -> None:
    served = kit(Gardener())
    assert status(served, Role.MANAGER, "/desk/street/garden", "street")[0] == 404


def test_who_is_outside_the_desk_begins_on_the_page_of_the_plugin(kit: Makes) -> None:
    served = kit(Gardener())
    assert status(served, Role.PARTY, "/desk/") == (302, "/traders/fence")


@pytest.mark.parametrize("path", ["/desk/traders/contributions", "/desk/traders/summary"])
@pytest.mark.parametrize("role", [Role.MEDIATOR, Role.PARTY])
def test_and_sees_nothing_of_the_desk(kit: Makes, role: Role, path: str) -> None:
    served = kit(Gardener())
    assert status(served, role, path)[0] == 404


def test_an_address_without_a_consultation_is_refused(kit: Makes) -> None:
    served = kit(Gardener("/garden"))
    with pytest.raises(PluginError, match="<consultation>"):
        create_app(served)


def test_a_blueprint_is_asked_for(kit: Makes) -> None:
    served = kit(Gardener(pages=Pages("garden")))
    with pytest.raises(PluginError, match="Blueprint"):
        create_app(served)
