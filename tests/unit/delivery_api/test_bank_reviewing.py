"""Comments and approvals of reviewers: written on the page of `mesur bank serve`, kept beside the item, asked for."""

import re
import tomllib
from datetime import date
from html import unescape
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from httpx import Response
from typer.testing import CliRunner, Result

from delivery_api.commands.bank import app
from delivery_api.commands.bank_serving.live_folder import live_folder
from itembank.authoring import new_files

PAGE = "http://127.0.0.1:8500"
KEPT = "class-soup.toml.reviews"
ITEM = "class-soup/how-many-carrots"
TODAY = date.today()  # noqa: DTZ011 - the day where the reviewer sits


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in new_files("scenario", ("cy", "en"), "en").items():
        (tmp_path / name).write_text(text, "utf-8")
    return tmp_path


def opened(folder: Path, language: str = "en") -> TestClient:
    return TestClient(live_folder(folder, language), base_url=PAGE, follow_redirects=False)  # type: ignore[arg-type]


def fields(page: str, item: str = ITEM) -> dict[str, str]:
    """The hidden fields of an item's form, as a browser has them."""
    (form,) = (
        each for each in re.findall(r"<form.*?</form>", page) if f'value="{item}"' in each and "textarea" in each
    )
    return {name: unescape(value) for name, value in re.findall(r'type="hidden" name="(.*?)" value="(.*?)"', form)}


def sent(browser: TestClient, act: str, *, origin: str | None = PAGE, **more: str) -> Response:
    form = {**fields(browser.get("/").text), "by": "Siân Rees", "act": act, **more}
    return browser.post("/reviews", data=form, headers={"Origin": origin} if origin else {})


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, [*arguments, "--lang", "en"])


def test_a_comment_and_an_approval_stand_beside_the_item_and_in_a_file_beside_its_own(folder: Path) -> None:
    browser = opened(folder)
    assert "Not approved" in browser.get("/").text
    state = browser.get("/state").text
    answer = sent(browser, "comment", text='Say “in all”.\r\n<b>"16" \\ 4</b>')
    assert (answer.status_code, answer.headers["Location"][:10]) == (303, "/#reviews-")
    assert browser.get("/state").text != state
    page = browser.get("/").text
    assert f'id="{answer.headers["Location"][2:]}"' in page
    assert f"<b>Siân Rees, {TODAY}:</b> Say “in all”.<br>&lt;b&gt;&quot;16&quot; \\ 4&lt;/b&gt;" in page
    assert sent(browser, "approve").status_code == 303
    assert f"Approved by Siân Rees, {TODAY}" in browser.get("/").text
    assert f"Cymeradwywyd gan Siân Rees, {TODAY}" in opened(folder, "cy").get("/").text
    kept = tomllib.loads((folder / KEPT).read_text("utf-8"))
    version = fields(page)["version"]
    (comment,), (approval,) = kept["comment"], kept["approval"]
    assert comment["text"] == 'Say “in all”.\n<b>"16" \\ 4</b>'
    assert approval == {"item": ITEM, "version": version, "by": "Siân Rees", "on": TODAY}
    # what was done about a comment is added, and nothing that was said is taken away
    before = (folder / KEPT).read_text("utf-8")
    assert sent(browser, "done", comment=comment["id"]).status_code == 303
    assert (folder / KEPT).read_text("utf-8").startswith(before)
    assert "Comments that are done: 1" in browser.get("/").text


def test_an_approval_lapses_when_the_item_changes_and_holds_again_when_it_is_as_it_was(folder: Path) -> None:
    browser, file = opened(folder), folder / "class-soup.toml"
    sent(browser, "comment", text="Which carrots?")
    sent(browser, "approve")
    text = file.read_text("utf-8")
    old = fields(browser.get("/").text)
    file.write_text(text.replace("How many carrots are needed for", "How many carrots do we need for"), "utf-8")
    page = browser.get("/").text
    assert f"The approval of Siân Rees, {TODAY}, has lapsed: the item has changed since." in page
    assert "<i>About an earlier version.</i>" in page
    # whoever read the page before the change has not read this item
    late = browser.post("/reviews", data={**old, "by": "Huw", "act": "approve"}, headers={"Origin": PAGE})
    assert (late.status_code, "has changed since you read it" in late.text) == (409, True)
    file.write_text(text, "utf-8")
    assert "has lapsed" not in browser.get("/").text
    # a key that changes for another one, with its solution, makes another item of the same words
    file.write_text(text.replace('wrong = "', 'wrong = "other-', 1), "utf-8")
    assert fields(browser.get("/").text)["version"] != old["version"]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://elsewhere.example"}, 403),
        ({"Origin": "http://127.0.0.1:9999"}, 403),
        ({"Origin": PAGE, "Sec-Fetch-Site": "cross-site"}, 403),
        ({"Origin": "http://elsewhere.example", "Host": "elsewhere.example"}, 400),
        ({"Origin": PAGE}, 303),
        ({"Origin": "http://localhost:8500", "Host": "localhost:8500"}, 303),
    ],
)
def test_only_the_page_itself_can_send_a_review(folder: Path, headers: dict[str, str], status: int) -> None:
    browser = opened(folder)
    form = {**fields(browser.get("/").text), "by": "Siân", "act": "approve"}
    assert browser.post("/reviews", data=form, headers=headers).status_code == status
    assert (folder / KEPT).exists() == (status == 303)


