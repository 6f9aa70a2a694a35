"""Every page in the design system of the State: whole, well made, and without anything inline."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from flask import Flask

import consultkit
import consultkit_dsfr
from consultkit import ConsultKit, Settings, compile_form, hookimpl, read_consultation
from consultkit.errors import AnswerFault
from consultkit.testing import FixedClock
from consultkit.web.render import question_views
from consultkit_dsfr import unpack
from consultkit_dsfr.plugin import make_theme
from consultkit_dsfr.testing import make_archive

from .conftest import CONSULTATION, Member, Page, Visitor
from .test_markup_pages import PUBLIC, assert_well_made, road

OURS = Path(consultkit.__file__).parent / "web" / "templates"
THEIRS = Path(consultkit_dsfr.__file__).parent / "templates"
LAYOUT = (Path(consultkit_dsfr.__file__).parent / "static" / "layout.css").read_text()
EVERY_TYPE = Path(__file__).parents[1] / "consultations" / "question_types.yaml"
COMPONENTS = sorted(path.relative_to(THEIRS).as_posix() for path in (THEIRS / "components").glob("*.html"))
COVERED = [name for name in COMPONENTS if (OURS / name).exists()]


class Dsfr:
    """The plugin, for an archive that was made up."""

    def __init__(self, place: Path) -> None:
        package = make_archive(place / "dsfr.tgz")
        unpack(place / "dsfr.tgz", place / "dsfr", package)
        environment = {
            "CONSULTKIT_DSFR_STATE_SITE": "127.0.0.1",
            "CONSULTKIT_DSFR_FOLDER": str(place / "dsfr"),
            "CONSULTKIT_DSFR_BRAND": "Ministère|de la Rue",
        }
        self.make = partial(make_theme, environment=environment, package=package)

    @hookimpl
    def register_themes(self) -> Mapping[str, Callable[..., object]]:
        return {"dsfr": self.make}


@pytest.fixture
def kit(tmp_path: Path, clock: FixedClock) -> Iterator[ConsultKit]:
    file = tmp_path / "traders.yaml"
    file.write_text(CONSULTATION)
    settings = Settings(f"sqlite:///{tmp_path}/dsfr.db", key_file=tmp_path / "keys")
    plugins: dict[str, object] = {"dsfr": Dsfr(tmp_path)}
    kit = ConsultKit([file], settings=replace(settings, theme="dsfr"), plugins=plugins, clock=clock)
    yield kit
    kit.close()


def assert_dressed(page: Page) -> None:
    assert_well_made(page)
    assert 'data-fr-scheme="system"' in page.html
    assert "Ministère<br>de la Rue" in page.html
    assert "button-" not in page.html
    for domain in ("info.gouv.fr", "service-public.gouv.fr", "legifrance.gouv.fr", "data.gouv.fr"):
        assert f"https://www.{domain}/" in page.html
    quick = page.html.partition("fr-header__tools-links")[2].partition("</ul>")[0]
    assert quick.count("<li>") <= 3


@pytest.mark.parametrize("address", [*PUBLIC, "/", "/sign-in/?consultation=traders"])
def test_public_pages_are_dressed_and_well_made(visitor: Visitor, address: str) -> None:
    assert_dressed(visitor.open(address))


def test_the_pages_of_the_road_are_dressed_and_well_made(member: Member) -> None:
    for page in road(member):
        assert_dressed(page)


@pytest.mark.parametrize("address", ["/account/", "/account/visits", "/account/ways", "/traders/receipts"])
def test_the_pages_of_an_account_are_dressed_and_well_made(member: Member, address: str) -> None:
    assert_dressed(member.open(address))


def test_a_wrong_answer_is_said_as_the_design_system_has_it(member: Member) -> None:
    page = member.send(member.begin().form("shop"), {"shop": "", "email": "?"})
    assert page.with_id("question-shop")["aria-invalid"] == "true"
    assert page.with_id("question-shop")["aria-describedby"] == "question-shop-messages"
    assert page.with_id("question-shop-messages")["class"] == "fr-messages-group"
    assert page.html.count("fr-input-group--error") == 2
    assert page.html.count("fr-alert--error") == 1
    assert page.links["Nom du commerce : Saisissez votre réponse."] == "#question-shop"


def test_every_file_that_a_page_names_is_there(visitor: Visitor) -> None:
    page = visitor.open("/traders/")
    named = re.findall(r'(?:href|src)="(/(?:theme|static)/[^"]+)"', page.html)
    assert len(named) >= 7
    for address in named:
        with visitor.client.get(address) as answer:
            assert answer.status_code == 200, address


def test_the_browser_is_allowed_the_fonts_and_no_more(visitor: Visitor) -> None:
    policy = visitor.client.get("/traders/").headers["Content-Security-Policy"].split("; ")
    assert {"default-src 'none'", "script-src 'self'", "style-src 'self'", "font-src 'self'"} <= set(policy)
    assert "unsafe" not in " ".join(policy)


def macros(app: Flask, name: str) -> dict[str, tuple[object, ...]]:
    with app.test_request_context("/"):
        module = app.jinja_env.get_template(name).make_module()
    found = {one: value for one, value in vars(module).items() if hasattr(value, "arguments")}
    return {one: tuple(value.arguments) for one, value in found.items()}


@pytest.mark.parametrize("name", COVERED)
def test_every_macro_of_ours_is_there_with_the_same_parameters(app: Flask, name: str) -> None:
    wanted, found = macros(app, f"consultkit/{name}"), macros(app, name)
    assert wanted
    assert {one: found.get(one) for one in wanted} == wanted


def test_the_blocks_of_our_base_are_there(app: Flask) -> None:
    env = app.jinja_env
    assert set(env.get_template("consultkit/base.html").blocks) == set(env.get_template("base.html").blocks)


@pytest.mark.parametrize("message", ["", "Enter something else."])
def test_every_question_type_is_shown_with_and_without_fault(app: Flask, message: str) -> None:
    form = compile_form(read_consultation(EVERY_TYPE))
    for page in form.pages:
        faults = {question.id: AnswerFault("wrong", message) for question in page.met if message}
        with app.test_request_context("/"):
            views = question_views(form.journey({}), page, faults, {})
            shown = [(view, _shown(app, view)) for view in views]
        for view, html in shown:
            assert "fr-" in html, view.question.kind
            asked = bool(message) and view.question.asks
            assert ("fr-message--error" in html) == asked, view.question.kind


def _shown(app: Flask, view: object) -> str:
    text = "{% import view.template as template %}{{ template.question(view) }}"
    return app.jinja_env.from_string(text).render(view=view)


def classes_of_pages() -> set[str]:
    """What our own pages, and the components that the theme leaves as they are, write as classes."""
    covered = {OURS / path.relative_to(THEIRS) for path in THEIRS.rglob("*.html")}
    texts = [path.read_text() for path in OURS.rglob("*.html") if path not in covered]
    plain = [one for text in texts for one in re.findall(r'class="([^"{]*)', text)]
    return {word for one in plain for word in one.split()}


def test_every_class_of_our_pages_has_its_place_in_the_layout() -> None:
    styled = set(re.findall(r"\.([a-z][\w-]*)", LAYOUT))
    assert sorted(classes_of_pages() - styled) == []
