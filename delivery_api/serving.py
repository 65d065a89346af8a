"""Serving the application; on its own, so that a service in use loads nothing of the demonstration."""

from __future__ import annotations

import uvicorn

from delivery_api.app import create_app
from delivery_api.custody import require_apart
from delivery_api.settings import Settings


def serve(settings: Settings, host: str, port: int) -> None:
    """Serve the application on an address; no access log, for it would tie sittings to times and machines.

    Raises
    ------
    InvalidSettings : the keys lie beside the database
    """
    require_apart(settings)
    uvicorn.run(create_app(settings), host=host, port=port, log_level="warning", access_log=False, server_header=False)
