"""Where others plug in: the hooks, and the plugins that implement them."""

from consultkit.hooks.reading import read_consultation
from consultkit.hooks.registry import Plugins
from consultkit.hooks.specs import hookimpl

__all__ = ["Plugins", "hookimpl", "read_consultation"]
