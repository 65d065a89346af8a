"""Line and column of each key and value of a TOML text, which `tomllib` does not report.

The text must have been parsed by `tomllib` before, which reports syntax errors; valid syntax is assumed here.
"""

import re
import tomllib
from dataclasses import dataclass, field
from typing import NamedTuple

NodePath = tuple[str | int, ...]
"""Path from the root of the document: keys, and indices of lists from 0."""


class Position(NamedTuple):
    """Line and column, counted from 1."""

    line: int
    column: int


class KeyValuePosition(NamedTuple):
    """Positions of a key and of the beginning of its value."""

    key: Position
    value: Position


_BETWEEN = re.compile(r"(?:\s|#[^\n]*)*")
_KEY = re.compile(r"""[A-Za-z0-9_-]+|"(?:[^"\\]|\\.)*"|'[^']*'""")
_SPACE = re.compile(r"[ \t]*")
_WITHIN_A_KEY = re.compile(r"[ \t]*\.[ \t]*")
_STRING = re.compile(r'''"""(?:[^\\]|\\.)*?"""(?!")|\'\'\'.*?\'\'\'(?!\')|"(?:[^"\\]|\\.)*"|'[^']*\'''', re.DOTALL)
_PLAIN = re.compile(r"[^,\]}#\n]+")


def find_positions(text: str) -> dict[NodePath, KeyValuePosition]:
    """Positions of all nodes of a TOML text by path; an implicit table has the position of its first child."""
    return _Scan(text).document()


@dataclass
class _Scan:
    """A scan through the text that records positions; ``at`` is the current offset."""

    text: str
    at: int = 0
    found: dict[NodePath, KeyValuePosition] = field(default_factory=dict)
    lists: dict[NodePath, int] = field(default_factory=dict)  # how many tables each [[list]] has so far

    def document(self) -> dict[NodePath, KeyValuePosition]:
        table: NodePath = ()
        self._skip(_BETWEEN)
        while self.at < len(self.text):
            if self._is("["):
                table = self._header()
            else:
                self._pair(table)
            self._skip(_BETWEEN)
        return self.found

    def _header(self) -> NodePath:
        start, listed = self._here(), self._is("[[")
        self.at += 2 if listed else 1
        self._skip(_SPACE)
        *outer, last = self._keys()
        path: NodePath = ()
        for name in outer:
            path = self._opened((*path, name), start)
        path = (*path, last)
        if listed:
            self.found.setdefault(path, KeyValuePosition(start, start))
            self.lists[path] = self.lists.get(path, 0) + 1
        path = self._opened(path, start)
        self._skip(_SPACE)
        self.at += 2 if listed else 1
        return path

    def _opened(self, path: NodePath, start: Position) -> NodePath:
        """Path of a table named in a header; for a list of tables, of its last element."""
        self.found.setdefault(path, KeyValuePosition(start, start))
        if path in self.lists:
            path = (*path, self.lists[path] - 1)
            self.found.setdefault(path, KeyValuePosition(start, start))
        return path

    def _pair(self, table: NodePath) -> None:
        start, path = self._here(), table
        for name in self._keys():
            path = (*path, name)
            self.found.setdefault(path, KeyValuePosition(start, start))
        self._skip(_SPACE)
        self.at += 1  # =
        self._skip(_SPACE)
        self.found[path] = KeyValuePosition(start, self._here())
        self._value(path)

    def _keys(self) -> list[str]:
        names = [self._key()]
        while (dot := _WITHIN_A_KEY.match(self.text, self.at)) is not None:
            self.at = dot.end()
            names.append(self._key())
        return names

    def _key(self) -> str:
        written = self._taken(_KEY)
        return next(iter(tomllib.loads(f"{written} = 0"))) if written[0] in "\"'" else written

    def _value(self, path: NodePath) -> None:
        if self._is("["):
            self._several(path, "]")
        elif self._is("{"):
            self._several(path, "}")
        else:
            self._taken(_STRING if self._is('"') or self._is("'") else _PLAIN)

    def _several(self, path: NodePath, end: str) -> None:
        """Scan a list or an inline table."""
        self.at += 1
        place = 0
        self._skip(_BETWEEN)
        while not self._is(end):
            if end == "}":
                self._pair(path)
            else:
                self.found[*path, place] = KeyValuePosition(self._here(), self._here())
                self._value((*path, place))
            place += 1
            self._skip(_BETWEEN)
            if self._is(","):
                self.at += 1
                self._skip(_BETWEEN)
        self.at += 1

    def _is(self, start: str) -> bool:
        return self.text.startswith(start, self.at)

    def _skip(self, pattern: re.Pattern[str]) -> None:
        self._taken(pattern)

    def _taken(self, pattern: re.Pattern[str]) -> str:
        match = pattern.match(self.text, self.at)
        taken = match.group() if match else ""
        self.at += len(taken)
        return taken

    def _here(self) -> Position:
        before = self.text.rfind("\n", 0, self.at)
        return Position(self.text.count("\n", 0, self.at) + 1, self.at - before)
