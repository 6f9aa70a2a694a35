"""What people type, made safe and uniform before any type looks at it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from consultkit.schema.question import AnswerRefused, refused

_surrogates = re.compile("[\ud800-\udfff]")
# Tab and line feed are kept; the rest of C0, and C1, come from broken copying only.
_controls = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_line_ends = re.compile("\r\n?|\u2028|\u2029|\x85")
_spaces = re.compile("[ \t\u00a0\u2000-\u200b\u202f\u205f\u2060\u3000\ufeff]")
_LONGEST = 200_000
_LONGEST_RUN = 30
"""Of marks on one letter: the limit of the stream-safe format (Unicode Standard Annex 15). Putting longer
runs in order takes a time that grows with their square."""
_FIRST_MARK = "\u0300"


def typed(posted: Sequence[str]) -> str:
    """The one value posted, as NFC text with `\\n` line ends, without white space around it; "" for nothing.

    U+0000 and lone surrogates are refused: no database column holds them. Other control characters, which
    nobody types on purpose, are dropped. Raises AnswerRefused.
    """
    raw = posted[0] if posted else ""
    if not raw:
        return ""
    if "\0" in raw or _surrogates.search(raw):
        raise _unkeepable()
    if len(raw) > _LONGEST:
        raise refused("too_long", "Shorten your answer.")
    if raw.isascii() and raw.isprintable():
        return raw.strip()
    return _in_nfc(_controls.sub("", _line_ends.sub("\n", raw))).strip()


def _in_nfc(text: str) -> str:
    if not text or max(text) < _FIRST_MARK:
        return text
    run = 0
    for character in text:
        run = run + 1 if unicodedata.combining(character) else 0
        if run > _LONGEST_RUN:
            raise _unkeepable()
    return unicodedata.normalize("NFC", text)


def _unkeepable() -> AnswerRefused:
    return refused("characters", "Type your answer again: it contains characters that cannot be kept.")


def refuse_longer(text: str, most: int) -> None:
    """`most` is in characters (Unicode code points). Raises AnswerRefused."""
    if len(text) > most:
        message = "Shorten your answer to {most} characters: it has {given}."
        raise refused("too_long", message, most=most, given=len(text))


def on_one_line(text: str) -> str:
    """Line ends become spaces."""
    return text.replace("\n", " ") if "\n" in text else text


def without_spaces(text: str) -> str:
    """Without any kind of space, narrow and no-break ones included."""
    return _spaces.sub("", text)


def showable(posted: Sequence[str]) -> tuple[str, ...]:
    """What was typed, so that a page can show it again: without what UTF-8 and HTML cannot carry."""
    return tuple(_surrogates.sub("", raw).replace("\0", "") for raw in posted)
