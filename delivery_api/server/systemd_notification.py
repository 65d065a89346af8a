"""Tells systemd that the workers serve, so that whoever restarts one unit after another waits for it (sd_notify)."""

from __future__ import annotations

import socket
from collections.abc import Mapping

ADDRESS = "NOTIFY_SOCKET"
"""The environment variable in which systemd names its socket to a unit of Type=notify."""


def notify_ready(environment: Mapping[str, str]) -> None:
    """Tell systemd that this unit is ready; nothing without systemd.

    Parameters
    ----------
    environment : the variables of the process
    """
    address = environment.get(ADDRESS, "")
    if not address:
        return
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
        line.connect("\0" + address[1:] if address.startswith("@") else address)
        line.send(b"READY=1")
