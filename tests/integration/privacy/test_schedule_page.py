"""The officer finds on one page what is held until when, what somebody ordered to be kept, and every certificate."""

from __future__ import annotations

from datetime import timedelta

from delivery_api.privacy.holds.legal_holds import order_hold
from delivery_api.privacy.holds.values import HoldSubject
from tests.support.people_of_all_roles import add_people_of_all_roles
from tests.support.planted_rows import DUE, YEAR, completed_trial, run_on
from tests.support.service_harness import DECISION, TEST_START, ServiceHarness

PAGE = {"accept": "text/html"}
WORDS = {
    "en": (">School year</td>", ">A person</td>", 'data-label="Since"'),
    "cy": (">Blwyddyn ysgol</td>", ">Person</td>", 'data-label="Ers"'),
}


def test_the_officer_sees_holds_with_their_days_and_gets_every_certificate(harness: ServiceHarness) -> None:
    add_people_of_all_roles(harness)
    service, trial = harness.service, completed_trial(harness, "Autumn trial")
    run_on(service.retention, DUE)
    harness.trust_clock(TEST_START)
    with service.engine.begin() as connection:
        for subject in (HoldSubject(YEAR), HoldSubject(person=harness.people["cadi"])):
            ends_on = TEST_START.date() + timedelta(days=30)
            order_hold(connection, service.ledger, subject, ends_on, DECISION, TEST_START)
    officer = harness.signed_in("officer")
    assert 'href="/privacy/log' in officer.get("/?lang=en", headers=PAGE).text
    address = f"/privacy/log/certificate.json?programme={trial}"
    for language, words in WORDS.items():
        page = officer.get(f"/oversight/schedule?lang={language}", headers=PAGE).text
        assert [each for each in (*words, f'href="{address}"') if each not in page] == []
        assert [
            name for name in ("known_at", "rights_cases", "<code>by</code>", "<code>at</code>", "`") if name in page
        ] == []
    assert officer.get(address).json()["certificate"]["state"] == "complete"
    assert harness.signed_in("evans").get("/oversight/schedule").status_code == 404
