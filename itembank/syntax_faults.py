"""What is wrong with a file that is no TOML or no text, in words of ours: those of Python are in English alone."""

import re
from typing import NamedTuple

STRAIGHT_QUOTES = """straight quotes around words, " or ', not curly ones such as “ ”"""
_CLOSED = 'a closing quote on the same line; words of several lines stand between """ and """'
_BRACES = "{ name = value, name = value } on one line, with commas between and none at the end"
_COMMA = "a comma between two values, and a ] for each ["

_CAUSES = {
    "Illegal character '\\n'": _CLOSED,
    "Unterminated string": _CLOSED,
    'Expected "': _CLOSED,
    "Expected '='": "= between a name and its value",
    "Unescaped '\\'": r"\\ for a backslash within words",
    "Escaped character": r"\\ for a backslash within words",
    "Cannot ": "each name once in its table",
    "Duplicate inline table key": "each name once in its table",
    "Expected ']'": _COMMA,
    "Unclosed array": _COMMA,
    "Unclosed inline table": _BRACES,
    "Invalid initial character": _BRACES,
    "Expected newline": r"\" for a quote within words; after a value nothing but a # comment",
    "Invalid value (at end": "a value after =, and a ] for each [",
    "Invalid value": "words in straight quotes, a number, true, false, [a list] or { a table } after =",
}
"""What was expected where a message of `tomllib` begins so."""

_ANYTHING = "TOML: key = value, [table] or # comment on each line"
_AT = re.compile(r"at line (\d+), column (\d+)")
_STRAIGHT = re.compile(r'"(?:[^"\\]|\\.)*(?:"|$)')
_CURLY = re.compile("[“”„‘’]")
_CLOSED_BY_A_CURLY = re.compile(r'"[^"“]*”\s*(?:[,\]}#]|$)')
_TYPED = "cp1252"
"""How most files that are not UTF-8 were saved: so their line is shown as it was typed."""


class SyntaxFault(NamedTuple):
    """A line that cannot be read, what was expected there and what it says."""

    line: int
    expected: str
    received: str


def syntax_fault(text: str, problem: str) -> SyntaxFault:
    """The fault of a text that `tomllib` refuses.

    Parameters
    ----------
    problem : its message
    """
    lines = text.split("\n")
    if found := _AT.search(problem):
        line, column = int(found[1]), int(found[2])
    else:
        line, column = _unclosed(text), 0
    told = lines[min(line, len(lines)) - 1]
    curly = _is_curly(told, column) or ("Unterminated" in problem and "”””" in text)
    return SyntaxFault(line, STRAIGHT_QUOTES if curly else _cause(problem), told.strip())


def _unclosed(text: str) -> int:
    """The line of what is still open at the end: of the last quotes of several lines, or else the last with words."""
    opening = text.rfind('"""')
    if text.count('"""') % 2:
        return text.count("\n", 0, opening) + 1
    return text.rstrip().count("\n") + 1


def _is_curly(line: str, column: int) -> bool:
    """Whether curly quotes stand where straight ones belong; within words in straight quotes they are welcome."""
    at_fault = line[column - 1 : column] if column else ""
    outside = _STRAIGHT.sub("", line).partition("#")[0]
    return bool(_CURLY.match(at_fault) or _CURLY.search(outside) or _CLOSED_BY_A_CURLY.search(line))


def _cause(problem: str) -> str:
    return next((expected for beginning, expected in _CAUSES.items() if problem.startswith(beginning)), _ANYTHING)


def encoding_fault(name: str, data: bytes, at: int) -> SyntaxFault:
    """The fault of a file that is not in UTF-8.

    Parameters
    ----------
    at : the place of the first byte that is not
    """
    form = "“CSV UTF-8”" if name.lower().endswith(".csv") else "UTF-8"
    begins = data.rfind(b"\n", 0, at) + 1
    told = data[begins:].split(b"\n", 1)[0].decode(_TYPED, errors="replace")
    return SyntaxFault(data.count(b"\n", 0, at) + 1, f"text in UTF-8; save the file as {form}", told.strip())
