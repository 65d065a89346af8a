"""The baseline that answers are compared with: an endpoint of one select, one insert and one update.

`python -m benchmarks.bare_endpoint SETTINGS PORT WORKERS` serves it with the service's own settings of uvicorn and the
database, but without session, engine, encryption or middleware.
"""

import sys
from functools import partial
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, FastAPI, HTTPException
from fastapi.responses import Response
from sqlalchemy import Column, Connection, Integer, LargeBinary, MetaData, Table, Uuid, select, update
from starlette.types import ASGIApp
from uvicorn import Server
from uvicorn.supervisors import Multiprocess

from delivery_api.access.access import transaction
from delivery_api.dates.clock import clock
from delivery_api.observability.metrics import new_metrics
from delivery_api.observability.security_events import SecurityLog
from delivery_api.server import serving
from delivery_api.settings import Settings, read_settings
from delivery_api.sittings.routes import ReplyBody
from delivery_api.storage.database import open_database

metadata = MetaData()
counters = Table("bare_counters", metadata, Column("id", Uuid, primary_key=True), Column("count", Integer))
rows = Table(
    "bare_rows",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("payload", LargeBinary),
)

Transaction = Annotated[Connection, Depends(transaction, scope="function")]


class Doors:
    """As much of the service's as `transaction` needs."""

    def __init__(self, settings: Settings) -> None:
        self.engine = open_database(settings.database_url)


def bare_application(settings: Settings) -> FastAPI:
    app = FastAPI()
    app.state.service_context = Doors(settings)

    @app.put("/bare/{id_}/{position}")
    def respond(connection: Transaction, id_: UUID, position: int, body: ReplyBody) -> Response:
        this = counters.c.id == id_
        count = connection.scalar(select(counters.c.count).where(this))
        if count is None:
            raise HTTPException(404)
        connection.execute(rows.insert().values(id=id_, position=position, payload=body.model_dump_json().encode()))
        connection.execute(update(counters).where(this).values(count=count + 1))
        following: dict[str, Any] = {"position": position + 1, "id": body.item}
        return Response(json_of(position, following), media_type="application/json")

    return app


def bare_worker(settings: Settings) -> ASGIApp:
    """The endpoint with the bounds on connections without which the service's protocol serves nothing."""
    app = bare_application(settings)
    app.state.security_log = SecurityLog(b"bare", clock, new_metrics().security_events)
    return serving.BoundConnections(app, serving.open_connections(app, settings))


def json_of(position: int, following: dict[str, Any]) -> str:
    return f'{{"position":{position},"next":{{"position":{following["position"]},"id":"{following["id"]}"}}}}'


def main(settings_file: str, port: str, workers: str) -> None:
    settings = read_settings(Path(settings_file))
    application = partial(bare_worker, settings)
    config = serving.server_config(application, settings, "127.0.0.1", int(port), int(workers))
    if int(workers) == 1:
        Server(config).run()
    else:
        Multiprocess(config, sockets=[config.bind_socket()]).run()


if __name__ == "__main__":
    main(*sys.argv[1:])
