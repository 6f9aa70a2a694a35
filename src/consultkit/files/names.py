"""The names of files, as they come from any machine, made safe to show and to save."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 120
_folders = re.compile(r".*[/\\]", re.DOTALL)
# Some turn the reading direction, so that `cod.exe` reads as `exe.doc`; none of them has a place in a name.
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_reserved = re.compile(r'[<>:"|?*%]')
_spaces = re.compile(r"\s+")


def safe_name(given: str) -> str:
    """The last part of a path, without what is invisible or has a meaning to a shell or a file system."""
    last = _folders.sub("", given)
    seen = "".join(sign for sign in last if unicodedata.category(sign) not in _INVISIBLE)
    name = _spaces.sub(" ", _reserved.sub("_", unicodedata.normalize("NFC", seen[: LONGEST * 4]))).strip(" .")
    return _shortened(name) or "file"


def extension_of(name: str) -> str:
    """What stands after the last dot, in small letters; empty when there is none."""
    stem, dot, extension = name.rpartition(".")
    return extension.lower() if dot and stem else ""


def _shortened(name: str) -> str:
    if len(name) <= LONGEST:
        return name
    stem, dot, extension = name.rpartition(".")
    if not dot or len(extension) > LONGEST // 2:
        return name[:LONGEST]
    return f"{stem[: LONGEST - len(extension) - 1]}.{extension}"
