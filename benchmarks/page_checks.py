"""What is checked of each page that is drawn: axe-core, and that it does not scroll sideways."""

from playwright.sync_api import Page

from tests.support.axe_accessibility import violations


def accessibility_faults(page: Page) -> list[str]:
    """What axe-core finds, with how often and the first place."""
    return [f"{rule}: {len(nodes)} × {nodes[0][:120]}" for rule, nodes in violations(page).items()]


def sideways_faults(page: Page, width: int) -> list[str]:
    """Whether a page of a width scrolls sideways."""
    is_wider = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    return [f"scrolls sideways at {width}"] if is_wider else []
