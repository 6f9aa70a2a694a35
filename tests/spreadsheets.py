"""Spreadsheets read back by other programs: python-calamine always, LibreOffice where it is installed."""

from __future__ import annotations

import io
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from xml.etree import ElementTree as ET

from python_calamine import load_workbook

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_LINK = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}a"
LONGEST_SECONDS = 120


def sheets_of(content: bytes) -> dict[str, list[list[object]]]:
    """The cells of each sheet. LibreOffice, where installed, must see no formula, no link, no other sheet."""
    book = load_workbook(io.BytesIO(content))
    if soffice := shutil.which("soffice"):
        _check_in_libreoffice(soffice, content, book.sheet_names)
    return {name: [[*row] for row in book.get_sheet_by_name(name).to_python()] for name in book.sheet_names}


def _check_in_libreoffice(soffice: str, content: bytes, names: Sequence[str]) -> None:
    seen = list(_opened(soffice, content).iter())
    assert [one.get(f"{_TABLE}name") for one in seen if one.tag == f"{_TABLE}table"] == list(names)
    assert [one for one in seen if one.get(f"{_TABLE}formula") is not None or one.tag == _LINK] == []


def _opened(soffice: str, content: bytes) -> ET.Element:
    """What LibreOffice took it for, as one XML document."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "book.xlsx"
        path.write_bytes(content)
        profile = f"-env:UserInstallation={(Path(folder) / 'profile').as_uri()}"
        words = [soffice, profile, "--headless", "--convert-to", "fods", "--outdir", folder, str(path)]
        subprocess.run(words, check=True, capture_output=True, timeout=LONGEST_SECONDS)
        return ET.parse(path.with_suffix(".fods")).getroot()
