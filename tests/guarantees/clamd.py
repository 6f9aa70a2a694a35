"""The clamd of the tests of `plugins/consultkit-clamav`: real, with one signature of their own."""

from __future__ import annotations

import socket
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

_THEIRS = Path(__file__).parents[2] / "plugins" / "consultkit-clamav" / "tests" / "conftest.py"


def _theirs() -> ModuleType:
    spec = spec_from_file_location("consultkit_clamav_fixtures", _THEIRS)
    assert spec is not None
    assert spec.loader is not None
    # A dataclass looks its module up by name.
    module = sys.modules[spec.name] = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


_fixtures = _theirs()
SIGN: bytes = _fixtures.SIGN
"""What it takes for a virus."""


@contextmanager
def clamd() -> Iterator[Any]:
    """Not started yet: `start()`, `stop()`, and `socket` for the plugin's address."""
    with tempfile.TemporaryDirectory(prefix="clamd-") as name, socket.socket() as free:
        folder = Path(name)
        free.bind(("127.0.0.1", 0))
        scanner = _fixtures.Clamd(folder, free.getsockname()[1])
        free.close()
        (folder / "signatures").mkdir()
        (folder / "signatures" / "own.ndb").write_text(f"Consultkit.Test.Sign:0:*:{SIGN.hex()}\n")
        (folder / "clamd.conf").write_text(_fixtures.CONFIGURATION.format(folder=folder, port=scanner.port))
        try:
            yield scanner
        finally:
            scanner.stop()
