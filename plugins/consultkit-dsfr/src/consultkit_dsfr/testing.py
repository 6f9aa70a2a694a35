"""For tests: an archive laid out as the design system's is, with nothing of it inside."""

from __future__ import annotations

import hashlib
import io
import tarfile
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from consultkit_dsfr.package import DSFR, Package

_SHEET = """@font-face{src:url(fonts/Marianne-Bold.woff2) format("woff2"),url(fonts/Marianne-Bold.woff)}
@font-face{src:url(fonts/Spectral-Regular.woff2)}.a{mask:url("icons/system/close-line.svg")}
.b{background:url(data:image/svg+xml;base64,AA)}"""

MADE_UP: Mapping[str, str] = MappingProxyType(
    {
        "dist/dsfr.main.min.css": _SHEET,
        "dist/dsfr.module.min.js": "export {};",
        "dist/dsfr.nomodule.min.js": "for old browsers",
        "dist/favicon/apple-touch-icon.png": "png",
        "dist/favicon/favicon.ico": "ico",
        "dist/favicon/favicon.svg": "<svg/>",
        "dist/fonts/Marianne-Bold.woff2": "bold",
        "dist/fonts/Marianne-Bold.woff": "for old browsers",
        "dist/fonts/Spectral-Regular.woff2": "serif",
        "dist/icons/system/close-line.svg": "<svg/>",
        "LICENSE.md": "The licence.",
        "doc/legal/cgu.md": "The terms.",
    }
)


def make_archive(path: Path, files: Mapping[str, str] = MADE_UP) -> Package:
    """Write it, and give the package that it is the archive of."""
    with tarfile.open(path, "w:gz") as opened:
        for name, text in files.items():
            entry = tarfile.TarInfo(f"package/{name}")
            entry.size = len(text.encode())
            opened.addfile(entry, io.BytesIO(text.encode()))
    return Package(DSFR.version, hashlib.sha512(path.read_bytes()).hexdigest())
