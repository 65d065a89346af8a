"""What is wrong with data or arguments: a stable code, the fields, and a sentence."""

from enum import StrEnum


class Fault(StrEnum):
    """What is wrong, as a stable code."""

    SHAPE = "shape"
    LENGTHS = "lengths"
    ITEM_COUNT = "item_count"
    ITEM_TWICE = "item_twice"
    ITEM_UNKNOWN = "item_unknown"
    SCORE = "score"
    STATUS = "status"
    RESPONSE_TWICE = "response_twice"
    OPTION = "option"
    NO_RESPONSES = "no_responses"
    TOO_FEW_ITEMS = "too_few_items"
    NEVER_ANSWERED = "never_answered"
    CONSTANT = "constant"
    REVERSED = "reversed"
    NOT_CONVERGED = "not_converged"
    GRID = "grid"
    NOT_FOUND = "not_found"
    NOT_READABLE = "not_readable"
    EMPTY = "empty"
    NOT_TEXT = "not_text"
    HEADER = "header"
    ROW_LENGTH = "row_length"
    CELL = "cell"
    LABEL = "label"
    PERSON_TWICE = "person_twice"
    NOT_WRITABLE = "not_writable"


class Counted(StrEnum):
    """What the number in a fault counts: rows of the data, or lines of the file they were read from."""

    ROW = "row"
    LINE = "line"


SENTENCES = {
    Fault.SHAPE: "scores: expected two dimensions (persons, items), got %(got)s",
    Fault.LENGTHS: "person, item, score and status: expected equal lengths, got %(got)s",
    Fault.ITEM_COUNT: "items: expected %(expected)d ids, got %(got)d",
    Fault.ITEM_TWICE: "items: expected each id once, got %(item)s twice (places %(first)d and %(second)d)",
    Fault.ITEM_UNKNOWN: "%(counted)s %(row)d: expected one of the given item ids, got %(item)s",
    Fault.SCORE: "%(counted)s %(row)d, item %(item)s: expected a score of %(expected)s, got %(got)s",
    Fault.STATUS: "%(counted)s %(row)d, item %(item)s: expected a status of %(expected)s, got %(got)s",
    Fault.RESPONSE_TWICE: "%(counted)s %(row)d, item %(item)s: expected one response of a person to an item,"
    " got a second one (the first is in %(counted)s %(first)d)",
    Fault.OPTION: "%(name)s: expected %(expected)s, got %(got)s",
    Fault.NO_RESPONSES: "data: expected at least one response, got none",
    Fault.TOO_FEW_ITEMS: "model %(model)s: expected at least %(expected)d items, got %(got)d",
    Fault.NEVER_ANSWERED: "items never answered: %(items)s; expected at least one response to each item"
    " (--drop-constant leaves such items out)",
    Fault.CONSTANT: "items answered always alike: %(items)s; expected both 0 and 1 among the responses to each item,"
    " since no finite difficulty fits otherwise (--drop-constant leaves such items out)",
    Fault.REVERSED: "items with a slope not above 0: %(items)s; expected slopes above 0 (is a key reversed?)",
    Fault.NOT_CONVERGED: "calibration: expected a converged fit, got: %(got)s",
    Fault.GRID: "grid: expected at least 5 equally spaced, increasing nodes, got %(got)s",
    Fault.NOT_FOUND: "%(path)s: expected a file of this name, got none",
    Fault.NOT_READABLE: "%(path)s: expected a file that can be read, got one that cannot (%(got)s)",
    Fault.EMPTY: "data: expected a header and responses below it, got an empty file",
    Fault.NOT_TEXT: "%(path)s: expected text in UTF-8, got something else at byte %(at)d",
    Fault.HEADER: "header: expected person,item,score (and perhaps status), one row for each response;"
    " or the item ids, one row for each person (the first column may be person); got %(got)s",
    Fault.ROW_LENGTH: "%(counted)s %(row)d: expected %(expected)d cells, as in the header, got %(got)d",
    Fault.CELL: "%(counted)s %(row)d, item %(item)s: expected 0, 1 or an empty cell, got %(got)s",
    Fault.LABEL: "%(counted)s %(row)d: expected a person and an item, got an empty cell",
    Fault.PERSON_TWICE: "%(counted)s %(row)d: expected one row for each person,"
    " got the person of %(counted)s %(first)d again",
    Fault.NOT_WRITABLE: "%(path)s: expected a place where a file can be written, got one where none can (%(got)s)",
}


class CalibrationError(ValueError):
    """Data or an argument that cannot be calibrated.

    Parameters
    ----------
    code : which fault, for translation
    counted : what ``row`` and ``first`` among the fields count
    fields : what the sentence names: row (from 1), item, what was expected, what came
    """

    def __init__(self, code: Fault, counted: Counted = Counted.ROW, **fields: object) -> None:
        self.code, self.counted, self.fields = code, counted, fields
        super().__init__(SENTENCES[code] % {**fields, "counted": counted})


class NotConverged(CalibrationError):
    """A fit that may not be published; ``Calibration.require_converged`` raises it."""
