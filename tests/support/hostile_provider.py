"""An OpenID Connect provider on loopback that publishes and answers whatever a test says."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from joserfc.jwk import KeySet, RSAKey

KEY, OTHER = (RSAKey.generate_key(2048, {"kid": "one"}) for _ in range(2))
DEEP = 60_000
"""Levels of nesting, more than a reader of JSON goes down."""


@dataclass(frozen=True)
class Served:
    """An answer that is more than a JSON body.

    Attributes
    ----------
    headers : beside the type and the length
    pause : seconds after each of its bytes
    """

    body: bytes
    status: int = 200
    kind: str = "application/json"
    headers: tuple[tuple[str, str], ...] = ()
    pause: float = 0.0


Answer = Callable[["HostileProvider"], bytes | Served]


@dataclass
class HostileProvider:
    """What the provider says next; everything is in order until a test changes it.

    Attributes
    ----------
    metadata, keys : the published documents
    token : the answer of the token endpoint; made when it is asked
    nonce : of the sign-in under way, as a good token repeats it
    """

    issuer: str = ""
    metadata: bytes | Served = b""
    keys: bytes | Served = b""
    token: Answer = field(default=lambda provider: provider.token_answer(provider.id_token()))
    nonce: str = ""

    def claims(self, **changes: Any) -> dict[str, Any]:
        """The claims of a good token, some changed; None leaves one out."""
        now = int(datetime.now(UTC).timestamp())
        good = {"iss": self.issuer, "aud": "mesur", "sub": "cadi", "nonce": self.nonce}
        good |= {"iat": now, "exp": now + 300, "auth_time": now}
        return {name: value for name, value in (good | changes).items() if value is not None}

    def id_token(self, header: dict[str, Any] | None = None, **changes: Any) -> str:
        """A signed token."""
        return self.signed(json.dumps(self.claims(**changes)).encode(), header)

    def signed(self, payload: bytes, header: dict[str, Any] | None = None, key: RSAKey = KEY) -> str:
        """Any bytes, signed as a token; no library would."""
        head = json.dumps({"alg": "RS256", "kid": "one"} | (header or {})).encode()
        start = b".".join(map(_encoded, (head, payload)))
        return (start + b"." + _encoded(_signature(start, key))).decode()

    def token_answer(self, id_token: object) -> bytes:
        """The JSON of the token endpoint."""
        return json.dumps({"access_token": "a", "token_type": "Bearer", "id_token": id_token}).encode()

    def good_metadata(self, **changes: Any) -> bytes:
        """The metadata, some values changed; `...` leaves one out."""
        paths = {"authorization_endpoint": "auth", "token_endpoint": "token", "jwks_uri": "jwks"}
        good: dict[str, Any] = {name: f"{self.issuer}/{path}" for name, path in paths.items()}
        good |= {"issuer": self.issuer, "end_session_endpoint": f"{self.issuer}/end"} | changes
        return json.dumps({name: value for name, value in good.items() if value is not ...}).encode()

    def reset(self) -> None:
        """Be a good provider again."""
        self.metadata, self.keys = self.good_metadata(), published(KEY)
        self.token = lambda provider: provider.token_answer(provider.id_token())


def published(*keys: RSAKey) -> bytes:
    """The document of some keys."""
    return json.dumps(KeySet([*keys]).as_dict(private=False)).encode()


def deep_json(inner: str = "1") -> bytes:
    """An object that is nested deeper than a reader goes."""
    return (b'{"a":' + b"[" * DEEP) + inner.encode() + b"]" * DEEP + b"}"


def _encoded(part: bytes) -> bytes:
    return base64.urlsafe_b64encode(part).rstrip(b"=")


def _signature(start: bytes, key: RSAKey) -> bytes:
    return key.private_key.sign(start, PKCS1v15(), SHA256())


def _send(asked: BaseHTTPRequestHandler, served: Served) -> None:
    asked.send_response(served.status)
    for name, value in (("content-type", served.kind), *served.headers):
        asked.send_header(name, value)
    asked.send_header("content-length", str(len(served.body)))
    asked.end_headers()
    if not served.pause:
        asked.wfile.write(served.body)
        return
    for place in range(len(served.body)):
        asked.wfile.write(served.body[place : place + 1])
        time.sleep(served.pause)


@contextmanager
def hostile_provider() -> Iterator[HostileProvider]:
    """Run the provider."""
    provider = HostileProvider()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer(provider.metadata if "openid-configuration" in self.path else provider.keys)

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["content-length"]))
            self._answer(provider.token(provider))

        def _answer(self, given: bytes | Served) -> None:
            with suppress(OSError):  # whoever asked has given up
                _send(self, given if isinstance(given, Served) else Served(given))

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("localhost", 0), Handler)
    provider.issuer = f"http://localhost:{server.server_port}"
    provider.reset()
    thread = Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