@pytest.mark.parametrize(
    ("more", "status", "told"),
    [
        ({"by": "  "}, 422, "by: expected 1 to 100 letters"),
        ({"text": ""}, 422, "text: expected 1 to 2000 letters"),
        ({"text": "a" * 2001}, 422, "text: expected 1 to 2000 letters, received 2001"),
        ({"text": "a" * 50_000}, 413, "not in the folder"),
        ({"file": "../elsewhere.toml"}, 404, "not in the folder"),
        ({"item": "class-soup/gone"}, 404, "not in the folder"),
        ({"act": "done", "comment": "1"}, 404, "not in the folder"),
        ({"act": "other"}, 404, "not in the folder"),
        ({str(number): "1" for number in range(10)}, 400, "not in the folder"),
    ],
)
def test_a_review_of_nothing_is_refused_and_not_kept(
    folder: Path, more: dict[str, str], status: int, told: str
) -> None:
    before = sorted(folder.iterdir())
    answer = sent(opened(folder), **{"act": "comment", "text": "Yes.", **more})  # type: ignore[arg-type]
    assert (answer.status_code, told in answer.text) == (status, True)
    assert sorted(folder.iterdir()) == before


def test_a_file_of_reviews_with_a_fault_is_told_by_line_and_not_written_over(folder: Path) -> None:
    browser = opened(folder)
    sent(browser, "approve")
    faulty = (folder / KEPT).read_text("utf-8").replace(f"on = {TODAY}", "on = yesterday")
    for text, told in ((faulty, "expected "), (faulty.replace("yesterday", "'soon'"), "a date such as 2026-11-29")):
        (folder / KEPT).write_text(text, "utf-8")
        checked = run("check", str(folder))
        assert (checked.exit_code, f"{KEPT}:8: " in checked.stderr, told in checked.stderr) == (2, True, True)
        assert "<b>Line 8:</b>" in browser.get("/").text
        assert sent(browser, "approve").status_code == 409
        assert (folder / KEPT).read_text("utf-8") == text
    (folder / KEPT).write_bytes(b"\xff")
    assert "expected text in UTF-8" in run("check", str(folder)).stderr


def test_check_lists_what_is_open_and_publication_asks_for_approvals_where_the_folder_does(folder: Path) -> None:
    assert "not approved" not in run("check", str(folder)).stdout  # nobody reviews here, and nobody must
    browser = opened(folder)
    sent(browser, "comment", text="Which\ncarrots?")
    sent(browser, "approve")
    checked = run("check", str(folder))
    assert checked.exit_code == 0
    assert "Open comments: 1\n  class-soup.toml: class-soup/how-many-carrots (Siân Rees, " in checked.stdout
    assert "): Which carrots?" in checked.stdout
    assert "Items not approved: 2 of 3" in checked.stdout
    out = str(folder / "out")
    made = run("write", str(folder), "--out", out)
    assert (made.exit_code, "Items not approved: 2 of 3" in made.stderr) == (0, True)
    (folder / "mesur.settings").write_text("approvals = 2\n", "utf-8")
    assert "Items not approved: 3 of 3" in run("check", str(folder)).stdout
    for arguments in (
        ("write", str(folder)),
        ("solve", str(folder)),
        ("write", "numeracy-reasoning", "--add", str(folder)),
    ):
        refused = run(*arguments, "--out", str(folder / "other"))
        assert refused.exit_code == 2
        assert "mesur.settings asks for approvals of 2 people for each item" in " ".join(refused.stderr.split())
    assert not (folder / "other").exists()
    for part in re.findall(r'name="item" value="([^"]*)"', browser.get("/").text):
        for who in ("Siân Rees", "Huw"):
            form = {**fields(browser.get("/").text, part), "by": who, "act": "approve"}
            browser.post("/reviews", data=form, headers={"Origin": PAGE})
    assert run("write", str(folder), "--out", str(folder / "other")).exit_code == 0
    file = folder / "class-soup.toml"
    file.write_text(
        file.read_text("utf-8").replace("How many carrots are needed for", "How many carrots do we need for")
    )
    told = run("write", str(folder), "--out", str(folder / "third"))
    assert told.exit_code == 2
    assert "class-soup/how-many-carrots, which changed after the approval of Siân Rees, Huw" in told.stderr
    # a comment on an item that is gone is still to be seen
    file.rename(folder / "class-soup.txt")
    (folder / "two-prices.csv").write_text(next(iter(new_files("items", ("cy", "en"), "en").values())), "utf-8")
    assert "class-soup/how-many-carrots, which is no longer there (Siân Rees, " in run("check", str(folder)).stdout


def test_settings_that_are_none_are_refused(folder: Path) -> None:
    for text, told in (("approvals = -1", "a whole number from 0 to 9"), ("approval = 1", "one of approvals")):
        (folder / "mesur.settings").write_text(text, "utf-8")
        refused = run("check", str(folder))
        assert (refused.exit_code, "mesur.settings:1: " in refused.stderr, told in refused.stderr) == (2, True, True)
