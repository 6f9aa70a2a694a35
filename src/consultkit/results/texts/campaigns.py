"""Texts that share sentences, as those of a campaign do. Everybody is counted; nothing is ever removed.

The method, as the desk tells it: a text is cut into sentences, which are compared without capitals, accents
and punctuation; those of fewer than six words are left out. Texts that share a sentence which stands in three
texts or more are one group; but what many write by themselves joins nothing (`commonplaces`). A sentence that
was edited counts as shared too, where rapidfuzz is installed.
Time and memory grow with the number of sentences alone.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from importlib.util import find_spec

from consultkit.results.texts.commonplaces import commonplaces
from consultkit.results.texts.normalising import plain_sentences_of, sentences_of

FEWEST_TEXTS = 3
ALIKE = 85
"""Of 100, by rapidfuzz: from there on a sentence is taken for an edited one."""
_GRAM = 3
_MOST_HOLDERS = 60
"""Three words in a row that so many known sentences have tell nothing: they are not looked up."""
_MOST_TOLD = 12

Texts = Callable[[], Iterable[tuple[str, str]]]
"""Pairs of a reference and a text, the same at each call: they are read several times, and not kept."""


@dataclass(frozen=True, slots=True)
class Campaign:
    """Texts that share sentences. It says nothing about why: people may well copy what they think."""

    references: tuple[str, ...]
    sentences: tuple[str, ...]
    """The most shared ones, as the first text writes them."""


@dataclass(frozen=True, slots=True)
class Counted:
    """Both numbers: how many wrote, and how many distinct texts there are when each group is one."""

    respondents: int
    campaigns: tuple[Campaign, ...]
    """Those of the most texts first."""
    commonplaces: tuple[tuple[str, int], ...] = ()
    """Sentences that many write by themselves, and how many texts hold each, the most first."""

    @property
    def distinct(self) -> int:
        return self.respondents - sum(len(one.references) - 1 for one in self.campaigns)


def shared_by_campaigns(texts: Texts) -> Counted:
    """Group what shares sentences. The order of the texts changes nothing."""
    references, keys = _read(texts())
    groups = _Groups(len(references))
    every = _shared(keys)
    common = commonplaces(every, len(references))
    shared = {digest: holders for digest, holders in every.items() if digest not in common}
    for holders in shared.values():
        for other in holders[1:]:
            groups.join(holders[0], other)
    grouped = {place for holders in shared.values() for place in holders}
    held = grouped | {place for one in common for place in every[one]}
    written = _written(texts(), held, every)
    told = sorted((-len(every[one]), written.pop(one)[1]) for one in common)
    if find_spec("rapidfuzz") is not None:
        _join_edited(texts(), grouped, groups, shared, written)
    found = tuple(_campaigns(references, groups, shared, written))
    return Counted(len(references), found, tuple((sentence, -number) for number, sentence in told))


def _read(texts: Iterable[tuple[str, str]]) -> tuple[list[str], list[int]]:
    """The references, and for each sentence a number: its digest, then the place of its text."""
    references: list[str] = []
    keys: set[int] = set()
    for place, (reference, text) in enumerate(texts):
        references.append(reference)
        keys.update(_digest(one) << 32 | place for one in plain_sentences_of(text))
    return references, sorted(keys)


def _digest(sentence: str) -> int:
    return int.from_bytes(blake2b(sentence.encode(), digest_size=8).digest())


def _shared(keys: list[int]) -> dict[int, list[int]]:
    """The places of the texts of each sentence that stands in enough of them."""
    often = {one for one, n in Counter(key >> 32 for key in keys).items() if n >= FEWEST_TEXTS}
    shared: defaultdict[int, list[int]] = defaultdict(list)
    for key in keys:
        if key >> 32 in often:
            shared[key >> 32].append(key & 0xFFFFFFFF)
    return shared


def _written(
    texts: Iterable[tuple[str, str]], grouped: Container[int], wanted: Container[int]
) -> dict[int, tuple[str, str]]:
    """How each shared sentence is compared, and as it is written: in the first way of all."""
    found: dict[int, tuple[str, str]] = {}
    for place, (_, text) in enumerate(texts):
        for plain, as_written in sentences_of(text) if place in grouped else ():
            digest = _digest(plain)
            if digest in wanted:
                found[digest] = min(found.get(digest, (plain, as_written)), (plain, as_written))
    return found


def _join_edited(
    texts: Iterable[tuple[str, str]],
    grouped: Container[int],
    groups: _Groups,
    shared: Mapping[int, list[int]],
    written: Mapping[int, tuple[str, str]],
) -> None:
    """Texts of no group yet join the one of whose sentences they have an edited form."""
    from rapidfuzz import fuzz

    grams = _grams_of(written)
    for place, (_, text) in enumerate(texts):
        if place in grouped:
            continue
        for plain in plain_sentences_of(text):
            near = Counter(one for gram in _grams(plain) for one in grams.get(gram, ()))
            best = [one for one, n in near.most_common(3) if n > 1]
            alike = (one for one in best if fuzz.ratio(plain, written[one][0]) >= ALIKE)
            for one in alike:
                groups.join(place, shared[one][0])


def _grams_of(written: Mapping[int, tuple[str, str]]) -> dict[str, list[int]]:
    found: defaultdict[str, list[int]] = defaultdict(list)
    for digest, (plain, _) in sorted(written.items()):
        for gram in set(_grams(plain)):
            found[gram].append(digest)
    return {gram: holders for gram, holders in found.items() if len(holders) <= _MOST_HOLDERS}


def _grams(plain: str) -> Iterator[str]:
    words = plain.split()
    return (" ".join(words[at : at + _GRAM]) for at in range(len(words) - _GRAM + 1))


class _Groups:
    """Which texts belong together, by the place of one of them (Galler and Fischer, 1964)."""

    def __init__(self, number: int) -> None:
        self._above = list(range(number))

    def of(self, place: int) -> int:
        while self._above[place] != place:
            self._above[place] = self._above[self._above[place]]
            place = self._above[place]
        return place

    def join(self, one: int, other: int) -> None:
        first, second = sorted((self.of(one), self.of(other)))
        self._above[second] = first


def _campaigns(
    references: list[str],
    groups: _Groups,
    shared: Mapping[int, list[int]],
    written: Mapping[int, tuple[str, str]],
) -> Iterator[Campaign]:
    members: defaultdict[int, list[str]] = defaultdict(list)
    for place, reference in enumerate(references):
        members[groups.of(place)].append(reference)
    sentences: defaultdict[int, list[int]] = defaultdict(list)
    for digest, holders in shared.items():
        sentences[groups.of(holders[0])].append(digest)
    found = []
    for group, digests in sentences.items():
        most = sorted(digests, key=lambda one: (-len(shared[one]), written[one]))[:_MOST_TOLD]
        found.append(Campaign(tuple(sorted(members[group])), tuple(written[one][1] for one in most)))
    yield from sorted(found, key=lambda one: (-len(one.references), one.references))
