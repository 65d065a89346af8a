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
    HintLeft,
    Presented,
    Quarantined,
    Relaxed,
    Replied,
    Rescored,
    Started,
    event_kind,
    from_bytes,
    kind_in_clear,
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
    st.builds(HintLeft, AT),
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
def test_the_kind_in_clear_tells_no_omission_no_hint_and_nothing_given_up(event: Event) -> None:
    expected = {
        Started: "started", Presented: "presented", Relaxed: "presented", Hinted: "presented", HintLeft: "presented",
        Finished: "finished", Quarantined: "quarantined", Rescored: "rescored", Replied: "answered",
    }  # fmt: skip
    assert kind_in_clear(event) == expected[type(event)]
    assert from_bytes(kind_in_clear(event), to_bytes(event)) == event


@given(EVENTS)
def test_the_length_of_an_event_is_a_step(event: Event) -> None:
    length = len(to_bytes(event))
    assert length >= 512
    assert length.bit_count() == 1


def test_what_was_stored_with_the_body_of_its_response_and_as_omitted_is_still_read() -> None:
    fields = {"at": "2026-11-25T09:30:00+00:00", "position": 1, "item": "x", "response": None, "score": 0, "theta": 0.5}
    rest = {"se": 0.4, "status": "ok", "language": "cy", "elapsed": 1.0, "client_ms": 9, "key": "k", "digest": "d"}
    body = json.dumps(fields | rest | {"reply": '{"next":null}', "scored": True})
    event = from_bytes("omitted", zlib.compress(body.encode()))
    assert isinstance(event, Replied)
    assert (event.response, event.reply) == (None, '{"next":null}')


def test_what_was_stored_before_items_could_be_unscored_reads_as_scored() -> None:
    fields = {"at": "2026-11-25T09:30:00+00:00", "position": 1, "item": "x", "language": "cy"}
    event = from_bytes("presented", zlib.compress(json.dumps(fields).encode()))
    assert event == Presented(datetime(2026, 11, 25, 9, 30, tzinfo=UTC), 1, "x", "cy", scored=True)
