"""The text of a PDF that Typst made: its glyphs by the fonts' own tables, and the title and texts of its tags."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

_OBJECT = re.compile(rb"(\d+) 0 obj\s(.*?)endobj", re.DOTALL)
_STREAM = re.compile(rb"(.*?)stream\r?\n(.*)\r?\nendstream", re.DOTALL)
_NESTED = rb"\((?:[^\\()]|\\.|%s)*\)"
_STRING = _NESTED % (_NESTED % (_NESTED % rb"(?!)"))
"""A string, in which brackets stand as they are where they are paired, one pair in another or not."""
_SHOWN = re.compile(rb"/(\w+) [\d.]+ Tf|(%s|<(?!FEFF)[0-9A-Fa-f]+>)|\b(ET)\b" % _STRING, re.DOTALL)
_ESCAPE = re.compile(rb"\\([0-7]{1,3}|.)", re.DOTALL)
_ESCAPED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def pdf_text(pdf: bytes) -> str:
    """All text, a line for each piece that is drawn in one go; then what its tags say in words."""
    objects = dict(_OBJECT.findall(pdf))
    streams = {number: found for number, body in objects.items() if (found := _content(body)) is not None}
    drawn = [line for number in streams for line in _lines(number, objects, streams)]
    tagged = [bytes.fromhex(told.decode()).decode("utf-16") for told in re.findall(rb"<(FEFF[0-9A-F]+)>", pdf)]
    return "\n".join([*drawn, *tagged])


def _content(body: bytes) -> bytes | None:
    found = _STREAM.match(body)
    if found is None:
        return None
    return zlib.decompress(found[2]) if b"/FlateDecode" in found[1] else found[2]


def _lines(number: bytes, objects: dict[bytes, bytes], streams: dict[bytes, bytes]) -> Iterator[str]:
    """What a page, or a drawing on one, shows."""
    fonts = _fonts(number, objects, streams)
    font: dict[int, str] = {}
    line = ""
    for name, shown, ended in _SHOWN.findall(streams[number]) if fonts else ():
        font = fonts.get(name, {}) if name else font
        line += "".join(font.get(glyph, "") for glyph in _glyphs(shown))
        if ended:
            yield line
            line = ""


def _glyphs(shown: bytes) -> Iterator[int]:
    if shown.startswith(b"<"):
        raw = bytes.fromhex(shown[1:-1].decode())
    else:
        raw = _ESCAPE.sub(
            lambda it: bytes([int(it[1], 8)]) if it[1].isdigit() else _ESCAPED.get(it[1], it[1]), shown[1:-1]
        )
    yield from (int.from_bytes(raw[at : at + 2]) for at in range(0, len(raw), 2))


def _fonts(number: bytes, objects: dict[bytes, bytes], streams: dict[bytes, bytes]) -> dict[bytes, dict[int, str]]:
    """By name in a content stream what each glyph of its fonts says; none for a stream that shows no text."""
    page = next((body for body in objects.values() if re.search(rb"/Contents %s 0 R" % number, body)), objects[number])
    resources = re.search(rb"/Resources (\d+) 0 R", page)
    table = re.search(rb"/Font<<(.*?)>>", objects[resources[1]] if resources else page.split(b"stream")[0], re.DOTALL)
    named = re.findall(rb"/(\w+) (\d+) 0 R", table[1]) if table else []
    return {
        name: _characters(streams[told[1]])
        for name, at in named
        if (told := re.search(rb"/ToUnicode (\d+) 0 R", objects[at]))
    }


def _characters(table: bytes) -> dict[int, str]:
    """By glyph its characters, as a ToUnicode table lists them."""
    found = {
        int(glyph, 16): _said(text)
        for glyph, text in re.findall(rb"^<([0-9A-Fa-f]+)> <([0-9A-Fa-f]+)>$", table, re.MULTILINE)
    }
    for first, last, text in re.findall(rb"^<([0-9A-Fa-f]+)> <([0-9A-Fa-f]+)> <([0-9A-Fa-f]+)>$", table, re.MULTILINE):
        start, begun = int(first, 16), _said(text)
        found |= {start + more: begun[:-1] + chr(ord(begun[-1]) + more) for more in range(int(last, 16) - start + 1)}
    return found


def _said(text: bytes) -> str:
    return bytes.fromhex(text.decode()).decode("utf-16-be")
