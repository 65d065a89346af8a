"""The pages of staff say what is so, choose nothing for anybody, name things in words, and lead back."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from fastapi.testclient import TestClient

from delivery_api.access.roles import Right
from delivery_api.alerts.store import raise_alert, raise_forged_row
from delivery_api.alerts.values import AlertKind
from delivery_api.permissions.values import BreakGlassReason
from delivery_api.sittings.storage.held_acts import store as held_act_store
from delivery_api.sittings.storage.programmes import require_ready
from delivery_api.sittings.values import HeldAct, HeldActState
from delivery_api.web import page_rendering
from tests.support.page_words import page_words
from tests.support.people_of_all_roles import add_people_of_all_roles
from tests.support.service_harness import ServiceHarness

PAGE = {"accept": "text/html"}
PRESENTED = re.compile(r"<details\b.*?</details>|<nav aria-label=\"(?:Back|Yn ôl)\".*?</nav>", re.DOTALL)


@pytest.fixture(scope="module")
def school(module_harness: ServiceHarness) -> ServiceHarness:
    """A school with people of every role, and acts on cadi's results: one waits, one was done alone, one is over."""
    add_people_of_all_roles(module_harness)
    plant_acts(
        module_harness,
        {"evans": HeldActState.ASKED, "head": HeldActState.ALONE, "assessor": HeldActState.DECLINED},
        module_harness.clock() - timedelta(days=1),
    )
    return module_harness


def plant_acts(harness: ServiceHarness, states: Mapping[str, HeldActState], at: datetime) -> dict[str, UUID]:
    """Acts that set a result of cadi's aside, each by somebody and in a state. Returns the sittings."""
    sittings = {name: uuid4() for name in states}
    with harness.service.engine.begin() as connection:
        key = require_ready(connection, harness.service.ring, "2026-27")
        for name, state in states.items():
            of = (uuid4(), "2026-27", sittings[name], harness.school, harness.people["cadi"], None, "discard", state)
            act = HeldAct(*of, harness.people[name], at, f"Because {name} said so")
            held_act_store.add_held_act(connection, key, act)
    return sittings


def page(browser: TestClient, path: str, language: str = "en") -> str:
    answer = browser.get(f"{path}?lang={language}", headers=PAGE)
    assert answer.status_code == 200, (path, answer.status_code)
    return answer.text


def part(text: str, heading: str) -> str:
    """The section of a page under a heading of the second rank, in words."""
    found = re.search(rf"<h2\b[^>]*>{re.escape(heading)}</h2>.*?(?=<h2\b|</main>)", text, re.DOTALL)
    assert found, heading
    return page_words(found.group())


def test_what_waits_and_what_was_done_alone_stand_apart_each_with_its_own_rule(school: ServiceHarness) -> None:
    text = page(school.signed_in("head"), "/confirmations")
    assert "Nobody sets a finished result aside alone" not in text
    waiting, alone, over = (
        part(text, "Waits for a second person"),
        part(text, "Done already, without a second person"),
        part(text, "Decided in the last 14 days"),
    )
    assert ("Because evans said so" in waiting, "nothing has changed yet" in waiting) == (True, True)
    assert "Set the result aside Leave the result as it is" in waiting
    assert ("Because head said so" in alone, "A head may do this alone" in alone) == (True, True)
    assert ("Put the result back" in alone, "Because assessor said so" in over) == (True, True)
    welsh = part(page(school.signed_in("head"), "/confirmations", "cy"), "Yn aros am ail berson")
    assert "Rhoi’r canlyniad o’r neilltu Gadael y canlyniad fel y mae" in welsh


def test_nothing_that_gives_access_is_chosen_beforehand_and_a_grant_has_an_end(school: ServiceHarness) -> None:
    head, operator = school.signed_in("head"), school.signed_in("operator")
    access, glass = page(head, "/access"), page(operator, "/glass")
    offered = [*(str(school.people[name]) for name in ("evans", "reader")), *Right, *BreakGlassReason]
    assert [each for each in offered if f'<option value="{each}"' not in access + glass] == []
    pins = page(school.signed_in("evans"), f"/classes/{school.classes['Derwen']}/pin")
    for text, name in ((access, "person"), (access, "right"), (glass, "ground"), (pins, "year_group")):
        (first,) = re.findall(rf'<select[^>]*name="{name}"[^>]* required>\s*<option value="([^"]*)"', text)
        assert first == "", name
    assert " selected" not in access + glass + pins
    asked = {"person": str(school.people["receiver"]), "right": "reports"}
    for form in (asked, asked | {"person": ""}, asked | {"right": ""}):
        assert head.post("/access", data=form).json()["code"] == "form_incomplete"
    glass_form = {"learner": str(school.people["cadi"]), "ground": "", "reference": "INC-1"}
    assert operator.post("/glass", data=glass_form).json()["code"] == "form_incomplete"


