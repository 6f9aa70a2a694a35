"""The screens: server-rendered pages over a kit. Everything works without JavaScript."""

from consultkit.operations import MOST_DECIDED
from consultkit.web.access import Access, open_to
from consultkit.web.app import create_app
from consultkit.web.case_views import course_of, posted_decision
from consultkit.web.errors import instruction
from consultkit.web.extension import consultation_named, the_kit
from consultkit.web.file_views import to_be_saved
from consultkit.web.pdf import accessible_pdf, can_make_pdf
from consultkit.web.visitor import require_outside

__all__ = [
    "MOST_DECIDED",
    "Access",
    "accessible_pdf",
    "can_make_pdf",
    "consultation_named",
    "course_of",
    "create_app",
    "instruction",
    "open_to",
    "posted_decision",
    "require_outside",
    "the_kit",
    "to_be_saved",
]
