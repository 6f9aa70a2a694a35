"""The pages of a stand-in. They say what it is, on each."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from consultkit.testing.provider_rules import Person

_PAGE = """<!doctype html>
<html lang="fr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} – simulateur, pas {name}</title>
<style>
:root {{ color-scheme: light dark; font: 1.125rem/1.5 system-ui, sans-serif; }}
body {{ max-width: 38rem; margin: 0 auto; padding: 1rem; }}
.notice {{ border: 3px solid; padding: .5rem 1rem; }}
ul {{ list-style: none; padding: 0; }}
li {{ margin: .75rem 0; }}
button {{ font: inherit; text-align: left; width: 100%; padding: .75rem 1rem; border: 2px solid;
  border-radius: .25rem; background: none; color: inherit; cursor: pointer; }}
label {{ display: block; padding-left: 1.75rem; text-indent: -1.75rem; overflow-wrap: anywhere; }}
input {{ width: 1.25rem; height: 1.25rem; margin: 0 .25rem 0 0; vertical-align: middle; }}
summary {{ padding: .75rem 0; cursor: pointer; font-weight: bold; }}
button:hover, button:focus-visible {{ text-decoration: underline; outline: 3px solid; outline-offset: 2px; }}
</style>
</head>
<body>
<header><p class="notice"><strong>Simulateur, pour essayer et tester.</strong>
Ceci n’est pas {name} : les personnes sont inventées et aucun mot de passe n’est demandé.</p></header>
<main>
<h1>{title}</h1>
{content}
</main>
</body>
</html>
"""


CONTROL = "/control"
"""Where the stand-in is told to answer wrongly."""


class Pages:
    """Of the stand-in for the provider of this name."""

    def __init__(self, name: str) -> None:
        self._name = name

    def people(self, action: str, people: Iterable[Person]) -> str:
        """Choose who signs in, or refuse."""
        choices = "\n".join(_choice(person) for person in people)
        content = f"""<form method="post" action="{escape(action)}">
<ul>
{choices}
</ul>
<p><button name="refuse" value="1">Refuser et revenir au service</button></p>
</form>
<p><a href="{CONTROL}">Faire répondre le simulateur de travers</a></p>"""
        return self.framed("Choisissez une personne", content)

    def refusal(self, code: str, reason: str) -> str:
        number = f"<p>Code d’erreur : <strong>{escape(code)}</strong></p>\n" if code else ""
        return self.framed("La demande du service est refusée", f"{number}<p>{escape(reason)}</p>")

    def message(self, title: str, text: str) -> str:
        return self.framed(title, f"<p>{escape(text)}</p>")

    def framed(self, title: str, content: str) -> str:
        """A page with this content, which is HTML already."""
        return _PAGE.format(title=escape(title), name=escape(self._name), content=content)


def _choice(person: Person) -> str:
    about = f"<br>{escape(person.about)}" if person.about else ""
    value, name = escape(person.id), escape(person.name)
    return f'<li><button name="person" value="{value}"><strong>{name}</strong>{about}</button></li>'
