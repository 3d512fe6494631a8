"""Counts and times for Prometheus, at ``/metrics``.

With several workers the counts lie in files that all share (``PROMETHEUS_MULTIPROC_DIR``, set by
`workers`), and whichever worker is asked adds them up.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable

from flask import Blueprint, Flask, Response, g, request
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
    multiprocess,
)

from webapp.serving.watch import current_serving

metrics = Blueprint("metrics", __name__)

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)

answers = Counter("animematcher_requests_total", "Answers", ("endpoint", "method", "status"))
seconds = Histogram(
    "animematcher_request_seconds", "Time to an answer", ("endpoint",), buckets=_SECONDS
)
answered_again = Counter(
    "animematcher_answered_again_total", "Questions that were answered a moment ago, as then"
)
titles = Gauge("animematcher_titles", "Titles in memory", multiprocess_mode="mostrecent")
loaded = Gauge(
    "animematcher_catalogue_loaded_seconds",
    "When the catalogue in memory was loaded, as a time stamp",
    multiprocess_mode="mostrecent",
)
rows = Gauge(
    "animematcher_vector_rows", "Rows of a vector set", ("kind",), multiprocess_mode="mostrecent"
)
database_up = Gauge(
    "animematcher_database_up", "Whether the database answered", multiprocess_mode="mostrecent"
)


def count_requests(app: Flask) -> None:
    """Count every answer of the site, and how long it took."""
    app.after_request(_count)


def forget_worker(process_id: int) -> None:
    """Take a worker that has ended out of the sums that only the living count in."""
    if os.environ.get(FOLDER):
        multiprocess.mark_process_dead(process_id)  # type: ignore[no-untyped-call]


@metrics.get("/metrics")
def expose() -> Response:
    """All counts in Prometheus' text format."""
    _measure()
    return Response(generate_latest(_registry()), content_type=CONTENT_TYPE_LATEST)


def _registry() -> CollectorRegistry:
    if not os.environ.get(FOLDER):
        return REGISTRY
    registry = CollectorRegistry()
    multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return registry


def _measure() -> None:
    serving = current_serving()
    database_up.set(0 if serving.trouble else 1)
    if (snapshot := serving.held) is not None:
        titles.set(snapshot.n_items)
        loaded.set(snapshot.loaded.timestamp())
        for kind, info in snapshot.sets.items():
            rows.labels(kind).set(info.n_rows)


def _count(response: Response) -> Response:
    endpoint = request.endpoint or "nothing"
    answers.labels(endpoint, _method(), response.status_code).inc()
    if "begun" in g:
        seconds.labels(endpoint).observe(time.perf_counter() - g.begun)
    return response


def _method(known: Iterable[str] = ("GET", "POST", "HEAD", "OPTIONS")) -> str:
    """The request's method; invented ones count as one, or a stranger could fill the memory."""
    return request.method if request.method in known else "other"
