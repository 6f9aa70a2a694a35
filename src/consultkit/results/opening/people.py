"""Who is one and the same: respondents and firms, followed through all that they sent. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

Tokens = frozenset[str]
"""What one contribution says of who sent it, beyond recognition: a respondent, and perhaps a firm."""


def together(sent: Sequence[Tokens]) -> tuple[tuple[int, ...], ...]:
    """The places of the contributions of each, in their order: who shares a token with another is the same.

    So are those whom a third joins: a person who answers for two firms makes one of them.
    """
    leads: dict[str, str] = {}
    for tokens in sent:
        heads = {_head(leads, token) for token in tokens}
        leads.update(dict.fromkeys(heads, min(heads, default="")))
    found: dict[str, list[int]] = {}
    for place, tokens in enumerate(sent):
        found.setdefault(_head(leads, min(tokens)), []).append(place)
    return tuple(tuple(places) for places in found.values())


def tokens_of(sent: Sequence[Tokens], places: Iterable[int]) -> Tokens:
    """All that is said of who sent these."""
    return frozenset[str]().union(*(sent[place] for place in places))


def is_known(tokens: Tokens, known: Collection[str]) -> bool:
    """Whether any of it was seen before."""
    return any(token in known for token in tokens)


def _head(leads: dict[str, str], token: str) -> str:
    leads.setdefault(token, token)
    while leads[token] != token:
        leads[token] = leads[leads[token]]
        token = leads[token]
    return token
