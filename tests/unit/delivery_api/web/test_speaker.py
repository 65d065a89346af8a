"""The button that reads a question aloud: what it leaves out, and that it stops at once; in a real browser."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import PurePath
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from delivery_api.web.page_rendering import Pages
from delivery_api.web.spoken_pages import SpokenPages
from tests.support.planted_recordings import silence
from tests.support.player_with_stub_server import CHOICE, NODE_MODULES, NUMBER, PlayerBrowser, StubServer, open_player

PASSAGE = {"id": "p1", "title": "The owl", "html": "<p>The owl woke.</p>"}
OF_PAGES = {"Question1": "q", "Nextquestion": "next", "Theowl": "title", "Theowlwoke.": "passage", "ka": "ka"}
COUNT_SOUNDS = """
window.sounds = 0;
const start = AudioBufferSourceNode.prototype.start;
AudioBufferSourceNode.prototype.start = function () { window.sounds += 1; return start.call(this); };
"""


def spoken_in(_language: str) -> str:
    return "/recordings/words.json"


PAGES = Pages(NODE_MODULES, spoken=SpokenPages(spoken_in, spoken_in, lambda _text, _language: (), spoken_in))


@dataclass
class Speaker:
    """A player with a speaker, and the recordings that were asked for."""

    play: PlayerBrowser
    asked: list[str] = field(default_factory=list)
    held: list[Callable[[], None]] = field(default_factory=list)
    holds: str = ""

    @property
    def page(self) -> Page:
        return self.play.page

    def send(self, route: Route) -> None:
        name = PurePath(urlsplit(route.request.url).path).name
        if name != "words.json":
            self.asked.append(name)
        body = json.dumps(OF_PAGES).encode() if name == "words.json" else silence()
        self.answer(route, name, body)

    def answer(self, route: Route, name: str, body: bytes) -> None:
        if name == self.holds:
            self.held.append(lambda: route.fulfill(body=body))
        else:
            route.fulfill(body=body)

    def listen(self) -> list[str]:
        """Press the speaker and wait until it has read all. Returns the recordings it asked for."""
        before, sounds = len(self.asked), self.page.evaluate("window.sounds")
        self.press()
        for _ in range(300):  # a press is heard a moment after
            if self.page.evaluate("window.sounds") > sounds:
                break
            self.page.wait_for_timeout(20)
        self.is_silent()
        return self.asked[before:]

    def press(self) -> None:
        self.page.locator("[data-speaker]").click()

    def is_silent(self) -> None:
        expect(self.page.locator("[data-speaker]")).to_have_text("Read this to me")


@contextmanager
def speaker(chromium: Browser, server: StubServer, told: dict[str, object]) -> Iterator[Speaker]:
    """Open a question of a young learner; `told` is what the service says of its recordings."""
    server.pages, server.young = PAGES, True
    with open_player(chromium, server) as play:
        heard = Speaker(play)
        play.page.add_init_script(COUNT_SOUNDS)
        play.page.route("**/recordings/**", heard.send)
        play.page.route("**/voice?*", lambda route: heard.answer(route, "voice", json.dumps(told).encode()))
        play.open()
        yield heard


def test_where_reading_is_measured_no_word_of_the_question_is_read_whatever_pages_say(chromium: Browser) -> None:
    told: dict[str, object] = {"sentences": {}, "reads_questions": False}
    with speaker(chromium, StubServer([CHOICE], stimulus=PASSAGE), told) as heard:
        assert heard.listen() == ["q", "next"]


def test_an_answer_that_is_covered_is_not_read(chromium: Browser) -> None:
    told: dict[str, object] = {"sentences": {"kb": "kb", "kc": "kc"}, "reads_questions": True}
    with speaker(chromium, StubServer([CHOICE], tools=("answer_masking",)), told) as heard:
        assert heard.listen() == ["q", "next"]
        heard.page.get_by_role("button", name="Uncover answer 2").click()
        heard.listen()
        assert set(heard.asked) == {"q", "kb", "next"}


@pytest.mark.parametrize("waits_for", ["words.json", "voice", "q"])
def test_reading_that_is_stopped_while_it_loads_stays_stopped(chromium: Browser, waits_for: str) -> None:
    told: dict[str, object] = {"sentences": {}, "reads_questions": True}
    with speaker(chromium, StubServer([NUMBER]), told) as heard:
        heard.holds = waits_for
        heard.press()
        expect(heard.page.locator("[data-speaker]")).to_have_text("Stop reading")
        while not heard.held:
            heard.page.wait_for_timeout(10)
        heard.press()
        heard.is_silent()
        heard.holds = ""
        heard.held.pop()()
        heard.page.wait_for_timeout(150)
        heard.is_silent()
        assert heard.page.evaluate("window.sounds") == 0
        heard.listen()
        assert heard.page.evaluate("window.sounds") == 2, "the question’s number and the button"
