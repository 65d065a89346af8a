"""The player's shell: the same for everybody, of one release, and whole."""

import re

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from delivery_api.web.bundles.bundle_routes import KEPT
from delivery_api.web.player_shell import PlayerShell
from delivery_api.web.static_assets import asset_routes
from tests.support.player_with_stub_server import NODE_MODULES, PAGES

SHELL = PlayerShell(PAGES)


@pytest.fixture(scope="module")
def served() -> TestClient:
    return TestClient(Starlette(routes=[*asset_routes(NODE_MODULES), SHELL.route]))


def address(file: str) -> str:
    return SHELL.worker_address.replace("worker.js", file)


def test_the_worker_is_kept_for_good_and_may_open_the_player_alone(served):
    answer = served.get(SHELL.worker_address)
    assert answer.headers["content-type"].startswith("text/javascript")
    assert (answer.headers["cache-control"], answer.headers["service-worker-allowed"]) == (KEPT, "/player/")


@pytest.mark.parametrize("language", ["cy", "en"])
def test_the_shell_brings_all_its_files_and_nobody(served, language):
    shell = served.get(address(f"{language}.html"))
    assert (shell.status_code, shell.headers["cache-control"]) == (200, KEPT)
    assert f'lang="{language}"' in shell.text
    files = set(re.findall(r"/assets/bundles/[a-z-]+\.[0-9a-f]{32}\.(?:js|css|svg)", shell.text))
    assert {re.sub(r".*/([a-z-]+)\.\w+", r"\1", file) for file in files} == {
        "icon.svg",
        "player.css",
        "player.js",
        "resume.js",
        "tools.css",
        "tools.js",
    }
    assert {served.get(file).headers["cache-control"] for file in files} == {KEPT}
    assert '"seal": ""' in shell.text
    assert "/logout" not in shell.text.split('id="mesur-boot"')[0], "nobody is signed in"


@pytest.mark.parametrize("file", ["fr.html", "player-worker.js", "..%2fworker.js"])
def test_there_is_nothing_else(served, file):
    assert served.get(address(file)).status_code == 404


def test_another_release_is_not_mixed_with_this_one(served):
    digest = SHELL.worker_address.split("/")[3]
    assert [served.get(address(file).replace(digest, "0" * 32)).status_code for file in ("worker.js", "cy.html")] == [
        404,
        404,
    ]
