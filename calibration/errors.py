"""Errors of this package: a stable code, the fields of the case, and a sentence."""

import errno
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from enum import StrEnum
from typing import Self


class ErrorCode(StrEnum):
    """The kinds of error, as stable codes."""

    SHAPE = "shape"
    LENGTHS = "lengths"
    ITEM_COUNT = "item_count"
    ITEM_TWICE = "item_twice"
    ITEM_COLUMN_TWICE = "item_column_twice"
    ITEM_UNKNOWN = "item_unknown"
    SCORE = "score"
    SCORE_ABOVE = "score_above"
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
    NOT_A_TABLE = "not_a_table"
    PARQUET_UNREAD = "parquet_unread"
    PERSON_NUMBER = "person_number"
    TOO_MANY_ITEMS = "too_many_items"
    LOWEST_UNSAID = "lowest_unsaid"
    LOWEST_ZERO = "lowest_zero"
    LOOKS_LIKE_ID = "looks_like_id"
    HEADER = "header"
    ROW_LENGTH = "row_length"
    CELL = "cell"
    LABEL = "label"
    PERSON_TWICE = "person_twice"
    NOT_WRITABLE = "not_writable"
    PLACE_TAKEN = "place_taken"
    ITEMS_DIFFER = "items_differ"
    NOT_COMPLETE = "not_complete"
    NOT_PARQUET = "not_parquet"
    COLUMN = "column"
    COUNTS = "counts"
    COLUMN_TWICE = "column_twice"
    COLUMN_UNKNOWN = "column_unknown"
    COLUMN_NAMELESS = "column_nameless"
    WEIGHT = "weight"
    POSITION = "position"
    VARIES = "varies"
    NO_GROUP = "no_group"
    OMITTED_SCORE = "omitted_score"
    NO_KEY = "no_key"
    KEY_HEADER = "key_header"
    KEY_TWICE = "key_twice"
    KEY_SCORE = "key_score"
    ITEM_WITHOUT_KEY = "item_without_key"
    RESPONSE_UNKNOWN = "response_unknown"
    NO_PARTS = "no_parts"
    PERSON_IN_TWO_PARTS = "person_in_two_parts"
    CATEGORY_UNUSED = "category_unused"
    NOT_CONNECTED = "not_connected"
    DOCUMENT = "document"
    NOT_JSON = "not_json"
    NOT_ANCHOR = "not_anchor"
    PROVISIONAL = "provisional"
    TOO_FEW_ANCHORS = "too_few_anchors"
    SLOPES_DIFFER = "slopes_differ"
    COVARIANCE_LACKS = "covariance_lacks"
    NO_LINK = "no_link"
    LINK_NOT_CONVERGED = "link_not_converged"
    ROUTED = "routed"
    ROUTING_UNSAID = "routing_unsaid"
    TOO_MANY_DESIGNS = "too_many_designs"
    TOO_LONG = "too_long"
    CONSTANT_AMONG_OTHERS = "constant_among_others"
    PART_CHANGED = "part_changed"
    PART_KILLS = "part_kills"
    NOT_EXTRACT = "not_extract"
    EXTRACT_CHANGED = "extract_changed"
    YEARS_AS_ONE = "years_as_one"
    NO_DISTRIBUTED = "no_distributed"
    CLUSTER_UNREACHABLE = "cluster_unreachable"
    CLUSTER_EMPTY = "cluster_empty"
    CLUSTER_LOST = "cluster_lost"
    VERSIONS_DIFFER = "versions_differ"
    FEATURE = "feature"
    FEATURE_ITEM = "feature_item"
    FEATURE_TWICE = "feature_twice"
    FEATURE_LABELS = "feature_labels"
    NO_ERRORS = "no_errors"
    NORM_CELL = "norm_cell"
    NOT_NORMS = "not_norms"


