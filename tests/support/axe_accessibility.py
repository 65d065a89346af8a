"""axe-core, which finds what a program can find of what makes a page hard to use (WCAG 2.2 A and AA, good practice)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.sync_api import Page

SOURCE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def violations(page: Page) -> dict[str, Any]:
    """What axe-core finds wrong with a page as it stands: rule → the elements."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(SOURCE.read_text("utf-8"))
    found = page.evaluate("tags => axe.run(document, {runOnly: tags, resultTypes: ['violations']})", TAGS)
    return {each["id"]: [node["html"][:200] for node in each["nodes"]] for each in found["violations"]}


def assert_accessible(page: Page) -> None:
    """Nothing of that is wrong, and nothing is wider than the screen."""
    found = violations(page)
    assert found == {}, found
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
