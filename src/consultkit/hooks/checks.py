"""What a hook gave back, checked before anything is made of it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TypeGuard

from consultkit.errors import ConfigurationError
from consultkit.hooks.key_sources import GiveKeys
from consultkit.hooks.manager import fault
from consultkit.hooks.pages import Pages
from consultkit.hooks.theme import MakeTheme, Theme
from consultkit.identity import OfferedWay, SignInWay
from consultkit.records import Acknowledgement, Deadline, Deposit, Letter, LookedUp, Referral, ScanState
from consultkit.schema import PluginSettings, Question

_LONGEST_LINE = 200
_FOLDER_NAME = re.compile(r"[a-z0-9][a-z0-9._-]*")
# A look needs no script of another site, and none that is written into a page.
_DIRECTIVE = re.compile(r"(img|font|style|script|media|manifest)-src")
_SOURCE = re.compile(r"'self'|data:")


def question_types(name: str, result: object) -> tuple[type[Question], ...]:
    hook = "register_question_types"
    found = []
    for candidate in _sequence(name, hook, result, "question classes"):
        if not (isinstance(candidate, type) and issubclass(candidate, Question)):
            raise fault(name, hook, f"expected subclasses of Question, got {_said(candidate)}")
        if not _is_word(getattr(candidate, "kind", None)):
            raise fault(name, hook, f"{candidate.__name__} needs a `kind`, which is its word in the file")
        found.append(candidate)
    return tuple(found)


def settings_model(name: str, result: object) -> type[PluginSettings]:
    if not (isinstance(result, type) and issubclass(result, PluginSettings)):
        raise fault(name, "register_settings", f"expected a subclass of PluginSettings, got {_said(result)}")
    return result


def offered_ways(name: str, result: object) -> Mapping[str, OfferedWay]:
    hook = "register_sign_in"
    if not isinstance(result, Mapping):
        raise fault(name, hook, f"expected a mapping of words and OfferedWays, got {_said(result)}")
    for word, way in result.items():
        if not _is_word(word) or not isinstance(way, OfferedWay):
            raise fault(name, hook, f"expected an OfferedWay for {word!r}, got {_said(way)}")
    return result


def sign_in_way(plugin: str, name: str, result: object) -> SignInWay:
    if not _is_way(result) or result.name != name:
        raise fault(plugin, "register_sign_in", f"expected a SignInWay called {name!r}, got {_said(result)}")
    return result


def pages(name: str, result: object) -> Pages:
    hook = "register_pages"
    if not isinstance(result, Pages):
        raise fault(name, hook, f"expected Pages, got {_said(result)}")
    if any(role.is_inside for role in result.homes):
        raise fault(name, hook, "gives a home to a role that works at the desk")
    return result


def offered_themes(name: str, result: object) -> Mapping[str, MakeTheme]:
    hook = "register_themes"
    if not isinstance(result, Mapping):
        raise fault(name, hook, f"expected a mapping of words and functions, got {_said(result)}")
    for word, make in result.items():
        if not _is_word(word) or not callable(make):
            raise fault(name, hook, f"expected a function that makes the theme {word!r}, got {_said(make)}")
    return result


def theme(plugin: str, result: object) -> Theme:
    hook = "register_themes"
    if not isinstance(result, Theme):
        raise fault(plugin, hook, f"expected a Theme, got {_said(result)}")
    for folder in filter(None, (result.templates, *result.files.values())):
        if not folder.is_dir():
            raise fault(plugin, hook, f"there is no folder {folder}")
    for name in result.files:
        if not _FOLDER_NAME.fullmatch(name):
            raise fault(plugin, hook, f"{name!r} cannot be a part of an address")
    for directive, sources in result.csp.items():
        if not (_DIRECTIVE.fullmatch(directive) and all(map(_SOURCE.fullmatch, sources))):
            raise fault(plugin, hook, f"{directive} {' '.join(sources)} is more than a theme may be allowed")
    return result


def key_sources(name: str, result: object) -> Mapping[str, GiveKeys]:
    hook = "register_key_sources"
    if not isinstance(result, Mapping):
        raise fault(name, hook, f"expected a mapping of words and functions, got {_said(result)}")
    for word, give in result.items():
        if not _is_word(word) or not callable(give):
            raise fault(name, hook, f"expected a function that gives the keys {word!r}, got {_said(give)}")
    return result


def keys(plugin: str, give: GiveKeys) -> str:
    """What it gives is never told, nor what it raises: either may quote a key."""
    hook = "register_key_sources"
    try:
        result: object = give()
    except ConfigurationError:
        raise
    except Exception as error:
        raise fault(plugin, hook, f"raised {type(error).__name__}") from None
    if not isinstance(result, str):
        raise fault(plugin, hook, f"expected a text, got one of type {type(result).__name__}")
    return result


def was_told(name: str, result: object) -> bool:
    if not isinstance(result, bool):
        raise fault(name, "withdraw_referral", f"expected True or False, got {_said(result)}")
    return result


def deadlines(name: str, result: object) -> tuple[Deadline, ...]:
    """The nearest first. Each is one line in the languages that the daily letter is written in."""
    hook = "tell_deadlines"
    found = []
    for told in _sequence(name, hook, result, "Deadlines"):
        if not isinstance(told, Deadline):
            raise fault(name, hook, f"expected Deadlines, got {_said(told)}")
        if not {"fr", "en"} <= told.words.keys() or not all(map(_is_line, told.words.values())):
            raise fault(name, hook, "the words of a Deadline are one line each, in `fr` and in `en`")
        found.append(told)
    return tuple(sorted(found, key=lambda one: one.day))


def referrals(name: str, result: object) -> tuple[Referral, ...]:
    """By destination, so that the same submission always gives the same list."""
    hook = "route_submission"
    found: dict[str, Referral] = {}
    for proposed in _sequence(name, hook, result, "Referrals"):
        if not isinstance(proposed, Referral):
            raise fault(name, hook, f"expected Referrals, got {_said(proposed)}")
        wrong = _wrong_with(proposed)
        if wrong:
            raise fault(name, hook, wrong)
        if proposed.destination in found:
            raise fault(name, hook, f"proposes destination {proposed.destination!r} twice for one submission")
        found[proposed.destination] = proposed
    return tuple(found[destination] for destination in sorted(found))


def handed_over(name: str, result: object) -> Acknowledgement | Deposit:
    hook = "deliver_referral"
    if isinstance(result, Deposit):
        return result
    if not isinstance(result, Acknowledgement):
        raise fault(name, hook, f"expected an Acknowledgement or a Deposit, got {_said(result)}")
    if result.receiver_reference is not None and not _is_text(result.receiver_reference):
        raise fault(name, hook, "receiver_reference is neither a text nor None")
    return result


def looked_up(name: str, result: object, may_fill: frozenset[str]) -> LookedUp | None:
    hook = "look_up"
    if result is None:
        return None
    if not isinstance(result, LookedUp) or not _is_word(result.source):
        raise fault(name, hook, f"expected a LookedUp with a source, got {_said(result)}")
    for question, typed in result.answers.items():
        if question not in may_fill:
            raise fault(name, hook, f"answers {question!r}, which its settings do not let it fill in")
        if not all(_is_text(one) for one in _sequence(name, hook, typed, "texts")):
            raise fault(name, hook, f"expected texts for {question!r}")
    return result


def scan_state(name: str, result: object) -> ScanState:
    said = (ScanState.CLEAN, ScanState.INFECTED, ScanState.UNKNOWN)
    if not isinstance(result, ScanState) or result not in said:
        raise fault(name, "scan_file", f"expected CLEAN, INFECTED or UNKNOWN, got {_said(result)}")
    return result


def letters(name: str, result: object) -> Mapping[str, Letter]:
    hook = "submission_received"
    if not isinstance(result, Mapping):
        raise fault(name, hook, f"expected a mapping of languages and Letters, got {_said(result)}")
    for language, letter in result.items():
        if not _is_word(language) or not isinstance(letter, Letter):
            raise fault(name, hook, f"expected a Letter for {language!r}, got {_said(letter)}")
        if not all(_is_word(part) for part in (letter.subject, letter.text, letter.html)):
            raise fault(name, hook, "a letter's subject, text and html are texts")
        if not letter.subject.isprintable():
            raise fault(name, hook, "a letter's subject is one line")
    return result


def _wrong_with(referral: Referral) -> str | None:
    if not _is_word(referral.destination):
        return "a referral's destination is a word"
    if not _is_text(referral.subject):
        return "a referral's subject is a text"
    missing: object = referral.missing
    if not (isinstance(missing, tuple) and all(_is_text(said) for said in missing)):
        return "a referral's missing is a tuple of texts"
    ineligible: object = referral.ineligible
    if not (isinstance(ineligible, tuple) and all(_is_text(said) for said in ineligible)):
        return "a referral's ineligible is a tuple of texts"
    body: object = referral.body
    if not (isinstance(body, dict) and _is_json(body)):
        return "a referral's body is a JSON object without floats"
    return None


def _is_way(value: object) -> TypeGuard[SignInWay]:
    return _is_word(getattr(value, "name", None)) and getattr(value, "kind", None) in {"redirect", "account"}


def _is_word(value: object) -> bool:
    return _is_text(value) and value != ""


def _is_text(value: object) -> bool:
    # PostgreSQL takes no U+0000, and a lone surrogate has no bytes.
    return isinstance(value, str) and "\0" not in value and not any("\ud800" <= c <= "\udfff" for c in value)


def _is_json(value: object) -> bool:
    if isinstance(value, dict):
        return all(_is_text(key) and _is_json(inner) for key, inner in value.items())
    if isinstance(value, list):
        return all(_is_json(inner) for inner in value)
    return value is None or isinstance(value, int) or _is_text(value)


def _sequence(name: str, hook: str, result: object, of_what: str) -> Sequence[object]:
    if isinstance(result, Sequence) and not isinstance(result, str | bytes):
        return result
    raise fault(name, hook, f"expected a list of {of_what}, got {_said(result)}")


def _said(value: object) -> str:
    # Its type, not the value: that may hold an answer.
    return f"the class {value.__name__}" if isinstance(value, type) else type(value).__name__


def _is_line(words: object) -> bool:
    return isinstance(words, str) and words.isprintable() and 0 < len(words.strip()) <= _LONGEST_LINE
