"""Everything that somebody reads on the plugin's pages is there in French, and nothing else is."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

import consultkit.web
import consultkit_dialogue

HOUSE = Path(consultkit_dialogue.__file__).parent
CORE = Path(consultkit.web.__file__).parent / "locale" / "fr.po"
METHODS = [("**.py", "python"), ("**.html", "jinja2.ext.babel_extract")]
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "translate": None, "N_": None}
PLACES = re.compile(r"%\((\w+)\)s|\{(\w+)\}")


def screen_msgids() -> Iterator[str]:
    found = extract_from_dir(HOUSE, METHODS, keywords=KEYWORDS, options_map={"**.html": {"silent": "false"}})
    for _file, _line, message, _comments, _context in found:
        yield message if isinstance(message, str) else message[0]


def error_msgids() -> Iterator[str]:
    """What is wrong and what to do, of each RespondentError; and the names of tabs and links."""
    for path in sorted(HOUSE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "RespondentError":
                yield from map(
                    _literal, [*node.args, *(one.value for one in node.keywords if one.arg == "mend")]
                )
            if isinstance(node, ast.keyword) and node.arg in {"tabs", "of_contribution", "of_receipt"}:
                assert isinstance(node.value, ast.Dict)
                yield from map(_literal, node.value.values)


def _literal(node: ast.expr) -> str:
    assert isinstance(node, ast.Constant)
    return str(node.value)


def catalogue(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale="fr", abort_invalid=True)


MSGIDS = sorted({*screen_msgids(), *error_msgids()} - {""})


@pytest.fixture(scope="module")
def french() -> Catalog:
    return catalogue(HOUSE / "locale" / "fr.po")


@pytest.mark.parametrize("msgid", MSGIDS)
def test_every_message_is_in_french(french: Catalog, msgid: str) -> None:
    message = french.get(msgid) or catalogue(CORE).get(msgid)
    assert message is not None, "add it to locale/fr.po"
    assert all(_strings(message)), "it has no translation"


def test_the_catalogue_holds_nothing_that_is_no_longer_said(french: Catalog) -> None:
    assert {_ids(message)[0] for message in french if message.id} - set(MSGIDS) == set()


def test_a_translation_keeps_the_named_places(french: Catalog) -> None:
    for message in french:
        for text in _strings(message) if message.id else ():
            assert set(PLACES.findall(text)) == set(PLACES.findall(_ids(message)[-1])), text


def test_french_typography_sets_no_break_spaces(french: Catalog) -> None:
    for message in french:
        for text in _strings(message) if message.id else ():
            assert not re.search(r"[^\s\u00a0\u202f]? [?!;:»%](?:\s|$)|« |\w'\w", text), text


def _ids(message: Message) -> tuple[str, ...]:
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def _strings(message: Message) -> tuple[str, ...]:
    return message.string if isinstance(message.string, tuple) else (message.string,)
