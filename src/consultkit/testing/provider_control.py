"""The page where a person makes a stand-in answer wrongly, for as long as it runs or until they undo it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from html import escape

from werkzeug.exceptions import Forbidden
from werkzeug.wrappers import Request, Response

from consultkit.testing.provider_answers import page, see
from consultkit.testing.provider_fault_texts import GROUPS, text_of
from consultkit.testing.provider_faults import EVERY_FAULT
from consultkit.testing.provider_pages import CONTROL, Pages
from consultkit.testing.provider_rules import Person


class Control:
    """`faults` are those of the stand-in, changed in place."""

    def __init__(self, pages: Pages, people: Mapping[str, Person], faults: set[str]) -> None:
        self._pages = pages
        self._people = people
        self._faults = faults

    def answer(self, request: Request) -> Response:
        if request.method == "GET":
            return page(self._pages.framed("Réponses du simulateur", self._content()))
        # Another site, open in the same browser, has no business here.
        if request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
            raise Forbidden
        chosen = EVERY_FAULT.intersection(request.form.getlist("fault"))
        self._faults.intersection_update(chosen)
        self._faults.update(chosen)
        return see(CONTROL, {})

    def _content(self) -> str:
        groups = "\n".join(_group(title, words, self._faults) for title, words in GROUPS.items())
        return f"""<p>{_state(self._faults)}</p>
<form method="post" action="{CONTROL}">
{groups}
<p><button>Répondre ainsi désormais</button></p>
</form>
<form method="post" action="{CONTROL}">
<p><button>Répondre correctement</button></p>
</form>
<h2>Personnes</h2>
<ul>
{_people(self._people.values())}
</ul>"""


def _state(faults: Collection[str]) -> str:
    if not faults:
        return "Le simulateur répond correctement. Cochez ce qu’il doit faire de travers."
    wrong = " ; ".join(escape(text_of(fault)) for fault in sorted(faults))
    return f"<strong>Le simulateur répond de travers</strong> – {wrong}."


def _group(title: str, words: Collection[str], chosen: Collection[str]) -> str:
    boxes = "\n".join(_box(word, " checked" if word in chosen else "") for word in sorted(words))
    opened = " open" if set(words) & set(chosen) else ""
    return f"<details{opened}><summary>{escape(title)}</summary>\n<ul>\n{boxes}\n</ul>\n</details>"


def _box(word: str, tick: str) -> str:
    label = f"{escape(text_of(word))}<br><code>{word}</code>"
    return f'<li><label><input type="checkbox" name="fault" value="{word}"{tick}> {label}</label></li>'


def _people(people: Iterable[Person]) -> str:
    return "\n".join(
        f"<li><strong>{escape(person.name)}</strong><br>{escape(person.about)}<br>"
        f"<code>{escape(person.id)}</code></li>"
        for person in people
    )
