"""`type: url`: the address of a web page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import ClassVar
from urllib.parse import urlsplit

from consultkit.errors import AnswerFault
from consultkit.records import Json
from consultkit.schema.autocomplete import Autocomplete
from consultkit.schema.question import Question, refused
from consultkit.schema.typed_text import typed

_EXAMPLE = "https://www.exemple.fr/boutique"
_scheme = re.compile("[A-Za-z][A-Za-z0-9+.-]*:")
_unwanted = re.compile(r"[\s<>\"\\^`{}|]")
_host = re.compile(r"(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+[^\W\d_][\w-]*[^\W_]", re.ASCII)


class UrlQuestion(Question):
    """Value: an `http://` or `https://` address; `https://` is put before one that is typed without it."""

    kind: ClassVar[str] = "url"
    inputmode: ClassVar[str | None] = "url"
    max_length: ClassVar[int] = 2000

    autocomplete: Autocomplete | None = None

    def parse(self, posted: Sequence[str]) -> Json:
        text = typed(posted)
        if not text:
            return None
        address = text if _has_scheme(text) else f"https://{text}"
        if len(address) > self.max_length or not _is_web_address(address):
            raise refused("format", "Enter a web address, such as {example}.", example=_EXAMPLE)
        return address

    def missing(self) -> AnswerFault:
        return AnswerFault("missing", "Enter a web address, such as {example}.", {"example": _EXAMPLE})


def _has_scheme(text: str) -> bool:
    # `www.example.org:8080` looks like a scheme too, but a host name has a point and `javascript:` has none.
    found = _scheme.match(text)
    return found is not None and ("." not in found[0] or "://" in text[: found.end() + 2])


def _is_web_address(address: str) -> bool:
    if _unwanted.search(address):
        return False
    try:
        parts = urlsplit(address)
        port_is_right = parts.port is None or parts.port > 0
    except ValueError:
        return False
    if parts.scheme not in ("http", "https") or parts.username is not None or not port_is_right:
        return False
    return _is_host(parts.hostname or "")


def _is_host(host: str) -> bool:
    try:
        ascii_host = host if host.isascii() else host.encode("idna").decode()
    except UnicodeError:
        return False
    return len(ascii_host) <= 253 and _host.fullmatch(ascii_host) is not None
