"""Accessibility checks of a page with axe-core (WCAG 2.2 A and AA, and its best practices)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.sync_api import Page

SOURCE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def violations(page: Page) -> dict[str, Any]:
    """The rules that a page violates as it stands → the violating elements."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(SOURCE.read_text("utf-8"))
    found = page.evaluate("tags => axe.run(document, {runOnly: tags, resultTypes: ['violations']})", TAGS)
    return {each["id"]: [node["html"][:200] for node in each["nodes"]] for each in found["violations"]}


def assert_accessible(page: Page) -> None:
    """Assert that the page violates no rule and does not scroll sideways."""
    found = violations(page)
    assert found == {}, found
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
