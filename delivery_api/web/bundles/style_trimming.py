"""Leaves out of a style sheet the rules of classes that no page uses."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_CLASS = re.compile(r"\.((?:[\w-]|\\.)+)")
_NEGATION = re.compile(r":not\([^)]*\)")
_GROUPS = ("@media", "@supports", "@layer", "@container")

IsUsed = Callable[[str], bool]
"""Whether pages use a class."""


class UnreadableStyles(Exception):
    """A style sheet whose braces do not match."""


def trim_styles(css: str, is_used: IsUsed) -> str:
    """Return a style sheet with only the selectors all of whose classes are used, without comments and fonts.

    Raises
    ------
    UnreadableStyles
        Its braces do not match.
    """
    return "".join(_trimmed(without_comments(css), is_used))


def without_comments(css: str) -> str:
    """Return a style sheet without its comments."""
    return _COMMENT.sub("", css)


def packed(css: str) -> str:
    """Return a style sheet without the white space that only its authors need."""
    lines = re.sub(r"\s*\n\s*", " ", css)
    return re.sub(r"([{;][\w-]+): ", r"\1:", re.sub(r" ?([{};]) ?", r"\1", lines)).replace(";}", "}")


def used_classes(sources: Iterator[str], prefix: str) -> IsUsed:
    """Return whether a class is named in any of these sources; classes without the prefix always count as used.

    A name that a source ends with a hyphen stands for all that begin with it: its rest is put together elsewhere.
    """
    names = {name for source in sources for name in re.findall(rf"{re.escape(prefix)}[\w!-]+", source)}
    beginnings = tuple(name for name in names if name.endswith("-"))
    return lambda name: not name.startswith(prefix) or name in names or name.startswith(beginnings)


def _trimmed(css: str, is_used: IsUsed) -> Iterator[str]:
    for head, body in _blocks(css):
        if head.startswith(_GROUPS):
            inner = "".join(_trimmed(body, is_used))
            yield f"{head}{{{inner}}}\n" if inner else ""
        elif head.startswith("@"):
            yield "" if head == "@font-face" else f"{head}{{{body}}}\n"
        elif kept := [each for each in _selectors(head) if _applies(each, is_used)]:
            yield f"{','.join(kept)}{{{body}}}\n"


def _blocks(css: str) -> Iterator[tuple[str, str]]:
    """Yield the head and the body of each block; statements without a block, as ``@charset``, are left out."""
    depth, start, opened = 0, 0, 0
    for found in re.finditer(r"[{};]", css):
        at = found.start()
        if found.group() == "{":
            opened = at if depth == 0 else opened
            depth += 1
        elif found.group() == "}":
            depth -= 1
            if depth == 0:
                yield css[start:opened].strip(), css[opened + 1 : at]
        if depth < 0:
            break
        start = at + 1 if depth == 0 and found.group() != "{" else start
    if depth or css[start:].strip():
        message = f"style sheet: expected matching braces, got {css[start : start + 80]!r} outside a block"
        raise UnreadableStyles(message)


def _selectors(head: str) -> list[str]:
    """Split a list of selectors at the commas that stand in no parentheses."""
    return [each.strip() for each in re.split(r",(?![^(]*\))", head)]


def _applies(selector: str, is_used: IsUsed) -> bool:
    needed = _CLASS.findall(_NEGATION.sub("", selector))
    return all(is_used(name.replace("\\", "")) for name in needed)
