"""Requests to the OpenID Connect provider, whose answers are JSON objects of bounded length and within a bounded time.

Authlib would read a whole answer, however long it is and however slowly it comes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from ipaddress import ip_address
from ssl import SSLContext
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

import httpx2

from delivery_api.access.refusals import Refused

_LONGEST_ANSWER, _ANSWER_SECONDS, _SILENT_SECONDS = 256 * 1024, 10, 5
_ADDRESS = re.compile(r"https?://[^\s/?#\\@]+(?:[/?#][^\s\\<>\"]*)?")
_NO_JSON = (ValueError, TypeError, RecursionError)
"""What reading raises where a JSON object was expected: JSON can be no object, or deeper than the reader goes."""


class ProviderUnreachable(Refused):
    """The provider cannot be reached, or what it says is not what a provider says."""

    code = "provider_away"


def fetch(url: str) -> dict[str, Any]:
    """A document that the provider publishes.

    Raises
    ------
    ProviderUnreachable
    """
    status, document = _answer("GET", url)
    if status != httpx2.codes.OK:
        raise ProviderUnreachable(status=status)
    return document


def post(url: str, form: Mapping[str, str], user: str, password: str) -> dict[str, Any]:
    """The answer to a form, which may be an error of OAuth 2.0 (RFC 6749, section 5.2).

    Raises
    ------
    ProviderUnreachable
    """
    status, document = _answer("POST", url, data=dict(form), auth=(user, password))
    if status != httpx2.codes.OK and (status >= 500 or "error" not in document):
        raise ProviderUnreachable(status=status)
    return document


def require_address(address: object, name: str, issuer: str) -> str:
    """An address of the metadata: a whole one, with https if the issuer's has it, and on the internet if the issuer is.

    Otherwise a provider could send the service to its own machine or to its neighbours. Names are not looked up: what
    answers to one needs a certificate for it.

    Raises
    ------
    ProviderUnreachable
    """
    schemes = ("https://",) if issuer.startswith("https:") else ("https://", "http://")
    if not isinstance(address, str) or not _ADDRESS.fullmatch(address) or not address.startswith(schemes):
        raise ProviderUnreachable(lacking=name)
    if _is_inside(address) and not _is_inside(issuer):
        raise ProviderUnreachable(lacking=name)
    return address


def _is_inside(address: str) -> bool:
    """Whether an address is of this machine, of a private network, or written as no address of the internet is."""
    try:
        host = (urlsplit(address).hostname or "").rstrip(".")
        return not ip_address(host).is_global if _is_number(host) else _is_local(host)
    except ValueError:
        return True


def _is_number(host: str) -> bool:
    """Whether a resolver would take a host for a number, as 127.1 or 0x7f000001 (WHATWG URL, "ends in a number")."""
    last = host.rpartition(".")[2]
    return ":" in host or last.isdecimal() or last.startswith("0x")


def _is_local(host: str) -> bool:
    return not host or host.rpartition(".")[2] in ("localhost", "local", "internal")


def _answer(method: str, url: str, **sent: Any) -> tuple[int, dict[str, Any]]:  # noqa: ANN401 - httpx2's own
    """Status and JSON object of an answer; a redirect is not followed.

    Raises
    ------
    ProviderUnreachable
    """
    headers = {"Accept": "application/json", "Accept-Encoding": "identity"}
    try:
        with httpx2.stream(
            method, url, headers=headers, timeout=_SILENT_SECONDS, verify=ssl_context(), **sent
        ) as response:
            found = json.loads(_bounded(response)) if _is_json(response) else None
    except (httpx2.HTTPError, httpx2.InvalidURL, *_NO_JSON) as error:
        raise ProviderUnreachable from error
    if not isinstance(found, dict):
        raise ProviderUnreachable
    return response.status_code, found


def _is_json(response: httpx2.Response) -> bool:
    kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    return kind == "application/json" or (kind.startswith("application/") and kind.endswith("+json"))


def _bounded(response: httpx2.Response) -> bytes:
    """The body as it was sent: one that was packed, unasked, is no JSON, and need not be unpacked to say so."""
    content, until = b"", monotonic() + _ANSWER_SECONDS
    for part in response.iter_raw():
        content += part
        if len(content) > _LONGEST_ANSWER or monotonic() > until:
            msg = f"expected at most {_LONGEST_ANSWER} bytes within {_ANSWER_SECONDS} s"
            raise ValueError(msg)
    return content


@cache
def ssl_context() -> SSLContext:
    """The trusted certificates, loaded once: loading them for each client takes longer than a sign-in."""
    return httpx2.create_ssl_context()
