"""What a respondent meets: the compiled form, the journey of answers through it, a page as posted."""

from consultkit.form.compiled import Form, compile_form, form_from_document
from consultkit.form.journey import Journey
from consultkit.form.prefill import as_answer, prefilled
from consultkit.form.reading import PageReading, Posted, posted_to, read_page

__all__ = [
    "Form",
    "Journey",
    "PageReading",
    "Posted",
    "as_answer",
    "compile_form",
    "form_from_document",
    "posted_to",
    "prefilled",
    "read_page",
]
