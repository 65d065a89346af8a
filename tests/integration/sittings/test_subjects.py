"""Two subjects in use: each is assigned, sat and fed back by itself, on both databases."""

from dataclasses import replace

import pytest
from fastapi.testclient import TestClient

from delivery_api.bank.service import put_in_use
from delivery_api.demo.simulated_replies import right_reply
from delivery_api.feedback.service import results
from itembank.versions.adopted_parameters import AdoptedParameters, Adoption, Basis, ParameterErrors
from itembank.versions.difficulty_errors import PROVISIONAL_SD
from tests.support.page_words import page_words
from tests.support.sample_bank import SUBJECT as REASONING
from tests.support.sample_bank import reading_bank, sample_bank
from tests.support.service_harness import SUBJECT as PROCEDURAL
from tests.support.service_harness import ServiceHarness, complete_sitting, put_response, response_body

BANK = sample_bank()
ADOPTION = Adoption("0" * 64, "1" * 64, "2" * 64, "fixed", 1)


@pytest.fixture
def evans(harness: ServiceHarness) -> TestClient:
    with harness.service.engine.begin() as connection:
        put_in_use(connection, BANK, REASONING, harness.clock())
    return harness.signed_in("evans")


def finish(browser: TestClient) -> None:
    """Answer all of the reasoning sitting that waits."""
    (offered,) = [each for each in browser.get("/api/sittings").json()["sittings"] if each["subject"] == REASONING]
    item = browser.post(f"/api/sittings/{offered['id']}/start").json()["item"]
    while item is not None:
        reply = right_reply(BANK.item(item["id"])) if item["position"] % 2 else None
        item = put_response(browser, offered["id"], item["position"], response_body(item, reply)).json()["next"]


def test_a_subject_is_assigned_by_name_and_each_learner_has_one_of_each(
    harness: ServiceHarness, evans: TestClient
) -> None:
    class_id = harness.classes["Derwen"]
    sent = evans.post(f"/classes/{class_id}/sittings?subject={REASONING}&lang=cy")
    assert sent.headers["location"] == f"/feedback/classes/{class_id}?lang=cy&subject={REASONING}&given=2"
    assert evans.post(f"/api/classes/{class_id}/sittings").json()["assigned"] == 2
    assert evans.post(f"/api/classes/{class_id}/sittings?subject={REASONING}").json()["assigned"] == 0
    offered = harness.signed_in("cadi").get("/api/sittings").json()["sittings"]
    assert sorted(each["subject"] for each in offered) == [PROCEDURAL, REASONING]


@pytest.mark.parametrize(
    ("subject", "status", "code"), [("geography", 404, "not_found"), ("reading-en", 503, "no_bank")]
)
def test_a_subject_that_cannot_be_sat_is_not_assigned(
    harness: ServiceHarness, evans: TestClient, subject: str, status: int, code: str
) -> None:
    refused = evans.post(f"/api/classes/{harness.classes['Derwen']}/sittings?subject={subject}")
    assert (refused.status_code, refused.json()["code"]) == (status, code)
    assert harness.signed_in("cadi").get("/api/sittings").json()["sittings"] == []


def test_feedback_is_of_one_subject_and_leads_to_the_other(harness: ServiceHarness, evans: TestClient) -> None:
    cadi, me, class_id = harness.people["cadi"], "/feedback/learners/me", harness.classes["Derwen"]
    browser = harness.signed_in("cadi")
    complete_sitting(harness, browser, harness.assign("cadi"))
    evans.post(f"/api/classes/{class_id}/sittings?subject={REASONING}")
    assert f"subject={REASONING}" not in browser.get(f"{me}?lang=en").text
    finish(browser)
    latest = browser.get(f"{me}?lang=en").text
    assert "Numeracy (reasoning), Year 4" in page_words(latest)
    assert f"subject={PROCEDURAL}" in latest
    assert "Numeracy (procedural), Year 4" in page_words(browser.get(f"{me}?lang=en&subject={PROCEDURAL}").text)
    of_class = evans.get(f"/feedback/classes/{class_id}?lang=en&subject={REASONING}").text
    assert f"/feedback/learners/{cadi}?lang=en&amp;subject={REASONING}" in of_class
    assert f"/feedback/classes/{class_id}.pdf?lang=en&amp;subject={REASONING}" in of_class
    sheet = evans.get(f"/feedback/learners/{cadi}.csv?lang=en&subject={REASONING}").text
    assert sheet.count("\n") == len(BANK.items) + 1
    joe = harness.people["joe"]
    assert evans.get(f"/feedback/learners/{joe}?subject={REASONING}").json()["code"] == "no_feedback"


