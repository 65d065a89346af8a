"""The notice is shown in both languages, that it was shown is recorded, and each person sees what is held of them."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from delivery_api.audit import audit_log
from delivery_api.dates.school_calendar import london_date
from delivery_api.identity.tables import people
from delivery_api.permissions import store as permissions
from delivery_api.permissions.values import BreakGlassAccess, BreakGlassReason
from delivery_api.privacy.holds.legal_holds import order_hold, release_hold
from delivery_api.privacy.holds.values import HoldSubject
from delivery_api.privacy.notice.held_data import held_about
from delivery_api.privacy.notice.notice_versions import notice_on
from delivery_api.privacy.notice.tables import notices_shown
from delivery_api.privacy.person_rows import forget
from delivery_api.row_authentication.store import change_rows
from tests.support.service_harness import DECISION, ServiceHarness, complete_sitting

PAGE = {"accept": "text/html"}


@pytest.mark.parametrize(
    ("language", "words", "young"),
    [("en", "UK GDPR", "What we remember"), ("cy", "GDPR y DU", "Beth rydyn ni’n ei gofio")],
)
def test_everybody_reads_the_notice_and_a_learner_reads_it_in_their_own_words(
    harness: ServiceHarness, language: str, words: str, young: str
) -> None:
    page = harness.browser().get(f"/privacy?lang={language}", headers=PAGE).text
    assert words in page
    assert "ico.org.uk" in page
    assert ("holds from" in page, "mewn grym o" in page) == (False, False)  # no day before which it is read already
    theirs = harness.signed_in("cadi").get(f"/privacy?lang={language}", headers=PAGE).text
    assert [word for word in (young, "DataProtectionOfficer@gov.wales", "ico.org.uk") if word not in theirs] == []
    assert words in harness.signed_in("cadi").get(f"/privacy?lang={language}&reader=full", headers=PAGE).text


def test_a_version_that_never_was_is_not_found(harness: ServiceHarness) -> None:
    assert harness.browser().get("/privacy?version=1999-01-01", headers=PAGE).status_code == 404
    assert harness.browser().get("/privacy?version=newest", headers=PAGE).status_code == 404


def test_who_has_not_read_it_is_told_once(harness: ServiceHarness) -> None:
    browser, today = harness.signed_in("evans"), london_date(harness.clock())
    told = "The privacy notice is new"
    assert told in browser.get("/?lang=en", headers=PAGE).text
    browser.get("/privacy?lang=en", headers=PAGE)
    assert told not in browser.get("/?lang=en", headers=PAGE).text
    with harness.service.engine.begin() as connection:
        rows = [tuple(row) for row in connection.execute(select(notices_shown))]
    assert rows == [(harness.people["evans"], notice_on(today).day, today)]


def test_a_learner_sees_what_is_held_until_when_and_who_looked(harness: ServiceHarness) -> None:
    sitting = harness.assign("cadi")
    complete_sitting(harness, harness.signed_in("cadi"), sitting)
    page = harness.signed_in("cadi").get("/privacy/mine?lang=en", headers=PAGE).text
    assert "Your assessments and the answers you gave" in page
    assert "We delete this by 31 August 20" in page
    assert "Nobody has looked yet" in page
    evans = harness.signed_in("evans")
    assert evans.get(f"/feedback/learners/{harness.people['cadi']}?lang=en", headers=PAGE).status_code == 200
    page = harness.signed_in("cadi").get("/privacy/mine?lang=en", headers=PAGE).text
    assert "A teacher – saw your feedback" in page
    assert "Evans" not in page


def test_what_a_court_had_opened_is_withheld_and_what_a_school_asked_for_is_told(harness: ServiceHarness) -> None:
    now, cadi, operator = harness.clock(), harness.people["cadi"], harness.people["evans"]
    with harness.service.engine.begin() as connection:
        change_rows(connection, people, people.c.id == operator, {"post": "operator"})
        for days, ground in ((0, BreakGlassReason.LAW), (10, BreakGlassReason.SUPPORT)):
            at = now - timedelta(days=days)
            permissions.add_break_glass_access(
                connection, BreakGlassAccess(uuid4(), operator, cadi, ground, "C-1", at, at)
            )
            audit_log.record(connection, at, "saw feedback (page)", actor=operator, learner=cadi)
    browser = harness.signed_in("cadi")
    assert browser.get("/privacy/mine?lang=en", headers=PAGE).text.count("saw your feedback") == 1
    with harness.service.engine.begin() as connection:
        change_rows(connection, people, people.c.id == operator, {"post": "head"})
    page = browser.get("/privacy/mine?lang=en", headers=PAGE).text
    assert (page.count("saw your feedback"), page.count("The head")) == (1, 1)
    with harness.service.engine.begin() as connection:
        forget(connection, [operator])
    page = browser.get("/privacy/mine?lang=en", headers=PAGE).text
    assert (page.count("saw your feedback"), page.count("Somebody who has left")) == (1, 1)


def test_a_legal_hold_changes_nothing_that_the_person_is_told(harness: ServiceHarness) -> None:
    now, evans, ledger = harness.clock(), HoldSubject(person=harness.people["evans"]), harness.service.ledger
    with harness.service.engine.begin() as connection:
        before = held_about(connection, harness.people["evans"], 2)
        order_hold(connection, ledger, evans, london_date(now) + timedelta(days=30), DECISION, now)
        assert held_about(connection, harness.people["evans"], 2) == before
        release_hold(connection, ledger, evans, DECISION, now)
        assert held_about(connection, harness.people["evans"], 2) == before


def test_nobody_s_information_is_shown_without_a_sign_in(harness: ServiceHarness) -> None:
    assert harness.browser().get("/privacy/mine", headers={"accept": "application/json"}).status_code == 401
