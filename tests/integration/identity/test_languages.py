"""In which language pages open: what somebody chose, else what staff or a roster say, else what the school says."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from uuid import UUID

import httpx2
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import update

from delivery_api.access_profiles import service
from delivery_api.identity.access_profile.store import profile_of
from delivery_api.identity.languages.store import languages_of_schools, set_language_of_school
from delivery_api.identity.roster_import.roster_files import read_roster
from delivery_api.identity.roster_import.values import InvalidRoster, RosterFaultKind
from delivery_api.identity.tables import school_languages
from delivery_api.web.reader_language import Language
from tests.integration.identity.test_class_pins import come_in, make_pin, page_of
from tests.integration.identity.test_pin_sheet import read
from tests.integration.identity.test_roster import Office, office
from tests.support.people_of_all_roles import add_people_of_all_roles
from tests.support.roster_feeds import HEADER, RosterRow, learner_rows, valid_upn
from tests.support.service_harness import TEST_START, ServiceHarness, sign_in

__all__ = ["office"]  # the fixture

WELSH_HEADER = (
    *("rôl", "ysgol", "enw_ysgol", "dynodwr", "enw", "dyddiad_geni", "grŵp_blwyddyn", "dosbarth"),
    *("grŵp_cofrestru", "cofrestriad", "dechrau"),
)


def language_of(page: httpx2.Response) -> str:
    found = re.search(r'<html lang="(\w+)"', page.text)
    assert found, page.text
    return found[1]


def followed(browser: TestClient, response: httpx2.Response) -> httpx2.Response:
    assert response.status_code == 303, response.text
    return browser.get(response.headers["location"])


def set_school(harness: ServiceHarness, language: Language | None) -> None:
    with harness.service.engine.begin() as connection:
        set_language_of_school(connection, harness.school, language)


def give(harness: ServiceHarness, name: str, language: str) -> None:
    with harness.service.engine.begin() as connection:
        given = {"language": language}
        service.give_settings(connection, harness.people[name], given, harness.people["evans"], harness.clock())


def test_the_head_sets_the_schools_language_and_everybodys_pages_open_in_it(harness: ServiceHarness) -> None:
    add_people_of_all_roles(harness)
    head = harness.signed_in("head")
    assert "/school/language" in head.get("/").text
    assert 'value="both" checked' in head.get("/school/language").text
    assert language_of(head.get("/")) == "en"
    page = followed(head, head.post("/school/language?lang=en", data={"language": "cy"}))
    assert "Saved." in page.text
    assert 'value="cy" checked' in page.text
    assert language_of(page) == "en"  # nobody's page changes under their eyes
    for name in ("cadi", "evans", "head"):
        browser = harness.browser()
        first = followed(browser, sign_in(browser, name))
        assert language_of(first) == "cy", name
        assert language_of(browser.get("/")) == "cy", name
    assert language_of(harness.signed_in("stranger").get("/")) == "en"  # of another school
    followed(head, head.post("/school/language", data={"language": "both"}))
    assert language_of(harness.signed_in("cadi").get("/")) == "en"
    assert head.post("/school/language", data={"language": "de"}).status_code == 422
    assert harness.signed_in("evans").get("/school/language").status_code == 404


def test_own_choice_goes_before_staffs_and_staffs_before_the_schools(harness: ServiceHarness) -> None:
    set_school(harness, "cy")
    give(harness, "cadi", "en")
    assert language_of(harness.signed_in("cadi").get("/")) == "en"
    assert language_of(harness.signed_in("joe").get("/")) == "cy"
    cadi = harness.signed_in("cadi")
    assert cadi.post("/api/language", json={"language": "cy"}).status_code == 204
    give(harness, "cadi", "en")
    set_school(harness, "en")
    assert language_of(harness.signed_in("cadi").get("/")) == "cy"
    evans = harness.signed_in("evans")
    evans.post("/api/language", json={"language": "cy"})
    assert language_of(harness.signed_in("evans").get("/")) == "cy"
    assert cadi.post("/api/language", json={"language": "de"}).status_code == 422
    assert harness.browser().post("/api/language", json={"language": "cy"}).status_code == 401


def test_staff_set_a_learners_language_on_the_page_of_access_settings(harness: ServiceHarness) -> None:
    evans, address = harness.signed_in("evans"), f"/classes/{harness.classes['Derwen']}/access?lang=en"
    assert '<option value="cy">Welsh</option>' in evans.get(f"{address}&learner={harness.people['cadi']}").text
    saved = evans.post(address, data={"learner": str(harness.people["cadi"]), "language": "cy"})
    assert "Language of the pages: Welsh" in followed(evans, saved).text
    assert language_of(harness.signed_in("cadi").get("/")) == "cy"


def test_what_was_chosen_before_sign_in_holds_for_it_and_is_kept_for_nobody(harness: ServiceHarness) -> None:
    set_school(harness, "cy")
    page = harness.browser().get("/").text
    assert 'href="/login?lang=en"' in page
    assert 'href="/?lang=cy&amp;chosen=true"' in page
    chosen = harness.browser()
    assert 'href="/login?lang=en&amp;chosen=true"' in chosen.get("/?lang=en&chosen=true").text
    first = followed(chosen, through_provider(chosen, "/login?lang=en&chosen=true&back=/practice?lang=cy", "cadi"))
    assert language_of(first) == "en"
    carried = harness.browser()
    first = followed(carried, through_provider(carried, "/login?lang=en&back=/practice?lang=en", "cadi"))
    assert language_of(first) == "cy"  # of the page that was open, which nobody chose
    assert "chosen" not in carried.post("/logout").text.replace("chosen=true", "", 1)  # the switch alone says it


def through_provider(browser: TestClient, login: str, name: str) -> httpx2.Response:
    redirect = browser.get(login)
    callback = httpx2.post(redirect.headers["location"], data={"sub": name}, verify=False)
    return browser.get(callback.headers["location"])


def test_a_pin_opens_the_names_in_the_schools_language_and_the_pages_in_the_learners(harness: ServiceHarness) -> None:
    teacher = harness.signed_in("evans")
    pin = make_pin(harness, teacher)
    browser = harness.browser()
    assert language_of(browser.post("/pin?lang=en", data={"pin": pin})) == "en"
    set_school(harness, "cy")
    names = browser.post("/pin?lang=en", data={"pin": pin})
    assert language_of(names) == "cy"
    assert 'action="/pin/enter?lang=cy"' in names.text
    assert language_of(browser.post("/pin?lang=en&chosen=true", data={"pin": pin})) == "en"
    give(harness, "joe", "en")
    for name, language in (("cadi", "cy"), ("joe", "en")):
        browser, entered = come_in(harness, pin, name)
        assert entered.headers["location"] == f"/?lang={language}"
        assert language_of(browser.get("/")) == language
    teacher.post(f"{page_of(harness)}/again", data={"learner": str(harness.people["cadi"])})
    chosen = harness.browser()
    entered = chosen.post("/pin/enter?lang=en&chosen=true", data={"pin": pin, "learner": str(harness.people["cadi"])})
    assert language_of(followed(chosen, entered)) == "en"


def test_the_wall_begins_in_the_schools_language_and_a_slip_in_its_learners(harness: ServiceHarness) -> None:
    teacher = harness.signed_in("evans")
    make_pin(harness, teacher)
    set_school(harness, "en")
    give(harness, "cadi", "cy")
    wall = teacher.get(f"{page_of(harness)}/sheet").text
    assert wall.index("Choose your own name.") < wall.index("Dewisa dy enw dy hun.")
    assert "/pin?lang=en#" in read(wall[wall.index("<svg") : wall.index("</svg>")])
    slips = teacher.get(f"{page_of(harness)}/slips").text.split('class="mesur-slip"')[1:]
    assert [("Cadi" in each, each.index("Choose") < each.index("Dewisa")) for each in slips] == [
        (False, True),
        (True, False),
    ]
    assert ["/pin?lang=cy#" in read(each[each.index("<svg") :]) for each in slips] == [False, True]


def test_an_altered_language_of_a_school_is_none_and_keeps_nobody_out(harness: ServiceHarness) -> None:
    set_school(harness, "cy")
    with harness.service.engine.begin() as connection:
        connection.execute(update(school_languages).values(language="en"))
        assert languages_of_schools(connection, [harness.school]) == {}
    assert harness.signed_in("cadi").get("/").status_code == 200


def write(folder: Path, rows: list[tuple[RosterRow, str]], header: tuple[str, ...] = (*HEADER, "language")) -> Path:
    path = folder / "roster.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([header, *((*row.cells(), said) for row, said in rows)])
    return path


def given(office: Office, number: int) -> dict[str, str]:
    person = office.person(valid_upn(number))
    assert isinstance(person, UUID)
    with office.engine.begin() as connection:
        return dict(profile_of(connection, person).given)


def test_a_roster_names_a_learners_language_and_an_empty_cell_changes_nothing(office: Office) -> None:
    one, two, three = learner_rows(3)
    first = office.take_file(write(office.folder, [(one, "cy"), (two, "Saesneg"), (three, "")]))
    assert (first.joining, first.languages) == (3, 0)
    assert [given(office, number) for number in (1, 2, 3)] == [{"language": "cy"}, {"language": "en"}, {}]
    person = office.person(valid_upn(1))
    assert person
    with office.engine.begin() as connection:
        service.choose_settings(connection, person, {"language": "en", "colours": "dark"}, TEST_START)
        service.give_settings(connection, person, {"language": "cy", "spacing": "wide"}, person, TEST_START)
    again = office.take_file(write(office.folder, [(one, ""), (two, "english"), (three, "")]))
    assert (again.languages, again.unchanged) == (0, 3)
    changed = office.take_file(write(office.folder, [(one, "en"), (two, "en"), (three, "welsh")]))
    assert (changed.languages, changed.unchanged) == (2, 1)
    assert given(office, 1) == {"language": "en", "spacing": "wide"}
    with office.engine.begin() as connection:
        assert profile_of(connection, person).chosen == {"language": "en", "colours": "dark"}


def test_a_roster_has_its_headings_in_either_language_and_faults_name_them(tmp_path: Path) -> None:
    today = TEST_START.date()
    row = RosterRow(valid_upn(1), registration="atodol", role="dysgwr")
    roster = read_roster(write(tmp_path, [(row, "cymraeg")], (*WELSH_HEADER, "iaith")), today)
    assert [(each.language, each.main, each.year_group) for each in roster.learners] == [("cy", False, 4)]
    for bad, language, column, kind in (
        (row, "ffrangeg", "iaith", RosterFaultKind.LANGUAGE),
        (row.but(birth_date="ddoe"), "", "dyddiad_geni", RosterFaultKind.BIRTH_DATE),
    ):
        with pytest.raises(InvalidRoster) as refused:
            read_roster(write(tmp_path, [(bad, language)], (*WELSH_HEADER, "iaith")), today)
        assert [(each.column, each.kind) for each in refused.value.faults] == [(column, kind)]
    with pytest.raises(InvalidRoster) as refused:
        read_roster(write(tmp_path, [(row, "cy")], (*HEADER, "iaith", "language")), today)
    assert {each.kind for each in refused.value.faults} <= {RosterFaultKind.UNKNOWN_COLUMN, RosterFaultKind.CELLS}
