"""After an outage a learner goes on where they were, with no question asked."""

from __future__ import annotations

from playwright.sync_api import Browser, Page, expect

from tests.support.browsed_service import BrowsedService
from tests.support.chromium import let_settle


def begun(page: Page, url: str) -> None:
    page.goto(url)
    page.get_by_role("button", name="Start the assessment").click()
    expect(page.locator("#question")).to_have_text("Question 1")
    let_settle(page)


def new_tab_after_an_offline_answer(page: Page) -> Page:
    """Answer while the line is down, close the tab, and open another one once the line is back."""
    context = page.context
    context.set_offline(True)
    page.get_by_role("button", name="I can’t do this").click()
    expect(page.get_by_text("Your answer is safe on this computer.")).to_be_visible()
    page.close()
    context.set_offline(False)
    return context.new_page()


def test_whoever_answers_offline_and_closes_the_tab_goes_on_in_a_new_one(
    chromium: Browser, browsed: BrowsedService
) -> None:
    url = f"{browsed.url}/player/{browsed.harness.assign('cadi')}?lang=en"
    with browsed.context(chromium, "cadi") as context:
        page = context.new_page()
        begun(page, url)
        page = new_tab_after_an_offline_answer(page)
        page.goto(url)
        expect(page.locator("#question")).to_have_text("Question 2")
        let_settle(page)
        page.get_by_role("button", name="I can’t do this").click()
        expect(page.locator("#question")).to_have_text("Question 3")


def test_a_tab_that_was_left_for_another_one_still_asks(chromium: Browser, browsed: BrowsedService) -> None:
    url = f"{browsed.url}/player/{browsed.harness.assign('joe')}?lang=en"
    with browsed.context(chromium, "joe") as context:
        first, second = context.new_page(), context.new_page()
        begun(first, url)
        second.goto(url)
        expect(second.locator("#question")).to_have_text("Question 1")
        first.get_by_role("button", name="I can’t do this").click()
        expect(first.get_by_role("button", name="Go on here instead")).to_be_visible()


WHAT_IS_KEPT = """async () => {
  const database = await new Promise((resolve) => {
    const request = indexedDB.open("mesur", 1);
    request.onupgradeneeded = () => request.result.createObjectStore("sittings");
    request.onsuccess = () => resolve(request.result);
  });
  const all = await new Promise((resolve) => {
    const request = database.transaction("sittings").objectStore("sittings").getAll();
    request.onsuccess = () => resolve(request.result);
  });
  database.close();
  const text = (bytes) => String.fromCharCode(...new Uint8Array(bytes));
  return { records: all.map(({ iv, sealed, until }) => ({ iv: text(iv), sealed: text(sealed), until })),
    local: { ...localStorage }, tab: { ...sessionStorage } };
}"""


def choose_second(page: Page) -> None:
    page.locator(".mesur-reply input").nth(1).check(force=True)


def test_a_draft_outlives_its_tab_and_is_sealed(chromium: Browser, browsed: BrowsedService) -> None:
    sitting = browsed.harness.assign_reading("cadi")
    url = f"{browsed.url}/player/{sitting}?lang=en"
    with browsed.context(chromium, "cadi") as context:
        page = context.new_page()
        begun(page, url)
        choose_second(page)
        expect(page.locator("#question")).to_be_visible()
        kept, item = page.evaluate(WHAT_IS_KEPT), browsed.harness.log(sitting)[-1].item
        assert len(kept["records"]) == 2, "the draft, and the question on the page"
        assert [word for word in ("draft", "reply", "Cadi", item) if word in str(kept)] == []
        page.close()
        page = context.new_page()
        page.goto(url)
        expect(page.locator("#question")).to_have_text("Question 1")
        expect(page.locator(".mesur-reply input").nth(1)).to_be_checked()
        let_settle(page)
        page.get_by_role("button", name="Next question").click()
        expect(page.locator("#question")).to_have_text("Question 2")
        assert len(page.evaluate(WHAT_IS_KEPT)["records"]) == 1, "the question on the page"


