"""The structure of a file against the models: every fault, and what can still be read of the rest."""

from __future__ import annotations

from difflib import get_close_matches
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from consultkit.schema.consultation import Consultation
from consultkit.schema.file_part import FAULT, Fault, Where
from consultkit.schema.load.pruning import PrunedDocument
from consultkit.schema.load.words import in_words
from consultkit.schema.reading import Reading

_MOST_ROUNDS = 40

# What is missing is stood in for where the rest of the part can still be checked without it.
_STAND_INS: dict[str, Any] = {
    "consultation": "unnamed",
    "title": "…",
    "label": "…",
    "window": {"opens": "2000-01-01", "closes": "2000-01-01"},
    "respondent": {"sign_in": ["account"]},
    "privacy": {
        "controller": "…",
        "basis": "public_task",
        "purpose": "…",
        "dpo": "dpo@example.org",
        "keep": "1 month",
    },
}


class Structure:
    """Reads a document as far as it can be: `faults` is complete; `consultation` may lack faulty parts."""

    def __init__(self, data: Any, reading: Reading) -> None:
        self.document = PrunedDocument(data)
        self.faults: list[Fault] = []
        self.consultation: Consultation | None = None
        self._reading = reading
        self._pruned: set[Where] = set()
        self._unnamed = 0
        self._read()

    def _read(self) -> None:
        for turn in range(_MOST_ROUNDS):
            try:
                self.consultation = Consultation.model_validate(self.document.living(), context=self._reading)
            except ValidationError as error:
                errors = _own_errors(error)
                if any(not one["loc"] for one in errors):
                    self._note(errors[0], ())
                    return
                self._learn(errors, is_first=turn == 0)
            else:
                return

    def _learn(self, errors: list[ErrorDetails], *, is_first: bool) -> None:
        placed = [(error, self._place(error)) for error in errors]
        for error, where in placed:
            if (is_first and not _is_misspelt(error, errors)) or self._is_news(error, where):
                self._note(error, where)
        for error, where in placed:
            self._mend_or_prune(error, where)

    def _place(self, error: ErrorDetails) -> Where:
        return self.document.where(error["loc"])

    def _note(self, error: ErrorDetails, where: Where) -> None:
        what, mend = in_words(error)
        # A value that may be one of several shapes has a fault for each: one is enough.
        if error["type"] == "missing" or all(known.where != where for known in self.faults):
            self.faults.append(Fault(where, what, mend))

    def _is_news(self, error: ErrorDetails, where: Where) -> bool:
        """Whether a fault of a later round is one of the file, and not the consequence of pruning."""
        part = where[:-1]
        inside = any(len(pruned) > len(part) + 1 and pruned[: len(part)] == part for pruned in self._pruned)
        return error["type"] == FAULT and not inside and not any(one.where == where for one in self.faults)

    def _mend_or_prune(self, error: ErrorDetails, where: Where) -> None:
        if error["type"] != "missing":
            self._prune(where)
            return
        key = str(error["loc"][-1])
        if key == "id":
            self._unnamed += 1
            self.document.put((*where, key), f"unnamed_{self._unnamed}")
        elif key in _STAND_INS:
            self.document.put((*where, key), _STAND_INS[key])
        else:
            self._prune(where)

    def _prune(self, where: Where) -> None:
        self._pruned.add(where)
        if where == ("window", "timezone"):
            # In a zone that was not meant, times could seem ambiguous that are not.
            self.document.put(where, "UTC")
        else:
            self.document.take_away(where)


def _own_errors(error: ValidationError) -> list[ErrorDetails]:
    """Without the lists that are too short only because their entries are faulty."""
    errors = error.errors(include_url=False)
    inside = {one["loc"][:length] for one in errors for length in range(len(one["loc"]))}
    return [one for one in errors if one["type"] != "too_short" or one["loc"] not in inside]


def _is_misspelt(error: ErrorDetails, errors: list[ErrorDetails]) -> bool:
    """A key that is missing because it is misspelt just there is one fault, said once."""
    if error["type"] != "missing":
        return False
    beside = [
        str(other["loc"][-1])
        for other in errors
        if other["type"] == "extra_forbidden" and other["loc"][:-1] == error["loc"][:-1]
    ]
    return bool(get_close_matches(str(error["loc"][-1]), beside, n=1, cutoff=0.6))
