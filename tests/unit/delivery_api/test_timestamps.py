"""What a time-stamp service answers is believed only if it stamps what was sent, and its own certificate signed it."""

from __future__ import annotations

from base64 import b64decode
from datetime import UTC, datetime

import pytest
from cryptography.x509 import load_pem_x509_certificates

from delivery_api.audit.anchors.der import OCTETS, SEQUENCE, element, only
from delivery_api.audit.anchors.timestamps import TimestampRefused, read_timestamp, timestamp_request

DOCUMENT = b"An anchor of 28 November 2026.\n"
# made by `openssl ts -reply` of OpenSSL 3, with a key on P-256 that is nowhere else
ANSWER = b64decode(
    "MIIDZDADAgEAMIIDWwYJKoZIhvcNAQcCoIIDTDCCA0gCAQMxDzANBglghkgBZQMEAgEFADByBgsqhkiG9w0BCRABBKBjBGEwXwIB"
    "AQYEKgMEATAxMA0GCWCGSAFlAwQCAQUABCA6ngH5pTGD7nHiX5V6Dil0JeJ5CqB6lJlHgBCztMbAqgIBAhgPMjAyNjExMjgwNTM2"
    "MDZaMAMCAQECCEiDte7Tuz98oIIBeDCCAXQwggEboAMCAQICFG5Xt3MTReISkq5JomTPZU6CJ6NjMAoGCCqGSM49BAMCMBQxEjAQ"
    "BgNVBAMMCVRlc3QgdGltZTAgFw0yNjExMjgwNTM2MDVaGA8yMTI2MTEwNDA1MzYwNVowFDESMBAGA1UEAwwJVGVzdCB0aW1lMFkw"
    "EwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEeLDONdo6FCkCkU50YHNEmlmt1a7lqqymWjNltfwdoUI1/xyRoa+pEB2PIL+mJ4uWE1qh"
    "4KrKinUD9A+103NTzqNJMEcwFgYDVR0lAQH/BAwwCgYIKwYBBQUHAwgwDgYDVR0PAQH/BAQDAgeAMB0GA1UdDgQWBBTrGdPgF+TI"
    "T4AgRiJOPQbbCGVZKTAKBggqhkjOPQQDAgNHADBEAiBP16Pn9Ptlba1aSlZsgA5eYNCYe9wQm4uXKKlTKljr6QIgPU65/JLArtbs"
    "dxZpzKyZgwTm/W5CeJB6nzyXzVJKofMxggFAMIIBPAIBATAsMBQxEjAQBgNVBAMMCVRlc3QgdGltZQIUble3cxNF4hKSrkmiZM9l"
    "ToIno2MwDQYJYIZIAWUDBAIBBQCggaQwGgYJKoZIhvcNAQkDMQ0GCyqGSIb3DQEJEAEEMBwGCSqGSIb3DQEJBTEPFw0yNjExMjgw"
    "NTM2MDZaMC8GCSqGSIb3DQEJBDEiBCDTvbeRtAWuSQ8m2uv+ePNgM/jVOaYJIGF1mvfdYfwdgjA3BgsqhkiG9w0BCRACLzEoMCYw"
    "JDAiBCDFbrkoGznVknPpCU+eh/tsy5fM//w1WAPS0RvFFVXN0TAKBggqhkjOPQQDAgRHMEUCIQC3XUlERsDd7sxP1GIIDq63qOYH"
    "nuAQVvmnn1Ct2HO0JgIgX2sZh+aBdwQSCSYJHs2D4dHDz1UANyr3af+/Dt8tyaY="
)
CERTIFICATES = load_pem_x509_certificates(b"""
-----BEGIN CERTIFICATE-----
MIIBdDCCARugAwIBAgIUble3cxNF4hKSrkmiZM9lToIno2MwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJVGVzdCB0aW1lMCAXDTI2MTEyODA1MzYwNVoYDzIxMjYxMTA0
MDUzNjA1WjAUMRIwEAYDVQQDDAlUZXN0IHRpbWUwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAAR4sM412joUKQKRTnRgc0SaWa3VruWqrKZaM2W1/B2hQjX/HJGhr6kQ
HY8gv6Yni5YTWqHgqsqKdQP0D7XTc1POo0kwRzAWBgNVHSUBAf8EDDAKBggrBgEF
BQcDCDAOBgNVHQ8BAf8EBAMCB4AwHQYDVR0OBBYEFOsZ0+AX5MhPgCBGIk49BtsI
ZVkpMAoGCCqGSM49BAMCA0cAMEQCIE/Xo+f0+2VtrVpKVmyADl5g0Jh73BCbi5co
qVMqWOvpAiA9Trn8ksCu1ux3FmnMrJmDBOb9bkJ4kHqfPJfNUkqh8w==
-----END CERTIFICATE-----
""")


def refused(response: bytes, document: bytes = DOCUMENT) -> str:
    with pytest.raises(TimestampRefused) as found:
        read_timestamp(response, document, CERTIFICATES)
    return str(found.value.facts["why"])


def test_a_time_stamp_of_another_program_is_read() -> None:
    assert read_timestamp(ANSWER, DOCUMENT, CERTIFICATES) == datetime(2026, 11, 28, 5, 36, 6, tzinfo=UTC)


def test_the_time_stamp_of_another_document_or_of_another_service_is_refused() -> None:
    assert refused(ANSWER, DOCUMENT + b"!") == "document"
    assert refused(ANSWER.replace(b"20261128053606Z", b"20251128053606Z")) == "signature"
    assert refused(ANSWER[:-2] + b"\0\0") == "signature"


def test_a_time_stamp_that_is_cut_is_refused() -> None:
    assert {refused(ANSWER[:cut]) for cut in range(len(ANSWER))} == {"form"}


def test_a_service_that_stamps_nothing_is_heard() -> None:
    assert refused(element(SEQUENCE, element(SEQUENCE, b"\x02\x01\x02"))) == "refused"


def test_a_request_names_the_hash_and_another_number_each_time() -> None:
    first, second = timestamp_request(DOCUMENT), timestamp_request(DOCUMENT)
    _, imprint, nonce, _ = only(first).parts()
    assert imprint.parts()[1].tag == OCTETS
    assert (imprint.content in second, nonce.content in second) == (True, False)
