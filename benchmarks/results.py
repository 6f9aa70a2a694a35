"""What contributions come to, at the desk, as a campaign grows: each page the first time, and again."""

from __future__ import annotations

import resource
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import median, quantiles

from benchmarks.bulk import fill
from benchmarks.desk import open_page, signed_in_official
from consultkit import ConsultKit, ProviderSettings, Settings, SignInSettings
from consultkit.storage import tallies
from sme_platforms.app import CONSULTATION

DESK = "/desk/sme-platforms"
FILTER = "q.effectif=11&q.saisine_mediateur=yes&since=2018-11-05"
PAGES: Mapping[str, str] = {
    "all summaries": f"{DESK}/summary",
    "a cross-table": f"{DESK}/cross?rows=pratiques&columns=plateforme",
    "a cross-table, filtered": f"{DESK}/cross?rows=pratiques&columns=plateforme&{FILTER}",
    "summaries, filtered": f"{DESK}/summary?{FILTER}",
    "two groups": f"{DESK}/compare?by=plateforme&one=amazon&other=cdiscount",
    "arrivals": f"{DESK}/arrivals",
    "the latest 50": f"{DESK}/contributions",
}


@dataclass(frozen=True, slots=True)
class Timed:
    """Seconds of each time that a page was asked for, in one process without a network."""

    size: int
    page: str
    first: float
    again: Sequence[float]

    @property
    def usual(self) -> float:
        return median(self.again)

    def said(self, smallest: Timed) -> str:
        p95 = quantiles(self.again, n=20)[-1]
        grown = self.usual / smallest.usual
        return (
            f"| {self.size:,} | {self.page} | {1000 * self.first:.0f} ms | {1000 * self.usual:.0f} ms |"
            f" {1000 * p95:.0f} ms | {grown:.1f} × |"
        )


HEAD = "| contributions | page | first time | again (median) | p95 | growth |\n|---:|---|---:|---:|---:|---:|"


def time_results(environment: Mapping[str, str], sizes: Sequence[int], tries: int) -> Iterator[str]:
    """A line of a table for each size and page; the database grows from one size to the next."""
    settings = Settings.from_environment(environment)
    smallest: dict[str, Timed] = {}
    yield HEAD
    for size in sizes:
        fill(CONSULTATION, settings, size)
        for timed in _time(settings, tries):
            yield timed.said(smallest.setdefault(timed.page, timed))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    yield f"\nPeak memory of the process, filling included: {peak:.0f} MiB."


def _time(settings: Settings, tries: int) -> Iterator[Timed]:
    nowhere = ProviderSettings("https://nowhere.invalid", "bench", "nobody signs in")
    kit = ConsultKit(
        [CONSULTATION], settings=replace(settings, sign_in=SignInSettings(franceconnect=nowhere))
    )
    with kit.archive.writing() as tx:
        while tallies.fold(tx):
            pass
    client = signed_in_official(kit)
    with kit.archive.reading() as tx:
        size = tallies.counts_of(tx, kit.consultations[0].id)["", ""]
    open_page(client, f"{DESK}/contributions?state=closed")
    for page, address in PAGES.items():
        first = open_page(client, address)
        yield Timed(size, page, first, [open_page(client, address) for _ in range(tries)])
    kit.close()
