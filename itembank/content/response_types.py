"""Response types: how an item is answered; and replies."""

from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar, Literal

from itembank.language import Text


@dataclass(frozen=True)
class Option:
    """Something that a learner selects or moves.

    Parameters
    ----------
    id : does not reveal whether the option is right
    html : trusted HTML
    """

    id: str
    html: Text


@dataclass(frozen=True)
class StaticText:
    """Trusted HTML between the places to fill in, or in a cell of a table."""

    html: Text


@dataclass(frozen=True)
class NumberEntry:
    """A box for a number, with a unit before or after it.

    Parameters
    ----------
    label : what to enter
    before, after : unit shown beside the box, "" for none; the reply may include it
    decimal : whether the keyboard offers a decimal point
    """

    type: ClassVar[str] = "number"

    label: Text
    before: Text
    after: Text
    decimal: bool


@dataclass(frozen=True)
class FractionEntry:
    """Two boxes for a fraction, one above the other.

    Parameters
    ----------
    label : what to enter
    mixed : whether there is a box before them for the whole number of a mixed number; it may stay empty
    """

    type: ClassVar[str] = "fraction"

    label: Text
    mixed: bool


ClockHours = Literal["12", "am-pm", "24"]
"""The hours of a clock: 1 to 12, 1 to 12 with am or pm, or 0 to 23."""


@dataclass(frozen=True)
class TimeEntry:
    """A box for the hours of a clock time and one for its minutes, with a choice of am or pm where it has that."""

    type: ClassVar[str] = "time"

    label: Text
    clock: ClockHours


@dataclass(frozen=True)
class Choice:
    """A choice of one among several options."""

    type: ClassVar[str] = "choice"

    label: Text
    options: tuple[Option, ...]


@dataclass(frozen=True)
class MultipleChoice:
    """A choice of ``least`` to ``most`` among several options."""

    type: ClassVar[str] = "multiple"

    label: Text
    options: tuple[Option, ...]
    least: int
    most: int


@dataclass(frozen=True)
class Ordering:
    """Cards to put in order; ``items`` are in the order first shown."""

    type: ClassVar[str] = "ordering"

    label: Text
    items: tuple[Option, ...]


@dataclass(frozen=True)
class Matching:
    """An option to match with each row; an option may go with several rows or with none."""

    type: ClassVar[str] = "matching"

    label: Text
    rows: tuple[Option, ...]
    options: tuple[Option, ...]


@dataclass(frozen=True)
class Gap:
    """A gap in a text, with its own options to choose from."""

    id: str
    options: tuple[Option, ...]


@dataclass(frozen=True)
class GapFill:
    """A text with gaps to fill by choice; its parts are joined without adding spaces."""

    type: ClassVar[str] = "gaps"

    label: Text
    parts: tuple[StaticText | Gap, ...]

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """The gaps in order."""
        return tuple(part for part in self.parts if isinstance(part, Gap))


@dataclass(frozen=True)
class Hotspot:
    """A choice of one area of a drawing.

    Parameters
    ----------
    svg : trusted markup with an element ``data-area="…"`` for each area
    areas : ids and names; the names are listed beside the drawing and read out by screen readers
    """

    type: ClassVar[str] = "hotspot"

    label: Text
    svg: Text
    areas: tuple[Option, ...]


@dataclass(frozen=True)
class Mark:
    """A labelled mark of a number line; ``at`` is a decimal in digits."""

    at: str
    html: Text


@dataclass(frozen=True)
class NumberLine:
    """A marker that moves in steps along a number line.

    Every place of the marker is on a tick or half-way between two, so that a hand can hit what an eye has found.

    Parameters
    ----------
    low, high, step : decimals in digits; high − low is a whole number of steps
    marks : the ticks that have a number
    """

    type: ClassVar[str] = "number-line"

    label: Text
    low: str
    high: str
    step: str
    marks: tuple[Mark, ...]

    @property
    def ticks(self) -> tuple[str, ...]:
        """Where the line has ticks without a number: at every step, or at tens where a step is half of one."""
        low, high, step = map(Decimal, (self.low, self.high, self.step))
        numbered = [Decimal(mark.at) for mark in self.marks]
        halves = step.normalize().as_tuple().digits == (5,)
        apart = 2 * step if halves and all((at - low) % (2 * step) == 0 for at in numbered) else step
        places = (low + apart * count for count in range(int((high - low) / apart) + 1))
        return tuple(f"{at.normalize():f}" for at in places if at not in numbered)


@dataclass(frozen=True)
class Blank:
    """A cell of a table to fill with a number; ``label`` names the cell for screen readers."""

    id: str
    label: Text


@dataclass(frozen=True)
class TableEntry:
    """A table with cells to fill; the first cell of each row is its head."""

    type: ClassVar[str] = "table"

    label: Text
    header: tuple[Text, ...]
    rows: tuple[tuple[StaticText | Blank, ...], ...]

    @property
    def blanks(self) -> tuple[Blank, ...]:
        """The cells to fill, row by row."""
        return tuple(cell for row in self.rows for cell in row if isinstance(cell, Blank))


@dataclass(frozen=True)
class Bar:
    """A bar of a chart; ``value`` is its height as a decimal in digits, None if the learner draws it."""

    id: str
    html: Text
    value: str | None


@dataclass(frozen=True)
class BarChart:
    """A bar chart in which the learner draws some of the bars.

    Parameters
    ----------
    top, step : decimals in digits; the axis runs from 0 to ``top``, a whole number of steps, and a bar ends at a step
    unit : label of the axis
    """

    type: ClassVar[str] = "chart"

    label: Text
    bars: tuple[Bar, ...]
    top: str
    step: str
    unit: Text

    @property
    def drawn(self) -> tuple[Bar, ...]:
        """The bars that the learner draws, in order."""
        return tuple(bar for bar in self.bars if bar.value is None)


@dataclass(frozen=True)
class SelectText:
    """A text in which the learner selects ``least`` to ``most`` stretches.

    Parameters
    ----------
    parts : the text in order, an `Option` for each stretch that can be selected; they are joined without adding spaces;
        a `StaticText` of ``<br>`` alone ends a paragraph
    """

    type: ClassVar[str] = "select-text"

    label: Text
    parts: tuple[StaticText | Option, ...]
    least: int
    most: int

    @property
    def stretches(self) -> tuple[Option, ...]:
        """The stretches that can be selected, in order."""
        return tuple(part for part in self.parts if isinstance(part, Option))


Response = (
    NumberEntry
    | FractionEntry
    | TimeEntry
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
"""Longest list that a reply may be, so that a child can see it at once and requests stay small."""

Reply = str | list[str] | tuple[str, ...] | None
"""What a learner answered; None for an omitted item."""
