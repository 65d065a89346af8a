"""An author sees in the browser what was saved, with the key on a switch."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn
from playwright.sync_api import Browser, expect

from delivery_api.commands.bank_serving.live_folder import live_folder
from itembank.authoring import new_files
from tests.support.axe_accessibility import assert_accessible


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address at which a folder is shown, while the block runs."""
    server = uvicorn.Server(uvicorn.Config(live_folder(folder, "en"), host="127.0.0.1", port=0, log_level="warning"))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            time.sleep(0.01)
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}/"
    finally:
        server.should_exit = True
        thread.join()


def test_the_page_follows_the_file_and_the_switch_stays(chromium: Browser, tmp_path: Path) -> None:
    ((name, text),) = new_files("scenario", ("cy", "en"), "en").items()
    (tmp_path / name).write_text(text, "utf-8")
    # axe-core itself styles elements, which the policy of the page would not let it
    with served(tmp_path) as address, chromium.new_context(bypass_csp=True) as context:
        page = context.new_page()
        page.goto(address)
        keys = page.locator(".languages .about")
        expect(page.get_by_text("How many carrots")).to_be_visible()
        expect(keys.first).to_be_hidden()
        page.get_by_label("Show keys and misconceptions").check()
        expect(keys.first).to_be_visible()
        (tmp_path / name).write_text(
            text.replace("How many carrots", "How many swedes").replace('"500"', '"50"'), "utf-8"
        )
        expect(page.get_by_text("How many swedes")).to_be_visible()
        expect(page.get_by_text("expected 500, which leeks * 2 gives, received '50'")).to_be_visible()
        expect(page.get_by_label("Show keys and misconceptions")).to_be_checked()
        expect(keys.first).to_be_visible()
        assert_accessible(page)
