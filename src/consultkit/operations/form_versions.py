"""Every version of a consultation's form, side by side."""

from __future__ import annotations

from consultkit.operations.forms import Forms
from consultkit.results import Versions
from consultkit.storage import Archive, forms


def every_version(archive: Archive, served: Forms, consultation: str) -> Versions:
    """Those that were ever served, numbered from the first, with the one that is served now."""
    with archive.reading() as tx:
        digests = forms.digests_of(tx, consultation)
    return Versions(served.current(consultation), [served.by_digest(one) for one in reversed(digests)])
