"""The journal of what officials do: who read, exported, released or changed what. It holds no answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from uuid import UUID

from consultkit.errors import ConfigurationError
from consultkit.operations.clock import Clock
from consultkit.records import Official
from consultkit.records.audit import (
    AUDIT,
    BEFORE_ALL,
    COMMAND_LINE,
    Act,
    AuditEntry,
    Checkpoint,
    digest_of_entry,
    statement_of_checkpoint,
)
from consultkit.records.labelled import facts_after
from consultkit.storage import (
    Archive,
    AuditFilter,
    Transaction,
    accounts,
    audit,
    is_signed,
    receipt_sets,
    sign,
)

PAGE = 50


@dataclass(frozen=True, slots=True)
class Shown:
    """An entry in words: the address of who did it, and the reference of the contribution, where they are."""

    entry: AuditEntry
    who: str
    reference: str


class Audit:
    """Written to by operations, read by managers of the same consultation and on the command line."""

    def __init__(self, archive: Archive, clock: Clock) -> None:
        self._archive = archive
        self._clock = clock

    def record(self, official: Official, what: str, about: UUID | None = None, detail: str = "") -> None:
        """Write down what was done. When it cannot be, nothing is to be shown."""
        with self._archive.writing() as tx:
            note_act(tx, self._clock.judge(tx.database_now()), official, what, about, detail)

    def entries(
        self, official: Official, only: AuditFilter, *, before: int | None = None
    ) -> tuple[Shown, ...]:
        """A page of what was done at this desk, the latest first, from the one before that number on."""
        with self._archive.reading() as tx:
            found = audit.entries(tx, official.consultation, only, before=before, limit=PAGE)
            return tuple(_shown(tx, official.consultation, found))

    def each(self, official: Official, only: AuditFilter) -> Iterator[Shown]:
        """Likewise, all of them."""
        before: int | None = None
        while page := self.entries(official, only, before=before):
            yield from page
            before = page[-1].entry.number

    def checkpoint(self) -> Checkpoint:
        """Sign the end of the journal as it is now. A chore, and on the command line."""
        with self._archive.writing() as tx:
            number, digest = audit.end(tx)
            bare = Checkpoint(number, digest.hex(), self._clock.judge(tx.database_now()))
            signature = sign(tx.keys, AUDIT, statement_of_checkpoint(bare).encode())
            signed = replace(bare, key=signature.key, signature=signature.value.hex())
            audit.add_checkpoint(tx, signed)
        return signed

    def faults(self, kept_elsewhere: Checkpoint | None = None) -> tuple[int, list[str]]:
        """How many entries there are, and what is wrong with them: changed, gone, moved or cut off."""
        with self._archive.snapshot() as tx:
            keys = receipt_sets.known_keys(tx)
            wanted = [*audit.checkpoints(tx), *([kept_elsewhere] if kept_elsewhere else [])]
            digests, faults = _walked(audit.every(tx), {one.number for one in wanted})
            last = audit.end(tx)[0]
        return last, [*faults, *(fault for one in wanted for fault in _faults_of(one, digests, keys))]


def note_act(
    tx: Transaction,
    at: datetime,
    official: Official,
    what: str,
    about: UUID | None = None,
    detail: str = "",
) -> None:
    """Write an official's act into the journal, with what the transaction does."""
    act = Act(what, official.consultation, at, official.role.value, official.id, about, detail)
    audit.note(tx, act)


def note_command(
    tx: Transaction,
    at: datetime,
    consultation: str,
    what: str,
    about: UUID | None = None,
    detail: str = "",
    *,
    role: str = COMMAND_LINE,
) -> None:
    """Likewise what somebody does on the command line, or the service by itself."""
    audit.note(tx, Act(what, consultation, at, role, None, about, detail))


def read_checkpoint(text: str) -> Checkpoint:
    """One that was kept elsewhere. Raises ConfigurationError."""
    facts = facts_after(AUDIT, text) or {}
    try:
        at = datetime.strptime(facts["at"], "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)
        signature = bytes.fromhex(facts["signature"]).hex()
        return Checkpoint(int(facts["number"]), facts["digest"], at, facts["key"], signature)
    except (KeyError, ValueError):
        raise ConfigurationError(
            "This is not a checkpoint.", mend="Give a file that `consultkit audit checkpoint` printed."
        ) from None


def _walked(entries: Iterator[AuditEntry], wanted: set[int]) -> tuple[Mapping[int, str], list[str]]:
    """The digests at the wanted numbers, and the first break of the chain."""
    digest, digests = BEFORE_ALL, {0: BEFORE_ALL.hex()}
    for number, entry in enumerate(entries, start=1):
        digest = digest_of_entry(digest, number, entry.act)
        if (entry.number, entry.digest) != (number, digest):
            return digests, [f"The chain breaks at entry {number}: it was changed, moved or removed."]
        if number in wanted:
            digests[number] = digest.hex()
    return digests, []


def _faults_of(one: Checkpoint, digests: Mapping[int, str], keys: Mapping[str, bytes]) -> Iterator[str]:
    public, statement = keys.get(one.key), statement_of_checkpoint(one).encode(errors="replace")
    if public is None or not is_signed(public, bytes.fromhex(one.signature), AUDIT, statement):
        yield f"The checkpoint at entry {one.number} is not signed by a key of this deployment."
    elif digests.get(one.number) != one.digest:
        yield f"Its first {one.number} entries are not those signed at {one.at:%Y-%m-%d %H:%M} UTC."


def _shown(tx: Transaction, consultation: str, found: tuple[AuditEntry, ...]) -> Iterator[Shown]:
    people = {one.id: one.email for one in accounts.colleagues(tx, consultation)}
    references = audit.references_of(tx, {one.act.about for one in found if one.act.about})
    for one in found:
        who = people.get(one.act.actor, str(one.act.actor)) if one.act.actor else ""
        yield Shown(one, who, references.get(one.act.about, "") if one.act.about else "")
