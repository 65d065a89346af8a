"""Faults of a design file."""

from collections.abc import Sequence
from dataclasses import dataclass

from itembank.design_files.toml_positions import Position
from itembank.errors import ItemBankError
from itembank.language import Language, Text


@dataclass(frozen=True)
class DesignFault:
    """A fault of a design file.

    Parameters
    ----------
    at : line and column
    name : the key, as in ``blueprint.count[2].minimum``; "" for the whole file
    message : what was found, what was expected and what to write instead
    """

    at: Position
    name: str
    message: Text

    def sentence(self, file: str, language: Language) -> str:
        """The message after file, line, column and key."""
        name = f"{self.name}: " if self.name else ""
        return f"{file}:{self.at.line}:{self.at.column}: {name}{self.message[language]}"


class InvalidDesign(ItemBankError):
    """A design file has faults; ``faults`` holds all of them in the order of their positions."""

    def __init__(self, file: str, faults: Sequence[DesignFault]) -> None:
        self.file = file
        self.faults = tuple(sorted(dict.fromkeys(faults), key=lambda fault: fault.at))
        super().__init__("\n".join(fault.sentence(file, "en") for fault in self.faults))
