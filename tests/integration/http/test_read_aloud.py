"""The button that reads a page aloud: where the machine has a voice of its own for the language, and it reads all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from delivery_api.web.reader_language import Language
from tests.support.service_harness import ServiceHarness

HERE = "http://mesur.test"
WORDS = {"en": ("Read this to me", "Stop reading"), "cy": ("Darllen hwn i mi", "Stopio darllen")}

# Headless Chromium has no voices. This one has those that it is given, notes what is said, and ends when it is told to.
SPEECH = """(voices) => {
  const said = [];
  const synthesis = new EventTarget();
  Object.assign(synthesis, {
    getVoices: () => voices,
    speak: (each) => { said.push(each); },
    cancel: () => { said.splice(0).forEach((each) => each.onerror?.(new Event("error"))); },
  });
  Object.defineProperty(window, "speechSynthesis", { value: synthesis });
  window.SpeechSynthesisUtterance = function (text) { this.text = text; };
  window.said = () => said.map((each) => [each.text, each.lang, each.voice.name]);
  window.endAll = async (event) => {
    for (let place = 0; place < said.length; place += 1) {
      said[place][event](new Event(event));
      await new Promise((resolve) => { setTimeout(resolve); });
    }
    return said.length;
  };
}"""


@contextmanager
def notice(
    chromium: Browser, harness: ServiceHarness, language: Language, voices: list[dict[str, object]]
) -> Iterator[Page]:
    """The privacy notice, as the service sends it, in a browser with these voices."""
    client = harness.browser()
    address = f"/privacy?lang={language}"
    context = chromium.new_context()
    context.add_init_script(f"({SPEECH})({voices!r})".replace("True", "true").replace("False", "false"))
    page = context.new_page()

    def fulfil(route: Route) -> None:
        found = client.get(route.request.url.removeprefix(HERE))
        route.fulfill(status=found.status_code, body=found.content, content_type=found.headers["content-type"])

    page.route("**/*", fulfil)
    page.goto(f"{HERE}{address}")
    yield page
    context.close()


def own_voice(language: str, *, local: bool = True) -> dict[str, object]:
    return {"lang": f"{language}-GB", "localService": local, "name": f"own {language}"}


@pytest.mark.parametrize("harness", ["sqlite"], indirect=True)
def test_no_button_without_a_voice_of_the_machines_own_for_the_language(
    chromium: Browser, harness: ServiceHarness
) -> None:
    """A voice that sends the text elsewhere, or one of the other language, is none."""
    for voices in ([], [own_voice("cy", local=False)], [own_voice("en")]):
        with notice(chromium, harness, "cy", voices) as page:
            expect(page.locator("[data-read-aloud-controls]")).to_be_hidden()


@pytest.mark.parametrize("harness", ["sqlite"], indirect=True)
@pytest.mark.parametrize(("language", "end"), [("cy", "onend"), ("en", "onerror")])
def test_it_reads_every_sentence_of_the_page_in_its_language_and_can_be_stopped(
    chromium: Browser, harness: ServiceHarness, language: Language, end: str
) -> None:
    """It ends with the last sentence, and also where the voice fails."""
    voices = [own_voice("en", local=False), own_voice("en"), own_voice("cy")]
    with notice(chromium, harness, language, voices) as page:
        start, stop = (page.get_by_role("button", name=name) for name in WORDS[language])
        start.click()
        expect(stop).to_be_visible()
        told = page.locator("[data-read-aloud]").locator("h1, h2, p:not([data-read-aloud-controls])")
        sentences = [each.strip() for each in told.all_text_contents()]
        expect(page.locator(".mesur-read-aloud__part")).to_have_count(1)
        stop.click()
        expect(start).to_be_visible()
        expect(page.locator(".mesur-read-aloud__part")).to_have_count(0)
        start.click()
        assert page.evaluate(f"endAll('{end}')") == len(sentences) > 5
        assert page.evaluate("said()") == [[each, f"{language}-GB", f"own {language}"] for each in sentences]
        expect(start).to_be_visible()
        expect(page.locator(".mesur-read-aloud__part")).to_have_count(0)
