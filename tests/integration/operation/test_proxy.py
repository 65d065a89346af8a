"""The sample configuration of nginx, run in front of the service where nginx is installed."""

from __future__ import annotations

import asyncio
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event

import httpx2
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from delivery_api.observability.metrics import new_metrics
from delivery_api.observability.security_events import SecurityLog
from delivery_api.server.open_connections import OpenConnections
from delivery_api.server.serving import connection_limits, open_connections
from tests.integration.http.test_slow_clients import SETTINGS
from tests.support.served_in_thread import served_in_thread
from tests.support.service_harness import FakeClock, ServiceHarness, response_body
from tests.support.service_processes import free_port
from tests.support.slow_clients import ATTACKS

SAMPLE = Path(__file__).parents[3] / "deploy" / "nginx.conf"
NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")

needs_nginx = pytest.mark.skipif(NGINX is None, reason="nginx is not installed")


def write_certificate(folder: Path) -> None:
    """A certificate for localhost that nobody trusts, where the sample looks for it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    (folder / "certificate.pem").write_bytes(certificate.public_bytes(pem))
    (folder / "certificate.key").write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )


def adapted(folder: Path, port: int, behind: list[int]) -> str:
    """The sample with this test's ports and folders in place of its own."""
    units = "".join(f"server 127.0.0.1:{each} max_fails=0;" for each in behind)
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    text = SAMPLE.read_text()
    for own, here in (
        ("server 127.0.0.1:8400 max_fails=0;", units),
        ("listen 80;", f"listen 127.0.0.1:{free_port()};"),
        ("listen 443 ssl;", f"listen 127.0.0.1:{port} ssl;"),
        ("/etc/nginx/certificate", f"{folder}/certificate"),
        ("/run/nginx.pid", f"{folder}/nginx.pid"),
        ("http {", "http {" + "".join(f"{kind}_temp_path {folder}/{kind};" for kind in kinds)),
        ("worker_processes auto;", "worker_processes 1; daemon off;"),
    ):
        assert own in text
        text = text.replace(own, here)
    return text


@contextmanager
def nginx_before(folder: Path, *behind: int) -> Iterator[int]:
    """Run the sample in front of some ports; its own port."""
    write_certificate(folder)
    port, file = free_port(), folder / "nginx.conf"
    file.write_text(adapted(folder, port, list(behind)))
    folder.chmod(0o755)
    process = subprocess.Popen([str(NGINX), "-c", str(file), "-p", str(folder)], stderr=subprocess.DEVNULL)
    try:
        for _ in range(200):
            with suppress(OSError), closing(socket.create_connection(("127.0.0.1", port))):
                break
            assert process.poll() is None
            time.sleep(0.02)
        yield port
    finally:
        process.terminate()
        process.wait()


def client(port: int, **cookies: str) -> httpx2.Client:
    return httpx2.Client(base_url=f"https://127.0.0.1:{port}", verify=False, cookies=cookies, timeout=20)


@contextmanager
def serving(*apps: ASGIApp) -> Iterator[list[int]]:
    log = SecurityLog(b"secret", FakeClock(), new_metrics().security_events)
    with ExitStack() as running:
        limits = [OpenConnections(connection_limits(SETTINGS), log) for _ in apps]
        yield [
            running.enter_context(served_in_thread(app, SETTINGS, each)) for app, each in zip(apps, limits, strict=True)
        ]


@needs_nginx
def test_the_sample_is_accepted_by_the_program(tmp_path: Path) -> None:
    write_certificate(tmp_path)
    file = tmp_path / "nginx.conf"
    file.write_text(adapted(tmp_path, 8443, [8400, 8401]))
    found = subprocess.run([str(NGINX), "-t", "-c", str(file), "-p", str(tmp_path)], capture_output=True, text=True)
    assert found.returncode == 0, found.stderr


@needs_nginx
@pytest.mark.parametrize("module_harness", ["sqlite"], indirect=True)
def test_a_learner_answers_through_the_proxy_while_others_withhold_their_bodies(
    module_harness: ServiceHarness, tmp_path: Path
) -> None:
    harness = module_harness
    sitting, browser = harness.assign("cadi"), harness.signed_in("cadi")
    body = response_body(browser.post(f"/api/sittings/{sitting}/start").json()["item"], None)
    app = browser.app
    limits = open_connections(app, harness.settings)  # type: ignore[arg-type]
    with (
        served_in_thread(app, harness.settings, limits) as behind,
        nginx_before(tmp_path, behind) as port,
        client(port, **dict(browser.cookies)) as learner,
        ExitStack() as slow,
    ):
        for _ in range(16):
            line = slow.enter_context(closing(tls_connected(port)))
            line.sendall(ATTACKS["withheld bodies"].begins)
        answer = learner.put(f"/api/sittings/{sitting}/responses/1", json=body)
        assert answer.status_code == 200, answer.text
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert not limits._held  # no part of a withheld body has come so far
        assert learner.put(f"/api/sittings/{sitting}/responses/2", content=b"a" * 70_000).status_code == 413
        assert [learner.get(path).status_code for path in ("/livez", "/readyz", "/metrics")] == [404] * 3


def tls_connected(port: int) -> ssl.SSLSocket:
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context.wrap_socket(socket.create_connection(("127.0.0.1", port), timeout=20))


@needs_nginx
def test_while_one_unit_restarts_an_answer_is_sent_to_the_other_and_a_post_is_not_sent_twice(tmp_path: Path) -> None:
    got: list[str] = []

    async def restarting(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            got.append(f"503 {scope['method']}")
            await PlainTextResponse("draining", 503)(scope, receive, send)

    async def serves(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            got.append(f"200 {scope['method']} {scope['client'][0]}")
            await PlainTextResponse("here")(scope, receive, send)

    with serving(restarting, serves) as ports, nginx_before(tmp_path, *ports) as port, client(port) as learner:
        forged = {"x-forwarded-for": "192.0.2.6"}
        assert [learner.put("/", content=b"a", headers=forged).status_code for _ in range(4)] == [200] * 4
        assert got.count("503 PUT") >= 1
        assert got.count("200 PUT 127.0.0.1") == 4
        assert sorted(learner.post("/", content=b"a").status_code for _ in range(2)) == [200, 503]


@needs_nginx
def test_the_monitors_stream_comes_through_as_it_is_sent(tmp_path: Path) -> None:
    seen = Event()

    async def stream(scope: Scope, _: Receive, send: Send) -> None:
        if scope["type"] == "http":
            headers = [(b"content-type", b"text/event-stream"), (b"x-accel-buffering", b"no")]
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            await send({"type": "http.response.body", "body": b"data: 1\n\n", "more_body": True})
            while not seen.is_set():
                await asyncio.sleep(0.01)
            await send({"type": "http.response.body", "body": b"data: 2\n\n"})

    with (
        serving(stream) as ports,
        nginx_before(tmp_path, *ports) as port,
        client(port) as watcher,
        watcher.stream("GET", "/") as answer,
    ):
        lines = answer.iter_lines()
        assert next(lines) == "data: 1"
        seen.set()
        assert "data: 2" in list(lines)
