"""What the ministry learns: pure functions of a form and its contributions."""

from consultkit.results.csv_file import csv_file, safe
from consultkit.results.summary import CodeCount, QuestionSummary, Summary, Tallies, summarise
from consultkit.results.table import Table
from consultkit.results.versions import Strand, Versions

__all__ = [
    "CodeCount",
    "QuestionSummary",
    "Strand",
    "Summary",
    "Table",
    "Tallies",
    "Versions",
    "csv_file",
    "safe",
    "summarise",
]
