"""The screens: server-rendered pages over a kit. Everything works without JavaScript."""

from consultkit.web.app import create_app

__all__ = ["create_app"]
