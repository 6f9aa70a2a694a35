"""The desk: where officials study the contributions."""

from consultkit.web.desk import (
    acts,
    answers,
    arrivals,
    cases,
    comparing,
    contributions,
    crossing,
    entering,
    entry,
    exports,
    inquiries,
    key,
    open_data,
    publication,
    results,
    saved_lists,
    texts,
)
from consultkit.web.desk.blueprint import blueprint

__all__ = [
    "acts",
    "answers",
    "arrivals",
    "blueprint",
    "cases",
    "comparing",
    "contributions",
    "crossing",
    "entering",
    "entry",
    "exports",
    "inquiries",
    "key",
    "open_data",
    "publication",
    "results",
    "saved_lists",
    "texts",
]
