"""Themes are found by their words, made for one site, and checked."""

from __future__ import annotations

from pathlib import Path

import pytest

from consultkit.errors import ConfigurationError, PluginError
from consultkit.hooks import Plugins, Site, Theme, hookimpl

SITE = Site("https://trees.town.example", production=True)


class Dresses:
    """A plugin that offers what it is given."""

    def __init__(self, offered: object) -> None:
        self.offered = offered

    @hookimpl
    def register_themes(self) -> object:
        return self.offered


def dressed(theme: object) -> Theme:
    return Plugins({"tailor": Dresses({"town": lambda _site: theme})}).theme("town", SITE)


def test_the_neutral_theme_changes_nothing() -> None:
    assert Plugins().theme("neutral", SITE) == Theme()


def test_a_theme_is_made_for_the_site(tmp_path: Path) -> None:
    met: list[Site] = []

    def make(site: Site) -> Theme:
        met.append(site)
        return Theme(templates=tmp_path, csp={"font-src": ("'self'",)})

    plugins = Plugins({"tailor": Dresses({"town": make})})
    assert met == []
    assert plugins.theme("town", SITE).templates == tmp_path
    assert met == [SITE]


def test_a_theme_may_refuse_a_site() -> None:
    def refuse(site: Site) -> Theme:
        raise ConfigurationError(f"Not for {site.public_url}.", mend="Wear another one.")

    with pytest.raises(ConfigurationError, match=r"trees\.town\.example"):
        Plugins({"tailor": Dresses({"town": refuse})}).theme("town", SITE)


def test_an_unknown_theme_is_told_with_those_that_are_there() -> None:
    with pytest.raises(PluginError, match="'ball'") as refused:
        Plugins({"tailor": Dresses({"town": Theme})}).theme("ball", SITE)
    assert "neutral, town" in refused.value.mend


def test_a_word_has_one_plugin() -> None:
    with pytest.raises(PluginError, match=r"'consultkit\.theme' and from 'tailor'"):
        Plugins({"tailor": Dresses({"neutral": Theme})})


@pytest.mark.parametrize("offered", [["town"], {"town": Theme()}, {"": Theme}], ids=repr)
def test_what_makes_no_theme_is_refused_at_the_start(offered: object) -> None:
    with pytest.raises(PluginError, match="'tailor', hook register_themes"):
        Plugins({"tailor": Dresses(offered)})


@pytest.mark.parametrize(
    ("theme", "said"),
    [
        ("silk", "expected a Theme, got str"),
        (Theme(templates=Path("no/such/folder")), "there is no folder no/such/folder"),
        (Theme(files={"a/b": Path()}), "'a/b' cannot be a part of an address"),
        (Theme(csp={"script-src": ("'unsafe-inline'",)}), "script-src 'unsafe-inline' is more than"),
        (Theme(csp={"style-src": ("https://elsewhere.example",)}), "is more than a theme may be allowed"),
        (Theme(csp={"img-src": ("data:; script-src *",)}), "is more than a theme may be allowed"),
        (Theme(csp={"default-src": ("'self'",)}), "default-src 'self' is more than"),
    ],
)
def test_what_a_theme_may_not_be_is_said_to_its_author(theme: object, said: str) -> None:
    with pytest.raises(PluginError) as refused:
        dressed(theme)
    assert said in str(refused.value)
