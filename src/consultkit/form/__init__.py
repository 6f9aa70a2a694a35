"""What a respondent meets: the compiled form, the journey of answers through it, a page as posted."""

from consultkit.form.changes import Change, FormDiff, Severity, compare
from consultkit.form.compiled import Form, compile_form, form_from_document
from consultkit.form.journey import Journey
from consultkit.form.piping import with_answers
from consultkit.form.prefill import as_answer, prefilled
from consultkit.form.reading import PageReading, Posted, posted_to, read_page
from consultkit.form.rows import RowForm, row_form, rows_of
from consultkit.form.sheets import Sheet, sheet_of

__all__ = [
    "Change",
    "Form",
    "FormDiff",
    "Journey",
    "PageReading",
    "Posted",
    "RowForm",
    "Severity",
    "Sheet",
    "as_answer",
    "compare",
    "compile_form",
    "form_from_document",
    "posted_to",
    "prefilled",
    "read_page",
    "row_form",
    "rows_of",
    "sheet_of",
    "with_answers",
]
