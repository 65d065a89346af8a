"""A TOML document as a tree in which every value knows where it stands."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from itembank.design_files import fault_messages as messages
from itembank.design_files.design_faults import DesignFault, InvalidDesign
from itembank.design_files.toml_positions import KeyValuePosition, NodePath, Position, find_positions

_PLACE = re.compile(r" \(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)$")


@dataclass(frozen=True)
class TomlNode:
    """A value of the document.

    Parameters
    ----------
    name : its keys, with places in lists from 1, as a person would say them: ``blueprint.count[2].minimum``
    position : where its key and its value stand
    value : text, a number, a truth value or a date; a list or a table of nodes
    """

    name: str
    position: KeyValuePosition
    value: object

    @property
    def table(self) -> Mapping[str, "TomlNode"] | None:
        return self.value if isinstance(self.value, dict) else None

    @property
    def list(self) -> tuple["TomlNode", ...] | None:
        return self.value if isinstance(self.value, tuple) else None

    def walk(self) -> Iterator["TomlNode"]:
        """It and all that it holds."""
        yield self
        for inner in (*(self.table or {}).values(), *(self.list or ())):
            yield from inner.walk()


def parse_toml(text: str, file: str) -> TomlNode:
    """The tree of a document.

    Raises
    ------
    InvalidDesign : it is no TOML
    """
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InvalidDesign(file, (_broken(str(error), text),)) from error
    return _grown(document, (), "", find_positions(text))


def _broken(said: str, text: str) -> DesignFault:
    found = _PLACE.search(said)
    last = Position(len(text.splitlines()) or 1, 1)
    at = Position(int(found["line"]), int(found["column"])) if found and found["line"] else last
    return DesignFault(at, "", messages.NO_TOML.filled(_PLACE.sub("", said)))


def _grown(value: object, path: NodePath, name: str, places: Mapping[NodePath, KeyValuePosition]) -> TomlNode:
    grown: object = value
    if isinstance(value, dict):
        grown = {
            key: _grown(inner, (*path, key), f"{name}.{key}" if name else key, places) for key, inner in value.items()
        }
    elif isinstance(value, list):
        grown = tuple(_grown(each, (*path, at), f"{name}[{at + 1}]", places) for at, each in enumerate(value))
    return TomlNode(name, places.get(path, KeyValuePosition(Position(1, 1), Position(1, 1))), grown)
