"""The pages that plugins bring: hung up beside ours, for the consultations that name them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from flask import Blueprint, Flask, url_for

from consultkit.errors import PluginError
from consultkit.hooks import Pages
from consultkit.kit import ConsultKit
from consultkit.records import Official
from consultkit.schema import Consultation
from consultkit.web.access import PLUGINS_OF_PAGES
from consultkit.web.extension import the_kit
from consultkit.web.language import add_translations, gettext


def install_plugin_pages(app: Flask, kit: ConsultKit) -> None:
    """Raises PluginError for pages that are no blueprint, or whose addresses name no consultation."""
    owners: dict[str, str] = {}
    app.extensions[PLUGINS_OF_PAGES] = owners
    for plugin, pages in kit.plugins.pages.items():
        blueprint = pages.blueprint
        if not isinstance(blueprint, Blueprint):
            raise PluginError(f"The pages of plugin {plugin!r} are no flask.Blueprint.")
        owners[blueprint.name] = plugin
        app.register_blueprint(blueprint)
        if pages.translations is not None:
            add_translations(pages.translations)
    _refuse_strays(app, owners)
    app.jinja_env.globals.update(
        plugin_tabs=plugin_tabs, contribution_links=contribution_links, receipt_links=receipt_links
    )


def plugin_tabs(consultation: Consultation) -> list[tuple[str, str, str]]:
    """A word, an address and a name of each tab that the consultation's plugins add to the desk."""
    return [
        (endpoint, url_for(endpoint, consultation=consultation.id), gettext(name))
        for pages in _pages_of(consultation)
        for endpoint, name in pages.tabs.items()
    ]


def contribution_links(consultation: Consultation, reference: str) -> list[tuple[str, str]]:
    """An address and a name of each page of the plugins about one contribution, for the desk."""
    return _links(consultation, reference, lambda pages: pages.of_contribution)


def receipt_links(consultation: Consultation, reference: str) -> list[tuple[str, str]]:
    """Likewise for who sent it."""
    return _links(consultation, reference, lambda pages: pages.of_receipt)


def _links(
    consultation: Consultation, reference: str, named: Callable[[Pages], Mapping[str, str]]
) -> list[tuple[str, str]]:
    return [
        (url_for(endpoint, consultation=consultation.id, reference=reference), gettext(name))
        for pages in _pages_of(consultation)
        for endpoint, name in named(pages).items()
    ]


def plugin_home(office: Official) -> str | None:
    """Where somebody outside the desk begins; None where no plugin has a page for them."""
    for consultation in the_kit().consultations:
        for pages in _pages_of(consultation) if consultation.id == office.consultation else ():
            if office.role in pages.homes:
                return url_for(pages.homes[office.role], consultation=consultation.id)
    return None


def _pages_of(consultation: Consultation) -> Iterator[Pages]:
    return (pages for plugin, pages in the_kit().plugins.pages.items() if plugin in consultation.plugins)


def _refuse_strays(app: Flask, owners: dict[str, str]) -> None:
    # Without a consultation in the address nobody could say whether its file names the plugin.
    for rule in app.url_map.iter_rules():
        owner = owners.get(rule.endpoint.partition(".")[0])
        if (
            owner is not None
            and "consultation" not in rule.arguments
            and not rule.endpoint.endswith(".static")
        ):
            raise PluginError(f"The address {rule.rule} of plugin {owner!r} has no <consultation>.")
