"""The languages of the screens: English in the source, the others from `locale/*.po`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from gettext import NullTranslations
from io import BytesIO
from pathlib import Path
from typing import cast
from urllib.parse import urlencode

from babel import Locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations
from flask import Flask, Response, g, request, url_for

from consultkit.errors import RespondentError
from consultkit.form import Form, with_answers
from consultkit.records import Answers
from consultkit.schema import Text
from consultkit.web.extension import page_consultation, the_kit

SOURCE_LANGUAGE = "en"
DEFAULT_LANGUAGE = "fr"
COOKIE = "language"
_COOKIE_SECONDS = 180 * 24 * 3600
_FRENCH_NO_BREAK = re.compile(r" (?=[?!:;»%€](?:\s|$))|(?<=«) |(?<=\d) (?=h\b)|(?<=\d h) (?=\d)")
_FOLDER = Path(__file__).parent / "locale"


@dataclass(frozen=True, slots=True)
class LanguageChoice:
    """One entry of the switch that every page carries."""

    code: str
    name: str
    url: str
    is_current: bool


@cache
def catalogues() -> Mapping[str, NullTranslations]:
    """Translations by language. A `.po` file is the only thing that a translator needs to change."""
    found = {path.stem: _catalogue(path) for path in sorted(_FOLDER.glob("*.po"))}
    return {SOURCE_LANGUAGE: NullTranslations(), **found}


@cache
def add_translations(folder: Path) -> None:
    """Those of a plugin's own pages: asked where ours have nothing."""
    for path in sorted(folder.glob("*.po")):
        if path.stem in catalogues():
            catalogues()[path.stem].add_fallback(_catalogue(path))


def _catalogue(path: Path) -> NullTranslations:
    compiled = BytesIO()
    with path.open("rb") as source:
        write_mo(compiled, read_po(source, locale=path.stem))
    compiled.seek(0)
    return Translations(compiled)


def offered_languages() -> tuple[str, ...]:
    """Those of the page's consultation, or of all of them, that the screens speak too."""
    consultation = page_consultation()
    consultations = [consultation] if consultation else the_kit().consultations
    written = dict.fromkeys(code for one in consultations for code in one.languages)
    return tuple(code for code in written if code in catalogues()) or (DEFAULT_LANGUAGE,)


def current_language() -> str:
    """What the visitor chose (`?lang=`, then the cookie), else the first language of the consultation."""
    if "language" not in g:
        g.language = _choose(offered_languages(), (request.args.get("lang"), request.cookies.get(COOKIE)))
    return cast("str", g.language)


def _choose(offered: tuple[str, ...], wishes: Iterable[str | None]) -> str:
    return next((wish for wish in wishes if wish in offered), offered[0])


def gettext(message: str) -> str:
    """The message in the visitor's language."""
    return catalogues()[current_language()].gettext(message)


def ngettext(singular: str, plural: str, number: int) -> str:
    """The form that goes with a number, in the visitor's language."""
    return catalogues()[current_language()].ngettext(singular, plural, number)


def instruction(error: RespondentError) -> str:
    """What is wrong and what to do, in the visitor's language."""
    return f"{translate(error.message, error.params)} {translate(error.mend, error.params)}"


def translate(message: str, params: Mapping[str, str | int] | None = None) -> str:
    """A msgid of an error or a fault, with its `{named}` places filled."""
    return gettext(message).format_map(params) if params else gettext(message)


def localised(text: Text | None) -> str:
    """A text of the consultation file in the visitor's language; nothing for no text."""
    return keep_marks_together(_with_answers(text.in_language(current_language()))) if text else ""


def speak_of(form: Form, answers: Answers) -> None:
    """From now on in this request, the texts of the file are read with these answers in their places."""
    g.spoken_of = (form, answers)


def _with_answers(words: str) -> str:
    if "spoken_of" not in g:
        return words
    form, answers = cast("tuple[Form, Answers]", g.spoken_of)
    return with_answers(words, form, answers, current_language())


def keep_marks_together(words: str) -> str:
    """In French, no-break spaces where departments type plain ones: a line must not begin with `?`."""
    if current_language() != "fr":
        return words
    return _FRENCH_NO_BREAK.sub("\u00a0", words)


def language_choices() -> list[LanguageChoice]:
    """The languages one can switch to, staying on the same page."""
    return [_choice(code) for code in offered_languages()]


def _choice(code: str) -> LanguageChoice:
    name = Locale.parse(code).get_language_name(code) or code
    return LanguageChoice(code, name.capitalize(), _this_page_in(code), code == current_language())


def _this_page_in(code: str) -> str:
    rule = request.url_rule
    if rule is not None and "GET" not in (rule.methods or ()):
        return url_for("respondent.home", lang=code)
    kept = [(name, value) for name, value in request.args.items(multi=True) if name != "lang"]
    return "?" + urlencode([*kept, ("lang", code)])


def install_language(app: Flask) -> None:
    """Give the templates their translations, and remember what a visitor chose."""
    app.jinja_env.add_extension("jinja2.ext.i18n")
    # The extension adds this method to the environment when it is loaded.
    app.jinja_env.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]
    app.jinja_env.filters["localised"] = localised
    app.jinja_env.globals.update(current_language=current_language, language_choices=language_choices)
    app.after_request(_remember_choice)


def _remember_choice(response: Response) -> Response:
    chosen = request.args.get("lang")
    if chosen is not None and chosen in catalogues():
        secure = the_kit().settings.production
        response.set_cookie(
            COOKIE, chosen, max_age=_COOKIE_SECONDS, secure=secure, httponly=True, samesite="Lax"
        )
    return response
