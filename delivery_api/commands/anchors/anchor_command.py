"""The command `mesur audit anchor`, and what `mesur audit verify` says of anchors."""

from __future__ import annotations

from collections.abc import Sequence
from gettext import NullTranslations
from pathlib import Path

import httpx2
import typer
from cryptography.x509 import Certificate, load_pem_x509_certificates
from sqlalchemy import Connection

from delivery_api.access.refusals import Reason
from delivery_api.audit import store
from delivery_api.audit.anchors.anchor_files import (
    AnchorFault,
    AskForTimestamp,
    FoundAnchor,
    anchor_of,
    compare_anchors,
    write_anchor,
)
from delivery_api.audit.anchors.timestamps import MEDIA_TYPE, TimestampRefused
from delivery_api.audit.segment_sealing import seal_segments
from delivery_api.commands.command_context import (
    SettingsFile,
    console,
    exit_on_refusal,
    open_service_or_exit,
    reader_sentences,
)
from delivery_api.dates.clock import clock
from delivery_api.ledger.key_changes import signing_keys
from delivery_api.ledger.signing import public_bytes
from delivery_api.lifecycle.service_setup import Service

PATIENCE_SECONDS = 30
LARGEST_ANSWER = 65_536
"""Bytes of a time-stamp; usual ones have a tenth of it."""


def anchor(
    folder: Path = typer.Argument(..., help="A folder elsewhere: another disk, or one that is copied to another host."),
    settings: Path = SettingsFile,
) -> None:
    """Seal the audit and write down elsewhere what audit and ledger are now, signed; run it every hour.

    Each anchor is a file of its own that is never written again. With the setting timestamp_url a service that follows
    RFC 3161 stamps it too. `mesur audit verify --anchors FOLDER` then sees even that everything was deleted.

    Example: mesur audit anchor /mnt/elsewhere
    """
    service, say = open_service_or_exit(settings), reader_sentences()
    with exit_on_refusal(OSError):
        seal_segments(service.engine, service.ring, clock())
        with service.engine.begin() as connection:
            made = anchor_of(store.all_segments(connection), service.ledger.checked_entries()[-1], clock())
        path = write_anchor(folder, made, service.ledger.signing_key(), _asking(service.settings.timestamp_url))
    sentence = say.gettext("Anchor: %(path)s") if path else say.gettext("The last anchor there says the same already.")
    console().print(sentence % {"path": path}, soft_wrap=True)


def found_anchors(
    connection: Connection, service: Service, folder: Path, certificate: Path | None
) -> tuple[FoundAnchor, ...]:
    """Compare a service with the anchors of a folder.

    Raises
    ------
    LedgerRefused, OSError
    ValueError : the file of the certificate holds none
    """
    heads = {each.number: each.head.hex() for each in store.all_segments(connection)}
    stamped_by: Sequence[Certificate] = ()
    if certificate is not None:
        stamped_by = load_pem_x509_certificates(certificate.read_bytes())
    entries = service.ledger.entries()
    keys = signing_keys(entries, public_bytes(service.ledger.signing_key()))
    return tuple(compare_anchors(folder, heads, entries, keys, stamped_by))


def anchor_sentence(found: FoundAnchor, say: NullTranslations) -> str:
    """Return what is wrong with an anchor, or with the service beside it."""
    sentences = {
        AnchorFault.FORM: say.gettext("%(path)s: it is no anchor, or its signature is false."),
        AnchorFault.ANOTHER_KEY: say.gettext("%(path)s: it is signed by the key of another service."),
        AnchorFault.AUDIT: say.gettext("%(path)s: the audit lacks what this anchor says, or has something else there."),
        AnchorFault.LEDGER: say.gettext(
            "%(path)s: the ledger lacks what this anchor says, or has something else there."
        ),
        AnchorFault.TIMESTAMP: say.gettext("%(path)s: its time-stamp does not hold."),
    }
    return sentences[found.fault] % {"path": found.path} if found.fault else ""


def anchors_summary(found: Sequence[FoundAnchor], say: NullTranslations) -> str:
    """Return how many anchors hold, and when the last one was stamped."""
    sentence = say.ngettext("%(count)d anchor agrees.", "%(count)d anchors agree.", len(found))
    stamped = [each.stamped_at for each in found if each.stamped_at is not None]
    last = say.gettext("Last time-stamp: %(at)s") % {"at": max(stamped).isoformat()} if stamped else ""
    return " ".join(filter(None, (sentence % {"count": len(found)}, last)))


def _asking(address: str) -> AskForTimestamp | None:
    return (lambda request: _ask(address, request)) if address else None


def _ask(address: str, request: bytes) -> bytes:
    try:
        answer = httpx2.post(address, content=request, headers={"content-type": MEDIA_TYPE}, timeout=PATIENCE_SECONDS)
    except httpx2.HTTPError as error:
        raise TimestampRefused(Reason.TIMESTAMP_AWAY, url=address) from error
    if answer.status_code != 200 or len(answer.content) > LARGEST_ANSWER:
        raise TimestampRefused(Reason.TIMESTAMP_AWAY, url=address)
    return answer.content
