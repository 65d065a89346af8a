"""Every way of answering in Chromium, on the practice page: by keyboard alone, and by tapping alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, Request, Route, expect
from starlette.testclient import TestClient

from itembank import PRACTICE
from tests.support.axe_accessibility import assert_accessible
from tests.support.route_listing import application

HERE = "http://localhost"
RIGHT = {"en": "That is right.", "cy": "Mae hynny’n gywir."}
NEXT = {"en": "Next question", "cy": "Cwestiwn nesaf"}

KEYS: dict[str, list[str]] = {
    "number": ["7"],
    "fraction": ["1", "/", "4"],
    "time": ["9", "ArrowRight", "0", "Tab", "Space"],
    "choice": ["Tab", "ArrowDown"],
    "multiple": ["Tab", "Space", "Tab", "Tab", "Space"],
    "ordering": ["Tab", "Enter", "Enter"],
    "matching": ["Tab", "ArrowUp", "Tab", "Space", "Tab", "ArrowDown"],
    "gaps": ["Tab", "ArrowDown", "Tab", "ArrowDown", "ArrowDown"],
    "hotspot": ["Tab", "ArrowUp"],
    "number-line": ["Tab", *["ArrowRight"] * 6],
    "table": ["Tab", "2", "Tab", "4"],
    "chart": ["Tab", *["ArrowUp"] * 5],
    "select-text": ["Tab", "ArrowDown"],
}
"""What to press, from the heading that has the focus when a question comes, to answer each rightly."""


def tap_at(place: Locator, right: float, up: float) -> None:
    """Tap at shares of its width and height, from its lower left corner."""
    place.scroll_into_view_if_needed()
    box = place.bounding_box()
    assert box is not None
    place.page.touchscreen.tap(box["x"] + right * box["width"], box["y"] + (1 - up) * box["height"])


def tap_several(reply: Locator) -> None:
    reply.get_by_text("robin goch").tap()
    reply.get_by_text("pili-pala").tap()


def tap_order(reply: Locator) -> None:
    for _ in range(2):
        reply.locator("li", has_text="dydd Mercher").get_by_role("button").last.tap()


def tap_gaps(reply: Locator) -> None:
    # a list opens in the system's own way, which a headless browser has not
    reply.get_by_role("combobox").first.select_option("bore")
    reply.get_by_role("combobox").last.select_option("y sêr")


def tap_match(reply: Locator) -> None:
    for animal, young in (("dafad", "oen"), ("buwch", "llo"), ("caseg", "ebol")):
        reply.get_by_role("group", name=animal).get_by_text(young).tap()


def write_boxes(reply: Locator, first: str, last: str) -> None:
    reply.get_by_role("textbox").first.fill(first)
    reply.get_by_role("textbox").last.fill(last)


def tap_time(reply: Locator) -> None:
    write_boxes(reply, "9", "00")
    reply.get_by_text("am", exact=True).tap()


TAPS: dict[str, Callable[[Locator], None]] = {
    "number": lambda reply: reply.get_by_role("textbox").fill("7"),
    "fraction": lambda reply: write_boxes(reply, "1", "4"),
    "time": tap_time,
    "choice": lambda reply: reply.get_by_role("radio", name="cath").tap(),
    "multiple": tap_several,
    "ordering": tap_order,
    "matching": tap_match,
    "gaps": tap_gaps,
    "hotspot": lambda reply: tap_at(reply.page.locator("[data-area=c]"), 0.5, 0.3),  # beside the reply
    "number-line": lambda reply: tap_at(reply.get_by_role("slider"), 0.6, 0.4),
    "table": lambda reply: write_boxes(reply, "2", "4"),
    "chart": lambda reply: tap_at(reply.get_by_role("slider"), 0.5, 5 / 6),
    "select-text": lambda reply: reply.get_by_text("goch").tap(),
}


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """The whole service; practising opens no database of it, for there is none."""
    with TestClient(application(tmp_path_factory.mktemp("service")), base_url=HERE) as client:
        yield client


@contextmanager
def practising(chromium: Browser, service: TestClient, **context: Any) -> Iterator[Callable[..., Page]]:
    """Opens a kind of practice question, in a browser with a small touch screen."""
    small = chromium.new_context(has_touch=True, viewport={"width": 320, "height": 640}, **context)
    page = small.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    # a reply that cannot be one is refused with 422, of which the browser tells by itself
    told = ("error", "status of 422")
    page.on("console", lambda m: complaints.append(m.text) if m.type == told[0] and told[1] not in m.text else None)

    def handle(route: Route, request: Request) -> None:
        headers = {name: value for name, value in request.headers.items() if name in ("accept", "content-type")}
        answer = service.request(request.method, request.url, content=request.post_data, headers=headers)
        assert "set-cookie" not in answer.headers
        route.fulfill(status=answer.status_code, body=answer.content, headers=dict(answer.headers))

    def opened(kind: str, language: str = "en") -> Page:
        page.goto(f"{HERE}/practice?lang={language}" + (f"&kind={kind}" if kind else ""))
        if kind:
            expect(page.locator("#question")).to_be_focused()
        return page

    small.route("**/*", handle)
    yield opened
    assert (small.cookies(), complaints) == ([], [])
    small.close()


@pytest.fixture
def practise(chromium: Browser, service: TestClient) -> Iterator[Callable[..., Page]]:
    with practising(chromium, service) as opened:
        yield opened


@pytest.mark.parametrize("kind", PRACTICE)
def test_every_kind_is_answered_by_keyboard_alone(practise: Callable[..., Page], kind: str) -> None:
    page = practise(kind)
    for key in KEYS[kind]:
        page.keyboard.press(key)
        assert page.evaluate("document.activeElement !== document.body")
    while page.evaluate("document.activeElement.type !== 'submit'"):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text=RIGHT["en"])).to_be_visible()


@pytest.mark.parametrize("kind", PRACTICE)
def test_every_kind_is_answered_by_taps_on_a_small_screen(practise: Callable[..., Page], kind: str) -> None:
    page = practise(kind, "cy")
    following = page.get_by_role("button", name=NEXT["cy"])
    following.tap()
    expect(page.locator("#answer-error")).not_to_be_empty()
    TAPS[kind](page.locator(".mesur-reply"))
    following.tap()
    expect(page.get_by_role("status").filter(has_text=RIGHT["cy"])).to_be_visible()
    following.tap()  # what was checked is gone on from
    expect(page).not_to_have_url(re.compile(rf"\bkind={kind}\b"))


@pytest.mark.parametrize("language", ["cy", "en"])
def test_the_list_leads_through_all_kinds_and_axe_finds_nothing(
    chromium: Browser, service: TestClient, language: str
) -> None:
    # axe-core itself styles elements, which the policy of the pages would not let it
    with practising(chromium, service, bypass_csp=True) as practise:
        page = practise("", language)
        assert_accessible(page)
        page.locator(".mesur-button").click()
        for kind in PRACTICE:
            expect(page).to_have_url(re.compile(rf"\bkind={kind}\b"))
            expect(page.locator("#question")).to_be_focused()
            if language == "cy":
                TAPS[kind](page.locator(".mesur-reply"))
            assert_accessible(page)
            page.locator(".mesur-cannot").click()
        expect(page).to_have_url(f"{HERE}/practice?lang={language}")


def test_what_is_wrong_is_said_and_a_hint_helps_on(practise: Callable[..., Page]) -> None:
    page = practise("multiple")
    page.get_by_label("fish").tap()
    page.get_by_role("button", name=NEXT["en"]).tap()
    expect(page.get_by_role("status").filter(has_text="That is not right yet.")).to_be_visible()
    page.get_by_role("button", name="Show a hint").tap()
    expect(page.get_by_role("heading", name="Hint 1")).to_be_focused()
    expect(page.get_by_text("Think of wings")).to_be_visible()
    expect(page.get_by_text("There are no more hints.")).to_be_visible()
    page.get_by_label("robin").tap()
    page.get_by_label("butterfly").tap()
    page.get_by_role("button", name=NEXT["en"]).tap()
    expect(page.get_by_text("You have chosen 3. Choose from 1 to 2 answers.")).to_be_visible()


@pytest.mark.parametrize(
    ("kind", "language", "first", "last", "told"),
    [
        ("fraction", "en", "1", "0", "The bottom number of a fraction cannot be 0."),
        ("time", "cy", "25", "70", "Does dim amser fel hwn."),
    ],
)
def test_what_cannot_be_a_fraction_or_a_time_is_told(
    practise: Callable[..., Page], kind: str, language: str, first: str, last: str, told: str
) -> None:
    page = practise(kind, language)
    write_boxes(page.locator(".mesur-reply"), first, last)
    if kind == "time":
        page.get_by_role("button", name=NEXT[language]).tap()
        expect(page.locator("#answer-error")).to_contain_text("Dewisa am neu pm hefyd.")
        page.get_by_text("am", exact=True).tap()
    page.get_by_role("button", name=NEXT[language]).tap()
    expect(page.locator("#answer-error")).to_contain_text(told)
    if kind == "fraction":
        expect(page.get_by_role("textbox").last).to_be_focused()  # the 0 that is to be changed
