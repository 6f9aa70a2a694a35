"""What may be told to everybody: rows that nobody stands out in, counts that hide nobody, and no more."""

from consultkit.results.opening.cells import Told, mean_of, partition, several
from consultkit.results.opening.classes import STAR, classed, silenced, unvaried
from consultkit.results.opening.counting import Averaged, Counted
from consultkit.results.opening.opened import Finding, Opened, Withheld, open_up
from consultkit.results.opening.package import Edition, Files, files_of, unzipped, zipped
from consultkit.results.opening.people import together
from consultkit.results.opening.plan import Column, Plan, in_order, told_in_words, undeclared
from consultkit.results.opening.rows import Contribution
from consultkit.results.opening.scanning import Names, found_in, phrases_of, words_of_names

__all__ = [
    "STAR",
    "Averaged",
    "Column",
    "Contribution",
    "Counted",
    "Edition",
    "Files",
    "Finding",
    "Names",
    "Opened",
    "Plan",
    "Told",
    "Withheld",
    "classed",
    "files_of",
    "found_in",
    "in_order",
    "mean_of",
    "open_up",
    "partition",
    "phrases_of",
    "several",
    "silenced",
    "together",
    "told_in_words",
    "undeclared",
    "unvaried",
    "unzipped",
    "words_of_names",
    "zipped",
]
