"""A theme in the place of our own: its templates, its files, and what the browser is allowed for them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from consultkit import ConsultKit, Settings, Theme, create_app, hookimpl

from .conftest import CONSULTATION

BASE = """<!doctype html><html lang="fr"><head>
<link rel="stylesheet" href="{{ theme_url("town-1", "town.css") }}"></head>
<body class="town">{% block content %}{% endblock %}</body></html>"""
NOTICE = """{% from "consultkit/components/content.html" import tag %}
{% macro descriptions() %}{{ caller() }}{% endmacro %}
{% macro description(term) %}{{ tag("ours") }} {{ caller() }}{% endmacro %}"""


class Tailor:
    """A plugin with one theme."""

    def __init__(self, folder: Path) -> None:
        self.theme = Theme(folder / "pages", {"town-1": folder / "files"}, csp={"font-src": ("'self'",)})

    @hookimpl
    def register_themes(self) -> object:
        return {"town": lambda _site: self.theme}


@pytest.fixture
def dressed(tmp_path: Path) -> Iterator[FlaskClient]:
    texts = {
        "pages/base.html": BASE,
        "pages/components/content.html": NOTICE,
        "files/town.css": "body { color: green }",
        "secret.txt": "not a file of the theme",
        "traders.yaml": CONSULTATION,
    }
    for name, text in texts.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    settings = Settings(f"sqlite:///{tmp_path}/town.db", key_file=tmp_path / "keys")
    plugins: dict[str, object] = {"tailor": Tailor(tmp_path)}
    kit = ConsultKit([tmp_path / "traders.yaml"], settings=replace(settings, theme="town"), plugins=plugins)
    yield create_app(kit).test_client()
    kit.close()


def test_a_template_of_the_theme_takes_the_place_of_ours(dressed: FlaskClient) -> None:
    page = dressed.get("/legal/sitemap").text
    assert '<body class="town">' in page
    assert "Plan du site" in page


def test_what_a_theme_covers_can_still_be_imported(dressed: FlaskClient) -> None:
    assert '<span class="tag tag-info">ours</span> La mairie' in dressed.get("/legal/notice").text


def test_a_file_of_the_theme_is_kept_by_browsers_under_an_address_that_changes(dressed: FlaskClient) -> None:
    address = dressed.get("/legal/sitemap").text.partition('href="')[2].partition('"')[0]
    assert address.startswith("/theme/town-1/town.css?v=")
    with dressed.get(address) as answer:
        assert (answer.text, answer.mimetype) == ("body { color: green }", "text/css")
        assert answer.cache_control.max_age == 365 * 24 * 3600
        assert not answer.cache_control.no_store


@pytest.mark.parametrize("address", ["town-1/none.css", "town-2/town.css", "town-1/../secret.txt", "town-1/"])
def test_nothing_but_the_files_of_the_theme_is_served(dressed: FlaskClient, address: str) -> None:
    assert dressed.get(f"/theme/{address}").status_code == 404


def test_what_the_theme_needs_is_allowed_and_no_more(dressed: FlaskClient) -> None:
    policy = dressed.get("/legal/sitemap").headers["Content-Security-Policy"].split("; ")
    assert {"font-src 'self'", "default-src 'none'", "script-src 'self'", "style-src 'self'"} <= set(policy)


def test_without_a_theme_there_is_no_such_address(tmp_path: Path) -> None:
    (tmp_path / "traders.yaml").write_text(CONSULTATION)
    kit = ConsultKit(
        [tmp_path / "traders.yaml"],
        settings=Settings(f"sqlite:///{tmp_path}/town.db", key_file=tmp_path / "keys"),
    )
    answer = create_app(kit).test_client().get("/theme/town-1/town.css")
    kit.close()
    assert answer.status_code == 404
    assert "font-src" not in answer.headers["Content-Security-Policy"]
