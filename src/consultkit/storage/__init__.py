"""Where it is kept: the tables, their migrations, and one module of functions for each kind of row."""

from consultkit.storage.accepting import Acceptance, AlreadyThereError, Mark, accept
from consultkit.storage.archive import Archive, Transaction
from consultkit.storage.envelopes import PartedAnswers
from consultkit.storage.migrate import migrate, refuse_unsafe_database
from consultkit.storage.sealing import KeyRing, Place, SealBrokenError, WrappedKey, key_ring_from
from consultkit.storage.windows import Standing

__all__ = [
    "Acceptance",
    "AlreadyThereError",
    "Archive",
    "KeyRing",
    "Mark",
    "PartedAnswers",
    "Place",
    "SealBrokenError",
    "Standing",
    "Transaction",
    "WrappedKey",
    "accept",
    "key_ring_from",
    "migrate",
    "refuse_unsafe_database",
]
