"""A time-stamp service (RFC 3161) on loopback, made for tests from cryptography's own builders."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, HTTPServer

from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import CertificateBuilder, ExtendedKeyUsage, Name, random_serial_number
from cryptography.x509.oid import ExtendedKeyUsageOID

from delivery_api.audit.anchors.der import FIRST, OCTETS, OID, SEQUENCE, SET, TIME, element, number, only

STAMPED_AT = datetime(2026, 11, 25, 10, 0, tzinfo=UTC)


def oid(hexadecimal: str) -> bytes:
    return element(OID, bytes.fromhex(hexadecimal))


class TimestampService:
    """Stamps whatever it is sent, always at one time."""

    def __init__(self) -> None:
        self.key = generate_private_key(SECP256R1())
        of_time, name = ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), Name([])
        made = CertificateBuilder().subject_name(name).issuer_name(name).public_key(self.key.public_key())
        made = made.serial_number(random_serial_number()).add_extension(of_time, critical=True)
        made = made.not_valid_before(STAMPED_AT - timedelta(1)).not_valid_after(STAMPED_AT + timedelta(1))
        self.certificate = made.sign(self.key, SHA256()).public_bytes(Encoding.PEM)

    def answer(self, request: bytes) -> bytes:
        _, imprint, nonce, *_ = only(request).parts()
        time = element(TIME, f"{STAMPED_AT:%Y%m%d%H%M%SZ}".encode())
        info = element(SEQUENCE, number(1), oid("2a0304"), imprint.whole, number(7), time, nonce.whole)
        hashing, what = element(SEQUENCE, oid("608648016503040201")), oid("2a864886f70d0109100104")
        kind = element(SEQUENCE, oid("2a864886f70d010903"), element(SET, what))
        digest = element(SEQUENCE, oid("2a864886f70d010904"), element(SET, element(OCTETS, sha256(info).digest())))
        signature = element(OCTETS, self.key.sign(element(SET, kind, digest), ECDSA(SHA256())))
        who = element(SEQUENCE, element(SEQUENCE), number(1))
        algorithm = element(SEQUENCE, oid("2a8648ce3d040302"))
        signer = element(SEQUENCE, number(1), who, hashing, element(FIRST, kind, digest), algorithm, signature)
        content = element(SEQUENCE, what, element(FIRST, element(OCTETS, info)))
        signed = element(SEQUENCE, number(3), element(SET, hashing), content, element(SET, signer))
        token = element(SEQUENCE, oid("2a864886f70d010702"), element(FIRST, signed))
        return element(SEQUENCE, element(SEQUENCE, number(0)), token)


@contextmanager
def running_timestamp_service() -> Iterator[tuple[str, TimestampService]]:
    """Run a service; yields its address and the service."""
    service = TimestampService()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            answer = service.answer(self.rfile.read(int(self.headers["content-length"])))
            self.send_response(200)
            self.send_header("content-length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/", service
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
