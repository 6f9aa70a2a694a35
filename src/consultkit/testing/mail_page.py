"""The page that lists the letters caught, for a demonstration."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from html import escape
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_PAGE = """<!doctype html>
<html lang="fr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Lettres retenues</title>
<style>
:root {{ color-scheme: light dark; font: 1.125rem/1.5 system-ui, sans-serif; }}
body {{ max-width: 44rem; margin: 0 auto; padding: 1rem; }}
article {{ border-top: 2px solid; margin: 1.5rem 0; }}
pre {{ white-space: pre-wrap; overflow-wrap: anywhere; font: inherit; }}
</style>
</head>
<body>
<main>
<h1>Lettres retenues</h1>
<p>Rien n’est envoyé : les lettres du site s’arrêtent ici. Les plus récentes viennent d’abord ;
actualisez la page pour voir les suivantes.</p>
{letters}
</main>
</body>
</html>
"""
_HEADERS = [
    ("Content-Type", "text/html; charset=utf-8"),
    ("Cache-Control", "no-store"),
    ("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"),
    ("Referrer-Policy", "no-referrer"),
    ("X-Content-Type-Options", "nosniff"),
]
_LINK = re.compile(r"https?://[^\s<>\"]+")


class Letter(Protocol):
    @property
    def recipients(self) -> tuple[str, ...]: ...
    @property
    def subject(self) -> str: ...
    @property
    def text(self) -> str: ...


def mail_page(letters: Callable[[], Sequence[Letter]]) -> WSGIApplication:
    """A WSGI application that shows whatever there is when it is asked."""

    def application(_environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        content = "\n".join(_letter(letter) for letter in reversed(letters())) or "<p>Aucune lettre.</p>"
        start_response("200 OK", _HEADERS)
        return [_PAGE.format(letters=content).encode()]

    return application


def _letter(letter: Letter) -> str:
    recipients = escape(", ".join(letter.recipients))
    return (
        f"<article>\n<h2>{escape(letter.subject)}</h2>\n<p>À : {recipients}</p>\n"
        f"<pre>{_with_links(letter.text)}</pre>\n</article>"
    )


def _with_links(text: str) -> str:
    parts, end = [], 0
    for link in _LINK.finditer(text):
        address = escape(link[0])
        parts += [escape(text[end : link.start()]), f'<a href="{address}">{address}</a>']
        end = link.end()
    return "".join([*parts, escape(text[end:])])
