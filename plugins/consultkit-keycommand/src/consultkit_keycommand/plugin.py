"""The hook. The entry point `keycommand` of group `consultkit` names this module."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping

from consultkit import hookimpl
from consultkit_keycommand.command import keys_of


@hookimpl
def register_key_sources() -> Mapping[str, Callable[[], str]]:
    return {"command": lambda: keys_of(os.environ)}
