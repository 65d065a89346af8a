"""A scenario with its figures, parts and answers, as an author writes it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from itembank.content.response_types import ClockHours
from itembank.language import Text
from itembank.numeracy.drawing.graphs import Axis
from itembank.numeracy.drawing.scale import Scale
from itembank.numeracy.html_table import Cell

Process = Literal["identify", "represent", "review"]
PROCESSES: tuple[Process, ...] = ("identify", "represent", "review")

Number = int | float | str
Numbers = Mapping[str, Number | tuple[Number, ...]]
"""The numbers of a story by name, used in solutions; a time of day is a string such as "13:05"."""

GridPoint = tuple[int, int]


@dataclass(frozen=True)
class Table:
    """A table; the first cell of each row is its head."""

    caption: Text
    head: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True)
class CountChart:
    """A chart of counts: "block-graph", "bar-chart", "pictogram" or "pie-chart".

    Parameters
    ----------
    rows : names with their counts; degrees in a pie chart
    scale : scale of a bar chart
    each, things : what one symbol of a pictogram stands for, as a number and as text
    """

    kind: str
    caption: Text
    rows: tuple[tuple[Text, int], ...]
    scale: Scale | None = None
    each: int = 1
    things: Text = Text.same("")  # noqa: RUF009 - frozen


@dataclass(frozen=True)
class Graph:
    """A "line-graph" or a "scatter" diagram, the latter with an optional line of best fit."""

    kind: str
    caption: Text
    across: Axis
    up: Axis
    points: tuple[GridPoint, ...]
    fitted: tuple[GridPoint, ...] = ()


@dataclass(frozen=True)
class MapOfSquares:
    """A map of squares, some of which hold text or a symbol.

    Parameters
    ----------
    places : what is at each (column, row), counted from 0 from the bottom left
    symbols : one for each place, explained in a key; empty if the map has no letters and numbers along its edges
    """

    columns: int
    rows: int
    places: tuple[tuple[GridPoint, Text], ...]
    symbols: tuple[str, ...] = ()
    compass: bool = False


@dataclass(frozen=True)
class Coordinates:
    """Lettered points on axes from 0 to ``last``."""

    points: Mapping[str, GridPoint]
    last: int


@dataclass(frozen=True)
class SquaredPlan:
    """A shape on squared paper: rows from the top, "#" for a shaded square."""

    plan: tuple[str, ...]


@dataclass(frozen=True)
class Solid:
    """A measured shape: "rectangle", "cuboid", "circle" or "triangular-prism", with the labels of its edges."""

    kind: str
    edges: tuple[str, ...]


Figure = Table | CountChart | Graph | MapOfSquares | Coordinates | SquaredPlan | Solid


@dataclass(frozen=True)
class PartialAnswer:
    """A wrong number: an intermediate result, which earns partial credit, or a misconception, which earns nothing.

    Parameters
    ----------
    score : the credit it earns
    step : the intermediate result, "" for a misconception
    wrong : the misconception, "" for an intermediate result
    solution : expression over the scenario's numbers that gives it
    """

    value: str
    score: int
    step: str
    wrong: str
    solution: str


@dataclass(frozen=True)
class WriteNumber:
    """A number to write, or to mark on a number line if ``line`` is given."""

    key: str
    solution: str
    partial: tuple[PartialAnswer, ...]
    before: str = ""
    after: Text = Text.same("")  # noqa: RUF009 - frozen
    line: "NumberLineRange | None" = None


@dataclass(frozen=True)
class WriteFraction:
    """A fraction to write, its key and partial answers in their usual spelling.

    Parameters
    ----------
    mixed : whether there is a box for a whole number
    in_this_form : whether an equal fraction in another form is wrong
    """

    key: str
    solution: str
    partial: tuple[PartialAnswer, ...]
    mixed: bool = False
    in_this_form: bool = False


@dataclass(frozen=True)
class WriteTime:
    """A clock time to write, its key and partial answers in their usual spelling; solutions are in minutes."""

    key: str
    solution: str
    partial: tuple[PartialAnswer, ...]
    clock: ClockHours


@dataclass(frozen=True)
class NumberLineRange:
    """The range, step and labelled marks of a number line, as decimal strings."""

    low: str
    high: str
    step: str
    marks: tuple[str, ...]


@dataclass(frozen=True)
class AnswerOption:
    """An option; it is correct if it names no misconception.

    Parameters
    ----------
    wrong : the misconception that leads to it, "" for a correct option
    value : expression for its value; "" if it has ``holds``
    holds : expression that is true for correct options only; "" if options are compared with a solution
    row_option : in matching, id of the correct option of the row in which the misconception leads to this one
    """

    text: Text
    wrong: str
    value: str
    holds: str
    row_option: str = ""


@dataclass(frozen=True)
class ChooseOne:
    """A choice of one option: the one that holds, or whose value equals the solution."""

    options: tuple[AnswerOption, ...]
    solution: str
    as_written: bool


@dataclass(frozen=True)
class ChooseSeveral:
    """A choice of every option that holds."""

    options: tuple[AnswerOption, ...]
    as_written: bool


@dataclass(frozen=True)
class PutInOrder:
    """Cards in their correct order, each with the expression they are ordered by, ascending."""

    cards: tuple[tuple[Text, str], ...]


@dataclass(frozen=True)
class MatchRow:
    """A row to be matched with the option of id ``pair``."""

    text: Text
    pair: str
    solution: str


@dataclass(frozen=True)
class MatchRows:
    """Rows, and the options by their ids."""

    rows: tuple[MatchRow, ...]
    options: Mapping[str, AnswerOption]


@dataclass(frozen=True)
class Gap:
    """A gap with its options; the value of the correct one equals the solution."""

    id: str
    options: tuple[AnswerOption, ...]
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
    """A bar that is given."""

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
    """A place to select on a map.

    Parameters
    ----------
    solution : expressions for the column and the row, or for the two coordinates
    misconceptions : wrong places with the misconception that leads to each
    points : selectable points, if the map is one of coordinates
    """

    map: MapOfSquares | Coordinates
    key: GridPoint
    solution: tuple[str, str]
    misconceptions: tuple[tuple[GridPoint, str], ...]
    points: tuple[GridPoint, ...]


Written = WriteNumber | WriteFraction | WriteTime
Answer = Written | ChooseOne | ChooseSeveral | PutInOrder | MatchRows | FillGaps | FillTable | FillChart | PickPlace


@dataclass(frozen=True)
class Part:
    """A question on a scenario; it does not depend on the answers to other parts.

    Parameters
    ----------
    id : unique in the scenario; unchanged when the wording changes
    ask : the question, one paragraph a line
    features : difficulty features, except those derived from the answer type and the wording
    most : maximum score
    hints : each hint taken lowers the maximum attainable score by 1
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
    """A story with its numbers and figures, and the parts that ask about it.

    Parameters
    ----------
    practice : whether it is for practice sittings alone
    """

    id: str
    year: int
    title: Text
    story: Text
    numbers: Numbers
    figures: tuple[Figure, ...]
    parts: tuple[Part, ...]
    practice: bool = False