def test_what_answers_share_reaches_the_reports(harness: ServiceHarness, evans: TestClient) -> None:
    """A question knows its scenario with the effect of the design, and how surely its difficulty is known."""
    measured, *others = (replace(each, parameters=replace(each.parameters, provisional=False)) for each in BANK.items)
    errors = (ParameterErrors(measured.id, Basis.RESPONSES, ("b1",), ((0.0144,),), 300),)
    items, designs = (measured, *others[1:], BANK.items[1]), (replace(BANK.designs[0], dependence=0.7),)
    bank = replace(BANK, items=items, designs=designs, adopted=AdoptedParameters((ADOPTION,), errors))
    with harness.service.engine.begin() as connection:
        put_in_use(connection, bank, REASONING, harness.clock())
    evans.post(f"/api/classes/{harness.classes['Derwen']}/sittings?subject={REASONING}")
    finish(harness.signed_in("cadi"))
    cadi = harness.people["cadi"]
    with harness.service.engine.begin() as connection:
        found = results(harness.context(connection), [cadi], REASONING).finished[cadi].items
    by_id = {each.item: each for each in found}
    assert [by_id[each.id].passage for each in bank.items] == [each.stimulus or "" for each in bank.items]
    assert {each.passage_sd for each in found} == {0.7}
    known = {measured.id: pytest.approx(0.12), BANK.items[1].id: PROVISIONAL_SD}
    assert [by_id[each.id].difficulty_sd for each in bank.items] == [known.get(each.id, 0.0) for each in bank.items]


def test_the_class_page_says_what_it_is_of_in_either_language(harness: ServiceHarness, evans: TestClient) -> None:
    page = f"/feedback/classes/{harness.classes['Derwen']}?subject={REASONING}"
    assert 'aria-current="true">Numeracy (reasoning)' in evans.get(f"{page}&lang=en").text
    assert 'aria-current="true">Rhifedd (rhesymu)' in evans.get(f"{page}&lang=cy").text


def test_reading_is_shown_in_its_own_language_and_fed_back_in_the_readers(
    harness: ServiceHarness, evans: TestClient
) -> None:
    bank, subject = reading_bank(), "reading-en"
    with harness.service.engine.begin() as connection:
        put_in_use(connection, bank, subject, harness.clock())
    evans.post(f"/api/classes/{harness.classes['Derwen']}/sittings?subject={subject}")
    browser = harness.signed_in("cadi")
    (offered,) = browser.get("/api/sittings").json()["sittings"]
    item = browser.post(f"/api/sittings/{offered['id']}/start?lang=cy").json()["item"]
    assert (item["language"], item["content_language"]) == ("cy", "en")
    assert item["stimulus"] == {"id": "gull", "title": "The gull", "html": "<p>A gull took the last chip.</p>"}
    for reply in ("b", "a"):
        item = put_response(browser, offered["id"], item["position"], response_body(item, reply)).json()["next"]
    assert item is None
    page = browser.get("/feedback/learners/me?lang=cy").text
    assert "Darllen (Saesneg), Blwyddyn 4" in page_words(page)
    assert "Dim ond 2 gwestiwn a atebwyd neu a adawyd heb eu hateb." in page
