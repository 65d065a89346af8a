"""Draws every page and PDF of the demonstration in its states, and the player in its own: `make screens`.

Each role signs in and follows the links of its pages. Of pages alike but for an id one is drawn, of learners those that
`LEARNERS` names: strong, weak, young, with little data. What is drawn is checked as well: axe-core, no page scrolls
sideways, and both languages show the same numbers. The pictures are in var/screens, with index.html to look through;
the command fails if a check found something.
Arguments: states (provisional, adopted) and roles (sign-in names, or "player" for every state of the player and every
type of question); all of them by default.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from urllib.parse import parse_qsl, urldefrag, urlencode, urlsplit, urlunsplit

import pypdfium2
from playwright.sync_api import Browser, BrowserContext, Download, Page, Response
from playwright.sync_api import Error as BrowserError

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.page_checks import accessibility_faults, sideways_faults
from benchmarks.player_screens import draw_player
from delivery_api.demo.people import demo_sign_in_names
from setup.chromium import find_chromium
from tests.support.chromium import running_chromium

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "var" / "screens"
PORT, PROVIDER_PORT = 8480, 9480
WIDTHS, LANGUAGES = (1200, 800, 390), ("en", "cy")
STATES = ("provisional", "adopted")
LEARNERS = ("Nia Tudor", "Dylan Rees", "Aisha Rahman", "Osian Prys", "Ben Okafor")
"""The learners whose pages are drawn: strong, weak, young, one whose assessment was ended early, and in English."""

PLAYER = "player"
CLASSES = ("Derwen", "Bedwen", "9C")
MOST_PAGES = 90
"""For each role, so that links that never end do not keep it for ever."""

FRESH = 300
"""Seconds after which somebody signs in again: a file is for those who signed in a short while ago."""

ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|(?<=/)[0-9a-f]{16,}|(?<=/like/)[a-z-]+")
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


@dataclass
class Drawn:
    """What was drawn for a role in a state, by page: its files, and what the checks found."""

    state: str
    role: str
    pictures: dict[str, list[Path]] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)


@contextmanager
def served_demo(state: str) -> Iterator[str]:
    """The demonstration in a state, made anew unless var/screens holds one."""
    ports = ("--port", str(PORT), "--provider-port", str(PROVIDER_PORT))
    where = ("--folder", str(FOLDER / f"demo-{state}"), *(("--adopted",) if state == "adopted" else ()))
    command = (sys.executable, "-m", "delivery_api", "demo", *ports, *where)
    with (FOLDER / "service.log").open("w") as log:
        service = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log)
    try:
        yield f"http://localhost:{PORT}"
    finally:
        service.terminate()
        service.wait()


def signed_in(browser: Browser, address: str, role: str, language: str) -> BrowserContext:
    """A browser context in which somebody has signed in; it waits for the service to start."""
    context = browser.new_context()
    page = context.new_page()
    for _ in range(600):
        try:
            page.goto(f"{address}/login?lang={language}")
            break
        except BrowserError:
            time.sleep(1)
    page.locator(f'button[value="{role}"]').click()
    page.wait_for_url(f"{address}/**")
    page.close()
    return context


def pages_of(context: BrowserContext, address: str) -> Iterator[str]:
    """Yield the paths that a role reaches by links, one of each kind, breadth first."""
    page, waiting, met = context.new_page(), ["/"], {"/ "}
    owners: dict[str, str] = {}
    drawn = 0
    while waiting and drawn < MOST_PAGES:
        path = waiting.pop(0)
        try:
            answer = page.goto(address + path)
        except BrowserError:  # a download
            yield path
            continue
        if not is_page(answer):
            continue
        yield path
        drawn += 1
        for text, link in links(page, address):
            for found in ID.findall(link) if whose(text) else ():
                owners.setdefault(found, whose(text))
            if (kind := kind_of(link, owners)) not in met:
                met.add(kind)
                waiting.append(link)
    page.close()


def is_page(answer: Response | None) -> bool:
    """Whether an answer is HTML."""
    return answer is not None and answer.headers.get("content-type", "").startswith("text/html")


def links(page: Page, address: str) -> list[tuple[str, str]]:
    """The links of a page within the service, as (text, path), those of the named learners and classes first."""
    found = page.eval_on_selector_all("a[href]", "all => all.map(a => [a.textContent.trim(), a.href])")
    inside = [(text, without_language(link.removeprefix(address))) for text, link in found if link.startswith(address)]
    wanted = [each for each in inside if each[0] not in ("Cymraeg", "English") and "logout" not in each[1]]
    return sorted(wanted, key=lambda each: not whose(each[0]))


def whose(text: str) -> str:
    """The learner or class of those that are drawn that a link is about; "" for none."""
    return next((name for name in (*LEARNERS, *CLASSES) if name in text), "")


def without_language(link: str) -> str:
    """The link as it is in no language in particular."""
    parts = urlsplit(urldefrag(link).url)
    query = [each for each in parse_qsl(parts.query) if each[0] != "lang"]
    return urlunsplit(parts._replace(query=urlencode(query)))


def kind_of(link: str, owners: Mapping[str, str]) -> str:
    """What makes a page one of a kind: its path without ids, and who it is about where that is wanted."""
    return f"{ID.sub('*', urlsplit(link).path)} {' '.join(filter(None, map(owners.get, ID.findall(link))))}"


def draw(context: BrowserContext, address: str, path: str, language: str, folder: Path) -> tuple[list[Path], list[str]]:
    """Draw a page in each width, or the pages of a PDF; return the files and what is wrong."""
    page = context.new_page()
    separator = "&" if "?" in path else "?"
    files, faults = [], []
    name = file_name(path)
    try:
        page.goto(f"{address}{path}{separator}lang={language}")
        page.wait_for_load_state("networkidle")
    except BrowserError:
        files = downloaded(page, f"{address}{path}{separator}lang={language}", folder, name)
    else:
        faults = accessibility_faults(page)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            faults += sideways_faults(page, width)
            files.append(folder / f"{name}-{width}.png")
            page.screenshot(path=files[-1], full_page=True)
    page.close()
    return files, faults


def file_name(path: str) -> str:
    """A name for the pictures of a path: its words, and a few letters of its ids."""
    return re.sub(r"\W+", "-", ID.sub(lambda found: found.group()[:4], path)).strip("-")[:80] or "home"


def downloaded(page: Page, address: str, folder: Path, name: str) -> list[Path]:
    """Fetch a file; of a PDF draw the first pages."""
    with page.expect_download() as started:
        page.evaluate("address => { location.href = address }", address)
    download: Download = started.value
    file = folder / f"{name}{Path(download.suggested_filename).suffix}"
    download.save_as(file)
    if file.suffix != ".pdf":
        return [file]
    pictures = []
    with pypdfium2.PdfDocument(file) as document:
        for number in range(min(len(document), 4)):
            pictures.append(folder / f"{name}-page{number + 1}.png")
            document[number].render(scale=1.5).to_pil().save(pictures[-1])
    return [file, *pictures]


def numbers(page: Page) -> Counter[str]:
    """The numbers that a page shows once it has fetched what it shows."""
    page.wait_for_load_state("networkidle")
    return Counter(NUMBER.findall(page.inner_text("main")))


def differing_numbers(contexts: dict[str, BrowserContext], address: str, path: str) -> str | None:
    """What numbers one language shows and the other does not; None if there are none such, or it is no page.

    What differs is looked at once again: between the two languages a clock may have gone on by a minute.
    """
    return _differing_numbers(contexts, address, path) and _differing_numbers(contexts, address, path)


def _differing_numbers(contexts: dict[str, BrowserContext], address: str, path: str) -> str | None:
    shown = []
    for language, context in contexts.items():
        page = context.new_page()
        try:
            page.goto(f"{address}{path}{'&' if '?' in path else '?'}lang={language}")
            shown.append(numbers(page))
        except BrowserError:
            return None
        finally:
            page.close()
    one, other = shown
    return None if one == other else f"numbers in en alone {dict(one - other)}, in cy alone {dict(other - one)}"


def draw_role(browser: Browser, address: str, state: str, role: str) -> Drawn:
    """Draw all pages of a role."""
    drawn = Drawn(state, role)
    contexts = {language: signed_in(browser, address, role, language) for language in LANGUAGES}
    began = time.monotonic()
    for path in list(pages_of(contexts["en"], address)):
        if time.monotonic() - began > FRESH:
            contexts, began = {each: signed_in(browser, address, role, each) for each in LANGUAGES}, time.monotonic()
        for language, context in contexts.items():
            folder = FOLDER / state / role / language
            folder.mkdir(parents=True, exist_ok=True)
            files, faults = draw(context, address, path, language, folder)
            drawn.pictures.setdefault(path, []).extend(files)
            drawn.faults += [f"{path} ({language}): {fault}" for fault in faults]
        if (differing := differing_numbers(contexts, address, path)) is not None:
            drawn.faults.append(f"{path}: {differing}")
    for context in contexts.values():
        context.close()
    print(f"{state}, {role}: {len(drawn.pictures)} pages and files, {len(drawn.faults)} faults", flush=True)
    for fault in drawn.faults:
        print(f"  {fault}")
    return drawn


def drawn_player(chromium: str) -> Drawn:
    """Draw the player in each of its states, led there by a stub of the service."""
    shutil.rmtree(FOLDER / PLAYER, ignore_errors=True)
    with running_chromium(chromium) as browser:
        pictures, faults = draw_player(browser, FOLDER / PLAYER)
    print(f"{PLAYER}: {len(pictures)} scenes, {len(faults)} faults", flush=True)
    for fault in faults:
        print(f"  {fault}")
    return Drawn("each of its own", PLAYER, pictures, faults)


def write_index(all_drawn: list[Drawn]) -> None:
    """Write a page that shows every picture."""
    parts = ['<!doctype html><html lang="en"><meta charset="utf-8"><title>Screens</title>']
    for drawn in all_drawn:
        parts.append(f"<h1>{escape(drawn.role)} ({drawn.state})</h1>")
        for path, files in drawn.pictures.items():
            parts.append(f"<h2>{escape(path)}</h2>")
            for file in (each.relative_to(FOLDER).as_posix() for each in files):
                picture = f'<img src="{file}" alt="" loading="lazy" width="240">' if file.endswith(".png") else file
                parts.append(f'<a href="{file}">{picture}</a> ')
    (FOLDER / "index.html").write_text("\n".join(parts), "utf-8")


def main(*wanted: str) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    chromium = find_chromium()
    if chromium is None:
        sys.exit("Chromium was not found; CONTRIBUTING.md says how to install it")
    known = [PLAYER, *demo_sign_in_names()]
    if unknown := sorted({*wanted} - {*STATES, *known}):
        sys.exit(f"{', '.join(unknown)}: expected states ({', '.join(STATES)}) or roles ({', '.join(known)})")
    states = [each for each in STATES if each in wanted] or list(STATES)
    roles = [each for each in wanted if each not in STATES] or known
    drawn = [drawn_player(str(chromium))] if PLAYER in roles else []
    roles = [each for each in roles if each != PLAYER]
    for state in states if roles else ():
        for role in roles:
            shutil.rmtree(FOLDER / state / role, ignore_errors=True)
        with served_demo(state) as address, running_chromium(str(chromium)) as browser:
            drawn += [draw_role(browser, address, state, role) for role in roles]
    write_index(drawn)
    print(f"Look through {FOLDER / 'index.html'}")
    sys.exit(any(each.faults for each in drawn))


if __name__ == "__main__":
    main(*sys.argv[1:])