class Described(str):
    """What was given or expected, in words of the program: ``a folder``, ``scores alone``; it has its Welsh.

    Any other text that was given is somebody's own and is the same in both languages.

    Parameters
    ----------
    words : the words, with a %-placeholder for each value
    """

    words: str
    values: tuple[object, ...]

    def __new__(cls, words: str, *values: object) -> Self:
        told = super().__new__(cls, words % values if values else words)
        told.words, told.values = words, values
        return told

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle with the words apart from their values."""
        return Described, (self.words, *self.values)

    def translated(self, phrases: Mapping[object, str]) -> str:
        """The words in another language, themselves where they have no translation."""
        words = phrases.get(self.words, self.words)
        return words % self.values if self.values else words


class RowUnit(StrEnum):
    """The unit of the row number in an error: rows of the data, or lines of the file."""

    ROW = "row"
    LINE = "line"


SENTENCES = {
    ErrorCode.SHAPE: "scores: expected two dimensions (persons, items), got %(got)s",
    ErrorCode.LENGTHS: "columns: expected one dimension and equal lengths, got %(got)s",
    ErrorCode.ITEM_COUNT: "items: expected %(expected)d ids, got %(got)d",
    ErrorCode.ITEM_TWICE: "items: expected each id once, got %(item)s twice (places %(first)d and %(second)d)",
    ErrorCode.ITEM_COLUMN_TWICE: "header: expected one column for each item, got %(item)s in columns %(first)d and"
    " %(second)d (rename one, or leave both out with --ignore %(item)s)",
    ErrorCode.ITEM_UNKNOWN: "%(row_unit)s %(row)d: expected one of the given item ids, got %(item)s",
    ErrorCode.SCORE: "%(row_unit)s %(row)d, item %(item)s: expected a score of %(expected)s, got %(got)s",
    ErrorCode.SCORE_ABOVE: "%(row_unit)s %(row)d, item %(item)s: expected a score of %(expected)s, got %(got)s, counted"
    " from 0 (such in all: %(count)d; raw answers: --key; items with more scores: --model gpcm or grm; a code of no"
    " response: --missing)",
    ErrorCode.STATUS: "%(row_unit)s %(row)d, item %(item)s: expected a status of %(expected)s, got %(got)s",
    ErrorCode.RESPONSE_TWICE: "%(row_unit)s %(row)d, item %(item)s: expected one response of a person to an item,"
    " got a second one (the first is in %(row_unit)s %(first)d; such in all: %(count)d)",
    ErrorCode.OPTION: "%(name)s: expected %(expected)s, got %(got)s",
    ErrorCode.NO_RESPONSES: "data: expected at least one response, got none",
    ErrorCode.TOO_FEW_ITEMS: "model %(model)s: expected at least %(expected)d items, got %(got)d",
    ErrorCode.NEVER_ANSWERED: "items never answered: %(items)s; expected at least one response to each item"
    " (--drop-constant leaves such items out)",
    ErrorCode.CONSTANT: "items answered always alike: %(items)s; expected two different scores among the responses to"
    " each"
    " item, since no finite difficulty fits otherwise (--drop-constant leaves such items out)",
    ErrorCode.REVERSED: "items with a slope not above 0: %(items)s; expected slopes above 0 (mend a reversed key, or"
    " leave the items out: --ignore)",
    ErrorCode.NOT_CONVERGED: "calibration: expected a converged fit, got: %(got)s",
    ErrorCode.GRID: "grid: expected at least 5 equally spaced, increasing nodes, got %(got)s",
    ErrorCode.NOT_FOUND: "%(path)s: expected a file of this name, got none",
    ErrorCode.NOT_READABLE: "%(path)s: expected a file that can be read, got one that cannot (%(got)s)",
    ErrorCode.EMPTY: "data: expected a header and responses below it, got an empty file",
    ErrorCode.NOT_TEXT: "%(path)s: expected text, got something else at byte %(at)d (--encoding names its encoding)",
    ErrorCode.NOT_A_TABLE: "%(path)s: expected a text table such as CSV, or Parquet, got a file of %(got)s; save it as"
    " CSV",
    ErrorCode.PARQUET_UNREAD: "%(path)s: expected a text table such as CSV, got Parquet, which is read for responses"
    " only; save it as CSV",
    ErrorCode.PERSON_NUMBER: "%(row_unit)s %(row)d, column %(name)s: expected a weight of 0 or more for each person,"
    " got %(got)s (such persons in all: %(count)d)",
    ErrorCode.TOO_MANY_ITEMS: "items: expected at most %(expected)d where each is compared with each other one, got"
    " %(got)d (%(name)s leaves that out)",
    ErrorCode.LOWEST_UNSAID: "scores: expected 0 for the lowest, got none; the lowest is %(expected)d, and these items"
    " begin above 1: %(items)s. Say --lowest 1 where the scale begins at 1 (the categories that nobody chose are then"
    " told), --lowest 0 where it begins at 0, or recode with --recode; a column that is no item, such as an age:"
    " --ignore COLUMN",
    ErrorCode.LOWEST_ZERO: "%(row_unit)s %(row)d, item %(item)s: expected scores from 1, as --lowest 1 says, got 0"
    " (such in all: %(count)d)",
    ErrorCode.LOOKS_LIKE_ID: "column %(item)s: expected scores of an item, got a different number in each of"
    " %(count)d rows. If it tells persons apart, say --column person=%(item)s; else --ignore %(item)s",
    ErrorCode.HEADER: "header: expected person,item,score (and perhaps status, response, weight, …), one row for each"
    " response; or the item ids, one row for each person (with a column person, perhaps); got %(got)s (the header is"
    " the first line; other names: --column; another separator: --separator; where cells are answers, --key scores"
    " them, or --recode)",
    ErrorCode.ROW_LENGTH: "%(row_unit)s %(row)d: expected %(expected)d cells, as in the header, got %(got)d"
    " (is a quotation mark left open, or a separator within a cell without quotation marks?)",
    ErrorCode.CELL: "%(row_unit)s %(row)d, item %(item)s: expected a score of 0, 1, … or an empty cell, got %(got)s"
    " (a code of no response: --missing; another coding: --recode; raw answers: --key; a column that is no item:"
    " --ignore)",
    ErrorCode.LABEL: "%(row_unit)s %(row)d: expected a person and an item, got an empty cell",
    ErrorCode.PERSON_TWICE: "%(row_unit)s %(row)d: expected one row for each person,"
    " got the person of %(row_unit)s %(first)d again",
    ErrorCode.NOT_WRITABLE: "%(path)s: expected a place where a file can be written, got one where none can (%(got)s)",
    ErrorCode.PLACE_TAKEN: "%(path)s: expected a file of its own to write to, got one that is read or written here"
    " already",
    ErrorCode.ITEMS_DIFFER: "fit: expected the items of the data, in their order; differing: %(items)s",
    ErrorCode.NOT_COMPLETE: "data: expected sets of items that many persons met alike, so that total scores compare;"
    " got %(forms)d sets for %(persons)d persons (give a fit, and persons are matched by ability)",
    ErrorCode.NOT_PARQUET: "%(path)s: expected a Parquet file, got something else (%(got)s)",
    ErrorCode.COLUMN: "header: expected a column %(expected)s for %(name)s, got %(got)s",
    ErrorCode.COUNTS: "header: expected a column %(expected)s of counts, got %(got)s (responses of persons are counted"
    " with --fit FIT.json, and --window NAME for their column of windows)",
    ErrorCode.COLUMN_TWICE: "header: expected one column for %(name)s, got %(got)s; say which is meant",
    ErrorCode.COLUMN_UNKNOWN: "header: expected person, item, score, response, status, weight, language, position,"
    " or a column named as a group or as one to ignore; got %(got)s",
    ErrorCode.COLUMN_NAMELESS: "header: expected a name for column %(column)d, which has values such as %(got)s; got"
    " none (row names of R: write.csv with row.names = FALSE)",
    ErrorCode.WEIGHT: "%(row_unit)s %(row)d: expected a weight above 0, got %(got)s",
    ErrorCode.POSITION: "%(row_unit)s %(row)d, item %(item)s: expected a position of 0, 1, 2, … or none, got %(got)s",
    ErrorCode.VARIES: "%(row_unit)s %(row)d, item %(item)s: expected one value of %(name)s for all responses of a"
    " person,"
    " got a second one",
    ErrorCode.NO_GROUP: "%(row_unit)s %(row)d: expected a group for each person, got none (such persons in all:"
    " %(count)d)",
    ErrorCode.OMITTED_SCORE: "%(row_unit)s %(row)d, item %(item)s: expected a score of 0 or none where the status is"
    " %(name)s, got %(got)s",
    ErrorCode.NO_KEY: "data: expected scores, or a key that turns responses into scores; got responses alone",
    ErrorCode.KEY_HEADER: "key: expected item,response (the right ones) or item,response,score as its header, got"
    " %(got)s",
    ErrorCode.KEY_TWICE: "key, %(row_unit)s %(row)d, item %(item)s: expected each response once, got %(got)s again",
    ErrorCode.KEY_SCORE: "key, %(row_unit)s %(row)d, item %(item)s: expected a score of 0, 1, …, got %(got)s",
    ErrorCode.ITEM_WITHOUT_KEY: "%(row_unit)s %(row)d, item %(item)s: expected an item of the key, got one that it"
    " lacks"
    " (such items in all: %(count)d)",
    ErrorCode.RESPONSE_UNKNOWN: "%(row_unit)s %(row)d, item %(item)s: expected a response that the key knows, got"
    " %(got)s"
    " (such responses in all: %(count)d; for the score of any other response give the key a line with the response *)",
    ErrorCode.NO_PARTS: "%(path)s: expected a folder of Parquet files, got none in it",
    ErrorCode.PERSON_IN_TWO_PARTS: "%(path)s: expected every person whole in one file, got one that %(first)s holds"
    " too",
    ErrorCode.CATEGORY_UNUSED: "items with a score that nobody got, though others got a higher one: %(items)s; expected"
    " every score from 0 to the highest, since no finite parameters fit otherwise (a code of no response: --missing;"
    " a column that is no item, such as an age: --ignore COLUMN; else join the scores with --recode)",
    ErrorCode.NOT_CONNECTED: "items in %(count)d islands that no person’s responses connect: %(items)s; expected a"
    " design"
    " that is connected",
    ErrorCode.DOCUMENT: "%(path)s: expected a calibration written by mesur calibrate (format %(expected)s), got"
    " %(got)s",
    ErrorCode.NOT_JSON: "%(path)s, line %(row)d, column %(column)d: expected JSON as mesur calibrate writes it, got"
    " something else",
    ErrorCode.NOT_ANCHOR: "anchors: expected items that both sides have; a side lacks %(items)s",
    ErrorCode.PROVISIONAL: "anchors: expected no provisional items, got %(items)s",
    ErrorCode.TOO_FEW_ANCHORS: "link: expected at least %(expected)d common items that may be anchors, got %(got)d"
    " (left out: %(items)s)",
    ErrorCode.SLOPES_DIFFER: "link: expected the same kind of model on both sides, got one slope common to all anchors"
    " on the %(expected)s side (Rasch, partial credit, 1PL) and slopes of their own on the %(got)s side. Fit both with"
    " one model; --mixed-slopes links them all the same",
    ErrorCode.COVARIANCE_LACKS: "covariance: expected one that holds every anchor; it lacks %(items)s",
    ErrorCode.NO_LINK: "years: expected a link between each two neighbours, got none for %(items)s",
    ErrorCode.LINK_NOT_CONVERGED: "link: expected constants at a minimum of the criterion, got: %(got)s",
    ErrorCode.ROUTED: "routing: expected items that were presented whatever the answers; where answers decided"
    " (score), the"
    " number right no longer tells all, and conditional maximum likelihood is biased. Use method mml",
    ErrorCode.ROUTING_UNSAID: "routing: persons met %(got)d different sets of items; expected to be told how they"
    " came to"
    " them: preset, whatever the answers, or score, by the answers",
    ErrorCode.TOO_MANY_DESIGNS: "data: expected persons who share sets of items, at most %(expected)d different ones,"
    " got"
    " %(got)d for %(persons)d persons; conditional maximum likelihood compares persons of one set. Use method mml",
    ErrorCode.TOO_LONG: "data: expected sets of items whose score patterns can be counted in double precision, got"
    " one of"
    " %(got)d items whose cannot. Use method mml",
    ErrorCode.CONSTANT_AMONG_OTHERS: "items answered always alike by those whose total is neither 0 nor the highest:"
    " %(items)s; expected every score of each item among them, since no finite difficulty fits otherwise",
    ErrorCode.PART_CHANGED: "%(path)s: expected a file that stays as it was when the fit began, got another content",
    ErrorCode.NOT_EXTRACT: "%(path)s: expected the manifest of an extract (format %(expected)s), got %(got)s",
    ErrorCode.EXTRACT_CHANGED: "%(path)s: expected the file that `mesur trial extract` wrote, got another content;"
    " extract anew, or take the table out of the folder",
    ErrorCode.YEARS_AS_ONE: "groups: expected groups within a year group, because the trial has several and one"
    " population for all of them biases the difficulties; got %(got)s. Use --groups year, which an extract has unless"
    " something else is asked for; where it tells no year group, fewer than ten persons share each",
    ErrorCode.PART_KILLS: "workers: expected one to live through “%(name)s”, got more than %(count)d that died in it"
    " (too little memory for a part?)",
    ErrorCode.NO_DISTRIBUTED: "scheduler: expected the package distributed (pip install mesur[cluster]), got none",
    ErrorCode.CLUSTER_UNREACHABLE: "scheduler: expected a Dask scheduler at %(address)s, got none that answers"
    " (%(got)s)",
    ErrorCode.CLUSTER_EMPTY: "scheduler: expected a worker at %(address)s, got none within %(seconds)d seconds",
    ErrorCode.CLUSTER_LOST: "scheduler: expected the cluster at %(address)s to last until the fit ended, got none any"
    " more"
    " (%(got)s)",
    ErrorCode.VERSIONS_DIFFER: "worker %(worker)s: expected %(name)s %(expected)s, as here, got %(got)s",
    ErrorCode.FEATURE: "%(row_unit)s %(row)d, column %(name)s, item %(item)s: expected %(expected)s, got %(got)s",
    ErrorCode.FEATURE_ITEM: "%(row_unit)s %(row)d, column item: expected the id of an item, got an empty cell",
    ErrorCode.FEATURE_TWICE: "%(row_unit)s %(row)d, column item: expected one row for each item, got %(item)s again"
    " (the first is in %(row_unit)s %(first)d)",
    ErrorCode.FEATURE_LABELS: "column %(name)s: expected numbers, or at most %(expected)d different labels for so many"
    " items, got %(got)d (--leave leaves a column out, --family makes it the items’ families)",
    ErrorCode.NO_ERRORS: "fit: expected difficulties with standard errors, and with a covariance where items have"
    " several steps; got none (calibrate with --standard-errors observed, without --no-covariance)",
    ErrorCode.NORM_CELL: "%(row_unit)s %(row)d, column %(name)s: expected %(expected)s, got %(got)s",
    ErrorCode.NOT_NORMS: "%(path)s: expected norms written by mesur norms fit, got something else",
}


OS_REASONS = {
    errno.EISDIR: Described("a folder"),
    errno.ENOENT: Described("no such folder"),
    errno.EACCES: Described("no permission"),
    errno.ENOSPC: Described("no room on the disk"),
    errno.EROFS: Described("a disk that is only read"),
}
"""Why a file cannot be read or written, by the system's number."""


