"""What pages are served with: joined, trimmed, compressed, and kept for good."""

import re
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from delivery_api.web.bundles import bundled_files
from delivery_api.web.bundles.bundle_routes import accepts_gzip
from delivery_api.web.bundles.bundled_files import bundled_file
from delivery_api.web.bundles.module_joining import UnjoinableModule, join_modules
from delivery_api.web.bundles.style_trimming import UnreadableStyles, trim_styles, used_classes
from delivery_api.web.static_assets import asset_routes
from tests.support.player_with_stub_server import NODE_MODULES

NAMES = ("player.js", "player.css", "page.js", "mesur.css", "practice.js", "monitor.css", "icon.svg")


@pytest.fixture(scope="module")
def served() -> TestClient:
    return TestClient(Starlette(routes=asset_routes(NODE_MODULES)))


@pytest.mark.parametrize("name", NAMES)
def test_a_bundle_is_sent_compressed_and_is_kept_for_good(served, name):
    file = bundled_file(name, NODE_MODULES)
    answer = served.get(file.address, headers={"Accept-Encoding": "br, gzip"})
    assert (answer.status_code, answer.content, answer.headers["content-encoding"]) == (200, file.content, "gzip")
    assert int(answer.headers["content-length"]) == len(file.compressed)
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["vary"] == "Accept-Encoding"
    plain = served.get(file.address, headers={"Accept-Encoding": "identity"})
    assert (plain.content, "content-encoding" in plain.headers) == (file.content, False)
    assert plain.headers["etag"] != answer.headers["etag"]
    again = served.get(file.address, headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_another_content_has_another_address_and_an_old_address_gives_what_there_is_now(served):
    files = [bundled_file(name, NODE_MODULES) for name in NAMES]
    assert len({file.address for file in files}) == len(NAMES)
    now = files[0]
    of_another_release = now.address.replace(now.digest, "0" * 32)
    answer = served.get(of_another_release)
    assert (answer.content, answer.headers["cache-control"]) == (now.content, "no-store")


@pytest.mark.parametrize("name", ["nowhere.js", "player.js", "player.0123.js", f"..%2fapp.{'0' * 32}.py"])
def test_there_are_no_other_bundles(served, name):
    assert served.get(f"/assets/bundles/{name}").status_code == 404


def test_whoever_asks_for_a_thousand_other_bundles_fills_no_memory(served):
    kept = bundled_files._bundle.cache_info().currsize
    for number in range(1000):
        letters = "".join("abcdefghij"[int(digit)] for digit in str(number))
        assert served.get(f"/assets/bundles/{letters}.{'0' * 32}.js").status_code == 404
    assert bundled_files._bundle.cache_info().currsize == kept


def test_a_client_that_refuses_gzip_gets_none():
    assert [accepts_gzip(each) for each in ("gzip", "br, gzip;q=0.5", "*", "GZIP")] == [True] * 4
    assert [accepts_gzip(each) for each in ("", "br", "gzip;q=0", "gzip; q=0.0, br", "identity")] == [False] * 5


def test_modules_are_joined_in_the_order_in_which_they_are_needed():
    modules = {
        "/a/entry.js": 'import { two as twice } from "./lib/two.js";\nimport "./effect.js";\nsaid.push(twice(4));\n',
        "/a/lib/two.js": 'import { one } from "../one.js";\n// a remark\nexport const two = (n) => one + n;\n',
        "/a/one.js": "export const one = 1;\nexport function unused() {}\n",
        "/a/effect.js": 'import { one } from "./one.js";\nsaid.push(one);\n',
    }
    joined = join_modules("/a/entry.js", modules.__getitem__)
    assert [joined.count(f"// {path}\n") for path in modules] == [1] * 4
    order = [joined.index(f"// {path}\n") for path in ("/a/one.js", "/a/lib/two.js", "/a/effect.js", "/a/entry.js")]
    assert order == sorted(order)
    assert "a remark" not in joined
    assert not re.search(r"^(import|export)\b", joined, re.MULTILINE)


@pytest.mark.parametrize(
    "source",
    [
        'import whole from "./b.js";',
        'import * as all from "./b.js";',
        "export default 1;",
        "export let changing = 1;",
        'const late = () => import("./b.js");',
        "const here = import.meta.url;",
        'await fetch("/");',
        "const text = `one\n// two`;",
    ],
)
def test_what_cannot_be_joined_is_refused(source):
    with pytest.raises(UnjoinableModule, match=r"/a\.js"):
        join_modules("/a.js", {"/a.js": source, "/b.js": "export const b = 1;"}.__getitem__)


def test_modules_that_import_each_other_are_refused():
    modules = {"/a.js": 'import { b } from "./b.js";', "/b.js": 'import { a } from "./a.js";\nexport const b = 1;'}
    with pytest.raises(UnjoinableModule, match=r"/a\.js → /b\.js → /a\.js"):
        join_modules("/a.js", modules.__getitem__)


def test_rules_of_classes_that_nobody_uses_are_left_out():
    css = (
        '@charset "UTF-8";/* a remark */:root{--x:1}.g-a{top:0}.g-b{top:1}.g-a,.g-b:hover{top:2}'
        ".g-a .g-b{top:3}.g-a:not(.g-b){top:4}@media print{.g-b{top:5}}@media print{.g-a{top:6}}"
        "@font-face{src:url(x)}.g-w-3{top:7}.g-\\!-a{top:8}.js .g-a{top:9}"
    )
    is_used = used_classes(iter(['class="g-a other"', '"g-w-" + width']), "g-")
    assert trim_styles(css, is_used).split("\n") == [
        ":root{--x:1}",
        ".g-a{top:0}",
        ".g-a{top:2}",
        ".g-a:not(.g-b){top:4}",
        "@media print{.g-a{top:6}",
        "}",
        ".g-w-3{top:7}",
        ".js .g-a{top:9}",
        "",
    ]


@pytest.mark.parametrize("css", [".a{top:0", ".a{top:0}}", ".a"])
def test_a_sheet_whose_braces_do_not_match_is_refused(css):
    with pytest.raises(UnreadableStyles):
        trim_styles(css, lambda _: True)


def test_the_player_carries_no_rules_of_pages_for_staff():
    of_all, of_player = (bundled_file(name, NODE_MODULES).content for name in ("mesur.css", "player.css"))
    # tables stay: the page of a question like those of a topic shows it as the player does, with its answers in one
    assert b".mesur-neighbours" in of_all
    assert b".mesur-neighbours" not in of_player
    assert b".mesur-comfort__panel" in of_player
    assert b".govuk-summary-list" in of_all
    assert b".govuk-summary-list" not in of_player
    assert all(name in of_player for name in (b".govuk-radios", b".govuk-skip-link", b".govuk-list--number"))


def test_a_bundle_says_whose_work_is_in_it():
    for name in ("player.css", "mesur.css", "page.js"):
        assert b"MIT licence, Copyright (c) Crown Copyright" in bundled_file(name, NODE_MODULES).content


def test_an_error_in_a_bundle_names_a_line_as_it_is_written():
    player = bundled_file("player.js", NODE_MODULES).content.decode()
    written = (Path(__file__).parents[4] / "delivery_api/web/static/outbox.js").read_text("utf-8")
    part = player.split("// /assets/mesur/outbox.js\n")[1]
    lines = [line.removeprefix("export ") for line in written.splitlines() if not line.lstrip().startswith("//")]
    assert [line for line in part.splitlines()[1 : len(written.splitlines()) + 1] if line] == [x for x in lines if x]


def test_the_player_is_light():
    sent = sum(len(bundled_file(name, NODE_MODULES).compressed) for name in ("player.js", "player.css", "icon.svg"))
    assert sent < 41_000, "with its page and a question it is to stay below 70 kB"
