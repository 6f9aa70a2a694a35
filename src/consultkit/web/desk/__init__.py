"""The desk: where officials study the contributions."""

from consultkit.web.desk import contributions, entry, results
from consultkit.web.desk.blueprint import blueprint

__all__ = ["blueprint", "contributions", "entry", "results"]
