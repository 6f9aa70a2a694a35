"""Where it is kept: the tables, their migrations, and one module of functions for each kind of row."""

from consultkit.storage.accepting import Acceptance, Acceptor, AlreadyThereError, Mark, Tallied
from consultkit.storage.archive import Archive, Transaction
from consultkit.storage.chronicle import OutrunError
from consultkit.storage.envelopes import PartedAnswers
from consultkit.storage.file_store import FileStore, FolderStore, store_at
from consultkit.storage.ids import new_id
from consultkit.storage.migrate import migrate, refuse_unsafe_database
from consultkit.storage.retractions import AlreadyRetractedError, Retracted
from consultkit.storage.sealing import KeyRing, Place, SealBrokenError, WrappedKey, key_ring_from
from consultkit.storage.windows import Standing

__all__ = [
    "Acceptance",
    "Acceptor",
    "AlreadyRetractedError",
    "AlreadyThereError",
    "Archive",
    "FileStore",
    "FolderStore",
    "KeyRing",
    "Mark",
    "OutrunError",
    "PartedAnswers",
    "Place",
    "Retracted",
    "SealBrokenError",
    "Standing",
    "Tallied",
    "Transaction",
    "WrappedKey",
    "key_ring_from",
    "migrate",
    "new_id",
    "refuse_unsafe_database",
    "store_at",
]
