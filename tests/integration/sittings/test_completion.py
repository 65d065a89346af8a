"""Who has not finished: of a class by name and subject, and of a school's classes in numbers."""

from __future__ import annotations

import re

from tests.integration.sittings.test_ended_early import stop
from tests.support.page_words import page_words
from tests.support.people_of_all_roles import add_people_of_all_roles
from tests.support.service_harness import ServiceHarness, complete_sitting, put_response, response_body


def test_a_class_and_its_head_see_who_has_not_finished(harness: ServiceHarness) -> None:
    school = add_people_of_all_roles(harness).own
    evans, head = harness.signed_in("evans"), harness.signed_in("head")
    address = f"/feedback/classes/{harness.classes['Derwen']}/completion?lang=en"
    assert "This class has been given no assessment" in page_words(evans.get(address).text)
    complete_sitting(harness, harness.signed_in("cadi"), harness.assign("cadi"), correct=1, out_of=3)
    sitting = harness.assign("joe")
    joe = harness.signed_in("joe")
    item = joe.post(f"/api/sittings/{sitting}/start").json()["item"]
    put_response(joe, sitting, 1, response_body(item, None))
    page = evans.get(address).text
    assert "1 of 2 have finished" in page_words(page)
    assert re.findall(r'<th scope="row">([^<]*)</th>', page) == ["Joe Bennett"]
    assert "In progress" in page
    of_school = f"/feedback/schools/{school}"
    assert f"{of_school}/completion" in head.get(f"{of_school}?lang=en").text
    assert re.search(r"Derwen [^%]*?1 of 2", page_words(head.get(f"{of_school}/completion?lang=en").text))

    stop(evans, sitting)
    assert "Ended early by staff" in evans.get(address).text
    harness.assign("cadi")  # a second sitting takes nobody's first away
    assert "1 of 2 have finished" in page_words(evans.get(address).text)
    mae = page_words(evans.get(address.replace("en", "cy")).text)
    assert "mae 1 o 2 wedi gorffen" in mae
