"""What somebody typed at the desk or in the room: a text, a day. Every refusal says what to do."""

from __future__ import annotations

from datetime import date

from consultkit import RespondentError

LATEST = date(2200, 1, 1)


def checked_text(typed: str, *, most: int, optional: bool = False) -> str:
    """Raises RespondentError when there is nothing, or too much."""
    text = "".join(one for one in typed.replace("\r\n", "\n") if one.isprintable() or one == "\n").strip()
    if not text and not optional:
        raise RespondentError("Some words are missing.", mend="Write a few words.")
    if len(text) > most:
        raise RespondentError(
            "That is too long.", mend="Write {most} characters at most.", params={"most": most}
        )
    return text


def future_day(typed: str, today: date) -> date:
    """`2018-12-20` or `20/12/2018`. Raises RespondentError when it is no day after today."""
    day = _day(typed.strip())
    if day is None or not today < day < LATEST:
        raise RespondentError("This is no day to come.", mend="Write a day after today, such as 20/12/2018.")
    return day


def _day(typed: str) -> date | None:
    parts = typed.split("/")
    try:
        if len(parts) == 3:
            return date(int(parts[2]), int(parts[1]), int(parts[0]))
        return date.fromisoformat(typed)
    except ValueError:
        return None
