"""What a respondent meets: the compiled form, the journey of answers through it, a page as posted."""

from consultkit.form.changes import Change, FormDiff, Severity, compare
from consultkit.form.compiled import Form, compile_form, form_from_document
from consultkit.form.journey import Journey
from consultkit.form.prefill import prefilled
from consultkit.form.reading import PageReading, Posted, posted_to, read_page

__all__ = [
    "Change",
    "Form",
    "FormDiff",
    "Journey",
    "PageReading",
    "Posted",
    "Severity",
    "compare",
    "compile_form",
    "form_from_document",
    "posted_to",
    "prefilled",
    "read_page",
]
