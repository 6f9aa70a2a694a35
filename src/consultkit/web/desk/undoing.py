"""What an official has just done, kept in their visit so that it can be undone."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from consultkit.web.sessions import visit

KEPT = "last_act"


@dataclass(frozen=True, slots=True)
class LastAct:
    """Something that was done with one contribution or with several."""

    consultation: str
    act: str
    references: tuple[str, ...]
    said: str
    """What was done, in the words of a message."""


def remember(consultation: str, act: str, references: Sequence[str], said: str) -> None:
    visit()[KEPT] = json.dumps(asdict(LastAct(consultation, act, tuple(references), said)))


def last_act(consultation: str) -> LastAct | None:
    """At this desk; None once it was undone."""
    kept = visit().get(KEPT)
    if kept is None:
        return None
    content = json.loads(kept)
    last = LastAct(content["consultation"], content["act"], tuple(content["references"]), content["said"])
    return last if last.consultation == consultation else None


def forget() -> None:
    visit().pop(KEPT, None)