def os_reason(error: OSError) -> str:
    """Why a file cannot be read or written, in a few words; the system's code where none are known."""
    number = error.errno or 0
    return OS_REASONS.get(number, errno.errorcode.get(number, "–"))


class CalibrationError(ValueError):
    """Data or arguments that cannot be used.

    Parameters
    ----------
    code : the kind of error
    row_unit : the unit of ``row`` and ``first`` among the fields
    fields : the values in the sentence: row (from 1), item, what was expected, what was given (a `Described` or a
        status where the program says it in words), and perhaps the file

    ``further`` holds errors that are reported together with this one.
    """

    def __init__(self, code: ErrorCode, row_unit: RowUnit = RowUnit.ROW, **fields: object) -> None:
        self.code, self.row_unit, self.fields = code, row_unit, fields
        self.further: tuple[CalibrationError, ...] = ()
        super().__init__(code)

    def with_further(self, further: "tuple[CalibrationError, ...]") -> "CalibrationError":
        """The same error with further ones."""
        both = type(self)(self.code, self.row_unit, **self.fields)
        both.further = (*self.further, *further)
        return both

    def in_file(self, name: str) -> "CalibrationError":
        """The same error with the name of the file, unless it names one already or is of an option."""
        if self.code is ErrorCode.OPTION or {"file", "path"} & set(self.fields):
            return self
        return type(self)(self.code, self.row_unit, **self.fields, file=name).with_further(self.further)

    def message(
        self,
        sentences: Mapping[ErrorCode, str],
        row_unit: Mapping[RowUnit, str],
        phrases: Mapping[object, str] | None = None,
    ) -> str:
        """The error in one language, with a line for each further error.

        Parameters
        ----------
        sentences, row_unit : by code, in the language
        phrases : by English phrase, its translation where a field is one in words of the program
        """
        fields_shown = {name: _told(name, value, phrases or {}) for name, value in self.fields.items()}
        file = f"{self.fields['file']}: " if "file" in self.fields else ""
        first = file + sentences[self.code] % {**fields_shown, "row_unit": row_unit[self.row_unit]}
        return "\n".join((first, *(each.message(sentences, row_unit, phrases) for each in self.further)))

    def __str__(self) -> str:
        return self.message(SENTENCES, {each: each.value for each in RowUnit})

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle with the fields, which exceptions do not by default."""
        return _rebuild, (type(self), self.code, self.row_unit, self.further, self.fields)


def _told(name: str, value: object, phrases: Mapping[object, str]) -> object:
    """A field, translated where it is words of the program; one word that was expected may name somebody's group."""
    if isinstance(value, Described):
        return value.translated(phrases)
    is_ours = isinstance(value, StrEnum) or (name == "expected" and " " in str(value))
    return phrases.get(value, value) if is_ours else value


def _rebuild(
    kind: type[CalibrationError],
    code: ErrorCode,
    row_unit: RowUnit,
    further: tuple[CalibrationError, ...],
    fields: Mapping[str, object],
) -> CalibrationError:
    return kind(code, row_unit, **fields).with_further(further)


@contextmanager
def naming_file(name: str) -> Iterator[None]:
    """Add the name of the file that is read here to each error."""
    try:
        yield
    except CalibrationError as error:
        raise error.in_file(name) from None


class NotConverged(CalibrationError):
    """A fit that did not converge; ``Calibration.require_converged`` raises it."""
