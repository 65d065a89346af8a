"""While the line is down the player opens, goes on, and tells the truth; and nothing of it is for somebody else."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from delivery_api.web.bundles import bundled_files
from delivery_api.web.player_shell import PlayerShell
from tests.support.browsed_service import BrowsedService
from tests.support.chromium import hurry_timers, let_settle

PASSAGE, SECRET = "A gull took the last chip.", "Zq7secret"
SAFE, CANNOT = "Your answer is safe on this computer.", "I can’t do this"

ALL_THAT_IS_KEPT = """async () => {
  const text = (bytes) => new TextDecoder("latin1").decode(bytes);
  const asked = (request) => new Promise((resolve) => { request.onsuccess = () => resolve(request.result); });
  const kept = { local: { ...localStorage }, tab: { ...sessionStorage }, cached: [], records: [] };
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      kept.cached.push([name, request.url, await (await cache.match(request)).text()]);
    }
  }
  for (const { name } of await indexedDB.databases()) {
    const database = await asked(indexedDB.open(name));
    for (const store of database.objectStoreNames) {
      for (const { iv, sealed } of await asked(database.transaction(store).objectStore(store).getAll())) {
        kept.records.push(text(iv) + text(sealed));
      }
    }
    database.close();
  }
  return kept;
}"""

UNTIL_ANOTHER_IS_HELD = """async (old) => {
  while ((await caches.keys()).join() === old || (await caches.keys()).length > 1) {
    await new Promise((resolve) => { setTimeout(resolve, 20); });
  }
}"""


# the page's policy lets nothing be evaluated again and again, as `wait_for_function` does
CONTROLLED = """async () => {
  while (!navigator.serviceWorker.controller) {
    await new Promise((resolve) => { setTimeout(resolve, 20); });
  }
}"""


def begun(page: Page, url: str) -> None:
    page.goto(url)
    page.get_by_role("button", name="Start the assessment").click()
    expect(page.locator("#question")).to_have_text("Question 1")
    page.evaluate(CONTROLLED)
    let_settle(page)


def offline(context: BrowserContext, act: Callable[[], object]) -> None:
    """Do something with the line down, which comes back afterwards."""
    context.set_offline(True)
    act()
    context.set_offline(False)


def test_a_whole_sitting_through_a_flapping_line_reloads_and_a_closed_tab(
    chromium: Browser, browsed: BrowsedService
) -> None:
    sitting = browsed.harness.assign_reading("cadi")
    url = f"{browsed.url}/player/{sitting}?lang=en"
    with browsed.context(chromium, "cadi") as context:
        page = context.new_page()
        begun(page, url)
        page.locator(".mesur-reply input").nth(1).check(force=True)

        def reload_and_answer() -> None:
            page.reload()
            expect(page.locator("[data-saved]")).to_have_text("The internet has gone away for a moment.")
            expect(page.get_by_text(PASSAGE)).to_be_visible()
            expect(page.locator(".mesur-reply input").nth(1)).to_be_checked()
            let_settle(page)
            page.get_by_role("button", name="Next question").click()
            expect(page.get_by_text(SAFE)).to_be_visible()
            for _ in range(2):
                page.reload()
                expect(page.get_by_text(PASSAGE)).to_be_visible()
                expect(page.get_by_text(SAFE)).to_be_visible()
            expect(page.locator("[data-saved]")).to_have_text("Your answer is here. We are trying to save it.")
            expect(page.locator(".mesur-next")).to_have_text("Wait a moment")

        offline(context, reload_and_answer)
        expect(page.locator("#question")).to_have_text("Question 2")
        expect(page.locator("[data-saved]")).to_have_text("Saved")

        def answer_and_close() -> Page:
            let_settle(page)
            page.get_by_role("button", name=CANNOT).click()
            expect(page.get_by_text(SAFE)).to_be_visible()
            page.close()
            another = context.new_page()
            another.goto(url)
            expect(another.locator("h1")).to_have_text("Wait a moment")
            expect(another.get_by_text("Nothing is lost: we keep trying.")).to_be_visible()
            return another

        context.set_offline(True)
        page = answer_and_close()
        context.route("**/responses/*", lambda route: route.abort())
        context.set_offline(False)
        expect(page.get_by_text(SAFE)).to_be_visible(timeout=20_000)
        context.set_offline(True)
        page.reload()  # a page that opens with an answer that waits leaves the secret, too
        expect(page.get_by_text(SAFE)).to_be_visible()
        context.unroute("**/responses/*")
        context.set_offline(False)
        expect(page.locator("h1")).to_have_text("You have finished")
        assert page.evaluate(ALL_THAT_IS_KEPT)["records"] == []
    answers = [event.reply for event in browsed.harness.log(sitting) if hasattr(event, "reply")]
    assert len(answers) == 2, "each once"


def test_the_line_comes_back_to_a_page_that_was_opened_without_it(chromium: Browser, browsed: BrowsedService) -> None:
    sitting = browsed.harness.assign("joe")
    with browsed.context(chromium, "joe") as context:
        page = context.new_page()
        begun(page, f"{browsed.url}/player/{sitting}?lang=en")

        # a display setting is the learner's: the page that opens without a line has it, too, and can change it
        page.locator("[data-comfort] summary").click()
        page.locator("[data-comfort] input[value=contrast]").check(force=True)

        def read_in_welsh() -> None:
            page.get_by_role("link", name="Cymraeg").click()
            expect(page.locator("#question")).to_have_text("Cwestiwn 1")
            assert page.evaluate("document.documentElement.dataset.theme") == "contrast"
            page.locator("[data-comfort] summary").click()
            page.locator("[data-comfort] input[value='3']").check(force=True)
            root = page.evaluate("({ ...document.documentElement.dataset })")
            assert (root["size"], root["theme"]) == ("3", "contrast")
            assert page.evaluate("localStorage.getItem('mesur.comfort')") is None

        offline(context, read_in_welsh)
        let_settle(page)
        page.locator(".mesur-cannot").click()
        expect(page.locator("#question")).to_have_text("Cwestiwn 2")
        expect(page.locator("[data-saved]")).to_have_text("Wedi’i gadw")


def test_who_has_tools_goes_on_without_a_line_and_has_them(chromium: Browser, browsed: BrowsedService) -> None:
    evans = browsed.harness.signed_in("evans")
    settings = {"learner": str(browsed.harness.people["joe"]), "line_reader": "yes", "scratchpad": "yes"}
    evans.post(f"/classes/{browsed.harness.classes['Derwen']}/access", data=settings)
    url = f"{browsed.url}/player/{browsed.harness.assign('joe')}?lang=en"
    with browsed.context(chromium, "joe") as context:
        page = context.new_page()
        begun(page, url)

        def reload_answer_and_reload() -> None:
            for _ in range(2):
                page.reload()
                expect(page.locator("#question")).to_have_text("Question 1")
                page.get_by_role("button", name="Notes").click()
            let_settle(page)
            page.get_by_role("button", name=CANNOT).click()
            expect(page.get_by_text(SAFE)).to_be_visible()
            page.reload()
            expect(page.get_by_text(SAFE)).to_be_visible()
            expect(page.get_by_role("button", name="Line reader")).to_be_visible()

        offline(context, reload_answer_and_reload)
        expect(page.locator("#question")).to_have_text("Question 2")
        expect(page.get_by_role("button", name="Line reader")).to_be_visible()
    evans.post(f"/classes/{browsed.harness.classes['Derwen']}/access", data={"learner": settings["learner"]})


def test_a_break_is_begun_from_a_page_without_a_line_and_outlives_reloads_without_one(
    chromium: Browser, browsed: BrowsedService
) -> None:
    evans, cadi = browsed.harness.signed_in("evans"), str(browsed.harness.people["cadi"])
    evans.post(f"/classes/{browsed.harness.classes['Derwen']}/access", data={"learner": cadi, "breaks": "1"})
    url = f"{browsed.url}/player/{browsed.harness.assign_reading('cadi')}?lang=en"
    heading = "You are having a break"
    with browsed.context(chromium, "cadi") as context:
        hurry_timers(context)
        page = context.new_page()
        begun(page, url)
        name = page.locator(".mesur-who__name").inner_text()
        page.locator(".mesur-reply input").nth(1).check(force=True)
        page.wait_for_load_state("networkidle")
        offline(context, lambda: (page.reload(), page.locator("#question").wait_for()))
        page.get_by_role("button", name="Have a break").click()
        page.get_by_role("dialog").get_by_role("button", name="Have a break").click()
        expect(page.get_by_role("heading", name=heading)).to_be_focused()

        def reload_twice_and_want_to_go_on() -> None:
            for _ in range(2):
                page.reload()
                expect(page.get_by_role("heading", name=heading)).to_be_focused()
                expect(page.get_by_text("The internet has gone away for a moment.")).to_be_visible()
                expect(page.get_by_text("The question waits for you.")).to_be_visible()
            page.get_by_role("link", name="Cymraeg").click()
            expect(page.get_by_role("heading", name="Rwyt ti’n cael egwyl")).to_be_focused()

        offline(context, reload_twice_and_want_to_go_on)
        expect(page.locator(".mesur-who__name")).to_have_text(name)  # the line is back, and the break stands
        expect(page.get_by_text("Mae’r rhyngrwyd wedi diflannu")).to_have_count(0)
        page.get_by_role("button", name="Mynd ymlaen â’r cwestiynau").click()
        expect(page.locator(".mesur-reply input").nth(1)).to_be_checked()
    evans.post(f"/classes/{browsed.harness.classes['Derwen']}/access", data={"learner": cadi})


def test_a_page_that_opened_without_a_line_says_whose_it_is_once_there_is_one(
    chromium: Browser, browsed: BrowsedService
) -> None:
    url = f"{browsed.url}/player/{browsed.harness.assign('cadi')}?lang=en"
    with browsed.context(chromium, "cadi") as context:
        hurry_timers(context)
        page = context.new_page()
        begun(page, url)
        name = page.locator(".mesur-who__name").inner_text()
        context.set_offline(True)
        page.reload()
        expect(page.locator("#question")).to_have_text("Question 1")
        expect(page.locator(".mesur-who__name")).to_have_count(0)
        context.set_offline(False)
        expect(page.locator(".mesur-who__name")).to_have_text(name)
        expect(page.get_by_role("link", name="not you?")).to_have_attribute("href", re.compile("back=%2Fplayer%2F.+"))

        # whoever is not her has the question go from the page, with a line or without
        context.set_offline(True)
        page.reload()
        page.get_by_role("button", name="not you?").click()
        expect(page.locator("h1")).to_have_text("Wait a moment")
        expect(page.locator("#question")).to_have_count(0)


def test_a_sign_in_that_ended_while_the_line_was_down_ends_the_page(chromium: Browser, browsed: BrowsedService) -> None:
    url = f"{browsed.url}/player/{browsed.harness.assign('cadi')}?lang=en"
    with browsed.context(chromium, "cadi") as context:
        hurry_timers(context)
        page = context.new_page()
        begun(page, url)
        page.evaluate("sessionStorage['mesur.silent'] = Date.now()")  # the provider was asked a moment ago
        offline(context, lambda: (page.reload(), page.locator("#question").wait_for(), context.clear_cookies()))
        expect(page.locator("h1")).to_have_text("You have been signed out")
        expect(page.locator("#question")).to_have_count(0)


def test_who_signs_out_without_a_line_is_told_and_is_signed_out_with_it(
    chromium: Browser, browsed: BrowsedService
) -> None:
    url = f"{browsed.url}/player/{browsed.harness.assign('cadi')}?lang=en"
    with browsed.context(chromium, "cadi") as context:
        page = context.new_page()
        begun(page, url)
        context.set_offline(True)
        page.get_by_role("button", name="Stop for now").click()
        page.get_by_role("button", name="Stop, and sign out").click()
        expect(page.get_by_text("you are signed out as soon as it is back")).to_be_visible()
        expect(page.locator("#question")).to_have_count(0)
        with page.expect_response("**/logout*") as signed_out:
            context.set_offline(False)
        assert signed_out.value.header_value("clear-site-data") == '"storage"'
        page.wait_for_url(re.compile("/logout|/signed-out"))  # a browser that is closed while it clears may hang


def test_what_another_tab_has_not_sent_yet_outlives_a_late_answer(chromium: Browser, browsed: BrowsedService) -> None:
    sitting = browsed.harness.assign("cadi")
    url = f"{browsed.url}/player/{sitting}?lang=en"
    with browsed.context(chromium, "cadi") as context:
        first, second = context.new_page(), context.new_page()
        begun(first, url)
        second.goto(url)
        expect(second.locator("#question")).to_have_text("Question 1")
        let_settle(second)
        for page in (first, second):
            page.route("**/responses/*", lambda route: route.abort())
            page.get_by_role("button", name=CANNOT).click()
            expect(page.get_by_text(SAFE)).to_be_visible()
        first.unroute("**/responses/*")
        with first.expect_response("**/responses/*"):
            first.evaluate("window.dispatchEvent(new Event('online'))")
        expect(first.locator("h1")).not_to_have_text("Question 1")
        kept = second.evaluate(ALL_THAT_IS_KEPT)
        assert f"mesur.outbox.sealed.{sitting}" in kept["local"]
        second.reload()
        expect(second.get_by_text(SAFE)).to_be_visible()


@pytest.mark.long
def test_what_another_tab_left_ends_with_the_sitting(chromium: Browser, browsed: BrowsedService) -> None:
    """Beside the whole sitting above, which runs every day: in one tab after another."""
    url = f"{browsed.url}/player/{browsed.harness.assign_reading('cadi')}?lang=en"
    with browsed.context(chromium, "cadi") as context:
        page, other = context.new_page(), context.new_page()
        begun(page, url)
        other.goto(url)
        other.locator(".mesur-reply input").nth(1).check(force=True)
        other.wait_for_load_state("networkidle")
        assert len(other.evaluate(ALL_THAT_IS_KEPT)["records"]) == 2, "what it has written and the question"
        other.close()
        page.get_by_role("button", name=CANNOT).click()
        page.get_by_role("button", name="Go on here instead").click()
        expect(page.locator("#question")).to_have_text("Question 2")
        let_settle(page)
        page.get_by_role("button", name=CANNOT).click()
        expect(page.locator("h1")).to_have_text("You have finished")
        assert page.evaluate(ALL_THAT_IS_KEPT)["records"] == []


def test_nothing_readable_of_the_first_learner_is_left_on_the_device(
    chromium: Browser, browsed: BrowsedService
) -> None:
    cadis, joes = browsed.harness.assign_reading("cadi"), browsed.harness.assign("joe")
    url = f"{browsed.url}/player/{cadis}?lang=en"
    with browsed.context(chromium, "cadi") as context:
        page = context.new_page()
        begun(page, url)
        # not signed out: the answer waits, and she goes
        offline(
            context,
            lambda: (
                page.get_by_role("button", name=CANNOT).click(),
                expect(page.get_by_text(SAFE)).to_be_visible(),
                page.close(),
            ),
        )

        browsed.sign_in(context, "joe")
        page = context.new_page()
        begun(page, f"{browsed.url}/player/{joes}?lang=en")
        kept = page.evaluate(ALL_THAT_IS_KEPT)
        assert len(kept["records"]) == 3, "of her the answer and the question; of him his question"
        assert [word for word in ("Cadi", "Morgan", "Joe", "Bennett", "gull", "who?") if word in str(kept)] == []
        assert {address.split("/")[4] for _, address, _ in kept["cached"]} == {"bundles", "player"}
        assert [where for where, _, text in kept["cached"] if str(cadis) in text or str(joes) in text] == []

        context.set_offline(True)
        for _ in range(2):
            page.goto(url)
            expect(page.locator("h1")).to_have_text("Wait a moment")
        expect(page.locator("#question")).to_have_count(0)


def test_who_signs_out_leaves_nothing_to_open_without_the_line(chromium: Browser, browsed: BrowsedService) -> None:
    url = f"{browsed.url}/player/{browsed.harness.assign('cadi')}?lang=en"
    with browsed.context(chromium, "cadi") as context:
        page = context.new_page()
        begun(page, url)
        device = page.evaluate("sessionStorage['mesur.device']")
        page.get_by_role("button", name="Stop for now").click()
        with page.expect_response("**/logout*") as signed_out:
            page.get_by_role("button", name="Stop, and sign out").click()
        assert signed_out.value.header_value("clear-site-data") == '"storage"'
        page.wait_for_url(re.compile("/logout|/signed-out"))
        page.wait_for_load_state("networkidle")
        page.goto(f"{browsed.url}/livez")
        kept = page.evaluate(ALL_THAT_IS_KEPT)
        assert kept == {"local": {}, "tab": {}, "cached": [], "records": []}, device


def test_who_signs_out_while_an_answer_waits_leaves_it_sealed(chromium: Browser, browsed: BrowsedService) -> None:
    url = f"{browsed.url}/player/{browsed.harness.assign('cadi')}?lang=en"
    with browsed.context(chromium, "cadi") as context:
        page = context.new_page()
        begun(page, url)
        context.route("**/responses/*", lambda route: route.abort())
        page.get_by_role("button", name=CANNOT).click()
        expect(page.get_by_text(SAFE)).to_be_visible()
        page.get_by_role("button", name="Stop for now").click()
        context.set_offline(True)
        with page.expect_event("requestfailed", lambda request: "/responses/" in request.url):
            page.get_by_role("button", name="Stop, and sign out").click()
        expect(page.get_by_text("you are signed out as soon as it is back")).to_be_visible()
        expect(page.get_by_text(SAFE)).to_have_count(0)
        with page.expect_response("**/logout*") as signed_out:
            context.set_offline(False)
        assert signed_out.value.header_value("clear-site-data") is None
        page.wait_for_url(re.compile("/logout|/signed-out"))
        page.wait_for_load_state("networkidle")
        page.goto(f"{browsed.url}/livez")
        context.set_offline(True)
        page.goto(url)
        expect(page.locator("h1")).to_have_text("Wait a moment")


@pytest.mark.long
def test_what_waits_is_kept_while_somebody_else_is_signed_in(chromium: Browser, browsed: BrowsedService) -> None:
    """Beside `test_nothing_readable_of_the_first_learner_is_left_for_the_second`, which runs every day: in one tab."""
    sitting = browsed.harness.assign("cadi")
    url = f"{browsed.url}/player/{sitting}?lang=en"
    with browsed.context(chromium, "cadi") as context:
        page = context.new_page()
        begun(page, url)

        def answer_and_change_places() -> None:
            page.get_by_role("button", name=CANNOT).click()
            expect(page.get_by_text(SAFE)).to_be_visible()

        offline(context, lambda: (answer_and_change_places(), browsed.sign_in(context, "joe")))
        expect(page.locator("h1")).to_have_text("This assessment is not for you any more")
        # in the same tab, and even so
        context.set_offline(True)
        page.reload()
        expect(page.locator("h1")).to_have_text("Wait a moment")
        context.set_offline(False)
        browsed.sign_in(context, "cadi")
        page.goto(url)
        expect(page.locator("#question")).to_have_text("Question 2")


def test_another_release_takes_the_place_of_the_one_that_is_held(
    chromium: Browser, browsed: BrowsedService, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"{browsed.url}/player/{browsed.harness.assign('cadi')}?lang=en"
    script = "document.querySelector('script[src*=player]').getAttribute('src')"
    with browsed.context(chromium, "cadi") as context:
        page = context.new_page()
        begun(page, url)
        old = page.evaluate(script)
        [held] = page.evaluate("caches.keys()")
        release(monkeypatch)
        page.goto(url)
        expect(page.locator("#question")).to_have_text("Question 1")
        new = page.evaluate(script)
        assert new != old
        page.evaluate(UNTIL_ANOTHER_IS_HELD, held)
        addresses = [address for _, address, _ in page.evaluate(ALL_THAT_IS_KEPT)["cached"]]
        assert [address for address in addresses if address.endswith(new)] != []
        assert [address for address in addresses if address.endswith(old)] == []
        context.set_offline(True)
        page.reload()
        expect(page.locator("#question")).to_have_text("Question 1")
        assert page.evaluate(script) == new


def release(monkeypatch: pytest.MonkeyPatch) -> None:
    """Serve another player from now on, as after an upgrade."""
    written = bundled_files._bundle.__wrapped__

    def another(name: str, node_modules: object) -> bundled_files.BundledFile:
        file = written(name, node_modules)
        return (
            bundled_files.BundledFile(name, file.content + b"// of a later release\n") if name == "player.js" else file
        )

    monkeypatch.setattr(bundled_files, "_bundle", another)
    shell = PlayerShell.__dict__["_files"].func
    monkeypatch.setattr(PlayerShell, "_files", property(shell))
    monkeypatch.setattr(PlayerShell, "_digest", property(PlayerShell.__dict__["_digest"].func))


def test_the_worker_does_not_hide_which_site_caused_a_request(chromium: Browser, browsed: BrowsedService) -> None:
    url = f"{browsed.url}/player/{browsed.harness.assign('cadi')}?lang=en"
    with browsed.context(chromium, "cadi") as context:
        page = context.new_page()
        begun(page, url)
        own = page.goto(url)
        assert own
        assert own.from_service_worker
        assert own.header_value("content-encoding") == "gzip"
        page.goto(f"{browsed.url.replace('localhost', '127.0.0.1')}/livez")
        with page.expect_response("**/player/**") as caused:
            page.evaluate("(url) => { location.href = url; }", url)
        assert caused.value.from_service_worker
        assert caused.value.header_value("content-encoding") is None, "its length would tell"
