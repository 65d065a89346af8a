"""The files that pages are served with: one script and one style sheet each, joined, hashed and compressed once."""

from __future__ import annotations

import gzip
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from pathlib import Path

from delivery_api.foreseen_faults import ForeseenFault
from delivery_api.web.bundles.module_joining import join_modules
from delivery_api.web.bundles.style_trimming import packed, trim_styles, used_classes, without_comments

BUNDLES_PATH = "/assets/bundles/"
WEB_FOLDER = Path(__file__).parent.parent
STATIC_FOLDER = WEB_FOLDER / "static"
MEDIA_TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}

GOVUK_STYLES = "/assets/govuk/govuk-frontend.min.css"
GOVUK_IMPORT = f'@import url("{GOVUK_STYLES}") layer(govuk);'
GOVUK_NOTICE = "Parts of GOV.UK Frontend: MIT licence, Copyright (c) Crown Copyright (Government Digital Service)"
GOVUK_TEMPLATES = ("button", "skip-link")
"""The components of GOV.UK Frontend whose templates our templates import."""

SHEETS = {"player.css": ("mesur.css", "item.css", "replies.css", "waiting.css", "survey.css")}
"""Style sheets of several files; any other is its file."""

PAGE_SCRIPTS = ("page.js", "player.js", "practice.js", "resume.js", "break.js")
"""Scripts in the head of a page: what colours it runs at once, the rest when the page has been read."""

WHEN_READ = '((run) => document.readyState === "loading" ? document.addEventListener("DOMContentLoaded", run) : run())'


class AssetsMissing(ForeseenFault):
    """GOV.UK Frontend is not installed in the expected folder."""


@dataclass(frozen=True)
class BundledFile:
    """A file as it is sent."""

    name: str
    content: bytes

    @cached_property
    def digest(self) -> str:
        """The first half of the SHA-256 of the content, as hexadecimal digits."""
        return hashlib.sha256(self.content).hexdigest()[:32]

    @cached_property
    def compressed(self) -> bytes:
        """The content, compressed as far as gzip can."""
        return gzip.compress(self.content, compresslevel=9, mtime=0)

    @property
    def address(self) -> str:
        """Where it is served: the address changes with the content."""
        path = Path(self.name)
        return f"{BUNDLES_PATH}{path.stem}.{self.digest}{path.suffix}"

    @property
    def media_type(self) -> str:
        return MEDIA_TYPES[Path(self.name).suffix]


def govuk_folder(node_modules: Path) -> Path:
    """Return the folder of GOV.UK Frontend's built files.

    Raises
    ------
    AssetsMissing
        ``node_modules`` holds no govuk-frontend.
    """
    folder = node_modules / "govuk-frontend" / "dist" / "govuk"
    if not (folder / "govuk-frontend.min.css").is_file():
        raise AssetsMissing(
            None,
            "%(package)s: expected its built files in %(folder)s; run `make install`, or `npm ci`",
            package="govuk-frontend",
            folder=folder,
        )
    return folder


def bundled_file(name: str, node_modules: Path) -> BundledFile | None:
    """Return a file of the pages by its name, as ``player.js``; None if there is none of that name."""
    # anybody may ask for any name: only those that exist are kept
    return _bundle(name, node_modules) if name in SHEETS or name in _names() else None


@cache
def _bundle(name: str, node_modules: Path) -> BundledFile:
    suffix = Path(name).suffix
    if suffix == ".js":
        content = _script(name, node_modules)
    elif suffix == ".css":
        content = _sheets(name, node_modules) if name in SHEETS else _sheet(name, node_modules)
    else:
        content = (STATIC_FOLDER / name).read_text("utf-8")
    return BundledFile(name, content.encode())


@cache
def _names() -> frozenset[str]:
    return frozenset(each.name for each in STATIC_FOLDER.iterdir() if each.suffix in MEDIA_TYPES)


def _script(name: str, node_modules: Path) -> str:
    source = (STATIC_FOLDER / name).read_text("utf-8")
    if not is_module(source):
        return source
    joined = join_modules(f"/assets/mesur/{name}", lambda path: _source(path, node_modules))
    if "// /assets/govuk/" in joined:
        joined = f"// {GOVUK_NOTICE}\n{joined}"
    if name not in PAGE_SCRIPTS:
        return f"(() => {{\n{joined}}})();\n"
    at_once = (STATIC_FOLDER / "comfort.js").read_text("utf-8")
    return f"{at_once}\n{WHEN_READ}(() => {{\n{joined}}});\n"


def is_module(source: str) -> bool:
    """Return whether a script imports or exports anything."""
    return any(line.startswith(("import ", "export ")) for line in source.splitlines())


def _source(path: str, node_modules: Path) -> str:
    folders = {"/assets/mesur/": STATIC_FOLDER, "/assets/govuk/": govuk_folder(node_modules)}
    found = next(prefix for prefix in folders if path.startswith(prefix))
    return (folders[found] / path.removeprefix(found)).read_text("utf-8")


def _sheets(name: str, node_modules: Path) -> str:
    """Return a sheet of several, without the rules of classes that its pages do not use."""
    whole = "\n".join(_sheet(part, node_modules) for part in SHEETS[name])
    for prefix in ("mesur-", "govuk-"):
        whole = trim_styles(whole, used_classes(_sources_of(name, node_modules), prefix))
    return f"/* {GOVUK_NOTICE} */\n{packed(whole)}"


def _sheet(name: str, node_modules: Path) -> str:
    if name == "item.css":
        return without_comments(files("itembank").joinpath(name).read_text("utf-8"))
    css = without_comments((STATIC_FOLDER / name).read_text("utf-8"))
    return (
        css.replace(GOVUK_IMPORT, f"/* {GOVUK_NOTICE} */\n@layer govuk{{{_govuk_styles(node_modules)}}}")
        if GOVUK_IMPORT in css
        else css
    )


@cache
def _govuk_styles(node_modules: Path) -> str:
    css = (govuk_folder(node_modules) / "govuk-frontend.min.css").read_text("utf-8")
    return trim_styles(css, used_classes(_sources_of_classes(), "govuk-"))


def _sources_of(sheet: str, node_modules: Path) -> Iterator[str]:
    """Yield all that may name a class on the pages with a sheet: their templates, and the scripts of those."""
    templates = {path.name: path.read_text("utf-8") for path in sorted((WEB_FOLDER / "templates").glob("*.html"))}
    theirs = [each for each in templates.values() if f'"{sheet}"' in each]
    parts = {name for each in theirs for name in re.findall(r'"(\w+\.html)"', each)}
    theirs += [templates[name] for name in sorted(parts)]
    yield from theirs
    yield from _component_sources()
    scripts = {name for each in theirs for name in re.findall(r"[\w-]+\.js", each)}
    yield from (_script(name, node_modules) for name in sorted(scripts))


def _sources_of_classes() -> Iterator[str]:
    """Yield all that may name a class: our templates, scripts and sheets, and the templates of components we use."""
    yield from _component_sources()
    for folder, pattern in [
        (WEB_FOLDER / "templates", "*.html"),
        (STATIC_FOLDER, "**/*.js"),
        (STATIC_FOLDER, "*.css"),
    ]:
        for path in sorted(folder.glob(pattern)):
            yield path.read_text("utf-8")


def _component_sources() -> Iterator[str]:
    components = files("govuk_frontend_jinja").joinpath("templates", "components")
    for name in GOVUK_TEMPLATES:
        for path in sorted((Path(str(components)) / name).glob("*.html")):
            yield path.read_text("utf-8")
