"""Nothing that a visitor reads stays in English: every msgid of the house has its French."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

import consultkit
from consultkit import errors

HOUSE = Path(consultkit.__file__).parent
WEB = HOUSE / "web"
SHOWN_ERRORS = (errors.RespondentError, errors.ServiceError)
METHODS = [("**.py", "python"), ("**.html", "jinja2.ext.babel_extract")]
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "translate": None, "N_": None}
PLACES = re.compile(r"%\((\w+)\)s|\{(\w+)\}")

Msgid = str | tuple[str, ...]


def screen_msgids() -> Iterator[Msgid]:
    found = extract_from_dir(WEB, METHODS, keywords=KEYWORDS, options_map={"**.html": {"silent": "false"}})
    for _file, _line, message, _comments, _context in found:
        yield message


def instruction_msgids() -> Iterator[Msgid]:
    """The messages of faults and errors: literals, wherever in the house they are raised."""
    for path in sorted(HOUSE.rglob("*.py")):
        tree = ast.parse(path.read_text())
        constants = _constants(tree)
        for node in ast.walk(tree):
            for text in _messages(node):
                literal = constants.get(text.id) if isinstance(text, ast.Name) else text
                if isinstance(literal, ast.Constant) and isinstance(literal.value, str):
                    yield literal.value


def _constants(tree: ast.Module) -> dict[str, ast.expr]:
    return {
        target.id: node.value
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def _messages(node: ast.AST) -> Iterator[ast.expr]:
    if isinstance(node, ast.ClassDef) and node.name in _shown_error_names():
        yield from _of_class(node)
    if not isinstance(node, ast.Call):
        return
    name = node.func.id if isinstance(node.func, ast.Name) else ""
    keywords = {keyword.arg: keyword.value for keyword in node.keywords}
    if name == "AnswerFault":
        yield from node.args[1:2]
        yield from (keywords[key] for key in ("message",) if key in keywords)
    elif name in _shown_error_names() and "Service" not in name:
        yield from (*node.args[:1], *(keywords[key] for key in ("message", "mend") if key in keywords))


def _of_class(node: ast.ClassDef) -> Iterator[ast.expr]:
    for part in ast.walk(node):
        if isinstance(part, ast.Assign) and any(getattr(one, "id", "") == "mend" for one in part.targets):
            yield part.value
        if isinstance(part, ast.Call) and getattr(part.func, "attr", "") == "__init__":
            yield from part.args[:1]


def _shown_error_names() -> frozenset[str]:
    return frozenset(one.__name__ for root in SHOWN_ERRORS for one in _family(root))


def _family(root: type[Exception]) -> Iterator[type[Exception]]:
    yield root
    for child in root.__subclasses__():
        yield from _family(child)


def all_msgids() -> list[Msgid]:
    return sorted({*screen_msgids(), *instruction_msgids()}, key=str)


@pytest.fixture(scope="module")
def french() -> Catalog:
    with (WEB / "locale" / "fr.po").open("rb") as file:
        return read_po(file, locale="fr", abort_invalid=True)


@pytest.mark.parametrize("msgid", all_msgids(), ids=str)
def test_every_message_is_in_french(french: Catalog, msgid: Msgid) -> None:
    message = french.get(msgid if isinstance(msgid, str) else msgid[0])
    assert message is not None, "add it to src/consultkit/web/locale/fr.po"
    assert all(_strings(message)), "it is in fr.po without a translation"
    assert not message.fuzzy


def test_the_catalogue_holds_nothing_that_is_no_longer_said(french: Catalog) -> None:
    written = {_ids(message)[0] for message in french if message.id}
    assert written - {msgid if isinstance(msgid, str) else msgid[0] for msgid in all_msgids()} == set()


def test_a_translation_keeps_the_named_places(french: Catalog) -> None:
    for message in french:
        for text in _strings(message) if message.id else ():
            assert _places(text) == _places(_ids(message)[-1]), text


def test_french_typography_sets_no_break_spaces(french: Catalog) -> None:
    for message in french:
        for text in _strings(message) if message.id else ():
            assert not re.search(r"[^\s\u00a0\u202f]? [?!;:»](?:\s|$)|« |\w'\w", text), text


def _ids(message: Message) -> tuple[str, ...]:
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def _strings(message: Message) -> tuple[str, ...]:
    return message.string if isinstance(message.string, tuple) else (message.string,)


def _places(text: str) -> set[tuple[str, str]]:
    return set(PLACES.findall(text))
