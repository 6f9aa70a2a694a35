"""Free texts that share sentences, found among many: seconds, memory, and how many copies are found."""

from __future__ import annotations

import resource
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from consultkit.results.texts import Counted, shared_by_campaigns
from consultkit.simulation.copies import EDITS, TEMPLATES, Labelled, labelled_texts

SEED = 7


@dataclass(frozen=True, slots=True)
class Sorted:
    """What came of the made-up texts, whose labels say what is a copy of what."""

    texts: int
    seconds: float
    more_bytes: int
    """Of memory, beyond what the texts themselves take."""
    groups: int
    precision: float
    """Of the texts in groups, those that are copies of what most in their group are copies of."""
    recall: Mapping[str, float]
    """Of the copies, those that are in the group of their template, by how they were edited."""


def sort_texts(number: int) -> Sorted:
    """Made-up texts, counted once."""
    labelled = list(labelled_texts(number, SEED))
    before = _most_memory()
    began = time.perf_counter()
    counted = shared_by_campaigns(lambda: ((one.reference, one.text) for one in labelled))
    seconds = time.perf_counter() - began
    right, wrong = _judged(labelled, counted)
    every = Counter(one.edit for one in labelled if one.template)
    found = sum(right.values())
    return Sorted(
        number,
        seconds,
        _most_memory() - before,
        len(counted.campaigns),
        found / (found + wrong) if found + wrong else 0.0,
        {edit: right[edit] / every[edit] for edit in EDITS if every[edit]},
    )


def texts_in_words(sorted_: Sorted) -> str:
    """As Markdown."""
    rows = "\n".join(f"| {edit} | {share:.1%} |" for edit, share in sorted_.recall.items())
    memory = sorted_.more_bytes / 1024**2
    return (
        f"## {sorted_.texts:,} free texts\n\n{sorted_.seconds:.1f} s, {memory:.0f} MB more memory; "
        f"{sorted_.groups} groups of {TEMPLATES} templates; precision {sorted_.precision:.4f}.\n\n"
        f"| copies, edited so | found |\n|---|---|\n{rows}"
    )


def _judged(labelled: Sequence[Labelled], counted: Counted) -> tuple[Counter[str], int]:
    """The copies found in the right group, by edit, and how many others are in groups."""
    by_reference = {one.reference: one for one in labelled}
    right: Counter[str] = Counter()
    wrong = 0
    for group in counted.campaigns:
        members = [by_reference[reference] for reference in group.references]
        ((template, _),) = Counter(one.template for one in members).most_common(1)
        fit = [one for one in members if template and one.template == template]
        right.update(one.edit for one in fit)
        wrong += len(members) - len(fit)
    return right, wrong


def _most_memory() -> int:
    return 1024 * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
