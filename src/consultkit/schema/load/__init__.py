"""From a file to a consultation, with every fault at once; and from a stored document."""

from consultkit.schema.load.document import (
    consultation_from_document,
    document_of,
    load_consultation,
    warnings_of,
)
from consultkit.schema.load.report import load_report
from consultkit.schema.load.translation_record import record_beside, record_of

__all__ = [
    "consultation_from_document",
    "document_of",
    "load_consultation",
    "load_report",
    "record_beside",
    "record_of",
    "warnings_of",
]
