"""The page of the published log checks it in Chromium, from its own files alone."""

from __future__ import annotations

import mimetypes
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Request, Route, expect
from starlette.testclient import TestClient

from delivery_api.privacy.published_log.log_messages import fault_sentences
from delivery_api.web.message_catalogue import translations
from tests.support.axe_accessibility import assert_accessible
from tests.support.log_forgeries import FORGED_CHANGES, FORGERIES, HARMLESS
from tests.support.programme_stories import STORIES, TODAY
from tests.support.published_folders import PublishedFolder, publish_folder
from tests.support.route_listing import application

HERE = "http://localhost"
HOLDS = {
    "en": "The log holds. Your browser has checked every signature, hash, day and certificate.",
    "cy": "Mae’r log yn ddilys. Mae eich porwr wedi gwirio pob llofnod, hash, diwrnod a thystysgrif.",
}
BROKEN = "THE LOG DOES NOT HOLD. Your browser found:"
TOLD = fault_sentences(translations("en"))


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> PublishedFolder:
    return publish_folder(tmp_path_factory.mktemp("published"))


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> PublishedFolder:
    return publish_folder(tmp_path_factory.mktemp("changed"), changed=(3, 11))


@contextmanager
def reading(chromium: Browser, folder: Path) -> Iterator[Callable[[str], Page]]:
    """Opens a page of a folder as a web server would give it; nothing else is reached."""
    context = chromium.new_context(viewport={"width": 320, "height": 640})
    page = context.new_page()
    asked: list[str] = []

    def handle(route: Route, request: Request) -> None:
        asked.append(request.url)
        path = folder / request.url.removeprefix(f"{HERE}/")
        kind = mimetypes.guess_type(path.name)[0] or "text/plain"
        if path.is_file():
            route.fulfill(status=200, body=path.read_bytes(), content_type=kind)
        else:
            route.fulfill(status=404)

    def opened(name: str) -> Page:
        page.goto(f"{HERE}/{name}")
        return page

    context.route("**/*", handle)
    yield opened
    assert [url for url in asked if not url.startswith(HERE)] == []
    context.close()


@pytest.mark.parametrize("language", ["cy", "en"])
def test_a_true_log_is_found_to_hold_in_both_languages(
    chromium: Browser, published: PublishedFolder, language: str
) -> None:
    with reading(chromium, published.folder) as opened:
        page = opened(f"{language}.html")
        expect(page.get_by_role("status")).to_have_text(HOLDS[language])
        days = {"en": ["4 December 2026", "4 June 2028"], "cy": ["4 Rhagfyr 2026", "4 Mehefin 2028"]}[language]
        for day in days:
            expect(page.get_by_role("row").filter(has_text="Treial yr hydref")).to_contain_text(day)
        assert_accessible(page)
        page.locator("[data-kept-head]").set_input_files(published.later_head)
        expect(page.get_by_role("status")).not_to_have_text(HOLDS[language])
        page.locator("[data-kept-head]").set_input_files(published.folder / "head.json")
        expect(page.get_by_role("status")).to_have_text(HOLDS[language])


def choose(page: Page, folder: Path) -> None:
    """Give the page the folder of a copy, as its reader does."""
    page.locator("[data-own-files]").set_input_files(folder)


def test_the_page_finds_each_forgery(chromium: Browser, published: PublishedFolder) -> None:
    with reading(chromium, published.folder) as opened:
        page = opened("en.html")
        expect(page.get_by_role("status")).to_have_text(HOLDS["en"])
        page.locator("[data-trusted-key]").set_input_files(published.key)
        for name, (forge, fault) in FORGERIES.items():
            choose(page, published.forged(forge))
            expect(page.get_by_role("status"), name).to_have_text(BROKEN)
            expect(page.locator("[data-findings]"), name).to_contain_text(TOLD[fault])
        for name, forge in HARMLESS.items():
            choose(page, published.forged(forge))
            expect(page.get_by_role("status"), name).to_have_text(HOLDS["en"])
        choose(page, published.forged(FORGERIES["a line has spaces"][0]))
        expect(page.locator("[data-findings] li")).to_have_text(f"{TOLD['form']}: 3")


