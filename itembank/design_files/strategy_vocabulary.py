"""Names of the engine's strategies in a design file, and the settings of each."""

import re
import typing
from functools import cache
from inspect import Parameter, getdoc, signature
from typing import Any, NamedTuple

from itembank.design.adaptive_test_design import STRATEGIES

_PIECES = re.compile(r"[A-Z]+(?=[A-Z][a-z]|$)|[A-Z][a-z]+")


def method_name(name: str) -> str:
    """Name of a class in a file: ``MaxInformation`` becomes max-information, ``SEBelow`` SE-below, ``EAP`` EAP."""
    pieces = _PIECES.findall(name)
    return "-".join(piece if len(piece) > 1 and piece.isupper() else piece.lower() for piece in pieces)


CLASS_NAMES = {method_name(name): name for name in STRATEGIES}
"""Class name of each strategy by its name in a file."""

LENGTH_SETTINGS = {"MaxItems": "n"} | {
    name: "length" for name, kind in STRATEGIES.items() if "length" in signature(kind).parameters
}
"""Setting of each strategy that defaults to the length of the design."""


class StrategySetting(NamedTuple):
    """A setting of a strategy.

    Parameters
    ----------
    annotation : its type in the class
    required : whether it has no default
    help : its description in the docstring of the class, "" for none
    """

    name: str
    annotation: Any
    required: bool
    help: str


@cache
def strategy_settings(name: str) -> dict[str, StrategySetting]:
    """The settings of a strategy by name, in the order of its class."""
    kind = STRATEGIES[name]
    hints, told = typing.get_type_hints(kind), _told(getdoc(kind) or "")
    taken = signature(kind).parameters.values()
    return {
        one.name: StrategySetting(one.name, hints[one.name], one.default is Parameter.empty, told.get(one.name, ""))
        for one in taken
    }


def strategy_summary(name: str) -> str:
    """The first paragraph of the docstring of a strategy's class."""
    paragraph = (getdoc(STRATEGIES[name]) or "").split("\n\n")[0].replace("\n", " ")
    return paragraph.replace("``", "")


_ENTRY = re.compile(r"^(\w+(?:, \w+)*) : (.+(?:\n    .+)*)", re.MULTILINE)


def _told(doc: str) -> dict[str, str]:
    section = doc.partition("Parameters\n----------\n")[2].partition("\n\n")[0]
    return {
        name: re.sub(r"\s+", " ", told).replace("``", "")
        for names, told in _ENTRY.findall(section)
        for name in names.split(", ")
    }
