"""Refuses connections of this process to hosts that no register lists.

The guard is an audit hook of the interpreter (PEP 578), so that every library that opens a socket in Python passes
it. It cannot be removed once it is set. The database driver connects in C and does not pass; its host is a setting.
"""

from __future__ import annotations

import ipaddress
import socket
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from threading import local
from typing import Any


class EgressRefused(PermissionError):
    """A connection to a host that no register lists."""


@dataclass(frozen=True)
class EgressGuard:
    """The hosts that this process may connect to.

    Parameters
    ----------
    hosts : names or addresses; this machine itself is always allowed
    """

    hosts: frozenset[str]
    _resolving: local = field(default_factory=local, repr=False, compare=False)

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Check an event of the interpreter.

        Raises
        ------
        EgressRefused
        """
        if getattr(self._resolving, "now", False):
            return
        if event == "socket.getaddrinfo" and arguments[0]:
            self._require_listed(_as_text(arguments[0]))
        elif event in ("socket.connect", "socket.sendto") and isinstance(arguments[1], tuple):
            self._require_listed(str(arguments[1][0]))

    def _require_listed(self, host: str) -> None:
        if host not in self.hosts and not _is_here(host) and not self._is_address_of_a_host(host):
            msg = f"{host}: expected a host that the registers list ({', '.join(sorted(self.hosts)) or 'none'})"
            raise EgressRefused(msg)

    def _is_address_of_a_host(self, address: str) -> bool:
        return _is_address(address) and any(address in self._addresses(host) for host in self.hosts)

    def _addresses(self, host: str) -> Iterable[str]:
        self._resolving.now = True
        try:
            return {str(found[4][0]) for found in socket.getaddrinfo(host, None)}
        except OSError:
            return ()
        finally:
            self._resolving.now = False


def install_egress_guard(hosts: Iterable[str]) -> None:
    """Let this process connect to these hosts and to itself alone, until it ends."""
    sys.addaudithook(EgressGuard(frozenset(hosts)))


def _as_text(host: object) -> str:
    return host.decode() if isinstance(host, bytes) else str(host)


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _is_here(host: str) -> bool:
    if host in ("localhost", "", socket.gethostname()):
        return True
    return _is_address(host) and (ipaddress.ip_address(host).is_loopback or ipaddress.ip_address(host).is_unspecified)
