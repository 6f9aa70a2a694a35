"""Where it is kept: the tables, their migrations, and one module of functions for each kind of row."""

from consultkit.storage.accepting import Acceptance, Acceptor, AlreadyThereError, Mark, Tallied
from consultkit.storage.archive import Archive, Transaction
from consultkit.storage.audit import AuditFilter
from consultkit.storage.chronicle import OutrunError
from consultkit.storage.envelopes import PartedAnswers
from consultkit.storage.file_store import FileStore, FolderStore, store_at
from consultkit.storage.ids import new_id
from consultkit.storage.key_source import KeyFile, Keys, read_keys
from consultkit.storage.migrate import migrate, refuse_unsafe_database
from consultkit.storage.retractions import AlreadyRetractedError, Retracted
from consultkit.storage.rewrapping import Rewrapping, in_use
from consultkit.storage.sealing import (
    KeyRing,
    KeysMissingError,
    Place,
    SealBrokenError,
    WrappedKey,
    key_ring_from,
    key_ring_of,
)
from consultkit.storage.signing import is_signed, sign
from consultkit.storage.windows import Standing

__all__ = [
    "Acceptance",
    "Acceptor",
    "AlreadyRetractedError",
    "AlreadyThereError",
    "Archive",
    "AuditFilter",
    "FileStore",
    "FolderStore",
    "KeyFile",
    "KeyRing",
    "Keys",
    "KeysMissingError",
    "Mark",
    "OutrunError",
    "PartedAnswers",
    "Place",
    "Retracted",
    "Rewrapping",
    "SealBrokenError",
    "Standing",
    "Tallied",
    "Transaction",
    "WrappedKey",
    "in_use",
    "is_signed",
    "key_ring_from",
    "key_ring_of",
    "migrate",
    "new_id",
    "read_keys",
    "refuse_unsafe_database",
    "sign",
    "store_at",
]
