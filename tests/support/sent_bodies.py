"""The bodies with which a service acknowledged answers, made again from its log."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from delivery_api.sittings.answering.next_item import answer_body
from delivery_api.sittings.record.event_types import replies
from delivery_api.sittings.record.open_sitting import load_sitting
from delivery_api.sittings.storage import store
from itembank import Language
from tests.support.service_harness import ServiceHarness


def sent_bodies(harness: ServiceHarness, sitting: UUID) -> dict[int, tuple[str, str]]:
    """The idempotency key of each answer of a started sitting and the body of its response, by position."""
    with harness.service.engine.begin() as connection:
        found = store.find(connection, sitting)
        assert found is not None
        opened = load_sitting(harness.context(connection), found)
    return {
        each.position: (each.key, answer_body(opened, opened.log, each, cast("Language", each.language)))
        for each in replies(opened.log)
    }
