"""Erasing contributions and persons, with every copy; and erasing again what an older backup brings back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from consultkit.errors import ConfigurationError
from consultkit.hooks import Plugins
from consultkit.operations.clock import Clock
from consultkit.operations.corrections import retracted
from consultkit.operations.erasure_journal import ErasureJournal
from consultkit.operations.forms import Forms
from consultkit.operations.time_limit import TimeLimit
from consultkit.records import Erased
from consultkit.storage import (
    Archive,
    FileStore,
    SealBrokenError,
    Transaction,
    contributions,
    erasing,
    retractions,
    submissions,
)
from consultkit.storage.contributions import Family

BATCH = 100
PLUGIN_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Replayed:
    """What a replay found in the database again, and erased."""

    known: int
    """How many entries the journal has."""
    contributions: int
    persons: int


class Erasure:
    """In this order: the plugins, the journal, the files, the rows with their keys. So a plugin that fails
    stops it before anything is gone, and what a crash interrupts can be done again from the beginning."""

    def __init__(
        self,
        archive: Archive,
        forms: Forms,
        clock: Clock,
        store: FileStore,
        plugins: Plugins,
        kit: object,
    ) -> None:
        """`kit` is handed on to the plugins."""
        self._archive = archive
        self._forms = forms
        self._clock = clock
        self._store = store
        self._journal = ErasureJournal(archive, store)
        self._plugins = plugins
        self._limit = TimeLimit(PLUGIN_SECONDS)
        self._kit = kit

    def contributions(self, consultation: str, submission_ids: Sequence[UUID]) -> int:
        """Erase these with all their versions; how many versions there were.

        Raises PluginError when a plugin fails, and ServiceError when the file store or the database is away:
        the rest is done the next time.
        """
        return sum(self._erase(consultation, some) for some in _batches(submission_ids))

    def senders(self, respondent_ids: Collection[UUID]) -> int:
        """Erase those of them who have nothing left here, with their accounts; how many.

        Who has a contribution, a draft or an office, or is signed in just now, stays. Raises ServiceError.
        """
        with self._archive.reading() as tx:
            now = self._clock.judge(tx.database_now())
            left = erasing.with_nothing_left(tx, respondent_ids, now)
        entries = [Erased(one, "person", now) for one in left]
        self._journal.announce(entries)
        with self._archive.writing() as tx:
            for one in left:
                erasing.erase_again(tx, one)
            self._journal.note(tx, entries)
        return len(left)

    def journal(self) -> tuple[Erased, ...]:
        """All that was ever erased, as the database and the file store know it, the oldest first."""
        return self._journal.entries()

    def replay(self, entries: Iterable[Erased] = ()) -> Replayed:
        """Erase again what came back; of the whole journal, and of `entries` beside it.

        Called after every restore, before anybody is served. It may be repeated. Raises as `contributions`.
        """
        known = {one.subject_id: one for one in (*entries, *self.journal())}
        listed = tuple(known.values())
        self._journal.complete(listed)
        return Replayed(len(listed), self._replay_contributions(listed), self._replay_persons(listed))

    # --- how ---------------------------------------------------------------------

    def _erase(self, consultation: str, submission_ids: Collection[UUID]) -> int:
        with self._archive.reading() as tx:
            family = contributions.family_of(tx, consultation, submission_ids)
        if not family.versions:
            return 0
        self._ask_plugins(consultation, family.references)
        entries = [
            Erased(one, "contribution", self._clock.now(), consultation) for one in sorted(family.versions)
        ]
        self._journal.announce(entries)
        self._delete_files(consultation, family)
        with self._archive.writing() as tx:
            contributions.hold(tx, consultation, submission_ids)
            # Once more: an official may have written, or a worker opened a case, since it was looked at.
            whole = contributions.family_of(tx, consultation, submission_ids)
            self._uncount(tx, whole)
            contributions.delete_exports(tx, contributions.exported(tx, consultation))
            contributions.erase(tx, whole, self._plugins.settings_models)
            self._journal.note(tx, entries)
        for late in whole.files - family.files:
            self._store.delete(late.hex)
        return len(family.versions)

    def _ask_plugins(self, consultation: str, references: Sequence[str]) -> None:
        for name in self._plugins.erasing:
            work = partial(self._plugins.erase, name, self._kit, consultation, references)
            self._limit.call(name, work)

    def _delete_files(self, consultation: str, family: Family) -> None:
        """The bytes first: what a crash leaves behind still has its row."""
        with self._archive.reading() as tx:
            exported = contributions.exported(tx, consultation)
        for one in (*family.files, *exported.values()):
            if one is not None:
                self._store.delete(one.hex)

    def _uncount(self, tx: Transaction, family: Family) -> None:
        """What is counted is what is there."""
        for one in sorted(family.versions):
            if retractions.of_submission(tx, one) is not None:
                continue
            try:
                submission = submissions.by_id(tx, one)
                if submission is not None:
                    retractions.take_back(tx, retracted(self._forms, submission))
            except (SealBrokenError, ConfigurationError):
                # Its key was destroyed before, or is not in the key file: nobody can read what it counts for.
                continue

    def _replay_contributions(self, listed: Iterable[Erased]) -> int:
        by_consultation = defaultdict(list)
        for one in listed:
            if one.kind == "contribution":
                by_consultation[one.consultation].append(one.subject_id)
        return sum(self.contributions(of, ids) for of, ids in by_consultation.items())

    def _replay_persons(self, listed: Iterable[Erased]) -> int:
        ids = [one.subject_id for one in listed if one.kind == "person"]
        back = 0
        for some in _batches(ids):
            with self._archive.writing() as tx:
                back += sum(erasing.erase_again(tx, one) for one in some)
        return back


def _batches(ids: Sequence[UUID]) -> Iterator[Sequence[UUID]]:
    yield from (ids[start : start + BATCH] for start in range(0, len(ids), BATCH))
