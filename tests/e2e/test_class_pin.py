"""A class's PIN in Chromium: the teacher makes it, somebody who is on no list yet comes in with it."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, expect

from tests.e2e.conftest import Demo
from tests.e2e.test_main_job import page_of, sign_in


def test_a_teacher_makes_a_pin_and_a_late_arrival_comes_in_with_it_and_one_cookie(
    chromium: Browser, demo: Demo
) -> None:
    with page_of(chromium) as teacher, page_of(chromium, 360) as learner:
        sign_in(teacher, demo, "en", "athrawes.khan")
        teacher.get_by_role("link", name="9C").click()
        teacher.get_by_role("link", name="A PIN, if nobody can sign in").click()
        teacher.get_by_role("button", name="Make a PIN").click()
        teacher.get_by_label("Forename and surname").fill("Llinos Newydd")
        teacher.get_by_label("Year group").select_option("9")
        teacher.get_by_role("button", name="Put them in the class").click()
        pin = teacher.locator(".mesur-pin__letters").inner_text()
        learner.goto(f"{demo.url}/?lang=cy")
        learner.get_by_role("link", name="Mae gan fy athro neu fy athrawes PIN i’n dosbarth ni").click()
        learner.goto(f"{learner.url}#{pin.replace(' ', '')}")  # as a camera opens what the code holds
        expect(learner.get_by_label("Y PIN")).to_have_value(pin)
        assert "#" not in learner.url
        learner.get_by_label("Y PIN").fill(pin.lower())
        learner.get_by_role("button", name="Ymlaen").click()
        assert learner.context.cookies() == []
        learner.get_by_role("button", name="Llinos N").click()
        expect(learner).to_have_url(re.compile(rf"^{demo.url}/\?"))
        expect(learner.get_by_role("heading", level=1)).to_have_text("Dy asesiadau")
        assert [(each["name"], each["httpOnly"]) for each in learner.context.cookies()] == [("mesur", True)]
        teacher.reload()
        expect(teacher.get_by_role("row", name="Llinos Newydd")).to_contain_text("put in by hand")
