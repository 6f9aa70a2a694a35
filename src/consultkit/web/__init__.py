"""The screens: server-rendered pages over a kit. Everything works without JavaScript."""

from consultkit.web.access import Access, open_to
from consultkit.web.app import create_app

__all__ = ["Access", "create_app", "open_to"]
