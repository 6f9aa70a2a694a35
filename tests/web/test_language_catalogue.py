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
SHOWN_ERRORS = (errors.RespondentError, errors.ProviderUnavailableError)
METHODS = [("**.py", "python"), ("**.html", "jinja2.ext.babel_extract")]
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "translate": None, "N_": None}
PLACES = re.compile(r"%\((\w+)\)s|\{(\w+)\}")

Msgid = str | tuple[str, ...]
Names = dict[str, list[ast.expr]]


def screen_msgids() -> Iterator[Msgid]:
    found = extract_from_dir(WEB, METHODS, keywords=KEYWORDS, options_map={"**.html": {"silent": "false"}})
    for _file, _line, message, _comments, _context in found:
        yield message


def instruction_msgids() -> Iterator[Msgid]:
    """The messages of faults and errors: literals, wherever in the house they are raised."""
    trees = [ast.parse(path.read_text()) for path in sorted(HOUSE.rglob("*.py"))]
    makers = {"AnswerFault": (1, "message")} | dict(maker for tree in trees for maker in _fault_makers(tree))
    for tree in trees:
        names = _bound_names(tree)
        for node in ast.walk(tree):
            for text in _messages(node, makers):
                yield from _literals(text, names)


def _literals(text: ast.expr, names: Names) -> Iterator[str]:
    """The words themselves, of a literal, of a name that is bound to some, or of a mapping of them."""
    match text:
        case ast.Constant(value=str(words)) if words:
            yield words
        case ast.Name(id=name):
            for bound in names.get(name, ()):
                yield from _literals(bound, {})
        case ast.Subscript(value=ast.Name(id=name)):
            for bound in names.get(name, ()):
                for value in bound.values if isinstance(bound, ast.Dict) else ():
                    yield from _literals(value, {})


def _fault_makers(tree: ast.Module) -> Iterator[tuple[str, tuple[int, str]]]:
    """Functions that make an AnswerFault of a message handed in, and where it is among their arguments."""
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef):
            names = [one.arg for one in function.args.args if one.arg not in {"self", "cls"}]
            for call in ast.walk(function):
                if isinstance(call, ast.Call) and _called(call) == "AnswerFault":
                    message = next(iter(_argument(call, (1, "message"))), None)
                    if isinstance(message, ast.Name) and message.id in names:
                        yield function.name, (names.index(message.id), message.id)


def _bound_names(tree: ast.Module) -> Names:
    found: Names = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Name):
                    found.setdefault(target.id, []).append(node.value)
    return found


def _called(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")


def _argument(call: ast.Call, place: tuple[int, str]) -> list[ast.expr]:
    position, name = place
    return call.args[position : position + 1] or [one.value for one in call.keywords if one.arg == name]


def _messages(node: ast.AST, makers: dict[str, tuple[int, str]]) -> Iterator[ast.expr]:
    if isinstance(node, ast.ClassDef) and node.name in _shown_error_names():
        yield from _of_class(node)
    if not isinstance(node, ast.Call):
        return
    if _called(node) in makers:
        yield from _argument(node, makers[_called(node)])
    elif _called(node) in _shown_error_names():
        yield from (*_argument(node, (0, "message")), *_argument(node, (99, "mend")))


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
