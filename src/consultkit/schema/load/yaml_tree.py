"""YAML 1.2 as plain data with a line for each part. What makes a text say something else than its reader sees
is refused: anchors, aliases, tags, duplicate keys."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)
from ruamel.yaml.reader import ReaderError

from consultkit.schema.file_part import Where

LARGEST_FILE = 1024 * 1024
DEEPEST = 20

_integer = re.compile("-?(?:0|[1-9][0-9]{0,17})")
_decimal = re.compile(r"-?(?:0|[1-9][0-9]{0,17})\.[0-9]{1,18}")
_unkeepable = re.compile("[\0\ud800-\udfff]")
_words: dict[str, bool | None] = {"true": True, "false": False, "null": None, "~": None, "": None}


@dataclass(frozen=True, slots=True)
class LineFault:
    """A fault of the writing itself."""

    line: int
    what: str
    mend: str


@dataclass(slots=True)
class Tree:
    """The document as plain data: texts, whole numbers, decimals, true, false, None, lists, dicts."""

    data: Any = None
    lines: dict[Where, int] = field(default_factory=dict)
    """The line (from 1) of each key and of each entry of a list, by its path."""
    faults: list[LineFault] = field(default_factory=list)
    unread: set[Where] = field(default_factory=set)
    """The parts that are not there because their writing was refused."""

    def line_of(self, where: Where) -> int:
        """The line of the path, or of the nearest part around it that is there."""
        for length in range(len(where), -1, -1):
            if where[:length] in self.lines:
                return self.lines[where[:length]]
        return 1


class _TooDeepError(Exception):
    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


def read_tree(content: bytes) -> Tree:
    """Read one document. Never raises: what is wrong with it is in `faults`, and the rest is there."""
    tree = Tree()
    if len(content) > LARGEST_FILE:
        tree.faults.append(LineFault(1, "The file is larger than 1 MiB.", "Shorten it."))
        return tree
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        tree.faults.append(LineFault(line, "The file is not in UTF-8.", "Save it in the encoding UTF-8."))
        return tree
    _build(text, tree)
    return tree


def _build(text: str, tree: Tree) -> None:
    try:
        _Builder(YAML(typ="safe", pure=True).parse(text), tree).build()
    except _TooDeepError as error:
        mend = "Write it flatter."
        tree.faults.append(LineFault(error.line, f"The file is more than {DEEPEST} levels deep.", mend))
    except YAMLError as error:
        tree.faults.append(_syntax_fault(error, text))


def _syntax_fault(error: YAMLError, text: str) -> LineFault:
    if isinstance(error, ReaderError):
        line = text.count("\n", 0, error.position) + 1
        return LineFault(line, "The file contains a character that YAML does not allow.", "Remove it.")
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    problem = error.problem if isinstance(error, MarkedYAMLError) and error.problem else "it cannot be read"
    line = mark.line + 1 if mark is not None else 1
    mend = "Look at the indentation, the colons and the quotes here and on the line above."
    return LineFault(line, f"This is not YAML: {problem}.", mend)


class _Builder:
    """Walks the events of the parser. Plain scalars follow the core schema, but 007 and 1e3 stay texts."""

    def __init__(self, events: Iterator[Event], tree: Tree) -> None:
        self._events = events
        self._tree = tree

    def build(self) -> None:
        documents = 0
        for event in self._events:
            if isinstance(event, DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self._fault(event, "The file holds more than one document.", "Remove what follows `---`.")
                    return
            elif isinstance(event, NodeEvent):
                self._tree.lines[()] = _line(event)
                self._tree.data = self._node(event, (), 1)

    def _node(self, event: Event, where: Where, depth: int) -> Any:
        if depth > DEEPEST:
            raise _TooDeepError(_line(event))
        self._refuse_indirection(event)
        if isinstance(event, AliasEvent):
            self._tree.unread.add(where)
        if isinstance(event, ScalarEvent):
            return _value(self._kept_text(event), is_plain=event.implicit[0])
        if isinstance(event, SequenceStartEvent):
            return self._sequence(where, depth)
        return self._mapping(where, depth) if isinstance(event, MappingStartEvent) else None

    def _sequence(self, where: Where, depth: int) -> list[Any]:
        entries: list[Any] = []
        for event in self._events:
            if isinstance(event, SequenceEndEvent):
                break
            here = (*where, len(entries))
            self._tree.lines[here] = _line(event)
            entries.append(self._node(event, here, depth + 1))
        return entries

    def _mapping(self, where: Where, depth: int) -> dict[str, Any]:
        entries: dict[str, Any] = {}
        for event in self._events:
            if isinstance(event, MappingEndEvent):
                break
            key = self._key(event, where, depth)
            here = (*where, key)
            if key in entries:
                mend = f"It is on line {self._tree.lines[here]} already: remove one of the two."
                self._fault(event, f"The key `{key}` is written twice.", mend)
                self._node(next(self._events), (*where, f"{key} (again)"), depth + 1)
                continue
            self._tree.lines[here] = _line(event)
            entries[key] = self._node(next(self._events), here, depth + 1)
        return entries

    def _key(self, event: Event, where: Where, depth: int) -> str:
        if isinstance(event, ScalarEvent):
            self._refuse_indirection(event)
            return self._kept_text(event)
        self._node(event, (*where, "(key)"), depth + 1)
        self._fault(event, "A key is a word.", "Write a word before the colon; put `{…}` and `[…]` after it.")
        return f"(line {_line(event)})"

    def _kept_text(self, event: ScalarEvent) -> str:
        text = str(event.value)
        kept = _unkeepable.sub("", text)
        if kept != text:
            what = "The text contains U+0000 or half of a character, written as an escape."
            self._fault(event, what, "Write the character itself.")
        return kept

    def _refuse_indirection(self, event: Event) -> None:
        if isinstance(event, AliasEvent):
            self._fault(event, f"`*{event.anchor}` repeats another part.", "Write that part out again here.")
        elif isinstance(event, NodeEvent) and event.anchor:
            self._fault(event, f"`&{event.anchor}` is an anchor.", "Remove it, and write each part out.")
        tag = getattr(event, "tag", None)
        if tag is not None:
            self._fault(event, f"`{tag}` is a tag.", "Remove it: types are found by themselves.")

    def _fault(self, event: Event, what: str, mend: str) -> None:
        self._tree.faults.append(LineFault(_line(event), what, mend))


def _value(text: str, *, is_plain: bool) -> str | int | bool | Decimal | None:
    if not is_plain:
        return text
    if text.lower() in _words and text in (text.lower(), text.upper(), text.title()):
        return _words[text.lower()]
    if _integer.fullmatch(text):
        return int(text)
    return Decimal(text) if _decimal.fullmatch(text) else text


def _line(event: Event) -> int:
    return int(event.start_mark.line) + 1