A_SLOW_STORE = """(() => {
  const { importKey } = SubtleCrypto.prototype, later = window.setTimeout;
  const open = new Promise((resolve) => { window.letStoreOpen = resolve; });
  SubtleCrypto.prototype.importKey = async function (...given) { await open; return importKey.apply(this, given); };
  window.setTimeout = (act, wait, ...given) => later(act, wait === 1000 ? 60_000 : wait, ...given);
})()"""


def test_a_question_does_not_wait_for_the_store_and_what_is_written_meanwhile_is_sealed(
    chromium: Browser, browsed: BrowsedService
) -> None:
    url = f"{browsed.url}/player/{browsed.harness.assign_reading('cadi')}?lang=en"
    with browsed.context(chromium, "cadi") as context:
        page = context.new_page()
        begun(page, url)
        context.add_init_script(A_SLOW_STORE)
        page.reload()
        choose_second(page)
        assert len(page.evaluate(WHAT_IS_KEPT)["records"]) == 1, "the question, of the page before"
        assert "draft" not in page.evaluate("Object.keys(sessionStorage).join()")
        page.evaluate("letStoreOpen()")
        page.wait_for_load_state("networkidle")
        assert len(page.evaluate(WHAT_IS_KEPT)["records"]) == 2
        page.reload()
        expect(page.locator("#question")).to_have_text("Question 1")
        expect(page.locator(".mesur-reply input").nth(1)).not_to_be_checked()
        page.evaluate("letStoreOpen()")
        expect(page.locator(".mesur-reply input").nth(1)).to_be_checked()


def test_nothing_readable_of_the_first_learner_is_left_for_the_second(
    chromium: Browser, browsed: BrowsedService
) -> None:
    cadis, joes = browsed.harness.assign_reading("cadi"), browsed.harness.assign("joe")
    with browsed.context(chromium, "cadi") as context:
        page = context.new_page()
        begun(page, f"{browsed.url}/player/{cadis}?lang=en")
        choose_second(page)
        context.set_offline(True)
        page.get_by_role("button", name="Next question").click()
        expect(page.get_by_text("Your answer is safe on this computer.")).to_be_visible()
        page.close()
        context.set_offline(False)

        browsed.sign_in(context, "joe")
        page = context.new_page()
        assert page.goto(f"{browsed.url}/player/{cadis}?lang=en").status == 404
        begun(page, f"{browsed.url}/player/{joes}?lang=en")
        kept = page.evaluate(WHAT_IS_KEPT)
        assert len(kept["records"]) == 4, "of her the answer, the draft and the question; of him his question"
        assert list(kept["local"]) == [f"mesur.outbox.sealed.{cadis}"]
        secret = page.evaluate("JSON.parse(document.getElementById('mesur-boot').textContent).seal")

        browsed.sign_in(context, "cadi")
        page.goto(f"{browsed.url}/player/{cadis}?lang=en")
        expect(page.locator("#question")).to_have_text("Question 2")
        assert page.evaluate("JSON.parse(document.getElementById('mesur-boot').textContent).seal") != secret
        kept = page.evaluate(WHAT_IS_KEPT)
        assert (len(kept["records"]), kept["local"]) == (2, {}), "the question that each of them is on"


def test_what_is_older_than_two_days_is_removed_unread(chromium: Browser, browsed: BrowsedService) -> None:
    url = f"{browsed.url}/player/{browsed.harness.assign_reading('mali')}?lang=en"
    with browsed.context(chromium, "mali") as context:
        page = context.new_page()
        begun(page, url)
        choose_second(page)
        record = max(page.evaluate(WHAT_IS_KEPT)["records"], key=lambda record: record["until"])
        assert 0 < record["until"] - page.evaluate("Date.now()") <= 48 * 60 * 60 * 1000
        page.close()
        context.clock.install(time=record["until"] / 1000 + 60)  # something may have been written since
        page = context.new_page()
        page.goto(f"{browsed.url}/?lang=en")
        expect(page.get_by_role("button", name="Sign out")).to_be_visible()
        for _ in range(100):  # the page shows before it has swept
            if not page.evaluate(WHAT_IS_KEPT)["records"]:
                break
            page.wait_for_timeout(50)
        assert page.evaluate(WHAT_IS_KEPT)["records"] == []