def test_the_page_follows_a_key_that_was_changed(chromium: Browser, changed: PublishedFolder) -> None:
    with reading(chromium, changed.folder) as opened:
        page = opened("en.html")
        expect(page.get_by_role("status")).to_have_text(HOLDS["en"])
        page.locator("[data-trusted-key]").set_input_files(changed.key)
        expect(page.get_by_role("status")).to_have_text(HOLDS["en"])
        for name, facts in FORGED_CHANGES.items():
            choose(page, changed.forged(lambda copy, facts=facts: copy.change_last_key(**facts)))
            expect(page.get_by_role("status"), name).to_have_text(BROKEN)
            expect(page.locator("[data-findings]"), name).to_contain_text("key")


def test_the_page_and_the_command_say_the_same_of_how_a_trial_stands(
    chromium: Browser, published: PublishedFolder
) -> None:
    with reading(chromium, published.folder) as opened:
        page = opened("en.html")
        for name, (told, standing) in STORIES.items():
            entries = [{"kind": each.kind, "at": each.at, "facts": dict(each.facts)} for each in told]
            shown = page.evaluate(
                "([entries, today]) => [...mesurLogRules.programmes(entries).values()]"
                ".map((each) => mesurLogRules.standing(each, today))",
                [entries, TODAY],
            )
            assert shown == [standing], name


def test_the_page_finds_a_forged_file_that_it_was_given_by_a_server(
    chromium: Browser, published: PublishedFolder
) -> None:
    with reading(chromium, published.forged(FORGERIES["a due day is moved"][0])) as opened:
        page = opened("en.html")
        expect(page.get_by_role("status")).to_have_text(BROKEN)
        expect(page.locator("[data-findings]")).to_contain_text(TOLD["destruction differs"])


def test_a_page_opened_from_a_folder_checks_the_files_that_its_reader_chooses(
    chromium: Browser, published: PublishedFolder
) -> None:
    context = chromium.new_context()
    page = context.new_page()
    page.goto((published.folder / "en.html").as_uri())
    choose(page, published.folder)
    expect(page.get_by_role("status")).to_have_text(HOLDS["en"])
    choose(page, published.forged(FORGERIES["two keys lie beside it"][0]))  # and the reader has no key of their own
    expect(page.get_by_role("status")).to_contain_text("could not be read. (public-key.pem)")
    context.close()


def test_the_page_of_the_service_checks_the_files_of_the_service(chromium: Browser, tmp_path: Path) -> None:
    publish_folder(tmp_path)
    for certificate in (tmp_path / "certificates").iterdir():
        shutil.copy(certificate, tmp_path)  # where the settings of `application` have them
    context = chromium.new_context()
    page = context.new_page()
    with TestClient(application(tmp_path), base_url=HERE) as client:

        def handle(route: Route, request: Request) -> None:
            answer = client.get(request.url)
            route.fulfill(status=answer.status_code, body=answer.content, headers=dict(answer.headers))

        context.route("**/*", handle)
        for language, sentence in HOLDS.items():
            page.goto(f"{HERE}/privacy/log?lang={language}")
            expect(page.get_by_role("status").filter(has_text=sentence)).to_be_visible()
            assert_accessible(page)
    context.close()


def test_a_browser_that_cannot_check_signatures_says_so(chromium: Browser, published: PublishedFolder) -> None:
    with reading(chromium, published.folder) as opened:
        page = opened("index.html")
        page.context.add_init_script("crypto.subtle.importKey = () => Promise.reject(new Error('NotSupported'));")
        page = opened("en.html")
        expect(page.get_by_role("status")).to_contain_text("This browser cannot check signatures")
        expect(page.get_by_role("row").filter(has_text="Treial yr hydref")).to_contain_text("4 June 2028")
