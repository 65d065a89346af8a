"""An event comes back from its bytes exactly, to the last bit of each number."""

from __future__ import annotations

import json
import struct
import zlib
from dataclasses import astuple
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from delivery_api.sittings.record.event_types import (
    Event,
    Finished,
    Hinted,
    Presented,
    Quarantined,
    Relaxed,
    Replied,
    Rescored,
    Started,
    event_kind,
    from_bytes,
    to_bytes,
)

AT = st.datetimes(timezones=st.just(UTC))
NUMBER = st.floats(allow_nan=False, allow_infinity=False)
TEXT = st.text(max_size=20)
LANGUAGE = st.sampled_from(["cy", "en"])
REPLY = st.none() | TEXT | st.lists(TEXT, max_size=5)
POSITION = st.integers(1, 1000)

EVENTS = st.one_of(
    st.builds(Started, AT, LANGUAGE, st.none() | NUMBER, st.none() | NUMBER),
    st.builds(Presented, AT, POSITION, TEXT, LANGUAGE, st.booleans()),
    st.builds(Relaxed, AT, st.lists(TEXT, max_size=5).map(tuple)),
    st.builds(Quarantined, AT, st.lists(TEXT, max_size=5).map(tuple)),
    st.builds(Rescored, AT, TEXT, st.lists(st.integers(0, 5), max_size=5).map(tuple), NUMBER, NUMBER, TEXT),
    st.builds(Hinted, AT, POSITION, TEXT, st.integers(1, 5), LANGUAGE, TEXT, TEXT, TEXT),
    st.builds(
        Replied,
        AT,
        POSITION,
        TEXT,
        REPLY,
        st.integers(0, 5),
        NUMBER,
        NUMBER,
        TEXT,
        LANGUAGE,
        NUMBER,
        st.integers(0, 86_400_000),
        TEXT,
        TEXT,
        TEXT,
        st.booleans(),
    ),
    st.builds(Finished, AT, TEXT, NUMBER, NUMBER, TEXT),
)


def bits(event: Event) -> list[bytes]:
    return [struct.pack(">d", value) for value in astuple(event) if isinstance(value, float)]


@given(EVENTS)
def test_an_event_comes_back_exactly(event: Event) -> None:
    back = from_bytes(event_kind(event), to_bytes(event))
    assert back == event
    assert bits(back) == bits(event)
    assert to_bytes(back) == to_bytes(event)


@given(EVENTS)
def test_the_kind_in_clear_says_whether_something_was_answered_and_never_what(event: Event) -> None:
    expected = {
        Started: "started", Presented: "presented", Relaxed: "relaxed", Hinted: "hinted", Finished: "finished",
        Quarantined: "quarantined", Rescored: "rescored",
    }  # fmt: skip
    if isinstance(event, Replied):
        assert event_kind(event) == ("omitted" if event.response is None else "answered")
    else:
        assert event_kind(event) == expected[type(event)]


def test_what_was_stored_before_items_could_be_unscored_reads_as_scored() -> None:
    fields = {"at": "2026-11-25T09:30:00+00:00", "position": 1, "item": "x", "language": "cy"}
    event = from_bytes("presented", zlib.compress(json.dumps(fields).encode()))
    assert event == Presented(datetime(2026, 11, 25, 9, 30, tzinfo=UTC), 1, "x", "cy", scored=True)
