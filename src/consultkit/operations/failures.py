"""What is said of a failure: enough to mend it, and nothing that a respondent wrote."""

from __future__ import annotations

import traceback
from pathlib import Path

from consultkit.errors import ConsultKitError, DeliveryError, NotFoundError

LONGEST = 500


def told(error: Exception) -> str:
    """Our own errors by their message; any other by its kind only, for its message may quote an answer."""
    said = error.message if isinstance(error, ConsultKitError) else f"{type(error).__name__}."
    return said.replace("\0", "")[:LONGEST]


def origin(error: BaseException) -> str:
    """Where it was raised first: file and line."""
    first = error
    while first.__cause__ is not None:
        first = first.__cause__
    frames = traceback.extract_tb(first.__traceback__)
    return f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "nowhere"


def is_permanent(error: Exception) -> bool:
    """Whether repeating the task unchanged is pointless."""
    return isinstance(error, NotFoundError) or (isinstance(error, DeliveryError) and error.permanent)
