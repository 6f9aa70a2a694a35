"""What the ministry learns: pure functions of a form and its contributions."""

from consultkit.results.coding import (
    CodeAgreement,
    CodedQuestion,
    CodingSummary,
    cohens_kappa,
    summarise_coding,
)
from consultkit.results.csv_file import csv_file, safe
from consultkit.results.publishing import SMALLEST, Told, safe_counts
from consultkit.results.summary import CodeCount, QuestionSummary, Summary, Tallies, summarise
from consultkit.results.table import Table
from consultkit.results.versions import Strand, Versions

__all__ = [
    "SMALLEST",
    "CodeAgreement",
    "CodeCount",
    "CodedQuestion",
    "CodingSummary",
    "QuestionSummary",
    "Strand",
    "Summary",
    "Table",
    "Tallies",
    "Told",
    "Versions",
    "cohens_kappa",
    "csv_file",
    "safe",
    "safe_counts",
    "summarise",
    "summarise_coding",
]
