"""What the ministry learns: pure functions of a form and its contributions."""

from consultkit.results.arrivals import Arrivals, Left, arrivals_of
from consultkit.results.coding import (
    CodeAgreement,
    CodedQuestion,
    CodingSummary,
    cohens_kappa,
    summarise_coding,
)
from consultkit.results.counted import SKIPPED, CodeCount, Counted, Tallies
from consultkit.results.crossing import ANY, Cells, CrossTable, cross_table
from consultkit.results.csv_file import BOM, csv_file, safe
from consultkit.results.distribution import Band, Distribution, distribution_of
from consultkit.results.publishing import SMALLEST, Told, safe_counts
from consultkit.results.summary import InRows, QuestionSummary, Summary, summarise
from consultkit.results.table import Table
from consultkit.results.versions import Strand, Versions

__all__ = [
    "ANY",
    "BOM",
    "SKIPPED",
    "SMALLEST",
    "Arrivals",
    "Band",
    "Cells",
    "CodeAgreement",
    "CodeCount",
    "CodedQuestion",
    "CodingSummary",
    "Counted",
    "CrossTable",
    "Distribution",
    "InRows",
    "Left",
    "QuestionSummary",
    "Strand",
    "Summary",
    "Table",
    "Tallies",
    "Told",
    "Versions",
    "arrivals_of",
    "cohens_kappa",
    "cross_table",
    "csv_file",
    "distribution_of",
    "safe",
    "safe_counts",
    "summarise",
    "summarise_coding",
]
