"""Where it is kept: the tables, their migrations, and one module of functions for each kind of row."""

from consultkit.storage.archive import Archive, Transaction
from consultkit.storage.migrate import migrate, refuse_unsafe_database
from consultkit.storage.sealing import KeyRing, Place, SealBrokenError, WrappedKey, key_ring_from

__all__ = [
    "Archive",
    "KeyRing",
    "Place",
    "SealBrokenError",
    "Transaction",
    "WrappedKey",
    "key_ring_from",
    "migrate",
    "refuse_unsafe_database",
]
