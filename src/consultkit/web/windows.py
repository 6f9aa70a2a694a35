"""Whether one can answer now, and the sentence that says until when."""

from __future__ import annotations

from dataclasses import dataclass

from consultkit.records import WindowState
from consultkit.schema import Consultation
from consultkit.web.extension import the_kit
from consultkit.web.language import current_language, keep_marks_together


@dataclass(frozen=True, slots=True)
class WindowView:
    """The window of a consultation at this instant, in the visitor's language."""

    state: WindowState
    sentence: str

    @property
    def is_open(self) -> bool:
        return self.state is WindowState.OPEN


def window_view(consultation: Consultation) -> WindowView:
    """Folds the recorded events; asks the database."""
    window, now = the_kit().windows.window(consultation.id), the_kit().now()
    return WindowView(window.state(now), keep_marks_together(window.sentence(now, current_language())))
