"""Reads scenarios from their TOML files."""

from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from itembank.parsing.toml_table import STAND_IN, TomlTable, read_toml
from itembank.reasoning.answer_parsing import read_answer
from itembank.reasoning.difficulty_model import WRITTEN
from itembank.reasoning.figure_parsing import read_figure
from itembank.reasoning.reasoning_topics import TOPICS
from itembank.reasoning.scenario import (
    PROCESSES,
    Answer,
    Figure,
    FillChart,
    FillGaps,
    FillTable,
    MatchRows,
    Number,
    Numbers,
    Part,
    Scenario,
    WriteFraction,
    WriteNumber,
    WriteTime,
)

FIELDS = ("id", "year", "practice", "title", "numbers", "story", "figure", "part")
"""The fields of a scenario."""


@cache
def scenarios() -> tuple[Scenario, ...]:
    """Read every scenario, sorted by year and id.

    Raises
    ------
    InvalidBank : naming the file, the part and the field
    """
    folder = files("itembank.reasoning") / "scenarios"
    read = [read_scenario(file) for file in folder.iterdir() if file.name.endswith(".toml")]
    return tuple(sorted(read, key=lambda one: (one.year, one.id)))


def read_scenario(file: Traversable) -> Scenario:
    """Read a scenario from its file, whose name is the scenario's id.

    Raises
    ------
    InvalidBank
    """
    return scenario_of(read_toml(file))


def scenario_of(table: TomlTable) -> Scenario:
    """The scenario of a file's table. Where the table collects faults, figures and parts with a fault are left out.

    Raises
    ------
    InvalidBank : the first fault, unless the table collects them
    """
    table.require_only(*FIELDS)
    if (named := table.string("id")) not in (table.file.removesuffix(".toml"), STAND_IN):
        table.refuse(named, "id", "the file’s name", None)
    figures = table.each("figure", read_figure)
    parts = table.each("part", lambda part: _part(part, figures), 3)
    return Scenario(
        named,
        table.integer("year", 2, 9),
        table.text("title"),
        table.text("story"),
        _numbers(table.table("numbers")),
        figures,
        parts,
        table.boolean("practice"),
    )


def _numbers(table: TomlTable) -> Numbers:
    return {name: _number(table, name, value) for name, value in table.data.items()}


def _number(table: TomlTable, name: str, value: object) -> Number | tuple[Number, ...]:
    if isinstance(value, list):
        return tuple(_single(table, name, each) for each in value)
    return _single(table, name, value)


def _single(table: TomlTable, name: str, value: object) -> Number:
    if not isinstance(value, int | float | str) or isinstance(value, bool):
        return table.refuse(value, name, 'a number, a time such as "13:05", or a list of them', 0)
    return value


def _part(table: TomlTable, figures: tuple[Figure, ...]) -> Part:
    answer = read_answer(table, figures)
    hints = tuple(each.bilingual() for each in table.tables("hints"))
    return Part(
        table.string("id"),
        table.one_of("topic", tuple(topic.id for topic in TOPICS)),
        table.one_of("process", PROCESSES),
        table.text("ask"),
        answer,
        _features(table.table("features")),
        table.integer("most", 1, 4, 2 if hints or _has_parts(answer) else 1),
        hints,
    )


def _features(table: TomlTable) -> dict[str, int]:
    table.require_only(*WRITTEN)
    return {name: table.integer(name, 1, 9) for name in table.data}


def _has_parts(answer: Answer) -> bool:
    """Whether the answer can earn partial credit."""
    if isinstance(answer, WriteNumber | WriteFraction | WriteTime):
        return any(each.score for each in answer.partial)
    return isinstance(answer, MatchRows | FillGaps | FillTable | FillChart)
