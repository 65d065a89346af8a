from collections.abc import Sequence
from dataclasses import dataclass

from itembank.design_files.toml_positions import Position
from itembank.errors import ItemBankError
from itembank.language import Language, Text


@dataclass(frozen=True)
class DesignFault:
    """Something in a design's file that cannot stand.

    Parameters
    ----------
    name : the key, as in ``blueprint.count[2].minimum``; "" for the file as a whole
    message : what was found, what was expected and what to write instead
    """

    at: Position
    name: str
    message: Text

    def sentence(self, file: str, language: Language) -> str:
        """File, line, column and key, and what is wrong."""
        name = f"{self.name}: " if self.name else ""
        return f"{file}:{self.at.line}:{self.at.column}: {name}{self.message[language]}"


class InvalidDesign(ItemBankError):
    """A design's file that cannot be read, with all its faults, in the order of the lines."""

    def __init__(self, file: str, faults: Sequence[DesignFault]) -> None:
        self.file = file
        self.faults = tuple(sorted(dict.fromkeys(faults), key=lambda fault: fault.at))
        super().__init__("\n".join(fault.sentence(file, "en") for fault in self.faults))
