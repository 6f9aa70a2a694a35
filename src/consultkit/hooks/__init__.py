"""Where others plug in: the hooks, and the plugins that implement them."""

from consultkit.hooks.pages import Pages
from consultkit.hooks.reading import read_consultation
from consultkit.hooks.registry import Plugins
from consultkit.hooks.specs import hookimpl
from consultkit.hooks.theme import Site, Theme

__all__ = ["Pages", "Plugins", "Site", "Theme", "hookimpl", "read_consultation"]
