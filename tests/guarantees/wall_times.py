"""Files whose windows close on days when clocks change: what they mean is found by trying every second."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from consultkit import ConsultationFileError, read_consultation
from guarantees.market import CONSULTATION

ZONES = ("Europe/Paris", "America/New_York", "Indian/Reunion")
CHANGES = (date(2026, 10, 25), date(2027, 3, 28), date(2026, 11, 1), date(2027, 3, 14), date(2028, 10, 29))
TIMES = tuple(time(hour, minute) for hour in range(4) for minute in (0, 30, 59))


def misread(folder: Path, changes: int) -> Iterator[str]:
    """Closings that are taken for another instant than they name, and those that name none or two."""
    for zone in map(ZoneInfo, ZONES):
        for day in CHANGES[:changes]:
            yield from _misread(folder, zone, day, None)
            for at in TIMES:
                yield from _misread(folder, zone, day, at)


def _misread(folder: Path, zone: ZoneInfo, day: date, at: time | None) -> Iterator[str]:
    meant = _instants(zone, datetime.combine(day + timedelta(days=at is None), at or time.min))
    written = f"{day} {at:%H:%M}" if at else f"{day}"
    read = _closing(folder / "changing.yaml", zone, written)
    if read != (meant[0] if len(meant) == 1 else None):
        yield f"{written} in {zone.key} names {len(meant)} instants, and is read as {read}"


def _instants(zone: ZoneInfo, wall: datetime) -> list[datetime]:
    """All the quarters of an hour in UTC that clocks there show as this wall time."""
    around = wall.replace(tzinfo=UTC)
    tried = (around + timedelta(minutes=15 * quarter) for quarter in range(-60, 61))
    return [instant for instant in tried if instant.astimezone(zone).replace(tzinfo=None) == wall]


def _closing(file: Path, zone: ZoneInfo, written: str) -> datetime | None:
    """None when the file is refused."""
    text = CONSULTATION.read_text().replace("2018-11-30", written).replace("Europe/Paris", zone.key)
    file.write_text(text)
    try:
        return read_consultation(file).window.closes_at
    except ConsultationFileError:
        return None
