"""Routes for monitoring: whether the process lives, whether it should get requests, and its metrics."""

from __future__ import annotations

from datetime import datetime
from threading import Lock

from anyio import move_on_after, to_thread
from fastapi import APIRouter
from fastapi.responses import JSONResponse, PlainTextResponse, Response
from prometheus_client import CONTENT_TYPE_LATEST
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from delivery_api.access.access import Now
from delivery_api.http.load_shedding import PriorityLanes
from delivery_api.keys.key_ring import KeyRing
from delivery_api.lifecycle.schema import SchemaStatus, schema_status
from delivery_api.observability.metrics import Metrics, prometheus_text
from delivery_api.sittings.storage.programmes import is_ready, school_years
from delivery_api.storage.durability import is_durable

PROBE_TIMEOUT = 5.0  # a connection fails after 3
"""Seconds after which a database that does not answer is reported as unusable."""
_SILENT = "database silent"


def router(engine: Engine, ring: KeyRing, lanes: PriorityLanes, metrics: Metrics) -> APIRouter:
    """Routes of liveness, readiness and metrics; a proxy hides all three from the public."""
    routes, one_at_a_time = APIRouter(), Lock()

    def check_readiness(instant: datetime) -> str | None:
        # a database that does not answer blocks one probe's thread, not one more with each probe
        if not one_at_a_time.acquire(timeout=PROBE_TIMEOUT):
            return _SILENT
        try:
            return _unready_reason(engine, ring, instant)
        finally:
            one_at_a_time.release()

    @routes.get("/livez")
    def live() -> PlainTextResponse:
        return PlainTextResponse("live\n")

    @routes.get("/readyz")
    async def is_ready(instant: Now) -> JSONResponse:
        why: str | None = "draining" if lanes.draining else _SILENT
        if not lanes.draining:
            with move_on_after(PROBE_TIMEOUT):
                why = await to_thread.run_sync(check_readiness, instant, abandon_on_cancel=True)
        told = {"ready": why is None, "school_year": school_years(instant)[0]}
        return JSONResponse(told | ({"why": why} if why else {}), 503 if why else 200)

    @routes.get("/metrics", response_class=PlainTextResponse)
    def counts() -> Response:
        return Response(prometheus_text(metrics), media_type=CONTENT_TYPE_LATEST)

    return routes


def _unready_reason(engine: Engine, ring: KeyRing, now: datetime) -> str | None:
    try:
        with engine.begin() as connection:
            if (found := schema_status(connection)) is not SchemaStatus.COMPATIBLE:
                return found.value
            if not is_durable(connection):
                return "database not durable"
            return None if is_ready(connection, ring, school_years(now)[0]) else "no room for the school year's answers"
    except (DBAPIError, PoolTimeout):
        return "database away"
