from dataclasses import dataclass
from typing import ClassVar

from itembank.language import Text


@dataclass(frozen=True)
class Option:
    """Something a learner picks or moves. ``id`` says nothing of whether it is right; ``html`` is trusted."""

    id: str
    html: Text


@dataclass(frozen=True)
class StaticText:
    """Trusted HTML between the places that are answered, or in a cell of a table."""

    html: Text


@dataclass(frozen=True)
class NumberEntry:
    """A box for a number, with a unit before or after it.

    Parameters
    ----------
    label : what the box asks for
    before, after : the unit shown beside the box, "" for none; also accepted in the reply
    decimal : whether the keyboard should offer a decimal point
    """

    type: ClassVar[str] = "number"

    label: Text
    before: Text
    after: Text
    decimal: bool


@dataclass(frozen=True)
class Choice:
    """One of several options."""

    type: ClassVar[str] = "choice"

    label: Text
    options: tuple[Option, ...]


@dataclass(frozen=True)
class MultipleChoice:
    """Some of several options; a reply names at least ``least`` and at most ``most`` of them."""

    type: ClassVar[str] = "multiple"

    label: Text
    options: tuple[Option, ...]
    least: int
    most: int


@dataclass(frozen=True)
class Ordering:
    """Cards to put in order, in the order first shown."""

    type: ClassVar[str] = "ordering"

    label: Text
    items: tuple[Option, ...]


@dataclass(frozen=True)
class Matching:
    """An option for each row; an option may serve several rows, or none."""

    type: ClassVar[str] = "matching"

    label: Text
    rows: tuple[Option, ...]
    options: tuple[Option, ...]


@dataclass(frozen=True)
class Gap:
    """A gap in a text, filled with one of its own options."""

    id: str
    options: tuple[Option, ...]


@dataclass(frozen=True)
class GapFill:
    """A text with gaps to fill by choice; its parts follow each other as they stand, spaces and all."""

    type: ClassVar[str] = "gaps"

    label: Text
    parts: tuple[StaticText | Gap, ...]

    @property
    def gaps(self) -> tuple[Gap, ...]:
        return tuple(part for part in self.parts if isinstance(part, Gap))


@dataclass(frozen=True)
class Hotspot:
    """One area of a drawing.

    Parameters
    ----------
    svg : trusted markup in which an element has ``data-area="…"`` for each area
    areas : their ids and names; the names are the list beside the drawing, and what a screen reader says
    """

    type: ClassVar[str] = "hotspot"

    label: Text
    svg: Text
    areas: tuple[Option, ...]


@dataclass(frozen=True)
class Mark:
    """A labelled mark of a number line, at a decimal in digits."""

    at: str
    html: Text


@dataclass(frozen=True)
class NumberLine:
    """A place on a line, which moves in steps from one end to the other.

    Parameters
    ----------
    low, high, step : decimals in digits; high − low is a whole number of steps
    """

    type: ClassVar[str] = "number-line"

    label: Text
    low: str
    high: str
    step: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True)
class Blank:
    """A cell of a table to be filled with a number; ``label`` says which, for whoever does not see the table."""

    id: str
    label: Text


@dataclass(frozen=True)
class TableEntry:
    """A table with cells to fill, row by row; the first cell of each row is its head."""

    type: ClassVar[str] = "table"

    label: Text
    header: tuple[Text, ...]
    rows: tuple[tuple[StaticText | Blank, ...], ...]

    @property
    def blanks(self) -> tuple[Blank, ...]:
        return tuple(cell for row in self.rows for cell in row if isinstance(cell, Blank))


@dataclass(frozen=True)
class Bar:
    """A bar of a chart: its height as a decimal in digits, or None where the learner draws it."""

    id: str
    html: Text
    value: str | None


@dataclass(frozen=True)
class BarChart:
    """A bar chart of which some bars are drawn by the learner.

    Parameters
    ----------
    top, step : decimals in digits: the axis goes from 0 to ``top``, a whole number of steps; a bar ends at a step
    unit : what the axis counts
    """

    type: ClassVar[str] = "chart"

    label: Text
    bars: tuple[Bar, ...]
    top: str
    step: str
    unit: Text

    @property
    def drawn(self) -> tuple[Bar, ...]:
        """The bars the learner draws, in order."""
        return tuple(bar for bar in self.bars if bar.value is None)


@dataclass(frozen=True)
class SelectText:
    """A text of which some stretches can be marked; a reply names at least ``least`` and at most ``most`` of them.

    Parameters
    ----------
    parts : text in order, an `Option` where it can be marked; they follow each other as they stand, spaces and all, and
        a paragraph ends at a `StaticText` that holds ``<br>`` alone
    """

    type: ClassVar[str] = "select-text"

    label: Text
    parts: tuple[StaticText | Option, ...]
    least: int
    most: int

    @property
    def stretches(self) -> tuple[Option, ...]:
        return tuple(part for part in self.parts if isinstance(part, Option))


Response = (
    NumberEntry
    | Choice
    | MultipleChoice
    | Ordering
    | Matching
    | GapFill
    | Hotspot
    | NumberLine
    | TableEntry
    | BarChart
    | SelectText
)
MAX_PLACES = 20
"""No reply is a longer list: what a child can see at once, and what is taken over the line."""

Reply = str | list[str] | tuple[str, ...] | None
