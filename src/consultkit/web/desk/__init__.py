"""The desk: where officials study the contributions."""

from consultkit.web.desk import contributions, entry, inquiries, results
from consultkit.web.desk.blueprint import blueprint

__all__ = ["blueprint", "contributions", "entry", "inquiries", "results"]
