"""Made-up texts of which some are copies of a template, each labelled: to measure how they are counted."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

TEMPLATES = 25
_WORDS = tuple(Path(__file__).with_name("vocabulary.txt").read_text(encoding="utf-8").split())
POLITE = (
    "Je vous remercie par avance de l'attention que vous porterez à mon témoignage.",
    "Je vous prie d'agréer, Madame, Monsieur, l'expression de mes salutations distinguées.",
)
"""What a part of all people writes at the end, whatever they wrote before it."""
POLITE_SHARE = 0.3
SHARE = 0.12
"""Of the texts that are copies."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """A text, of which template it is a copy ("" for none), and how it was edited."""

    reference: str
    text: str
    template: str
    edit: str


def labelled_texts(number: int, seed: int) -> Iterator[Labelled]:
    """The same for the same seed. Copies of a template are as many as those of another, by chance."""
    chance = random.Random(f"{seed}-texts")  # noqa: S311 - the same texts for the same seed
    manners = random.Random(f"{seed}-manners")  # noqa: S311
    templates = {f"T{n}": [sentence(chance) for _ in range(6)] for n in range(TEMPLATES)}
    for place in range(number):
        reference = f"{place:07}"
        if chance.random() >= SHARE:
            own = " ".join(sentence(chance) for _ in range(chance.randint(3, 9)))
            yield Labelled(reference, own + _ending(manners), "", "")
            continue
        template, edit = chance.choice(sorted(templates)), chance.choice(sorted(EDITS))
        copy = EDITS[edit](templates[template], chance)
        yield Labelled(reference, copy + _ending(manners), template, edit)


def _ending(manners: random.Random) -> str:
    return "".join(f" {one}" for one in POLITE if manners.random() < POLITE_SHARE)


def sentence(chance: random.Random) -> str:
    """Eight to fifteen words in no order that means anything: no two are alike by chance."""
    words = " ".join(chance.choice(_WORDS) for _ in range(chance.randint(8, 15)))
    return f"{words.capitalize()}."


def _own_words_before(template: list[str], chance: random.Random) -> str:
    return " ".join([sentence(chance), sentence(chance), *template])


def _two_dropped(template: list[str], chance: random.Random) -> str:
    kept = sorted(chance.sample(range(len(template)), len(template) - 2))
    return " ".join(template[at] for at in kept)


def _one_alone(template: list[str], chance: random.Random) -> str:
    return " ".join([sentence(chance), chance.choice(template), sentence(chance), sentence(chance)])


def _changed(share: float) -> Callable[[list[str], random.Random], str]:
    def edit(template: list[str], chance: random.Random) -> str:
        words = " ".join(template).split()
        return " ".join(_other(word, chance) if chance.random() < share else word for word in words)

    return edit


def _other(word: str, chance: random.Random) -> str:
    """Another word; the sentence still ends where it did."""
    other = chance.choice(sentence(chance).split()).strip(".,")
    return other + (word[-1] if word[-1] in ".,;" else "")


EDITS: Mapping[str, Callable[[list[str], random.Random], str]] = {
    "verbatim": lambda template, _chance: " ".join(template),
    "own words before it": _own_words_before,
    "two of six sentences dropped": _two_dropped,
    "5 % of the words changed": _changed(0.05),
    "15 % of the words changed": _changed(0.15),
    "one sentence alone": _one_alone,
}
