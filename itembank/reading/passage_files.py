"""Reads passages from their TOML files."""

from importlib.resources import files
from importlib.resources.abc import Traversable

from itembank.language import LANGUAGES, Language
from itembank.parsing.toml_table import STAND_IN, TomlTable, read_toml
from itembank.reading.passage import (
    DIALECTS,
    FEATURES,
    KINDS,
    MISCONCEPTIONS,
    PROCESSES,
    Answer,
    ChooseOne,
    ChooseSeveral,
    Distractor,
    FillGaps,
    Gap,
    Match,
    Passage,
    PutInOrder,
    Question,
    SelectText,
)

TYPES = ("choice", "multiple", "order", "match", "gaps", "select")
FIELDS = ("id", "title", "kind", "form", "year", "language", "practice", "dialect", "text", "question")
"""The fields of a passage."""


def passages(language: Language) -> tuple[Passage, ...]:
    """Read the passages of a language, sorted by year and id.

    Raises
    ------
    InvalidBank : naming the file, the question and the field
    """
    folder = files("itembank.reading") / "passages" / language
    read = [passage(file) for file in folder.iterdir() if file.name.endswith(".toml")]
    return tuple(sorted(read, key=lambda one: (one.year, one.id)))


def passage(file: Traversable) -> Passage:
    """Read a passage from its file, whose name is the passage's id.

    Raises
    ------
    InvalidBank
    """
    return passage_of(read_toml(file))


def passage_of(table: TomlTable) -> Passage:
    """The passage of a file's table. Where the table collects faults, questions with a fault are left out.

    Raises
    ------
    InvalidBank : the first fault, unless the table collects them
    """
    table.require_only(*FIELDS)
    if (named := table.string("id")) not in (table.file.removesuffix(".toml"), STAND_IN):
        table.refuse(named, "id", "the file’s name", None)
    return Passage(
        named,
        table.string("title"),
        table.one_of("kind", KINDS),
        table.string("form"),
        table.integer("year", 2, 9),
        table.string("text").strip(),
        table.each("question", _question),
        table.boolean("practice"),
        table.one_of("dialect", DIALECTS) if table.has("dialect") else None,
        table.one_of("language", LANGUAGES) if table.has("language") else None,
    )


def _question(table: TomlTable) -> Question:
    features = table.strings("features")
    for feature in features:
        if feature not in FEATURES:
            table.refuse(feature, "features", f"one of {', '.join(FEATURES)}", None)
    return Question(
        table.string("id"),
        table.one_of("process", PROCESSES),
        table.string("prompt"),
        _answer(table),
        features,
        _one_or_more(table, "evidence"),
        _one_or_more(table, "holds"),
    )


def _one_or_more(table: TomlTable, name: str) -> tuple[str, ...]:
    """Words alone, or a list of them; nothing where the field is absent."""
    return (table.string(name),) if isinstance(table.data.get(name), str) else table.strings(name)


def _answer(table: TomlTable) -> Answer:
    match table.one_of("type", TYPES):
        case "choice":
            _only(table, "key", "wrong")
            return ChooseOne(table.string("key"), _wrong(table))
        case "multiple":
            _only(table, "keys", "wrong")
            return ChooseSeveral(table.strings("keys"), _wrong(table))
        case "order":
            _only(table, "order")
            return PutInOrder(table.strings("order"))
        case "match":
            _only(table, "pairs", "extra")
            return Match(_pairs(table), table.strings("extra"))
        case "gaps":
            _only(table, "sentence", "gaps")
            return FillGaps(table.string("sentence"), table.each("gaps", _gap))
        case _:
            _only(table, "key", "candidates")
            return SelectText(table.string("key"), table.strings("candidates"))


def _only(table: TomlTable, *fields: str) -> None:
    table.require_only("id", "process", "type", "prompt", "features", "evidence", "holds", *fields)


def _wrong(table: TomlTable) -> tuple[Distractor, ...]:
    return tuple(map(_distractor, table.tables("wrong", like='{ text = "…", why = "…" }')))


def _distractor(table: TomlTable) -> Distractor:
    table.require_only("text", "why")
    return Distractor(table.string("text"), table.one_of("why", MISCONCEPTIONS))


def _gap(table: TomlTable) -> Gap:
    table.require_only("key", "wrong")
    return Gap(table.string("key"), table.strings("wrong"))


def _pairs(table: TomlTable) -> tuple[tuple[str, str], ...]:
    return tuple(_pair(table, pair) for pair in table.list_items("pairs"))


def _pair(table: TomlTable, pair: object) -> tuple[str, str]:
    if isinstance(pair, list) and len(pair) == 2:
        left, right = pair
        if isinstance(left, str) and isinstance(right, str) and left.strip() and right.strip():
            return left, right
    return table.refuse(pair, "pairs", "pairs of words, [left, right]", ("", ""))
