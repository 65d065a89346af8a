"""The player in a real browser against a stub server, which may be slow, refuse or be unreachable."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from httpx2 import Response
from playwright.sync_api import Browser, Page, Request, Route, expect
from starlette.applications import Starlette
from starlette.testclient import TestClient

from delivery_api.web.page_rendering import CONTENT_SECURITY_POLICY, Pages
from delivery_api.web.static_assets import asset_routes
from tests.support.chromium import give_clock, let_settle

NODE_MODULES = Path(__file__).parents[2] / "node_modules"
PLAYER_ORIGIN = "https://mesur.test"
NUMBER = {"type": "number", "label": "Answer", "before": "£", "after": "", "input_mode": "decimal"}
CHOICE = {
    "type": "choice",
    "label": "Choose one answer",
    "options": [{"id": name, "html": f"<b>{name}</b>"} for name in ("ka", "kb", "kc")],
}
ORDERING = {
    "type": "ordering",
    "label": "Shortest first",
    "items": [{"id": name, "html": name} for name in ("one", "two", "three")],
}
LONGEST_WORD = "Cyfartaleddau-arwynebeddau"
ASSETS = TestClient(Starlette(routes=asset_routes(NODE_MODULES)))
PAGES = Pages(NODE_MODULES)


@cache
def asset(path: str) -> Response:
    """A file of the pages, asked for once: every test loads all of them into a fresh browser."""
    return ASSETS.get(path)


def hint_html(number: int) -> str:
    return f"<p>Think {'again ' * number}</p>"


@dataclass
class StubServer:
    """A stub of the service: one sitting's questions, and the failures to come."""

    responses: list[dict[str, object]]
    state: str = "started"
    position: int = 1
    unreachable: bool = False
    trial: bool = False
    signed_in_at_provider: bool = False
    stimulus: dict[str, object] | None = None
    prompt_html: str = f"<p>How much? {LONGEST_WORD}</p>"
    content_language: str = ""
    hints: int = 0
    hints_taken: int = 0
    minutes: int | None = None
    ended: str | None = None
    look: dict[str, str] | None = None
    tools: tuple[str, ...] = ()
    breaks_left: int | None = 0
    young: bool = False
    pages: Pages = PAGES
    refusals: list[tuple[int, dict[str, object] | None]] = field(default_factory=list)
    received: list[dict[str, Any]] = field(default_factory=list)
    stored: dict[int, dict[str, Any]] = field(default_factory=dict)

    def handle(self, route: Route, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.path.startswith("/assets/"):
            answer = asset(parts.path)
            return route.fulfill(status=200, body=answer.content, content_type=answer.headers["content-type"])
        language = parse_qs(parts.query).get("lang", ["en"])[0]
        if parts.path == "/login" and not self.signed_in_at_provider:
            return route.fulfill(**self.page(f"{parts.path}?{parts.query}", language, "sign_in_again.html"))
        if not parts.path.startswith("/api/"):
            return route.fulfill(**self.page(f"{parts.path}?{parts.query}", language))
        if self.unreachable:
            if request.method == "PUT":
                self.received.append(request.post_data_json)
            return route.abort()
        status, body = self.api(request, parts.path, language)
        if body is None:
            return route.fulfill(status=status, body="<h1>Blocked</h1>", content_type="text/html")
        return route.fulfill(status=status, body=json.dumps(body), content_type="application/json")

    def page(self, url: str, language: Any, template: str = "player.html") -> dict[str, Any]:
        html = self.pages.render(
            "break.html" if self.state == "break" and template == "player.html" else template,
            language=language,
            url=url,
            signed_in="Joe B",
            look=self.look,
            tools=self.tools,
            breaks_left=self.breaks_left,
            back="/player/s1",
            sitting_id="s1",
            subject="numeracy-procedural",
            display_name="Joe B",
            young=self.young,
            trial=self.trial,
            practice=False,
            minutes=self.minutes,
        )
        policy = {"Content-Security-Policy": CONTENT_SECURITY_POLICY}
        return {"body": html, "headers": policy, "content_type": "text/html; charset=utf-8"}

    def api(self, request: Request, path: str, language: str) -> tuple[int, dict[str, object] | None]:
        if request.method == "PUT":
            self.received.append(request.post_data_json)
        if path.endswith("/pulse"):
            told = {"minutes": self.minutes} if self.minutes and self.state == "assigned" else {}
            return 200, {"state": self.state, "elsewhere": False, **told}
        if self.refusals:
            return self.refusals.pop(0)
        if path.endswith(("/start", "/break/end")):
            self.state = "started"
        if path.endswith("/break"):
            self.state, self.breaks_left = "break", self.breaks_left and self.breaks_left - 1
        if path.endswith("/hints"):
            self.hints_taken = max(self.hints_taken, request.post_data_json["hint"])
            return 200, {"hint_html": hint_html(self.hints_taken), "remaining": self.hints - self.hints_taken}
        if request.method == "PUT":
            return 200, self.answer(int(path.rsplit("/", 1)[1]), request.post_data_json, language)
        return 200, self.sitting(language)

    def sitting(self, language: str) -> dict[str, object]:
        about = {"id": "s1", "subject": "numeracy-procedural", "year": 4, "state": self.state}
        item = self.item(language) if self.state == "started" else None
        done = self.state == "completed"
        return {"sitting": about, "item": item, "finished": done, "ended": self.ended if done else None}

    def answer(self, position: int, body: dict[str, Any], language: str) -> dict[str, object]:
        if position not in self.stored:
            self.stored[position] = body
            self.position += 1
        if self.position > len(self.responses):
            self.state = "completed"
        done = self.state == "completed"
        return {"position": position, "next": None if done else self.item(language), "finished": done}

    def item(self, language: str) -> dict[str, object]:
        return {
            "position": self.position,
            "id": f"item-{self.position}",
            "language": language,
            "content_language": self.content_language or language,
            "prompt_html": self.prompt_html,
            "response": self.responses[self.position - 1],
            "stimulus": self.stimulus,
            "most": 1 + self.hints,
            "hints": self.hints,
            "hints_taken": [hint_html(number) for number in range(1, self.hints_taken + 1)],
            "progress": 0.5,
            **({"tools": self.tools} if self.tools else {}),
        }


@dataclass
class PlayerBrowser:
    """A learner's page and the stub server behind it."""

    page: Page
    server: StubServer

    def open(self, *, language: str = "en", settle: bool = True) -> "PlayerBrowser":
        self.page.goto(f"{PLAYER_ORIGIN}/player/s1?lang={language}")
        if settle:
            self.settle()
        return self

    def settle(self) -> None:
        """Go on to when a question accepts answers; it ignores taps for half a second, against double taps."""
        expect(self.page.locator("#main-content [data-waiting]")).to_have_count(0)
        let_settle(self.page)

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()

    def switch_to(self, side: str, *, narrow: bool = True) -> None:
        """Switch to the passage or the question on a narrow screen; a wide one shows both."""
        if narrow:
            self.page.locator(f".mesur-toggle [data-side={side}]").click()

    def sees(self, text: str) -> None:
        expect(self.page.get_by_text(text)).to_be_visible()

    def is_asked(self, number: int) -> None:
        expect(self.page.get_by_role("heading", name=f"Question {number}")).to_be_focused()

    @property
    def box(self) -> Any:
        return self.page.locator("#answer")


@contextmanager
def open_player(chromium: Browser, server: StubServer, **context: Any) -> Iterator[PlayerBrowser]:
    """Open a browser context at a stub server; page errors and breaches of the content policy fail the test."""
    opened = chromium.new_context(**context)
    give_clock(opened)
    page = opened.new_page()
    page_errors: list[str] = []
    page.on("pageerror", lambda error: page_errors.append(str(error)))
    page.on("console", lambda message: page_errors.append(message.text) if "Content Security" in message.text else None)
    opened.route("**/*", server.handle)
    yield PlayerBrowser(page, server)
    opened.close()
    assert page_errors == []
