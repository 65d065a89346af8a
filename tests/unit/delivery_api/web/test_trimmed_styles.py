"""A page looks under its trimmed sheet as under the whole ones."""

from playwright.sync_api import Browser, Page

from tests.support.player_with_stub_server import CHOICE, StubServer, open_player

STYLES = """() => [...document.querySelectorAll("[class*=govuk-]")].flatMap((each) =>
  ["", "::before", "::after"].map((part) => {
    const style = getComputedStyle(each, part);
    return each.className + part + [...style].map((name) => `${name}:${style.getPropertyValue(name)}`).join(";");
  }))"""

WHOLE_SHEETS = """async () => {
  const bundle = document.querySelector("link[rel=stylesheet]");
  const sheets = ["mesur/mesur.css", "items/item.css", "mesur/replies.css", "mesur/survey.css"];
  const added = sheets.map((name) => Object.assign(document.createElement("link"),
    { rel: "stylesheet", href: `/assets/${name}` }));
  const loaded = added.map((link) => new Promise((resolve) => { link.onload = resolve; }));
  bundle.after(...added);
  await Promise.all(loaded);
  bundle.remove();
  return document.styleSheets.length;
}"""


def styles_of_both(page: Page) -> tuple[list[str], list[str]]:
    bundled = page.evaluate(STYLES)
    assert page.evaluate(WHOLE_SHEETS) == 4
    return bundled, page.evaluate(STYLES)


def test_the_player_looks_as_under_the_whole_sheets(chromium: Browser):
    viewport = {"width": 390, "height": 800}
    with open_player(chromium, StubServer([CHOICE]), viewport=viewport) as play:
        bundled, whole = styles_of_both(play.open().page)
    assert len(bundled) > 40
    assert bundled == whole
