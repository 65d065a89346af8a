"""A TOML document as a tree whose nodes know their positions."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from itembank.design_files import fault_messages as messages
from itembank.design_files.design_faults import DesignFault, InvalidDesign
from itembank.design_files.toml_positions import KeyValuePosition, NodePath, Position, find_positions
from itembank.language import Text
from itembank.refusal_messages import welsh_expectation
from itembank.syntax_faults import syntax_fault

_PLACE = re.compile(r" \(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)$")


@dataclass(frozen=True)
class TomlNode:
    """A node of the document.

    Parameters
    ----------
    name : its path with list indices from 1, such as ``blueprint.count[2].minimum``
    position : positions of its key and its value
    value : text, number, truth value or date; a tuple of nodes for a list, a dictionary of nodes for a table
    """

    name: str
    position: KeyValuePosition
    value: object

    @property
    def table(self) -> Mapping[str, "TomlNode"] | None:
        """The nodes of a table by key; None if it is not a table."""
        return self.value if isinstance(self.value, dict) else None

    @property
    def list(self) -> tuple["TomlNode", ...] | None:
        """The nodes of a list; None if it is not a list."""
        return self.value if isinstance(self.value, tuple) else None

    def walk(self) -> Iterator["TomlNode"]:
        """The node and all its descendants."""
        yield self
        for inner in (*(self.table or {}).values(), *(self.list or ())):
            yield from inner.walk()


def parse_toml(text: str, file: str) -> TomlNode:
    """Parse a TOML document.

    Raises
    ------
    InvalidDesign : the text is not TOML
    """
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InvalidDesign(file, (_syntax_fault(str(error), text),)) from error
    return _node(document, (), "", find_positions(text))


def _syntax_fault(error: str, text: str) -> DesignFault:
    found = _PLACE.search(error)
    last = Position(len(text.splitlines()) or 1, 1)
    at = Position(int(found["line"]), int(found["column"])) if found and found["line"] else last
    expected = syntax_fault(text, error).expected
    return DesignFault(at, "", messages.NO_TOML.filled(Text(welsh_expectation(expected) or expected, expected)))


def _node(value: object, path: NodePath, name: str, places: Mapping[NodePath, KeyValuePosition]) -> TomlNode:
    converted: object = value
    if isinstance(value, dict):
        converted = {
            key: _node(inner, (*path, key), f"{name}.{key}" if name else key, places) for key, inner in value.items()
        }
    elif isinstance(value, list):
        converted = tuple(_node(each, (*path, at), f"{name}[{at + 1}]", places) for at, each in enumerate(value))
    return TomlNode(name, places.get(path, KeyValuePosition(Position(1, 1), Position(1, 1))), converted)
