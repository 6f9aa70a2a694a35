"""How a publication was made, in French and in English: rules, thresholds, what was withheld. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from importlib.resources import files

from consultkit.results.opening.opened import Opened

_TOLD: Mapping[str, Mapping[str, str]] = {
    "fr": {
        "never": "rien",
        "aggregate": "des nombres",
        "generalise": "la réponse, plus grossière",
        "public": "la réponse",
        "few": "moins de",
    },
    "en": {
        "never": "nothing",
        "aggregate": "numbers",
        "generalise": "the answer, coarser",
        "public": "the answer",
        "few": "fewer than",
    },
}


def method_note(opened: Opened, number: int, on: date) -> bytes:
    """`METHOD.md`, in French first. The texts are in `method.fr.md` and `method.en.md`."""
    return "\n".join(_note(opened, number, on, language) for language in _TOLD).encode()


def _note(opened: Opened, number: int, on: date, language: str) -> str:
    rule = opened.plan.rule
    template = files(__package__).joinpath(f"method.{language}.md").read_text(encoding="utf-8")
    return template.format(
        number=number,
        on=on.isoformat(),
        people=opened.people,
        k=rule.k,
        others=rule.k - 1,
        firms=max(rule.k, rule.dominance.firms),
        share=rule.dominance.share,
        identifying=", ".join(column.id for column in opened.plan.quasi_identifiers) or "–",
        questions=_questions(opened, language),
        **_withheld(opened, language),
    )


def _withheld(opened: Opened, language: str) -> Mapping[str, str]:
    withheld, k = opened.withheld, opened.plan.rule.k
    numbers = {
        "rare": withheld.rare,
        "again": withheld.again,
        "known": withheld.known,
        "texts": len(withheld.texts),
    }
    # A number of a few would be of somebody in particular.
    few = f"{_TOLD[language]['few']} {k}"
    return {name: few if 0 < number < k else str(number) for name, number in numbers.items()}


def _questions(opened: Opened, language: str) -> str:
    asked = [one for one in opened.plan.versions.current.questions.values() if one.yields]
    return "\n".join(f"| `{one.id}` | {_TOLD[language][one.publication or 'never']} |" for one in asked)
