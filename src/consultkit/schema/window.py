"""The window that a file sets: half-open, from local wall time, with what becomes of those who come late."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cached_property
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, Field, PlainSerializer, WithJsonSchema, model_validator

from consultkit.schema.duration import Duration
from consultkit.schema.file_part import Fault, FilePart, did_you_mean, fault, faults_error
from consultkit.schema.local_time import (
    LocalTimeError,
    end_of_day,
    instant_of,
    read_wall_time,
    start_of_day,
    zone_names,
)

LONGEST_GRACE = timedelta(hours=1)


class Late(FilePart):
    """What becomes of a contribution received after closing.

    `grace`: taken, and marked as late, for so long after closing: meant for what was on its way then.
    `flag`: taken at any time after closing, and marked. `refuse`: never taken; the draft is kept.
    """

    rule: str = "grace"
    grace: Duration = Duration(2, "minute")

    @property
    def limit(self) -> timedelta | None:
        """How long after closing a contribution is still taken; None is without limit."""
        if self.rule == "flag":
            return None
        return self.grace.length if self.rule == "grace" else timedelta(0)


def _read_late(written: Any) -> Any:
    if isinstance(written, Late):
        return written
    if written in ("refuse", "flag"):
        return Late(rule=written)
    if isinstance(written, dict) and set(written) == {"grace"}:
        return _within_limit(Late(grace=written["grace"]))
    raise fault(
        "`late` says what becomes of those who come late.",
        "Write `{grace: 2m}`, `refuse` or `flag`.",
    )


def _within_limit(late: Late) -> Late:
    if not late.grace.is_fixed or late.grace.length > LONGEST_GRACE:
        raise fault("The grace is longer than an hour.", "Write a shorter one, or extend the window itself.")
    return late


def _write_late(late: Late) -> Any:
    return {"grace": str(late.grace)} if late.rule == "grace" else late.rule


LateRule = Annotated[
    Late,
    BeforeValidator(_read_late),
    PlainSerializer(_write_late),
    WithJsonSchema(
        {
            "anyOf": [
                {"enum": ["refuse", "flag"]},
                {
                    "type": "object",
                    "properties": {"grace": {"type": "string"}},
                    "required": ["grace"],
                    "additionalProperties": False,
                },
            ]
        }
    ),
]


def _known_zone(name: str) -> str:
    if name not in zone_names():
        raise fault(f"There is no time zone `{name}`.", did_you_mean_zone(name))
    return name


def did_you_mean_zone(name: str) -> str:
    """The nearest name of the IANA database; failing that, how such names look."""
    mend = did_you_mean(name, zone_names())
    return mend if mend.startswith("Did") else "Write a name of the IANA database, such as `Europe/Paris`."


class WindowRule(FilePart):
    """`opens` and `closes` are wall times in `timezone`; a day alone as `closes` means its end."""

    opens: str
    closes: str
    timezone: Annotated[str, AfterValidator(_known_zone)] = "Europe/Paris"
    late: LateRule = Field(default=Late())

    @cached_property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @cached_property
    def opens_at(self) -> datetime:
        """The first instant at which contributions are taken, in UTC."""
        day, at = read_wall_time(self.opens)
        return instant_of(day, at, self.zone) if at else start_of_day(day, self.zone)

    @cached_property
    def closes_at(self) -> datetime:
        """The first instant at which they no longer are, in UTC."""
        return self.closing(self.closes)

    def closing(self, written: str) -> datetime:
        """The instant of a closing written as in the file, in this window's zone. Raises LocalTimeError."""
        day, at = read_wall_time(written)
        return instant_of(day, at, self.zone) if at else end_of_day(day, self.zone)

    @model_validator(mode="after")
    def _names_two_instants_in_order(self) -> WindowRule:
        faults = [found for name in ("opens", "closes") if (found := self._wrong_with(name))]
        if not faults and self.closes_at <= self.opens_at:
            mend = "Correct one of the two, so that `closes` comes after `opens`."
            faults = [Fault(("closes",), "The window closes before it opens.", mend)]
        if faults:
            raise faults_error("window", faults)
        return self

    def _wrong_with(self, name: str) -> Fault | None:
        try:
            getattr(self, f"{name}_at")
        except LocalTimeError as error:
            return Fault((name,), error.what, error.mend)
        except OverflowError:
            return Fault((name,), "This date is out of all bounds.", "Correct the year.")
        return None
