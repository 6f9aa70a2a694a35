"""The desk: where officials study the contributions."""

from consultkit.web.desk import (
    acts,
    cases,
    contributions,
    entering,
    entry,
    inquiries,
    publication,
    results,
    saved_lists,
)
from consultkit.web.desk.blueprint import blueprint

__all__ = [
    "acts",
    "blueprint",
    "cases",
    "contributions",
    "entering",
    "entry",
    "inquiries",
    "publication",
    "results",
    "saved_lists",
]
