"""`type: file`: one file that the respondent hands in; and what it has in common with `files`."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Annotated, Any, ClassVar, Literal

from pydantic import AfterValidator, Field

from consultkit.errors import AnswerFault
from consultkit.records import Json, canonical_json
from consultkit.schema.byte_size import ByteSize, size_in_words
from consultkit.schema.file_part import fault
from consultkit.schema.question import Protection, Question, changed, refused

Format = Literal["pdf", "jpg", "png", "docx", "xlsx", "pptx", "odt", "ods", "odp"]
_EXTENSIONS = {"jpg": (".jpg", ".jpeg")}
_id = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_sha256 = re.compile(r"[0-9a-f]{64}")
_ENTRY = {"id": str, "name": str, "size": int, "sha256": str, "format": str}


def _each_once(formats: tuple[Format, ...]) -> tuple[Format, ...]:
    if len(set(formats)) < len(formats):
        raise fault("A format is written twice.", "Write each once.")
    return formats


class FileQuestion(Question):
    """Value: a list with one entry: id, name, size in bytes, SHA-256 and format of what is stored.

    The bytes never pass through here: whoever receives them stores them first, and posts the entry that the
    store gave, as JSON. What a browser writes in its place is not believed.
    """

    kind: ClassVar[str] = "file"

    formats: Annotated[tuple[Format, ...], Field(min_length=1), AfterValidator(_each_once)] = (
        "pdf",
        "jpg",
        "png",
    )
    max_size: ByteSize = ByteSize(10, "MB")
    """Of each file, as it is handed in."""

    @property
    def least(self) -> int:
        """How many there must be, once there is any."""
        return 1

    @property
    def most(self) -> int:
        return 1

    @property
    def accept(self) -> str:
        """What the browser offers to choose (HTML `accept`); it binds nobody."""
        return ",".join(one for word in self.formats for one in _EXTENSIONS.get(word, (f".{word}",)))

    def is_protected(self, policy: Protection) -> bool:
        """Always: people write their names into those of their files."""
        return True

    def parse(self, posted: Sequence[str]) -> Json:
        entries = [self._entry(text) for text in posted if text]
        if not entries:
            return None
        if len({entry["id"] for entry in entries}) < len(entries):
            raise changed()
        self._judge(len(entries))
        return list(entries)

    def missing(self) -> AnswerFault:
        return AnswerFault("missing", "Choose a file.")

    def again(self, value: Json) -> tuple[str, ...]:
        return tuple(canonical_json(entry).decode() for entry in value) if isinstance(value, list) else ()

    def entries(self, value: Json) -> tuple[dict[str, Json], ...]:
        """The files of an answer."""
        return tuple(entry for entry in value if isinstance(entry, dict)) if isinstance(value, list) else ()

    def display(self, value: Json, language: str) -> str:
        return ", ".join(_in_words(entry, language) for entry in self.entries(value))

    def columns(self) -> tuple[str, ...]:
        return (self.id, f"{self.id}.sha256")

    def cells(self, value: Json, language: str) -> tuple[str, ...]:
        digests = " ".join(str(entry["sha256"]) for entry in self.entries(value))
        return (self.display(value, language), digests)

    def _judge(self, given: int) -> None:
        if given > self.most:
            raise refused("too_many", "Remove files: {most} at most.", most=self.most)

    def _entry(self, text: str) -> dict[str, Json]:
        try:
            entry: Any = json.loads(text)
        except ValueError:
            raise changed() from None
        if not (isinstance(entry, dict) and self._is_entry(entry)):
            raise changed()
        return entry

    def _is_entry(self, entry: dict[str, Any]) -> bool:
        return (
            entry.keys() == _ENTRY.keys()
            and all(type(entry[key]) is kind for key, kind in _ENTRY.items())
            and bool(_id.fullmatch(entry["id"]) and _sha256.fullmatch(entry["sha256"]))
            and entry["format"] in self.formats
            and entry["size"] > 0
        )


def _in_words(entry: dict[str, Json], language: str) -> str:
    size = entry["size"]
    return f"{entry['name']} ({size_in_words(size if isinstance(size, int) else 0, language)})"
