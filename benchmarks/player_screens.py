"""Draws the player in every state and with every type of question, in both languages and three sizes, and checks it.

A part of `make screens`: the pages of the demonstration show a learner where one begins, and a question only to whoever
goes on. Here a stub of the service leads the player into each state.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser

from benchmarks.page_checks import accessibility_faults, sideways_faults
from itembank import PRACTICE, TOOLS, present
from itembank.language import LANGUAGES, Language
from tests.support.player_with_stub_server import PlayerBrowser, StubServer, open_player

SIZES = ((1366, 625), (768, 1024), (380, 740))
PASSAGE = {
    "cy": {"id": "p1", "title": "Y dylluan", "html": "<p>Deffrodd y dylluan.</p><p>Roedd hi’n nos.</p>"},
    "en": {"id": "p1", "title": "The owl", "html": "<p>The owl woke.</p><p>It was night.</p>"},
}
ENDED = ("paused", "discarded", "expired", "absent", "completed", "break")


@dataclass
class Scene:
    """What the stub of the service says, and what the learner does before the picture.

    Parameters
    ----------
    name : of the picture
    kind : type of question
    server : settings of the stub
    types : what the learner writes
    does : selectors of what is clicked, one after another
    unreachable : whether the line is down when the learner gives the answer
    """

    name: str
    kind: str = "choice"
    server: Mapping[str, Any] = field(default_factory=dict)
    types: str = ""
    does: tuple[str, ...] = ()
    unreachable: bool = False


def scenes(language: Language) -> Iterator[Scene]:
    """Every state, and every type of question."""
    passage = {"stimulus": PASSAGE[language]}
    yield Scene("start", server={"state": "assigned"})
    yield Scene("start-with-minutes-for-the-young", server={"state": "assigned", "minutes": 40, "young": True})
    yield from (Scene(kind, kind) for kind in PRACTICE)
    yield Scene("passage-and-question", server=passage)
    yield Scene("tools-and-minutes", server=passage | {"tools": TOOLS, "minutes": 40, "hints": 2, "hints_taken": 1})
    yield Scene("text-and-colours", does=("[data-comfort] summary",))
    yield Scene("stop-for-now", does=("[data-stop]",))
    yield Scene("asked-once-again", "number", types="6", does=(".mesur-cannot",))
    yield Scene("kept-here", "number", types="7", does=(".mesur-next",), unreachable=True)
    yield from (Scene(state, server={"state": state}) for state in ENDED)
    yield Scene("ended-by-staff", server={"state": "completed", "ended": "staff"})
    yield Scene("completed-by-the-young", server={"state": "completed", "young": True})


def draw_player(browser: Browser, folder: Path) -> tuple[dict[str, list[Path]], list[str]]:
    """Draw every scene; return the pictures by scene, and what is wrong."""
    pictures: dict[str, list[Path]] = {}
    faults = []
    for language in LANGUAGES:
        (folder / language).mkdir(parents=True, exist_ok=True)
        for scene in scenes(language):
            files, wrong = _draw(browser, scene, language, folder / language)
            pictures.setdefault(scene.name, []).extend(files)
            faults += [f"{scene.name} ({language}): {fault}" for fault in wrong]
    return pictures, faults


def _draw(browser: Browser, scene: Scene, language: Language, folder: Path) -> tuple[list[Path], list[str]]:
    asked = present(PRACTICE[scene.kind], language, None)
    server = StubServer([asked["response"]], prompt_html=asked["prompt_html"], **scene.server)  # type: ignore[list-item]
    with open_player(browser, server, viewport=dict(zip(("width", "height"), SIZES[0], strict=True))) as play:
        play.open(language=language, settle=server.state == "started")
        _act(play, scene)
        faults = accessibility_faults(play.page)
        files = []
        for width, height in SIZES:
            play.page.set_viewport_size({"width": width, "height": height})
            faults += sideways_faults(play.page, width)
            files.append(folder / f"{scene.name}-{width}.png")
            play.page.screenshot(path=files[-1])
    return files, faults


def _act(play: PlayerBrowser, scene: Scene) -> None:
    play.server.unreachable = scene.unreachable
    if scene.types:
        play.box.fill(scene.types)
    for selector in scene.does:
        play.page.locator(selector).first.click()
    play.page.wait_for_load_state("networkidle")
