"""What a screen reader finds in a tagged PDF as Typst writes it: tags, text and alternatives in reading order."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

_OBJECT = re.compile(rb"(\d+) 0 obj\s(.*?)\sendobj", re.DOTALL)
_STRING = rb"\((?:\\.|[^\\()])*\)"
for _ in range(5):  # parentheses within one another need no escape
    _STRING = rb"\((?:\\.|[^\\()]|" + _STRING + rb")*\)"
_SHOWN = re.compile(
    rb"(?P<marked>/\w+\s*(?:<<.*?>>\s*BDC|BMC))|(?P<end>\bEMC\b)|/(?P<font>\w+) [\d.]+ Tf"
    rb"|(?P<text>" + _STRING + rb")|(?P<line>\bET\b)",
    re.DOTALL,
)
_ESCAPED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


@dataclass(frozen=True)
class Tagged:
    """An element of the structure tree.

    Attributes
    ----------
    tag : such as "H1", "P", "Figure", "TH"
    text : its own text, without that of elements within it
    alt : its alternative text, "" for none
    title : of a heading, in the structure tree
    """

    tag: str
    text: str
    alt: str
    title: str


@dataclass(frozen=True)
class TaggedPdf:
    """A tagged PDF."""

    content: bytes

    @cached_property
    def _objects(self) -> Mapping[int, bytes]:
        return {int(found[1]): found[2] for found in _OBJECT.finditer(self.content)}

    @property
    def catalogue(self) -> bytes:
        """The dictionary at the root of the document."""
        return next(each for each in self._objects.values() if b"/Type/Catalog" in each)

    @property
    def language(self) -> str:
        """The language that the document declares."""
        return re.findall(rb"/Lang\(([\w-]+)\)", self.catalogue)[0].decode()

    @cached_property
    def elements(self) -> tuple[Tagged, ...]:
        """The elements of the structure tree in reading order."""
        root = next(each for each in self._objects.values() if b"/Type/StructTreeRoot" in each)
        return tuple(element for child in _references(root) for element in self._within(child))

    @cached_property
    def marks(self) -> tuple[tuple[int, int], ...]:
        """Page and mark of each piece of content, in the order of the structure tree."""
        return tuple(mark for element in self._structure() for mark in _marks(element))

    @property
    def text(self) -> str:
        """All text in reading order."""
        return " ".join(element.text for element in self.elements if element.text)

    @property
    def pages(self) -> tuple[str, ...]:
        """Of each page the text that is content."""
        return tuple(
            " ".join(" ".join(text for mark, text in self._marked_on(page) if mark is not None).split())
            for page in self._objects.values()
            if b"/Type/Page/" in page
        )

    @property
    def feet(self) -> tuple[str, ...]:
        """Of each page the text that is no content, which is not read out."""
        return tuple(
            " ".join(" ".join(text for mark, text in self._marked_on(page) if mark is None).split())
            for page in self._objects.values()
            if b"/Type/Page/" in page
        )

    def _structure(self) -> Iterator[bytes]:
        root = next(each for each in self._objects.values() if b"/Type/StructTreeRoot" in each)
        waiting = _references(root)
        while waiting:
            element = self._objects[waiting.pop(0)]
            yield element
            waiting = [*_references(element), *waiting]

    def _within(self, number: int) -> Iterator[Tagged]:
        element = self._objects[number]
        (tag,) = re.findall(rb"/S/(\w+)", element)
        text = " ".join(self._shown.get(mark, "") for mark in _marks(element)).split()
        yield Tagged(tag.decode(), " ".join(text), _told(element, b"Alt"), _told(element, b"T"))
        for child in _references(element):
            yield from self._within(child)

    @cached_property
    def _shown(self) -> Mapping[tuple[int, int], str]:
        """The text of each piece of marked content, by page and mark."""
        shown: dict[tuple[int, int], str] = {}
        for number, page in self._objects.items():
            if b"/Type/Page/" in page:
                shown |= {(number, mark): text for mark, text in self._marked_on(page) if mark is not None}
        return shown

    def _marked_on(self, page: bytes) -> Iterator[tuple[int | None, str]]:
        (stream,) = re.findall(rb"/Contents (\d+) 0 R", page)
        return self._marked(page, self._stream(int(stream)))

    def _marked(self, page: bytes, stream: bytes) -> Iterator[tuple[int | None, str]]:
        """Each piece of a page with its mark; what is no content has none."""
        fonts, font, open_, text = self._fonts(page), b"", [], ""
        for found in _SHOWN.finditer(stream):
            if found["marked"]:
                mark = re.search(rb"/MCID (\d+)", found["marked"])
                open_.append(int(mark[1]) if mark else None)
            elif found["end"]:
                yield open_.pop(), text
                text = ""
            elif found["font"]:
                font = found["font"]
            elif found["line"]:
                text += " "
            elif open_:
                codes = _unescaped(found["text"][1:-1])
                text += "".join(fonts[font].get(codes[at : at + 2], "") for at in range(0, len(codes), 2))

    def _fonts(self, page: bytes) -> Mapping[bytes, Mapping[bytes, str]]:
        """What the codes of each font of a page mean."""
        (resources,) = re.findall(rb"/Resources (\d+) 0 R", page)
        named = re.findall(rb"/(f\d+) (\d+) 0 R", self._objects[int(resources)])
        return {name: self._meanings(self._objects[int(font)]) for name, font in named}

    def _meanings(self, font: bytes) -> Mapping[bytes, str]:
        (table,) = re.findall(rb"/ToUnicode (\d+) 0 R", font)
        pairs = re.findall(rb"<([0-9A-F]{4})> <([0-9A-F]+)>\n", self._stream(int(table)))
        return {bytes.fromhex(code.decode()): bytes.fromhex(to.decode()).decode("utf-16-be") for code, to in pairs}

    def _stream(self, number: int) -> bytes:
        head, _, body = self._objects[number].partition(b"stream\n")
        body = body[: body.rindex(b"endstream")]
        return zlib.decompressobj().decompress(body) if b"/FlateDecode" in head else body


def _references(element: bytes) -> list[int]:
    """The elements within an element."""
    within = re.search(rb"/K ?\[([^\]]*)\]|/K (\d+ 0 R)", element)
    return [int(number) for number in re.findall(rb"(\d+) 0 R", within[0])] if within else []


def _marks(element: bytes) -> list[tuple[int, int]]:
    page, within = re.search(rb"/Pg (\d+) 0 R", element), re.search(rb"/K ?\[([^\]]*)\]", element)
    if not page or not within:
        return []
    marks = re.sub(rb"<<.*?>>|\d+ 0 R", b" ", within[1], flags=re.DOTALL)
    return [(int(page[1]), int(mark)) for mark in marks.split()]


def _told(element: bytes, key: bytes) -> str:
    found = re.search(rb"/" + key + rb" ?(<[0-9A-F]*>|" + _STRING + rb")", element, re.DOTALL)
    if not found:
        return ""
    inside = found[1][1:-1]
    text = bytes.fromhex(inside.decode()) if found[1].startswith(b"<") else _unescaped(inside)
    return text[2:].decode("utf-16-be") if text.startswith(b"\xfe\xff") else text.decode("latin-1")


def _unescaped(text: bytes) -> bytes:
    """The bytes of a literal string."""

    def plain(found: re.Match[bytes]) -> bytes:
        return bytes([int(found[1], 8)]) if found[1] else _ESCAPED.get(found[2], found[2])

    return re.sub(rb"\\(?:([0-7]{1,3})|(.))", plain, text, flags=re.DOTALL)
