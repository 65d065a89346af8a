"""Practice uses questions of its own, a few times a day, and none of those that assessments ask."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import update

from delivery_api.access.request_context import SignedIn
from delivery_api.bank import store as bank_store
from delivery_api.sittings.conducting.practising import practise as practise_in
from delivery_api.sittings.storage import store
from delivery_api.sittings.storage.tables import sittings
from itembank import LANGUAGES, BankVersion, write_bank
from itembank.builtin_banks import BUILTIN_BANKS, builtin_bank
from itembank.compilation.practice_compilation import compile_practice_test
from itembank.presentation.learner_presentation import present
from tests.support.practice_walk import Shown, practise_today, revealed
from tests.support.service_harness import SUBJECT, ServiceHarness, put_response, response_body
from tests.support.small_bank import small_numeracy_bank


def test_practice_to_exhaustion_shows_no_item_of_assessments(harness: ServiceHarness) -> None:
    """For all four subjects, until no day shows anything new: `benchmarks/study_practice.py`."""
    shown: Shown = {}
    for language in LANGUAGES:
        today, sittings = practise_today(harness.signed_in("cadi"), SUBJECT, language)
        assert sittings == harness.settings.practice_a_day
        assert revealed(harness.bank, today, language) == []
        shown |= today
        harness.clock.now += timedelta(days=1)
    assert len(shown) > 10
    assert shown.keys() <= {item.id for item in harness.bank.practice}


def test_practice_of_reading_shows_no_text_of_assessments(harness: ServiceHarness) -> None:
    bank = builtin_bank("reading-cy")
    with harness.service.engine.begin() as connection:
        bank_store.add(connection, bank.hash, bank.subject, write_bank(bank), harness.clock())
        bank_store.put_in_use(connection, bank.subject, bank.hash, bank.designs[0].name, harness.clock())
    shown, _ = practise_today(harness.signed_in("cadi"), bank.subject, "cy")
    assert revealed(bank, shown, "cy") == []
    assert any(item["stimulus"] for item in shown.values())
    counted = bank.items[0]
    again = present(counted, "cy") | {"stimulus": {"id": counted.stimulus}}
    assert revealed(bank, {"another id": again}, "cy") == [counted.stimulus, counted.id]


@pytest.mark.parametrize("name", BUILTIN_BANKS)
def test_no_practice_test_of_a_built_in_bank_holds_an_item_of_assessments(name: str) -> None:
    bank: BankVersion = small_numeracy_bank() if name == "numeracy-procedural" else builtin_bank(name)
    for language in LANGUAGES:
        practised = {item.id: present(item, language) | {"stimulus": {"id": item.stimulus}} for item in bank.practice}
        assert revealed(bank, practised, language) == []
    counted = {item.id for item in bank.items}
    for year in bank.designs[0].years if bank.practice else ():
        assert not counted.intersection(compile_practice_test(bank, bank.designs[0], year).pool.ids)


def test_of_two_requests_at_once_the_second_counts_what_the_first_began(harness: ServiceHarness) -> None:
    cadi = SignedIn(harness.people["cadi"], "learner", lambda: "Cadi", harness.school)

    def begin() -> UUID:
        with harness.service.engine.begin() as connection:
            return practise_in(harness.context(connection), cadi, SUBJECT, 1, harness.clock()).id

    with ThreadPoolExecutor(1) as other_request, harness.service.engine.begin() as connection:
        first = practise_in(harness.context(connection), cadi, SUBJECT, 1, harness.clock())
        second = other_request.submit(begin)
        with suppress(TimeoutError):
            second.result(0.3)  # it waits for the first; one that did not would have ended
        connection.commit()
        assert second.result(30) == first.id


def test_nobody_practises_while_an_assessment_is_under_way(harness: ServiceHarness) -> None:
    live, cadi = harness.assign("cadi"), harness.signed_in("cadi")
    assert cadi.post("/api/practice/sittings").status_code == 201  # assigned is not under way
    home = cadi.get("/?lang=en", headers={"accept": "text/html"}).text
    assert ("/practice/sittings" in home, "You can practise again" in home) == (True, False)
    cadi.post(f"/api/sittings/{live}/start")
    home = cadi.get("/?lang=en", headers={"accept": "text/html"}).text
    assert ("/practice/sittings" in home, "You can practise again" in home) == (False, True)
    refused = cadi.post("/api/practice/sittings?lang=cy")
    assert (refused.status_code, refused.json()["code"]) == (409, "assessment_under_way")
    assert refused.json()["title"] == "Gorffen dy asesiad yn gyntaf"
    page = cadi.post("/practice/sittings?lang=en", headers={"accept": "text/html"})
    assert (page.status_code, "Finish your assessment first" in page.text) == (409, True)


def test_practice_of_before_with_items_of_assessments_is_not_gone_on_with(harness: ServiceHarness) -> None:
    cadi = harness.signed_in("cadi")
    old = UUID(cadi.post("/api/practice/sittings").json()["sitting"]["id"])
    item = cadi.post(f"/api/sittings/{old}/start").json()["item"]
    assert put_response(cadi, old, 1, response_body(item, None)).status_code == 200
    assert cadi.post("/api/practice/sittings").json()["sitting"]["id"] == str(old)
    design = harness.bank.designs[0].name
    pin(harness, old, design)
    assert cadi.post("/api/practice/sittings").json()["sitting"]["id"] != str(old)
    pin(harness, old, f"{design}-practice")


def pin(harness: ServiceHarness, sitting: UUID, design: str) -> None:
    with harness.service.engine.begin() as connection:
        connection.execute(update(sittings).where(sittings.c.id == sitting).values(design_name=design))


def test_a_bank_without_practice_items_offers_none(harness: ServiceHarness) -> None:
    cadi = harness.signed_in("cadi")
    assert "/practice/sittings" in cadi.get("/").text
    cache = next(iter(harness.apps.values())).state.bank_cache
    cache.banks[harness.bank.hash] = replace(harness.bank, practice=())
    refused = cadi.post("/api/practice/sittings")
    assert (refused.status_code, refused.json()["code"]) == (404, "nothing_to_practise")
    assert "/practice/sittings" not in cadi.get("/").text
    with harness.service.engine.begin() as connection:
        assert store.of_learners(connection, [harness.people["cadi"]], practice=True) == ()
