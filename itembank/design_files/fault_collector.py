"""Collector of the faults of a file, so that all of them are reported at once."""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from difflib import get_close_matches

from itembank.design_files import fault_messages as messages
from itembank.design_files.design_faults import DesignFault
from itembank.design_files.setting_types import SettingType
from itembank.design_files.toml_positions import Position
from itembank.design_files.toml_tree import TomlNode
from itembank.language import Text

MAX_LISTED = 12
"""Number of valid values that a message lists."""


def closest_name(name: str, known: Iterable[str]) -> str | None:
    """The known name closest to a misspelt one, ignoring case, - and _; None if none is close."""
    plain = {each.casefold().replace("-", "").replace("_", ""): each for each in known}
    found = get_close_matches(name.casefold().replace("-", "").replace("_", ""), plain, n=1, cutoff=0.6)
    return plain[found[0]] if found else None


def toml_spelling(value: object) -> str | Text:
    """A value as TOML spells it; for a table, list or date, what it is in words."""
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return json.dumps(value, ensure_ascii=False)
        case int() | float():
            return f"{value}"
        case date() | time():
            return messages.A_DATE
        case dict():
            return messages.A_TABLE
    return messages.A_LIST


def listed(known: Collection[object]) -> str:
    """The first valid values, joined for a sentence."""
    told = [each if isinstance(each, str) else f"{each}" for each in known]
    return ", ".join(told[:MAX_LISTED]) + (", …" if len(told) > MAX_LISTED else "")


def suggestion(value: object, known: Collection[object], quoted: bool = True) -> Text:
    """Advice on what to write: the closest valid value, or one of those listed."""
    meant = closest_name(f"{value}", (f"{each}" for each in known))
    if meant is None:
        return messages.WRITE_ONE
    whole = any(each == int(meant) for each in known if isinstance(each, int)) if meant.isdigit() else False
    return messages.WRITE.filled(f"`{json.dumps(meant, ensure_ascii=False) if quoted and not whole else meant}`")


@dataclass
class FaultCollector:
    """Collects the faults of a file.

    Parameters
    ----------
    faults : those collected so far
    misspelt_keys : full names of keys that were misspelt, so that they are not reported as missing
    """

    faults: list[DesignFault] = field(default_factory=list)
    misspelt_keys: set[str] = field(default_factory=set)

    def add(self, at: Position, name: str, message: Text, *values: object) -> None:
        """Add a fault; ``values`` fill the placeholders of its message."""
        self.faults.append(DesignFault(at, name, message.filled(*values)))

    def add_at_value(self, node: TomlNode, message: Text, *values: object) -> None:
        """Add a fault at a node's value."""
        self.add(node.position.value, node.name, message, *values)

    def add_at_key(self, node: TomlNode, message: Text, *values: object) -> None:
        """Add a fault at a node's key."""
        self.add(node.position.key, node.name, message, *values)

    def wrong_type(self, node: TomlNode, expected: Text, example: str) -> None:
        """Report a value of the wrong type."""
        self.add_at_value(node, messages.WRONG, toml_spelling(node.value), expected, example)

    def unknown_value(self, node: TomlNode, known: Collection[object]) -> None:
        """Report a value that is not among the known ones."""
        meant = suggestion(node.value, known)
        told = listed([json.dumps(each, ensure_ascii=False) for each in known])
        self.add_at_value(node, messages.UNKNOWN, toml_spelling(node.value), told, meant)

    def require_known_keys(self, table: Mapping[str, TomlNode], known: Collection[str]) -> None:
        """Report keys of a table that are not among the known ones."""
        for key, node in table.items():
            if key not in known:
                self.misspelt_keys.add(node.name.removesuffix(key) + (closest_name(key, known) or ""))
                self.add_at_key(node, messages.UNKNOWN_KEY, listed(known), suggestion(key, known, quoted=False))

    def missing_key(self, node: TomlNode, key: str, expected: SettingType) -> None:
        """Report a missing key, unless it is there misspelt."""
        if (f"{node.name}.{key}" if node.name else key) in self.misspelt_keys:
            return
        example = f"{key} = {expected.example}"
        self.add(node.position.key, node.name, messages.MISSING, key, expected.description, example)