def test_an_answer_that_waits_in_clear_is_sealed_and_sent(chromium: Browser, browsed: BrowsedService) -> None:
    sitting = browsed.harness.assign("cadi")
    url, responses = f"{browsed.url}/player/{sitting}?lang=en", "**/responses/*"
    with browsed.context(chromium, "cadi") as context:
        page = context.new_page()
        page.add_init_script("indexedDB.open = () => ({})")  # a disk that does not answer
        begun(page, url)
        context.set_offline(True)
        page.get_by_role("button", name="I can’t do this").click()
        expect(page.get_by_text("Your answer is safe on this computer.")).to_be_visible()
        assert page.evaluate("Object.keys(localStorage)") == [f"mesur.outbox.{sitting}"]
        page.close()
        context.set_offline(False)
        context.route(responses, lambda route: route.abort())
        page = context.new_page()
        page.goto(url)
        expect(page.get_by_role("button", name="Try now")).to_be_visible()
        kept = page.evaluate(WHAT_IS_KEPT)
        assert len(kept["records"]) in (1, 2), "the answer, and the question unless the disk is slow"
        assert list(kept["local"]) == [f"mesur.outbox.sealed.{sitting}"]
        context.unroute(responses)
        page.get_by_role("button", name="Try now").click()
        expect(page.locator("#question")).to_have_text("Question 2")
        kept = page.evaluate(WHAT_IS_KEPT)
        assert (len(kept["records"]), kept["local"]) == (1, {}), "the question on the page"


def test_nothing_that_waited_longer_than_two_days_keeps_a_sign_out_from_clearing(
    chromium: Browser, browsed: BrowsedService
) -> None:
    sitting = browsed.harness.assign("cadi")
    of_an_earlier_release = """localStorage.setItem("mesur.outbox.other", '{"position": 3, "body": {}}')"""
    with browsed.context(chromium, "cadi") as context:
        page = context.new_page()
        begun(page, f"{browsed.url}/player/{sitting}?lang=en")
        page.evaluate(of_an_earlier_release)
        page = new_tab_after_an_offline_answer(page)
        page.goto(f"{browsed.url}/?lang=en")
        page.wait_for_load_state("networkidle")
        kept = page.evaluate(WHAT_IS_KEPT)
        assert len(kept["records"]) == 2
        assert sorted(kept["local"]) == ["mesur.outbox.other", f"mesur.outbox.sealed.{sitting}"]

        context.clock.install(time=page.evaluate("Date.now()") / 1000 + 48 * 60 * 60 + 60)
        page.reload()
        page.wait_for_load_state("networkidle")
        kept = page.evaluate(WHAT_IS_KEPT)
        assert (kept["records"], kept["local"]) == ([], {})
        with page.expect_request("**/logout*") as signing_out:
            page.get_by_role("button", name="Sign out").click()
        assert "clear=1" in (signing_out.value.post_data or "")


def test_where_there_is_no_store_an_answer_still_waits_and_the_sitting_goes_on(
    chromium: Browser, browsed: BrowsedService
) -> None:
    sitting = browsed.harness.assign("cadi")
    url = f"{browsed.url}/player/{sitting}?lang=en"
    with browsed.context(chromium, "cadi") as context:
        context.add_init_script("indexedDB.open = () => { throw new Error('switched off'); }")
        page = context.new_page()
        begun(page, url)
        page = new_tab_after_an_offline_answer(page)
        page.goto(url)
        expect(page.locator("#question")).to_have_text("Question 2")
