"""Draws the pictures of docs/authoring.md in both languages: one of each type and figure, from its own examples.

`python -m benchmarks.authoring_pictures` writes docs/pictures/authoring/LANGUAGE/*.png, and drawn.json with what each
was drawn from: a test says where an example has changed since. Give names (`number.part`) to draw these alone.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from itembank.authoring import new_files, read_author_file
from itembank.authoring.author_file import AuthorFile
from itembank.language import LANGUAGES, Language
from itembank.preview.preview_page import PAGE_STYLE, item_html, item_stylesheet

ROOT = Path(__file__).resolve().parents[1]
DOCUMENTS = {"en": ROOT / "docs" / "authoring.md", "cy": ROOT / "docs" / "cy" / "authoring.md"}
PICTURES = ROOT / "docs" / "pictures" / "authoring"
DRAWN = PICTURES / "drawn.json"
WIDTH = 420

_STYLE = f"""
body {{ margin: 0; padding: 0; }}
main {{ background: #fff; box-sizing: border-box; padding: 0.5rem 1rem; width: {WIDTH}px; }}
"""


@dataclass(frozen=True)
class Example:
    """An example of a type or figure on the page of one language.

    Parameters
    ----------
    kind : "question", "part" or "figure"
    type : the type of question or part, or the kind of figure
    """

    language: Language
    kind: str
    type: str
    toml: str

    @property
    def name(self) -> str:
        """The name of its picture, without the ending."""
        return f"{self.type}.{self.kind}"

    @property
    def path(self) -> Path:
        """Where its picture is."""
        return PICTURES / self.language / f"{self.name}.png"

    @property
    def hash(self) -> str:
        """What it is known by: a picture of another one shows something else."""
        return hashlib.sha256(self.toml.encode()).hexdigest()[:16]


def examples(language: Language) -> Iterator[Example]:
    """The examples of the page of a language, without its whole files."""
    for toml in re.findall(r"```toml\n(\[\[.*?)```", DOCUMENTS[language].read_text("utf-8"), re.DOTALL):
        (kind,) = re.findall(r"^\[\[(\w+)\]\]", toml)
        (named,) = re.findall(r'^(?:type|kind) = "(.*?)"', toml, re.MULTILINE)
        yield Example(language, kind, named, toml)


@cache
def template(kind: str, language: Language) -> tuple[str, str]:
    """The file that a new folder of a kind begins with: its name and its text."""
    (begun,) = new_files(kind, (language,) if kind == "passage" else LANGUAGES, language).items()  # type: ignore[arg-type]
    return begun


def read_example(example: Example) -> AuthorFile:
    """What the file of a new folder holds with an example in the place of its questions, or its parts with it."""
    if example.kind == "question":
        name, text = template("passage", example.language)
        return read_author_file(name, (text.split("[[question]]")[0] + example.toml).encode())
    name, text = template("scenario", example.language)
    head, *parts = text.split("[[part]]")
    if example.kind == "figure":
        return read_author_file(name, "[[part]]".join([head + example.toml, *parts]).encode())
    all_parts = "".join(each.toml for each in examples(example.language) if each.kind == "part")
    squares = next(each.toml for each in examples(example.language) if each.name == "squares.figure")
    return read_author_file(name, (head + squares + all_parts).encode())


def html(example: Example) -> str:
    """The example as reviewers see it, with its key; of a figure the figure alone."""
    read = read_example(example)
    if example.kind == "figure":
        if read.stimulus is None:
            message = f"{example.name}: expected a figure that can be drawn, received {read.faults}"
            raise ValueError(message)
        return re.findall(r"<(?:svg|table) .*</(?:svg|table)>", read.stimulus.html[example.language], re.DOTALL)[-1]
    (item,) = (each.item for each in read.items if each.item.item.endswith(f"/{example.type}-example"))
    return item_html(item, example.language)


def main(wanted: list[str]) -> None:
    """Draw the pictures that are wanted, all by default."""
    from setup.chromium import find_chromium
    from tests.support.chromium import running_chromium

    drawn = json.loads(DRAWN.read_text("utf-8")) if DRAWN.is_file() else {}
    with running_chromium(find_chromium() or "chromium") as browser:
        page = browser.new_page(viewport={"width": WIDTH, "height": 400})
        for example in (each for language in LANGUAGES for each in examples(language)):
            if wanted and example.name not in wanted:
                continue
            style = item_stylesheet() + PAGE_STYLE + _STYLE
            page.set_content(
                f'<!doctype html><html lang="{example.language}"><style>{style}</style><main>{html(example)}</main>'
            )
            example.path.parent.mkdir(parents=True, exist_ok=True)
            page.locator("main").screenshot(path=example.path)
            drawn[f"{example.language}/{example.name}"] = example.hash
    DRAWN.write_text(json.dumps(drawn, indent=1, sort_keys=True) + "\n", "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
