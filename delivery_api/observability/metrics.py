"""Counts requests for Prometheus: their kinds and statuses, their duration, and those refused under load.

Labels are kinds and statuses, never a person, a sitting, a school or an address. Several workers count into files of a
folder that `supervisor.supervise` names in the environment; the worker that answers /metrics adds them up.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from time import perf_counter

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest, values
from prometheus_client.multiprocess import MultiProcessCollector
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from delivery_api.observability.request_kinds import RequestKind, request_kind

MULTIPROCESS_DIRECTORY = "PROMETHEUS_MULTIPROC_DIR"
"""The environment variable with the folder of the workers' counts; prometheus-client reads it when it is imported."""

WHOLE_AT = "whole_at"
"""Where a request's state has the moment in which its body was whole, by `perf_counter`."""

_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


@dataclass(frozen=True)
class Metrics:
    """The counts of one application.

    Parameters
    ----------
    requests : by kind and status
    seconds : from the arrival of a request to the start of its response, by kind, including the time in a queue
    rejections : responses 503 by load shedding, by kind and reason: full, late, draining
    take_overs : sittings that a device took back after another one had them
    left_device_answers : answers from a device that no longer had the sitting
    fallbacks : items that could not be selected as designed, by the fallback used
    forged_rows : rows that were read and not believed, by table
    security_events : refusals, throttles and odd speeds, by event
    """

    registry: CollectorRegistry
    requests: Counter
    seconds: Histogram
    rejections: Counter
    take_overs: Counter
    left_device_answers: Counter
    fallbacks: Counter
    forged_rows: Counter
    security_events: Counter

    def count_forged_row(self, table: str) -> None:
        """Count a row that this service has not written."""
        self.forged_rows.labels(table).inc()

    def count_fallbacks(self, names: Iterable[str]) -> None:
        """Count the fallbacks that the selection of an item used."""
        for each in names:
            self.fallbacks.labels(each).inc()


def new_metrics() -> Metrics:
    """Create counts that start at zero."""
    registry = CollectorRegistry()
    return Metrics(
        registry,
        Counter("mesur_requests", "Requests by kind and status.", ("kind", "status"), registry=registry),
        Histogram("mesur_request_seconds", "Until the answer.", ("kind",), registry=registry, buckets=_SECONDS),
        Counter("mesur_turned_away", "503 before anything was done.", ("kind", "why"), registry=registry),
        Counter("mesur_device_take_overs", "Sittings taken back by a device.", registry=registry),
        Counter("mesur_answers_from_left_devices", "Answers from a device left.", registry=registry),
        Counter("mesur_selection_fallbacks", "Items not chosen as designed.", ("how",), registry=registry),
        Counter("mesur_forged_rows", "Rows that this service has not written.", ("table",), registry=registry),
        Counter("mesur_security_events", "Security events.", ("event",), registry=registry),
    )


def worker_exit_counter() -> Counter:
    """Create the supervisor's counter of workers that ended, by how: exit, signal, silent.

    prometheus-client chooses where to count when it is imported; in the supervisor that is before the folder exists.
    The files of ended workers stay, since their counts still count; only gauges would have to be removed.
    """
    values.ValueClass = values.MultiProcessValue()  # type: ignore[no-untyped-call]  # prometheus-client declares none
    counter = Counter("mesur_workers_ended", "Workers replaced, by how they ended.", ("how",), registry=None)
    for how in ("exit", "signal", "silent"):
        counter.labels(how)
    return counter


def prometheus_text(metrics: Metrics) -> bytes:
    """Return the counts of all workers in Prometheus' text format."""
    if MULTIPROCESS_DIRECTORY not in os.environ:
        return generate_latest(metrics.registry)
    all_workers = CollectorRegistry()
    MultiProcessCollector(all_workers)  # type: ignore[no-untyped-call]  # prometheus-client declares none
    return generate_latest(all_workers)


GAUGES = {
    "mesur_ready": "Whether this worker should get requests, as /readyz says.",
    "mesur_overdue_destructions": "Programmes past their day of destruction and not destroyed in full.",
    "mesur_trials_ending_soon": "Open trials that are completed by themselves within two weeks.",
    "mesur_breaches_overdue": "Breaches about which somebody should have been told.",
    "mesur_rights_cases_overdue": "Requests for rights that should have been answered.",
    "mesur_alerts_discarded": "Finished results set aside, confirmed by a second person, in 24 hours.",
    "mesur_alerts_discarded_alone": "Finished results set aside by one person alone, in 24 hours.",
    "mesur_alerts_moved": "Finished results moved, confirmed by a second person, in 24 hours.",
    "mesur_alerts_moved_alone": "Finished results moved by one person alone, in 24 hours.",
    "mesur_alerts_undone": "Acts of one person alone that were taken back, in 24 hours.",
    "mesur_alerts_retake": "Learners given an assessment again, in 24 hours.",
    "mesur_alerts_pin_confirmed": "Visits by class PIN that staff confirmed, in 24 hours.",
    "mesur_alerts_unverified": "Results asked for that do not verify, in 24 hours.",
    "mesur_alerts_forged_row": "Rows met that this service has not written, in 24 hours.",
    "mesur_alerts_altered": "Alerts of a kind that there is not: rewritten in the database, in 24 hours.",
    "mesur_alerts_lost": "Sittings that the database had lost and an operator gave up, in 24 hours.",
    "mesur_alerts_glass_broken": "Emergency accesses of operators to a learner’s results, in 24 hours.",
}


def gauges_text(measured: Mapping[str, int]) -> bytes:
    """Return gauges that are measured at the moment, in Prometheus' text format; any worker measures the same."""
    registry = CollectorRegistry()
    for name, value in measured.items():
        Gauge(name, GAUGES[name], registry=registry).set(value)
    return generate_latest(registry)


@dataclass(frozen=True)
class MetricsMiddleware:
    """Middleware that counts each request and measures its duration, from the moment in which it was whole.

    It stands outside of whatever turns errors into responses, so that it counts what the client got.
    """

    app: ASGIApp
    metrics: Metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and count it when its response starts."""
        kind = request_kind(scope)
        if kind in (RequestKind.FILE, RequestKind.PROBE):
            await self.app(scope, receive, send)
            return
        arrived = perf_counter()

        async def counted(message: Message) -> None:
            if message["type"] == "http.response.start":
                whole_at = scope.get("state", {}).get(WHOLE_AT, arrived)
                self._count(scope, kind, message, perf_counter() - whole_at)
            await send(message)

        try:
            await self.app(scope, receive, counted)
        except Exception:
            self.metrics.requests.labels(kind, 500).inc()
            raise

    def _count(self, scope: Scope, kind: RequestKind, start: Message, seconds: float) -> None:
        self.metrics.requests.labels(kind, start["status"]).inc()
        if start["status"] == 408:
            return  # the time was the client's
        self.metrics.seconds.labels(kind).observe(seconds)
        if start["status"] != 200:
            return
        if "mesur-elsewhere" in Headers(raw=start["headers"]):
            self.metrics.left_device_answers.inc()
        if scope.get("state", {}).get("sitting_returned"):
            self.metrics.take_overs.inc()
