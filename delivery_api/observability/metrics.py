"""What the service counts, for Prometheus: kinds of request, how long they took, and what was turned away.

Labels are kinds and statuses, never a person, a sitting, a school or an address. Several workers count into files of a
folder that `serving.serve` names in the environment; whichever worker is asked adds them up.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from time import perf_counter

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest, values
from prometheus_client.multiprocess import MultiProcessCollector
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from delivery_api.observability.request_kinds import RequestKind, request_kind

MULTIPROCESS_DIRECTORY = "PROMETHEUS_MULTIPROC_DIR"
"""The environment variable that names the workers' folder; prometheus-client reads it when it is imported."""

_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


@dataclass(frozen=True)
class Metrics:
    """The counts of one application.

    Attributes
    ----------
    requests : by kind and status
    seconds : from the request's coming in to the beginning of its answer, by kind; waiting for a turn included
    turned_away : 503 before anything was done, by kind and why: full, late, draining
    taken_over : sittings that a device which had left them took back
    from_elsewhere : answers that came from a device which the sitting had left
    fallbacks : items that could not be chosen as the test is designed, by how they were chosen
    """

    registry: CollectorRegistry
    requests: Counter
    seconds: Histogram
    turned_away: Counter
    taken_over: Counter
    from_elsewhere: Counter
    fallbacks: Counter

    def fell_back(self, how: Iterable[str]) -> None:
        """Count what the choice of an item fell back on."""
        for each in how:
            self.fallbacks.labels(each).inc()


def new_metrics() -> Metrics:
    """Counts that begin at nothing."""
    registry = CollectorRegistry()
    return Metrics(
        registry,
        Counter("mesur_requests", "Requests by kind and status.", ("kind", "status"), registry=registry),
        Histogram("mesur_request_seconds", "Until the answer.", ("kind",), registry=registry, buckets=_SECONDS),
        Counter("mesur_turned_away", "503 before anything was done.", ("kind", "why"), registry=registry),
        Counter("mesur_device_take_overs", "Sittings taken back by a device.", registry=registry),
        Counter("mesur_answers_from_left_devices", "Answers from a device left.", registry=registry),
        Counter("mesur_selection_fallbacks", "Items not chosen as designed.", ("how",), registry=registry),
    )


def worker_exit_counter() -> Counter:
    """How many workers ended and were replaced, by how: exit, signal, silent. For the process above them.

    prometheus-client chose where to count when it was imported, which in that process was before there was a folder.
    The files of workers that have ended stay, for what they counted still counts; only gauges would have to go.
    """
    values.ValueClass = values.MultiProcessValue()  # type: ignore[no-untyped-call]  # prometheus-client declares none
    counter = Counter("mesur_workers_ended", "Workers replaced, by how they ended.", ("how",), registry=None)
    for how in ("exit", "signal", "silent"):
        counter.labels(how)
    return counter


def prometheus_text(metrics: Metrics) -> bytes:
    """The counts in Prometheus' text format: of all workers where there are several."""
    if MULTIPROCESS_DIRECTORY not in os.environ:
        return generate_latest(metrics.registry)
    every = CollectorRegistry()
    MultiProcessCollector(every)  # type: ignore[no-untyped-call]  # prometheus-client declares none
    return generate_latest(every)


@dataclass(frozen=True)
class MetricsMiddleware:
    """Counts each request and how long it took."""

    app: ASGIApp
    metrics: Metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on and count it when its answer begins."""
        kind = request_kind(scope)
        if kind in (RequestKind.FILE, RequestKind.WATCH):
            await self.app(scope, receive, send)
            return
        came = perf_counter()

        async def counted(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._count(scope, kind, message, perf_counter() - came)
            await send(message)

        try:
            await self.app(scope, receive, counted)
        except Exception:
            self.metrics.requests.labels(kind, 500).inc()
            raise

    def _count(self, scope: Scope, kind: RequestKind, start: Message, seconds: float) -> None:
        self.metrics.requests.labels(kind, start["status"]).inc()
        self.metrics.seconds.labels(kind).observe(seconds)
        if start["status"] != 200:
            return
        if "mesur-elsewhere" in Headers(raw=start["headers"]):
            self.metrics.from_elsewhere.inc()
        if kind is RequestKind.RESUME and b"take_over=true" in scope["query_string"]:
            self.metrics.taken_over.inc()
