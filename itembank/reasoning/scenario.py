"""A scenario and its parts, as an author writes them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from itembank.language import Text
from itembank.numeracy.drawing.graphs import Axis
from itembank.numeracy.drawing.scale import Scale
from itembank.numeracy.html_table import Cell

Process = Literal["identify", "represent", "review"]
PROCESSES: tuple[Process, ...] = ("identify", "represent", "review")

Number = int | float | str
Numbers = Mapping[str, Number | tuple[Number, ...]]
"""The numbers of a story by name, for the solutions; a time of day is text such as "13:05"."""

Place = tuple[int, int]


@dataclass(frozen=True)
class Table:
    """A table; the first cell of each row is its head."""

    caption: Text
    head: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True)
class Counts:
    """Names with a count each, drawn as "block-graph", "bar-chart", "pictogram" or "pie-chart" (then in degrees).

    Parameters
    ----------
    scale : of a bar chart
    each, things : what a symbol of a pictogram stands for, as a number and in words
    """

    kind: str
    caption: Text
    rows: tuple[tuple[Text, int], ...]
    scale: Scale | None = None
    each: int = 1
    things: Text = Text.same("")  # noqa: RUF009 - frozen


@dataclass(frozen=True)
class Graph:
    """A "line-graph" or a "scatter" diagram, which may have a line of best fit."""

    kind: str
    caption: Text
    across: Axis
    up: Axis
    points: tuple[Place, ...]
    fitted: tuple[Place, ...] = ()


@dataclass(frozen=True)
class MapOfSquares:
    """A map of squares with words in some of them; with letters along and numbers up, ``symbols`` stand for the words.

    Parameters
    ----------
    places : (column, row) from 0, from the bottom left, with what is there
    symbols : one for each place, none where the squares have no letters and numbers
    """

    columns: int
    rows: int
    places: tuple[tuple[Place, Text], ...]
    symbols: tuple[str, ...] = ()
    compass: bool = False


@dataclass(frozen=True)
class Coordinates:
    """Lettered points on axes from 0 to ``last``."""

    points: Mapping[str, Place]
    last: int


@dataclass(frozen=True)
class SquaredPlan:
    """A shape on squared paper: rows from the top, "#" for a shaded square."""

    plan: tuple[str, ...]


@dataclass(frozen=True)
class Solid:
    """A measured shape: "rectangle", "cuboid", "circle" or "triangular-prism", with the words on its edges in order."""

    kind: str
    edges: tuple[str, ...]


Figure = Table | Counts | Graph | MapOfSquares | Coordinates | SquaredPlan | Solid


@dataclass(frozen=True)
class KnownNumber:
    """A number that is no answer but part of the way, with what it comes of.

    Parameters
    ----------
    solution : the expression over the scenario's numbers that gives it
    """

    value: str
    score: int
    name: str
    solution: str


@dataclass(frozen=True)
class WriteNumber:
    """A number is written, or marked on a line from ``low`` to ``high`` where there is one."""

    key: str
    solution: str
    partial: tuple[KnownNumber, ...]
    before: str = ""
    after: Text = Text.same("")  # noqa: RUF009 - frozen
    line: "Line | None" = None


@dataclass(frozen=True)
class Line:
    """A number line, as decimals in digits."""

    low: str
    high: str
    step: str
    marks: tuple[str, ...]


@dataclass(frozen=True)
class Offered:
    """An option. It is right if it names no wrong idea.

    Parameters
    ----------
    value : what it is worth, an expression; "" where it has ``holds``
    holds : an expression that is true of the right options alone, "" where options are compared with a solution
    of : in matching, the id of the right option in whose row the wrong idea leads to this one
    """

    text: Text
    wrong: str
    value: str
    holds: str
    of: str = ""


@dataclass(frozen=True)
class ChooseOne:
    """One option is right: the one that holds, or the one whose value is the solution's."""

    options: tuple[Offered, ...]
    solution: str
    as_written: bool


@dataclass(frozen=True)
class ChooseSeveral:
    """The options that hold are right."""

    options: tuple[Offered, ...]
    as_written: bool


@dataclass(frozen=True)
class PutInOrder:
    """Cards in their right order, each with the expression that it is ordered by, rising."""

    cards: tuple[tuple[Text, str], ...]


@dataclass(frozen=True)
class Row:
    """A row to be matched with the option of id ``pair``."""

    text: Text
    pair: str
    solution: str


@dataclass(frozen=True)
class MatchRows:
    """Rows, and the options by their ids."""

    rows: tuple[Row, ...]
    options: Mapping[str, Offered]


@dataclass(frozen=True)
class Gap:
    """A gap with its options; the right one has the value of the solution."""

    id: str
    options: tuple[Offered, ...]
    solution: str


@dataclass(frozen=True)
class FillGaps:
    """A sentence with {id} in the place of each gap."""

    sentence: Text
    gaps: tuple[Gap, ...]


@dataclass(frozen=True)
class Blank:
    """A cell, or a bar, to fill in."""

    id: str
    text: Text
    key: str
    solution: str


@dataclass(frozen=True)
class FillTable:
    """A table of which some cells are to be filled."""

    head: tuple[Cell, ...]
    rows: tuple[tuple[Cell | Blank, ...], ...]

    @property
    def blanks(self) -> tuple[Blank, ...]:
        return tuple(cell for row in self.rows for cell in row if isinstance(cell, Blank))


@dataclass(frozen=True)
class DrawnBar:
    """A bar that is there from the start."""

    text: Text
    value: str
    solution: str


@dataclass(frozen=True)
class FillChart:
    """A bar chart of which some bars are to be drawn; the axis goes from 0 to ``top``."""

    bars: tuple[DrawnBar | Blank, ...]
    top: str
    step: str
    unit: Text

    @property
    def blanks(self) -> tuple[Blank, ...]:
        return tuple(bar for bar in self.bars if isinstance(bar, Blank))


@dataclass(frozen=True)
class PickPlace:
    """A place of a map is picked.

    Parameters
    ----------
    solution : expressions for the column and the row, or for the two coordinates
    near : places that a named wrong idea leads to
    points : the points that can be picked, where the map is one of coordinates
    """

    map: MapOfSquares | Coordinates
    key: Place
    solution: tuple[str, str]
    near: tuple[tuple[Place, str], ...]
    points: tuple[Place, ...]


Answer = WriteNumber | ChooseOne | ChooseSeveral | PutInOrder | MatchRows | FillGaps | FillTable | FillChart | PickPlace


@dataclass(frozen=True)
class Part:
    """A question on a scenario that can be answered whatever was answered before.

    Parameters
    ----------
    id : unique in the scenario; it stays when the wording changes
    ask : what is asked, a paragraph a line
    features : what makes it hard, besides the way of answering and the words, which are counted
    most : the highest score
    hints : each that is taken caps the score at one less
    """

    id: str
    topic: str
    process: Process
    ask: Text
    answer: Answer
    features: Mapping[str, int]
    most: int
    hints: tuple[Text, ...]


@dataclass(frozen=True)
class Scenario:
    """A story with its numbers and figures, and the parts that ask about it."""

    id: str
    year: int
    title: Text
    story: Text
    numbers: Numbers
    figures: tuple[Figure, ...]
    parts: tuple[Part, ...]
