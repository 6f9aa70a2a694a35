"""The formats that can be taken: by extension, by content, and what is made of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import BinaryIO

from consultkit.files.pictures import jpeg_anew, png_anew
from consultkit.files.zipped import Package, check_package

Make = Callable[[BinaryIO], BinaryIO]
_OOXML = "application/vnd.openxmlformats-officedocument."
_ODF = "application/vnd.oasis.opendocument."


@dataclass(frozen=True, slots=True)
class FileFormat:
    """A format of the closed list."""

    media_type: str
    extensions: tuple[str, ...]
    make: Make
    """Looks into the content and gives what is to be kept. Raises FileRefused."""


def _as_it_is(content: BinaryIO) -> BinaryIO:
    return content


def _package(package: Package) -> Make:
    def make(content: BinaryIO) -> BinaryIO:
        check_package(content, package)
        return content

    return make


def _office(word: str, kind: str, main: str) -> FileFormat:
    return FileFormat(f"{_OOXML}{kind}", (word,), _package(Package(word, main=main)))


def _open_document(word: str, kind: str) -> FileFormat:
    return FileFormat(f"{_ODF}{kind}", (word,), _package(Package(word, mimetype=f"{_ODF}{kind}")))


FORMATS: Mapping[str, FileFormat] = MappingProxyType(
    {
        "pdf": FileFormat("application/pdf", ("pdf",), _as_it_is),
        "jpg": FileFormat("image/jpeg", ("jpg", "jpeg"), jpeg_anew),
        "png": FileFormat("image/png", ("png",), png_anew),
        "docx": _office("docx", "wordprocessingml.document", "word/document.xml"),
        "xlsx": _office("xlsx", "spreadsheetml.sheet", "xl/workbook.xml"),
        "pptx": _office("pptx", "presentationml.presentation", "ppt/presentation.xml"),
        "odt": _open_document("odt", "text"),
        "ods": _open_document("ods", "spreadsheet"),
        "odp": _open_document("odp", "presentation"),
    }
)
"""By the word of the file. A browser runs none of them by itself, and is never asked to show one."""
