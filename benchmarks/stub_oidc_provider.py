"""A cheap OpenID Connect provider for benchmarks: code flow with PKCE, ES256 tokens, in a process of its own.

`python -m benchmarks.stub_oidc_provider PORT`. It signs in the person named by `login_hint` without a page. A code can
be used once, by the client that has the verifier of its challenge.
"""

import asyncio
import base64
import json
import secrets
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import uvloop
from joserfc import jwt
from joserfc.jwk import ECKey

from delivery_api.dates.clock import clock

CLIENT, SECRET = "mesur", "secret"


@dataclass(frozen=True)
class PendingSignIn:
    """A sign-in whose code has not been redeemed yet."""

    sub: str
    nonce: str
    challenge: str


@dataclass
class Provider:
    """The provider's endpoints, and the codes it has issued."""

    issuer: str
    key: ECKey = field(default_factory=lambda: ECKey.generate_key("P-256", {"kid": "one", "alg": "ES256"}))
    codes: dict[str, PendingSignIn] = field(default_factory=dict)

    def metadata(self, _query: dict[str, str], _body: dict[str, str]) -> tuple[int, dict[str, Any]]:
        return 200, {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "code_challenge_methods_supported": ["S256"],
            "response_types_supported": ["code"],
        }

    def keys(self, _query: dict[str, str], _body: dict[str, str]) -> tuple[int, dict[str, Any]]:
        return 200, {"keys": [self.key.as_dict(private=False)]}

    def authorize(self, query: dict[str, str], _body: dict[str, str]) -> tuple[int, str]:
        assert query["code_challenge_method"] == "S256"
        code = secrets.token_urlsafe(16)
        self.codes[code] = PendingSignIn(query["login_hint"], query["nonce"], query["code_challenge"])
        return 302, f"{query['redirect_uri']}?{urlencode({'code': code, 'state': query['state']})}"

    def token(self, _query: dict[str, str], body: dict[str, str]) -> tuple[int, dict[str, Any]]:
        asked = self.codes.pop(body["code"], None)
        if asked is None or code_challenge(body["code_verifier"]) != asked.challenge:
            return 400, {"error": "invalid_grant"}
        now = int(clock().timestamp())
        claims = {
            **{"iss": self.issuer, "aud": CLIENT, "sub": asked.sub, "nonce": asked.nonce},
            **{"iat": now, "exp": now + 300, "auth_time": now, "sid": asked.sub},
        }
        signed = jwt.encode({"alg": "ES256", "kid": "one"}, claims, self.key)
        return 200, {"access_token": "none", "token_type": "Bearer", "id_token": signed}


def code_challenge(verifier: str) -> str:
    return base64.urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode()


Route = Callable[[dict[str, str], dict[str, str]], tuple[int, Any]]


async def serve(port: int) -> None:
    provider = Provider(f"http://127.0.0.1:{port}")
    routes: dict[str, Route] = {
        "/.well-known/openid-configuration": provider.metadata,
        "/keys": provider.keys,
        "/authorize": provider.authorize,
        "/token": provider.token,
    }

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                line, *headers = head.decode().split("\r\n")
                length = next((int(each[15:]) for each in headers if each.lower().startswith("content-length:")), 0)
                body = (await reader.readexactly(length)).decode()
                target = urlsplit(line.split(" ")[1])
                writer.write(_response(*routes[target.path](_fields(target.query), _fields(body))))
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", port)
    await server.serve_forever()


def _fields(text: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(text).items()}


def _response(status: int, said: str | dict[str, Any]) -> bytes:
    """A redirect to an address, or a document."""
    body = b"" if status == 302 else json.dumps(said).encode()
    kind = f"Location: {said}" if status == 302 else "Content-Type: application/json"
    return f"HTTP/1.1 {status} -\r\n{kind}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body


if __name__ == "__main__":
    uvloop.run(serve(int(sys.argv[1])))
