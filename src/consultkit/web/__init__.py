"""The screens: server-rendered pages over a kit. Everything works without JavaScript.

What a plugin builds its own pages with is here too, see `docs/hooks.md`.
"""

from consultkit.operations import MOST_DECIDED
from consultkit.web.access import Access, open_to
from consultkit.web.app import create_app
from consultkit.web.case_views import course_of, posted_decision
from consultkit.web.errors import instruction
from consultkit.web.extension import consultation_named, the_kit, today_in
from consultkit.web.file_views import file_response, room_file_view, sent_files, to_be_saved
from consultkit.web.instants import day_in_words
from consultkit.web.language import current_language, gettext, localised, translate
from consultkit.web.pdf import accessible_pdf, can_make_pdf
from consultkit.web.render import (
    AnswerView,
    FileView,
    QuestionView,
    answer_views,
    error_links,
    question_views,
)
from consultkit.web.upload_limits import takes_files
from consultkit.web.visitor import (
    require_caseworker,
    require_manager,
    require_official,
    require_outside,
    require_respondent,
)

__all__ = [
    "MOST_DECIDED",
    "Access",
    "AnswerView",
    "FileView",
    "QuestionView",
    "accessible_pdf",
    "answer_views",
    "can_make_pdf",
    "consultation_named",
    "course_of",
    "create_app",
    "current_language",
    "day_in_words",
    "error_links",
    "file_response",
    "gettext",
    "instruction",
    "localised",
    "open_to",
    "posted_decision",
    "question_views",
    "require_caseworker",
    "require_manager",
    "require_official",
    "require_outside",
    "require_respondent",
    "room_file_view",
    "sent_files",
    "takes_files",
    "the_kit",
    "to_be_saved",
    "today_in",
    "translate",
]
