"""Joins ES modules into one script.

Nothing is renamed or reformatted: each module stays as it is written, inside a function of its own, below a comment
with its path. So an error in production names a line that anybody can read. Only what our modules use is understood;
any other form of ``import`` or ``export`` is an error rather than a guess.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import PurePosixPath

_IMPORT = re.compile(r"""^import (?:\{([^}]*)\} from )?["']([^"']+)["'];$""", re.MULTILINE)
_DECLARED = re.compile(r"^export (?=(?:async function|function|class|const) (\w+))", re.MULTILINE)
_LISTED = re.compile(r"^export \{([^}]*)\};$", re.MULTILINE)
_OTHER = re.compile(r"^(?:import|export)\b.*|\bimport\s*[(.].*|^await\b.*", re.MULTILINE)
_COMMENT_LINE = re.compile(r"^[ \t]*//.*$", re.MULTILINE)
_DOCUMENTATION = re.compile(r"^[ \t]*/\*\*$.*?\*/$", re.MULTILINE | re.DOTALL)
_SOURCE_MAP = re.compile(r"^//# sourceMappingURL=.*$", re.MULTILINE)

ReadModule = Callable[[str], str]
"""Returns the source of a module by its path."""


class UnjoinableModule(Exception):
    """A module says something that cannot be joined."""


def join_modules(entry: str, read: ReadModule) -> str:
    """Return one script that does what the module ``entry`` does, with everything that it imports before it.

    Parameters
    ----------
    entry : path of the module, as ``/assets/mesur/player.js``
    read : gives the source of a module by its path

    Raises
    ------
    UnjoinableModule
        Modules import each other in a circle, or one uses a form of import or export that is not understood.
    """
    joined: dict[str, str] = {}

    def add(path: str, importers: tuple[str, ...]) -> None:
        if path in importers:
            message = f"modules: expected no circle of imports, got {' → '.join([*importers, path])}"
            raise UnjoinableModule(message)
        if path in joined:
            return
        source = without_comments(path, read(path))
        for _, imported in _IMPORT.findall(source):
            add(resolve(path, imported), (*importers, path))
        joined[path] = wrap(path, source)

    add(entry, ())
    return "\n".join(['"use strict";', *joined.values()]) + "\n"


def wrap(path: str, source: str) -> str:
    """Return a module as a function that is called at once and gives what the module exports."""
    names = [
        *_DECLARED.findall(source),
        *(name.strip() for each in _LISTED.findall(source) for name in each.split(",")),
    ]
    body = _IMPORT.sub(lambda found: _taken(path, found), _LISTED.sub("", _DECLARED.sub("", source)))
    if other := _OTHER.search(body):
        message = f"{path}: expected imports and exports of names at the top of lines, got {other.group()!r}"
        raise UnjoinableModule(message)
    given = ", ".join(name for name in names if name)
    return f"// {path}\nconst {_variable(path)} = (() => {{\n{body}\nreturn {{ {given} }};\n}})();"


def resolve(importer: str, imported: str) -> str:
    """Return the path of what a module imports: its own address, or one relative to the importing module."""
    if imported.startswith("/"):
        return imported
    parts: list[str] = []
    for part in (PurePosixPath(importer).parent / imported).parts:
        if part == "..":
            parts.pop()
        else:
            parts.append(part)
    return str(PurePosixPath(*parts))


def without_comments(path: str, source: str) -> str:
    """Return a module with its lines of comments left empty, so that each line keeps its number."""
    if any(line.count("`") % 2 for line in source.splitlines()):
        message = f"{path}: expected each template literal to end in the line where it begins"
        raise UnjoinableModule(message)
    bare = _COMMENT_LINE.sub("", _SOURCE_MAP.sub("", source))
    return _DOCUMENTATION.sub(lambda found: "\n" * found.group().count("\n"), bare)


def _taken(importer: str, found: re.Match[str]) -> str:
    names, imported = found.groups()
    if names is None:
        return ""
    taken = ", ".join(name.strip().replace(" as ", ": ") for name in names.split(",") if name.strip())
    return f"const {{ {taken} }} = {_variable(resolve(importer, imported))};"


def _variable(path: str) -> str:
    return "$" + re.sub(r"\W", "_", path)