def test_a_day_is_asked_in_the_same_order_in_both_languages(school: ServiceHarness) -> None:
    head = school.signed_in("head")
    for language, words in (("en", ["Day", "Month", "Year"]), ("cy", ["Diwrnod", "Mis", "Blwyddyn"])):
        text = page(head, "/access", language)
        assert re.findall(r'<label[^>]* for="until-[a-z]+">([^<]+)<', text) == words


def test_no_page_has_a_date_field_of_the_browsers_own() -> None:
    """Fault: such a field showed mm/dd/yyyy on Welsh and English pages alike."""
    templates = Path(page_rendering.__file__).parent / "templates"
    assert [each.name for each in templates.glob("*.html") if re.search(r'type="(date|time)', each.read_text())] == []


def test_an_alert_of_an_act_leads_a_head_to_it_while_it_is_shown_there(school: ServiceHarness) -> None:
    now, cadi = school.clock(), school.people["cadi"]
    (sitting,) = plant_acts(school, {"head": HeldActState.ALONE}, now).values()
    with school.service.engine.begin() as connection:
        for at, about in ((now, sitting), (now - timedelta(days=20), uuid4())):
            kind, actor = AlertKind.DISCARDED_ALONE, school.people["head"]
            raise_alert(connection, at, kind, cadi, actor=actor, sitting=about)
        raise_alert(connection, now, AlertKind.RETAKE, cadi, sitting=uuid4())
    head, officer = school.signed_in("head"), school.signed_in("officer")
    (target,) = re.findall(r'href="/confirmations[^"]*#([^"]+)"', page(head, "/alerts"))
    assert f'id="{target}"' in page(head, "/confirmations")
    assert "/confirmations" not in page(officer, "/alerts")  # which would refuse them


def test_the_officer_reads_what_happened_where_and_by_whom_in_words(school: ServiceHarness) -> None:
    now, people = school.clock(), school.people
    with school.service.engine.begin() as connection:
        raise_alert(connection, now, AlertKind.RETAKE, people["cadi"], actor=people["head"])
        raise_alert(connection, now, AlertKind.PIN_CONFIRMED, people["cadi"], actor=people["evans"])
        raise_forged_row(connection, now, "memberships", people["cadi"], None, None)
    text = page(school.signed_in("officer"), "/alerts")
    open_ = page_words(PRESENTED.sub("", text))
    assert re.findall(r"[0-9a-f]{8}-[0-9a-f]{4}|memberships|Cadi|Person", open_) == []
    assert "25 November 2026" in open_
    assert "given the assessment again this school year Ysgol y Prawf The head" in open_
    assert "who had come in by class PIN Ysgol y Prawf A teacher" in open_
    assert "met and refused: who is in a class or teaches it Ysgol y Prawf" in open_
    assert str(people["cadi"]) in text  # which a case and an emergency access go by


def test_a_button_says_whom_it_confirms_and_what_a_teacher_does_first_comes_first(school: ServiceHarness) -> None:
    teacher, pins, cadi = school.signed_in("evans"), f"/classes/{school.classes['Derwen']}/pin", school.people["cadi"]
    assert teacher.post(pins, data={"days": "1"}).status_code == 303
    (pin,) = re.findall(r'class="mesur-pin__letters">([^<]+)<', page(teacher, pins))
    assert school.browser().post("/pin/enter", data={"pin": pin, "learner": str(cadi)}).status_code == 303
    text = page(teacher, pins)
    forms = re.findall(r"<form[^>]*/pin/visits\?.*?</form>", text, re.DOTALL)
    said = [re.findall(r"<button[^>]*>([^<]+)<", each) for each in forms]
    assert said == [["It was Cadi Morgan"], ["Save who it was"]]
    assert f'name="learner" value="{cadi}"' in forms[0]
    assert re.findall(r'<option value="([^"]*)"', forms[1]) == ["", str(school.people["joe"])]
    places = [text.index(each) for each in ("mesur-pin__letters", "Who has come in", "Somebody who is not on the list")]
    assert places == sorted(places)


BACK = {
    "head": ("/access", "/alerts", "/confirmations", "/corrections", "/privacy/mine", "/sessions", "/trials"),
    "officer": (
        *("/alerts", "/breaches", "/breaches/new", "/oversight", "/oversight/schedule", "/rights", "/rights/new"),
        *("/security", "/sessions", "/trials"),
    ),
    "operator": ("/glass", "/security", "/sessions"),
    "cadi": ("/privacy/mine", "/sessions"),
}


def test_each_page_leads_back(school: ServiceHarness) -> None:
    for name, paths in BACK.items():
        browser = school.signed_in(name)
        first = re.search(r"<title>(.+?) – Mesur</title>", page(browser, "/"))
        assert first
        for path in paths:
            found = re.search(r'<nav aria-label="Back">\s*<a [^>]*href="([^"?]+)[^>]*>([^<]+)<', page(browser, path))
            assert found, path
            assert found.group(1) != "/" or found.group(2) == first.group(1), path
