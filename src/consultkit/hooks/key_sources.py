"""Where the keys of a deployment may come from, beside its key file."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

GiveKeys: TypeAlias = Callable[[], str]
"""Gives the content of a key file, in JSON. Raises ConfigurationError, quoting no key, when it cannot."""
