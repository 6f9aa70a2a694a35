"""Changing the key that everything is sealed under, while servers run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from consultkit.errors import ConfigurationError
from consultkit.storage import Archive, KeyFile, Keys, Rewrapping, in_use

KEPT_FOR = timedelta(days=30)
"""How long a key is kept after it stopped sealing: as long as backups of rows under it live."""


@dataclass(frozen=True, slots=True)
class KeyState:
    """One key of a deployment, or one that rows need and the deployment lacks."""

    name: str
    rows: int
    primary: bool = False
    missing: bool = False
    since: datetime | None = None
    """When it became the primary key; unknown of the first one."""
    retires_at: datetime | None = None
    """From when it may be taken away; none while rows need it, and of the primary key."""


class Rotation:
    """The keys of an archive. Without a file they are as they were given, and only rows are changed."""

    def __init__(self, archive: Archive, keys: Keys, file: KeyFile | None) -> None:
        self._archive, self._keys, self._file = archive, keys, file
        self.rows = Rewrapping(archive)

    def begin(self, now: datetime) -> str:
        """The name of the primary key: a new one, unless an earlier rotation is not at its end yet."""
        if self._file is not None and not self.rows.left():
            self._keys = self._file.change(lambda keys: keys.with_new_primary(now))
        return self._keys.primary

    def go_on(self) -> Iterator[int]:
        """Bring every row under the primary key: how many were looked at, batch by batch."""
        return self.rows.batches()

    def states(self) -> list[KeyState]:
        """Of each key, the oldest first, then of those that rows need in vain."""
        with self._archive.reading() as tx:
            rows = in_use(tx)
        known = [self._state(name, rows[name]) for name in sorted(self._keys.keys)]
        lacking = sorted(set(rows) - set(self._keys.keys))
        return [*known, *(KeyState(name, rows[name], missing=True) for name in lacking)]

    def retire(self, name: str, now: datetime) -> None:
        """Take a key away for good. Raises ConfigurationError while it may be needed."""
        if self._file is None:
            raise ConfigurationError(
                "These keys are not in a key file.",
                mend="Take the key out of CONSULTKIT_KEYS, or of what CONSULTKIT_KEYS_FROM reads.",
            )
        state = next((one for one in self.states() if one.name == name and not one.missing), None)
        if state is None:
            raise ConfigurationError(f"No key is called {name!r}.", mend="See `consultkit keys status`.")
        if state.retires_at is None or now < state.retires_at:
            raise ConfigurationError(f"The key {name!r} may be needed.", mend=_why(state))
        self._keys = self._file.change(lambda keys: keys.without(name))

    def _state(self, name: str, rows: int) -> KeyState:
        stepped_down = self._keys.stepped_down(name)
        return KeyState(
            name,
            rows,
            primary=name == self._keys.primary,
            since=self._keys.since.get(name),
            retires_at=stepped_down + KEPT_FOR if stepped_down and not rows else None,
        )


def _why(state: KeyState) -> str:
    if state.primary:
        return "It seals everything new: run `consultkit keys rotate` first."
    if state.rows:
        return f"{state.rows} rows are under it: run `consultkit keys rotate` first."
    if state.retires_at is None:
        return "It is not known when it stopped sealing."
    return f"Backups hold rows under it until {state.retires_at:%Y-%m-%d}."
