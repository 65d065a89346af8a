"""Whoever has a copy of the database without the keys reads no person, no answer, no key and no parameter in it."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select

from delivery_api.lifecycle.schema import metadata
from itembank.canonical_json import canonical_json
from tests.support.service_harness import ServiceHarness, put_response, response_body

PLANTED = "idempotency-key-of-cadi"


def test_a_copy_of_the_database_opens_no_person_no_answer_no_key_and_no_parameter(harness: ServiceHarness) -> None:
    sitting, browser = harness.assign("cadi"), harness.signed_in("cadi")
    item = browser.post(f"/api/sittings/{sitting}/start").json()["item"]
    assert put_response(browser, sitting, 1, response_body(item, None, PLANTED)).status_code == 200
    copied = everything_in(harness)
    assert str(sitting.hex).encode() in copied.replace(b"-", b"")  # the search finds what is there
    for secret in (PLANTED, item["id"], "Cadi", "Morgan", "Joe Bennett", "Jenkins", *secrets_of_bank(harness)):
        assert secret.encode() not in copied, secret
        assert secret.encode().hex().encode() not in copied, secret


def secrets_of_bank(harness: ServiceHarness) -> list[str]:
    """Prompts, scoring rules and parameters as a bank version spells them."""
    items = harness.bank.items
    spelled = [canonical_json(each).decode() for item in items for each in (item.rule, item.parameters)]
    return [*spelled, *(item.prompt["cy"] for item in items), *(item.prompt["en"] for item in items)]


def everything_in(harness: ServiceHarness) -> bytes:
    """Each value of each table, and on SQLite the bytes of the files."""
    found: list[bytes] = []
    with harness.service.engine.connect() as connection:
        for table in metadata.sorted_tables:
            for row in connection.execute(select(table)):
                found += [bytes(value) if isinstance(value, bytes) else str(value).encode() for value in row]
    file = harness.service.engine.url.database or ""
    if harness.service.engine.dialect.name == "sqlite":
        found += [each.read_bytes() for each in Path(file).parent.glob(f"{Path(file).name}*")]
    return b"\n".join(found)
