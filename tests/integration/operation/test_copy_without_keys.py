"""Whoever has a copy of the database without the keys reads no person, no answer, no key and no parameter in it.

What is planted can be told from everything else, and is looked for in every way in which a program writes text or
numbers down: in all columns, in the bytes of the files, the log of writes included, and in what `mesur backup` writes.
"""

from __future__ import annotations

import base64
import struct
import zlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from uuid import UUID

from sqlalchemy import select

from delivery_api.bank import store as bank_store
from delivery_api.dates.school_calendar import london_date
from delivery_api.identity import person_records
from delivery_api.lifecycle.schema import metadata
from itembank import LogisticParameters, write_bank
from itembank.canonical_json import canonical_json
from tests.support.service_harness import TEST_START, ServiceHarness, enrol_learner, put_response, response_body

KEY_OF_REPLY = "idempotency-key-of-gwenllian"
NAME, UPN, BORN = "Gwenllïan Aberdaugleddau-Ỳnys", "M660200000001", date(2017, 2, 28)
ANSWER = "8675.309"
DIFFICULTY = -0.7318290011


def test_a_copy_of_the_database_opens_no_person_no_answer_no_key_and_no_parameter(harness: ServiceHarness) -> None:
    plant_parameter(harness)
    sitting, item = sat_by_gwenllian(harness)
    copied = everything_in(harness)
    assert sitting.hex.encode() in copied.replace(b"-", b"")  # the search finds what is there
    secrets = (KEY_OF_REPLY, item, ANSWER, NAME, *NAME.split(), UPN, BORN.isoformat(), "Cadi", "Morgan", "Joe Bennett")
    for secret in (*secrets, *secrets_of_bank(harness), repr(DIFFICULTY)):
        assert [way for way in spelled(secret) if way in copied] == [], secret
    for number in (struct.pack("<d", DIFFICULTY), struct.pack(">d", DIFFICULTY)):
        assert number not in copied
    for key in keys_of(harness):
        assert [way for way in ways(key) if way in copied] == []


def test_the_search_would_find_what_is_planted_in_clear(harness: ServiceHarness) -> None:
    for way in (NAME.encode(), base64.b64encode(b".." + NAME.encode() + b"."), NAME.encode("utf-16-le")):
        assert [each for each in spelled(NAME) if each in b"before" + way + b"after"], way
    packed = zlib.compress(NAME.encode() * 3)
    assert [each for each in spelled(NAME) if each in b"before" + packed + b"after" + inflated(packed)]


def plant_parameter(harness: ServiceHarness) -> None:
    """A bank in use whose first item has a difficulty that nothing else has."""
    first, *rest = harness.bank.items
    planted = replace(first, parameters=LogisticParameters(1.0, DIFFICULTY, 0.0, 1.0, provisional=True))
    bank = replace(harness.bank, items=(planted, *rest))
    assert repr(DIFFICULTY).encode() in write_bank(bank)
    with harness.service.engine.begin() as connection:
        bank_store.add(connection, bank.hash, bank.subject, write_bank(bank), harness.clock())
    harness.bank = bank


def sat_by_gwenllian(harness: ServiceHarness) -> tuple[UUID, str]:
    """A learner with a UPN, a name and a day of birth answers; returns the sitting and the item answered."""
    enrol_learner(harness, "Derwen", UPN, NAME, 4)
    with harness.service.engine.begin() as connection:
        gwenllian, today = harness.people[UPN], london_date(TEST_START)
        person_records.rectify(connection, harness.service.ring, gwenllian, today, birth_date=BORN)
    sitting, browser = harness.assign(UPN), harness.signed_in(UPN)
    item = browser.post(f"/api/sittings/{sitting}/start").json()["item"]
    while item["response"]["type"] != "number":
        item = put_response(browser, sitting, item["position"], response_body(item, None)).json()["next"]
    body = response_body(item, ANSWER, KEY_OF_REPLY)
    assert put_response(browser, sitting, item["position"], body).status_code == 200
    return sitting, item["id"]


def secrets_of_bank(harness: ServiceHarness) -> list[str]:
    """Some prompts, scoring rules and parameters as a bank version spells them."""
    items = harness.bank.items[::40]
    texts = [canonical_json(each).decode() for item in items for each in (item.rule, item.parameters)]
    return [*texts, *(item.prompt["cy"] for item in items), *(item.prompt["en"] for item in items)]


def keys_of(harness: ServiceHarness) -> list[bytes]:
    """Each key of the service, and what is derived from it."""
    ring = harness.service.ring
    keys = [ring.read(file.name.removesuffix(".key.json")) for file in ring.directory.glob("*.key.json")]
    return [each for key in keys for each in (key.secret, key.derive("seal"), key.derive("fingerprint"))]


def spelled(text: str) -> list[bytes]:
    """A text in every encoding, and each of these as it is and as base64 and hexadecimal write it."""
    encodings = ("utf-8", "utf-16-le", "utf-16-be")
    return [way for each in encodings for way in ways(text.encode(each))] + [ascii(text)[1:-1].encode()]


def ways(secret: bytes) -> list[bytes]:
    """Bytes as they are, as hexadecimal, and as base64 wherever they begin in what is encoded."""
    found = [secret, secret.hex().encode(), secret.hex().upper().encode()]
    for before in range(3):
        whole = base64.b64encode(bytes(before) + secret)
        inner = whole[(0, 2, 3)[before] : -4]  # what no byte before or after has a part in
        found += [inner, inner.translate(bytes.maketrans(b"+/", b"-_"))] if len(inner) >= 8 else []
    return found


def everything_in(harness: ServiceHarness) -> bytes:
    """Each value of each table, what it is when it is inflated, and on SQLite the bytes of the files."""
    found: list[bytes] = []
    with harness.service.engine.connect() as connection:
        for table in metadata.sorted_tables:
            for row in connection.execute(select(table)):
                found += [bytes(each) if isinstance(each, bytes) else str(each).encode() for each in row]
    found += [inflated(each) for each in found]
    found += files_of(harness)
    return b"\n".join(found)


def files_of(harness: ServiceHarness) -> Iterator[bytes]:
    file = Path(harness.service.engine.url.database or "")
    if harness.service.engine.dialect.name == "sqlite":
        names = sorted(each.name.removeprefix(file.name) for each in file.parent.glob(f"{file.name}*"))
        assert "-wal" in names
        yield from (each.read_bytes() for each in file.parent.glob(f"{file.name}*"))


def inflated(value: bytes) -> bytes:
    """What a value holds that is deflated; nothing where it is not."""
    try:
        return zlib.decompress(value)
    except zlib.error:
        return b""
