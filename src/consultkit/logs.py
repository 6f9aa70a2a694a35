"""How the processes of a deployment write their log: JSON lines in production, and lines to read elsewhere.

What an exception says may hold what a visitor typed. In production only its kind is written, and where it was
raised.
"""

from __future__ import annotations

import json
import logging
import sys
import traceback
from datetime import UTC, datetime
from typing import TextIO

from consultkit.settings import Settings

_FRAMES = 12
"""The innermost ones say where it went wrong."""


class JsonLines(logging.Formatter):
    """One JSON object a line: `time`, `level`, `logger`, `said`, then facts, then `error` and `at`."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "said": record.getMessage(),
            **getattr(record, "facts", {}),
            **_error(record),
        }
        return json.dumps(line, ensure_ascii=False)


class Lines(logging.Formatter):
    """For a person in front of a terminal, with all that an error says."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)-7s %(message)s", datefmt="%H:%M:%S")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - the standard library's name
        facts = getattr(record, "facts", {})
        told = ("ms", "consultation", "reference", "refusal")
        more = [f"{name}={facts[name]}" for name in told if name in facts]
        return " ".join([super().formatMessage(record), *more])


def write_logs(settings: Settings, stream: TextIO = sys.stderr) -> None:
    """Write everything that is logged in this process there, from now on."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines() if settings.production else Lines())
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    logging.captureWarnings(capture=True)
    # It tells of every migration that was there already.
    logging.getLogger("alembic").setLevel(logging.WARNING)


def _error(record: logging.LogRecord) -> dict[str, str | list[str]]:
    if not record.exc_info or record.exc_info[0] is None:
        return {}
    kind, _said, trace = record.exc_info
    frames = traceback.extract_tb(trace)[-_FRAMES:]
    return {"error": kind.__qualname__, "at": [f"{one.filename}:{one.lineno} {one.name}" for one in frames]}
