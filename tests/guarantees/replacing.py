"""Taking a control away: for a time, one name of the product stands for something else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def replaced(owner: object, name: str, by: object) -> Iterator[None]:
    """`owner` is a module or a class; what was there is there again afterwards."""
    before = getattr(owner, name)
    setattr(owner, name, by)
    try:
        yield
    finally:
        setattr(owner, name, before)
