"""`mesur bank serve`: an author's folder as it is at each request, for this machine alone."""

import re
import socket
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from typer.testing import CliRunner

from delivery_api.commands.bank import app
from delivery_api.commands.bank_serving.live_folder import live_folder
from itembank.authoring import KINDS, new_files
from itembank.language import LANGUAGES


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for kind in KINDS:
        for name, text in new_files(kind, LANGUAGES, "en").items():
            (tmp_path / name).write_text(text, "utf-8")
    return tmp_path


def opened(folder: Path, language: str = "en") -> TestClient:
    return TestClient(live_folder(folder, language), base_url="http://127.0.0.1")  # type: ignore[arg-type]


def test_each_item_stands_in_its_languages_with_key_and_misconceptions(folder: Path) -> None:
    page = opened(folder).get("/").text
    assert "Items without a fault: 21. Faults: 0." in page
    for words in ("Mae rwber yn costio 12p.", "A rubber costs 12p.", "A Glove on the Gate", "Het ar y Wal"):
        assert words in page
    assert 'Nac ydy: mae angen 6 moronen arall <span class="about">allwedd' in page
    assert "one-pot-for-each-child" in page
    assert "stops-at-the-pots" in page
    assert "Eitemau heb wall: 21. Gwallau: 0." in opened(folder, "cy").get("/").text


def test_a_fault_stands_beside_its_line_and_what_is_sound_is_still_shown(folder: Path) -> None:
    browser, file = opened(folder), folder / "class-soup.toml"
    before = browser.get("/state").text
    file.write_text(file.read_text("utf-8").replace('key = "16"', 'key = "<16>"'), "utf-8")
    assert browser.get("/state").text != before
    page = browser.get("/").text
    assert "<b>Line 39:</b> part how-many-carrots: key: expected a number" in page
    assert '<mark><span class="number">  39</span> key = &quot;&lt;16&gt;&quot;' in page
    assert "No: 6 more carrots are needed" in page
    assert "How many carrots are needed for the whole class?</p>" not in page
    file.unlink()
    assert "class-soup" not in browser.get("/").text


def test_a_folder_that_is_broken_altogether_is_shown_too(tmp_path: Path) -> None:
    assert "There are no files .toml or .csv" in opened(tmp_path).get("/").text
    (tmp_path / "a.toml").write_bytes(b"\xff\x00")
    (tmp_path / "b.csv").mkdir()
    page = opened(tmp_path).get("/").text
    assert "expected text in UTF-8" in page
    assert "expected a file that can be read" in page


def test_no_other_name_leads_here_and_nothing_is_loaded_from_elsewhere(folder: Path) -> None:
    browser = opened(folder)
    assert browser.get("/", headers={"Host": "elsewhere.example"}).status_code == 400
    for address in ("/", "/page.css", "/page.js", "/state"):
        answer = browser.get(address)
        assert answer.status_code == 200
        assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'; script-src 'self'")
        assert answer.headers["Cache-Control"] == "no-store"


def test_the_command_listens_on_this_machine_alone(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ran: dict[str, object] = {}
    monkeypatch.setattr("uvicorn.run", lambda _app, **named: ran.update(named))
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        port = other.getsockname()[1]
        other.listen()
        refused = CliRunner().invoke(app, ["serve", str(folder), "--port", str(port), "--lang", "en"])
    assert (refused.exit_code, ran) == (2, {})
    assert f"Another program uses port {port}" in " ".join(refused.output.split())
    shown = CliRunner().invoke(app, ["serve", str(folder), "--port", str(port), "--lang", "en"])
    assert f"http://127.0.0.1:{port}/" in shown.output
    assert (ran["host"], ran["port"]) == ("127.0.0.1", port)
    assert CliRunner().invoke(app, ["serve", str(folder / "gone"), "--lang", "en"]).exit_code == 2


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_fault_of_a_row_of_several_lines_marks_the_row_with_its_key(folder: Path, end: str) -> None:
    file = folder / "two-prices.csv"
    text = file.read_text("utf-8").replace("37..41", "37..42")
    file.write_bytes(text.replace("\n", end).encode())
    page = opened(folder).get("/").text
    assert "<b>Line 6:</b> row 6: key: expected 37..41" in page
    marked = re.findall(r'<mark><span class="number"> *(\d+)</span> (.*)', page)
    assert [int(number) for number, _ in marked] == [6, 7, 8, 9, 10]
    assert marked[0][1].startswith("coins,2,number,&quot;Mae rwber")
    assert "37..42" in marked[-1][1]


def test_a_folder_of_folders_says_that_one_of_these_is_to_be_named(folder: Path) -> None:
    told = "It holds folders, whose files are not read: more, tests. Give the name of one of these in the command."
    outer = folder / "tests"
    for within in ("tests", "more", ".hidden"):
        (outer / within).mkdir(parents=True)
    assert told in opened(outer).get("/").text
    assert "It holds folders" not in opened(folder).get("/").text
    checked = CliRunner().invoke(app, ["check", str(outer), "--lang", "en"])
    assert (checked.exit_code, told in " ".join(checked.output.split())) == (2, True)
