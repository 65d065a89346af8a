"""A learner who uses a screen reader is never asked what its descriptions give away, and the report says so."""

from __future__ import annotations

from html import unescape
from uuid import UUID

from delivery_api.sittings.record.event_types import Presented, started
from delivery_api.sittings.record.left_out_items import left_out_items
from itembank import Barrier, left_out
from tests.support.pdf_text import pdf_text
from tests.support.practice_walk import practise_today
from tests.support.service_harness import SUBJECT, ServiceHarness, complete_sitting, enrol_learner

LEAD = {
    "en": "You used a screen reader. You were not asked questions whose picture cannot be described",
    "cy": "Fe wnest ti ddefnyddio darllenydd sgrin. Chest ti mo’r cwestiynau sydd â llun na allwn ni ei ddisgrifio",
}


def give_screen_reader(harness: ServiceHarness, name: str) -> None:
    address = f"/classes/{harness.classes['Derwen']}/access?lang=en"
    data = {"learner": str(harness.people[name]), "screen_reader": "yes"}
    assert harness.signed_in("evans").post(address, data=data).status_code == 303


def asked(harness: ServiceHarness, sitting: UUID) -> set[str]:
    return {event.item for event in harness.log(sitting) if isinstance(event, Presented)}


def test_the_sitting_and_its_reports_are_without_what_is_given_away(module_harness: ServiceHarness) -> None:
    harness = module_harness
    gone = left_out(harness.bank, [item for item in harness.bank.items if item.introduced_year == 2])
    cadi, evans = harness.signed_in("cadi"), harness.signed_in("evans")
    give_screen_reader(harness, "cadi")
    sitting = harness.assign("cadi", 2)
    assert complete_sitting(harness, cadi, sitting) == len(asked(harness, sitting)) == 30
    assert not asked(harness, sitting) & gone.keys()
    assert left_out_items(harness.log(sitting)) == gone
    address = f"/feedback/learners/{harness.people['cadi']}"
    told = sorted({harness.bank.item(item).topic for item, why in gone.items() if why is Barrier.TOLD})
    assert told
    for browser, language, reading_off in (
        (cadi, "en", "Reading off what the description of a picture tells: "),
        (cadi, "cy", "Darllen yr hyn y mae disgrifiad llun yn ei ddweud: "),
        (evans, "en", "Reading off what the description of a picture tells: "),
    ):
        page = unescape(browser.get(f"{address}?lang={language}").text)
        assert LEAD[language] in page
        assert reading_off + "; ".join(harness.bank.topic(each).label[language] for each in told) in page
    assert "You used a screen reader." in pdf_text(evans.get(f"{address}.pdf?lang=en").content)
    parents = pdf_text(evans.get(f"{address}/parents.pdf?lang=en").content)
    assert "Your child used a screen reader and was not asked questions" in parents


def test_practice_leaves_it_out_too(module_harness: ServiceHarness) -> None:
    harness = module_harness
    gone = left_out(harness.bank, harness.bank.practice)
    enrol_learner(harness, "Derwen", "nel", "Nel Puw", 2)
    give_screen_reader(harness, "nel")
    shown, sittings = practise_today(harness.signed_in("nel"), SUBJECT, "cy")
    assert (sittings, len(shown) > 10) == (harness.settings.practice_a_day, True)
    assert not shown.keys() & gone.keys()


def test_without_the_setting_everything_may_be_asked(module_harness: ServiceHarness) -> None:
    harness = module_harness
    sitting = harness.assign("joe", 2)
    assert harness.signed_in("joe").post(f"/api/sittings/{sitting}/start").status_code == 200
    assert left_out_items(harness.log(sitting)) == {}


def test_a_trial_asks_everything(module_harness: ServiceHarness) -> None:
    harness = module_harness
    enrol_learner(harness, "Derwen", "gwen", "Gwen Hopkin", 4)
    give_screen_reader(harness, "gwen")
    harness.create_trial("Derwen")
    gwen = harness.signed_in("gwen")
    (trial,) = [each for each in gwen.get("/api/sittings").json()["sittings"] if each["trial"]]
    assert gwen.post(f"/api/sittings/{trial['id']}/start").status_code == 200
    begun = started(harness.log(UUID(trial["id"])))
    assert begun
    assert (begun.access, begun.left_out) == ((), ())
