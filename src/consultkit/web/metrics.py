"""Figures for Prometheus, to whoever brings the token of the deployment.

What happened is counted in the database, where every process sees it. Only requests are counted in memory: in
files that the processes share, where PROMETHEUS_MULTIPROC_DIR names a folder (`consultkit serve` makes one).
Labels are ids of consultations, templates of addresses, and words of ours: never a reference or an answer.
"""

from __future__ import annotations

import hmac
import os
from collections.abc import Iterator

from flask import Flask, Response, g, request
from flask.typing import ResponseReturnValue
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from consultkit.errors import NotFoundError, ServiceError
from consultkit.kit import ConsultKit
from consultkit.storage.vitals import Vitals
from consultkit.web.access import Access, open_to
from consultkit.web.extension import waited
from consultkit.web.request_log import method, route

FOLDER_VARIABLE = "PROMETHEUS_MULTIPROC_DIR"
BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
"""Seconds."""


class Requests:
    """What this process counts; the files of all processes are added up when they are asked for."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._count = Counter(
            "consultkit_requests", "Requests answered.", ["route", "method", "status"], registry=self.registry
        )
        self._seconds = Histogram(
            "consultkit_request_seconds",
            "From the first byte to the answer.",
            ["route"],
            buckets=BUCKETS,
            registry=self.registry,
        )
        self._refused = Counter(
            "consultkit_submissions_refused",
            "Contributions that were sent and not accepted, by reason.",
            ["reason"],
            registry=self.registry,
        )

    def note(self, response: Response) -> Response:
        self._count.labels(route(), method(), str(response.status_code)).inc()
        self._seconds.labels(route()).observe(waited().total_seconds())
        if request.endpoint == "respondent.submit" and "refusal" in g:
            self._refused.labels(g.refusal).inc()
        return response

    def text(self) -> bytes:
        if FOLDER_VARIABLE not in os.environ:
            return generate_latest(self.registry)
        together = CollectorRegistry()
        MultiProcessCollector(together)  # type: ignore[no-untyped-call]
        return generate_latest(together)


class Counted(Collector):
    """What the database knows, when it is asked. A database that is away is a figure too."""

    def __init__(self, kit: ConsultKit) -> None:
        self._kit = kit

    def collect(self) -> Iterator[Metric]:
        try:
            vitals = self._kit.vitals()
        except ServiceError:
            yield GaugeMetricFamily("consultkit_database_up", "Whether the database answers.", value=0)
            return
        yield GaugeMetricFamily("consultkit_database_up", "Whether the database answers.", value=1)
        yield from _of_consultations(vitals)
        yield from _of_queues(vitals)
        yield _worker(vitals)


def _of_consultations(vitals: Vitals) -> Iterator[Metric]:
    accepted = CounterMetricFamily(
        "consultkit_submissions_accepted", "Contributions kept.", labels=["consultation"]
    )
    drafts = GaugeMetricFamily("consultkit_drafts", "Drafts kept.", labels=["consultation"])
    for family, counted in ((accepted, vitals.accepted), (drafts, vitals.drafts)):
        for name, number in counted.items():
            family.add_metric([name], number)
    yield accepted
    yield drafts


def _of_queues(vitals: Vitals) -> Iterator[Metric]:
    told = {
        "waiting": "Tasks promised and not done.",
        "failing": "Of these, tried in vain; of kind letter, the mail server did not take them.",
        "stuck": "Of these, failing for a day.",
    }
    for name, words in told.items():
        family = GaugeMetricFamily(f"consultkit_queue_{name}", words, labels=["kind"])
        for queue in vitals.queues:
            family.add_metric([queue.kind], getattr(queue, name))
        yield family
    oldest = GaugeMetricFamily("consultkit_queue_oldest_seconds", "Age of the oldest task.", labels=["kind"])
    for queue in vitals.queues:
        oldest.add_metric([queue.kind], queue.oldest.total_seconds())
    yield oldest
    refused = GaugeMetricFamily("consultkit_queue_refused", "Tasks for a person to look at.", labels=["kind"])
    for kind, number in vitals.refused.items():
        refused.add_metric([kind], number)
    yield refused


def _worker(vitals: Vitals) -> Metric:
    """Infinity when none was seen: an alarm on a long silence rings then too."""
    seen = vitals.worker_seen
    return GaugeMetricFamily(
        "consultkit_worker_seen_seconds",
        "How long ago a worker was at work.",
        value=float("inf") if seen is None else seen.total_seconds(),
    )


def install_metrics(app: Flask, kit: ConsultKit) -> None:
    """`/metrics`, where a token is set; nothing where none is."""
    token = kit.settings.metrics_token
    if token is None:
        return
    requests, counted = Requests(), CollectorRegistry()
    counted.register(Counted(kit))
    app.after_request(requests.note)

    @open_to(Access.EVERYBODY)
    def metrics() -> ResponseReturnValue:
        given = request.headers.get("Authorization", "")
        if not hmac.compare_digest(given.encode(), f"Bearer {token}".encode()):
            raise NotFoundError("There is no such page.")
        return requests.text() + generate_latest(counted), {"Content-Type": CONTENT_TYPE_LATEST}

    app.add_url_rule("/metrics", "metrics", metrics)
