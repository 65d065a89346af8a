"""Findings of the data checks: kind, severity, item, rows and numbers, and their sentences."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from calibration.errors import CalibrationError, ErrorCode, RowUnit


class Severity(StrEnum):
    """The severity of a finding."""

    FAULT = "fault"
    WARNING = "warning"
    REMARK = "remark"


class FindingKind(StrEnum):
    """The kinds of finding, as stable codes."""

    NO_RESPONSES = "no_responses"
    SCORE_OUT_OF_RANGE = "score_out_of_range"
    NEVER_ANSWERED = "never_answered"
    CONSTANT = "constant"
    CATEGORY_UNUSED = "category_unused"
    REVERSE_KEYED = "reverse_keyed"
    UNTIED_ISLAND = "untied_island"
    ISLAND = "island"
    FEW_RESPONSES = "few_responses"
    PERSONS_WITHOUT = "persons_without"
    OMITTED_WRONG = "omitted_wrong"
    OMITTED_MISSING = "omitted_missing"
    NOT_REACHED_WRONG = "not_reached_wrong"
    NOT_REACHED_MISSING = "not_reached_missing"
    COLUMNS_UNREAD = "columns_unread"
    KEY_UNUSED = "key_unused"
    TEXT_FORMAT = "text_format"
    PERSON_COLUMN = "person_column"
    MISSING_CODES = "missing_codes"
    RECODED = "recoded"
    LOWEST_ONE = "lowest_one"


SEVERITIES = {
    FindingKind.NO_RESPONSES: Severity.FAULT,
    FindingKind.SCORE_OUT_OF_RANGE: Severity.FAULT,
    FindingKind.NEVER_ANSWERED: Severity.FAULT,
    FindingKind.CONSTANT: Severity.FAULT,
    FindingKind.CATEGORY_UNUSED: Severity.WARNING,
    FindingKind.REVERSE_KEYED: Severity.WARNING,
    FindingKind.UNTIED_ISLAND: Severity.FAULT,
    FindingKind.ISLAND: Severity.WARNING,
    FindingKind.FEW_RESPONSES: Severity.WARNING,
}
"""All others are remarks."""

SENTENCES = {
    FindingKind.NO_RESPONSES: "There is no response.",
    FindingKind.SCORE_OUT_OF_RANGE: "Item %(item)s: scores above %(highest)d, the highest it can have: %(count)d of"
    " them, up to %(got)d (%(row_unit)s %(rows)s). Mend the scores or the item’s number of categories.",
    FindingKind.NEVER_ANSWERED: "Item %(item)s: no one answered it. Leave it out.",
    FindingKind.CONSTANT: "Item %(item)s: all its responses (%(count)d) have score %(got)d, so no finite difficulty can"
    " fit. Leave it out, or wait for more responses.",
    FindingKind.CATEGORY_UNUSED: "Item %(item)s: no one got a score of %(unused)s, though the highest is %(highest)d."
    " Join that category to the next one (--recode), or check how it is scored; a column that is no item, such as an"
    " age, is left out with --ignore.",
    FindingKind.REVERSE_KEYED: "Item %(item)s: those who did better on the other items did worse on this one (item–rest"
    " correlation %(correlation)s over %(count)d responses). Check its key: if another response is the right one, or"
    " the scale runs the other way, mend the key and score again; if the key is right, leave the item out.",
    FindingKind.UNTIED_ISLAND: "These items share neither persons nor a group with the others: %(items)s (island"
    " %(place)d of %(count)d, %(persons)d persons). Their difficulties cannot be set against the others’: calibrate"
    " them apart, or fix some parameters.",
    FindingKind.ISLAND: "No person answered both these items and others: %(items)s (island %(place)d of %(count)d,"
    " %(persons)d persons). Their difficulties are tied to the others’ only by the assumption that the persons of"
    " all islands come from the same population; conditional maximum likelihood is not possible.",
    FindingKind.FEW_RESPONSES: "Item %(item)s: %(count)d responses, fewer than %(fewest)d. Its parameters will be"
    " unsure; do not use it for linking.",
    FindingKind.PERSONS_WITHOUT: "Persons without any response that counts: %(count)d. They add nothing.",
    FindingKind.OMITTED_WRONG: "Omitted responses: %(count)d. They count as wrong.",
    FindingKind.OMITTED_MISSING: "Omitted responses: %(count)d. They count as missing.",
    FindingKind.NOT_REACHED_WRONG: "Items not reached: %(count)d. They count as wrong.",
    FindingKind.NOT_REACHED_MISSING: "Items not reached: %(count)d. They count as missing.",
    FindingKind.COLUMNS_UNREAD: "Columns not read: %(columns)s. To use one, name it as a group.",
    FindingKind.KEY_UNUSED: "Items of the key that the data do not hold: %(items)s.",
    FindingKind.TEXT_FORMAT: "The file was read as %(encoding)s, with the separator %(separator)s between cells"
    " (--encoding and --separator say otherwise).",
    FindingKind.PERSON_COLUMN: "The column %(column)s was taken to tell persons apart (--column person=NAME says"
    " otherwise). Nothing of it is printed.",
    FindingKind.MISSING_CODES: "Cells that count as no response: %(codes)s.",
    FindingKind.RECODED: "Items with recoded cells: %(items)s.",
    FindingKind.LOWEST_ONE: "No score is 0 and every item’s lowest is 1: scores were taken to run from 1 to"
    " %(highest)d, and 1 was subtracted from each (--lowest 0 leaves them as they are). A higher score counts as"
    " more.",
}

READING_KINDS = (
    FindingKind.TEXT_FORMAT,
    FindingKind.PERSON_COLUMN,
    FindingKind.MISSING_CODES,
    FindingKind.RECODED,
    FindingKind.LOWEST_ONE,
    FindingKind.COLUMNS_UNREAD,
)
"""Remarks on how a file was understood, which are told wherever it is read."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding of the data checks.

    Parameters
    ----------
    kind : what was found
    severity : ``fault``: no fit is possible; ``warning``: a fit may mislead; ``remark``: for information
    item : the item concerned; None for no item, or for several, which are ``items`` among the numbers
    rows : the first rows or lines concerned, at most ten
    row_unit : whether these are rows or lines
    numbers : the values in the sentence: counts, scores, correlations, item ids; nothing about a person
    """

    kind: FindingKind
    severity: Severity
    item: str | None = None
    rows: tuple[int, ...] = ()
    row_unit: RowUnit = RowUnit.ROW
    numbers: Mapping[str, object] = field(default_factory=dict)

    def sentence(self, sentences: Mapping[FindingKind, str], row_unit: Mapping[RowUnit, str]) -> str:
        """The finding as a sentence."""
        rows = ", ".join(map(str, self.rows))
        numbers = {name: _displayed(value) for name, value in self.numbers.items()}
        fields = {**numbers, "item": self.item, "rows": rows, "row_unit": row_unit[self.row_unit]}
        return sentences[self.kind] % fields


def _displayed(value: object) -> object:
    """A float with two digits and a proper minus sign; other values unchanged."""
    return f"{value:.2f}".replace("-", "−") if isinstance(value, float) else value


def new_finding(
    kind: FindingKind,
    item: str | None = None,
    *,
    rows: Iterable[int] = (),
    row_unit: RowUnit = RowUnit.ROW,
    **numbers: object,
) -> Finding:
    """A finding with the severity of its kind."""
    return Finding(kind, SEVERITIES.get(kind, Severity.REMARK), item, tuple(rows), row_unit, numbers)


def require_no_fault(findings: Iterable[Finding]) -> None:
    """Raise an error for all faults together.

    Raises
    ------
    CalibrationError
        ``no_responses``, ``score``, ``never_answered``, ``constant`` or ``not_connected``, the others as
        ``further``
    """
    faults = [each for each in findings if each.severity is Severity.FAULT]
    errors = tuple(_error(kind, [each for each in faults if each.kind is kind]) for kind in _distinct_kinds(faults))
    if errors:
        raise _combined_error(errors)


def _distinct_kinds(findings: Iterable[Finding]) -> list[FindingKind]:
    return list(dict.fromkeys(each.kind for each in findings))


def _error(kind: FindingKind, faults: list[Finding]) -> CalibrationError:
    if kind is FindingKind.NO_RESPONSES:
        return CalibrationError(ErrorCode.NO_RESPONSES)
    if kind is FindingKind.SCORE_OUT_OF_RANGE:
        return _combined_error(tuple(_out_of_range(each) for each in faults))
    if kind is FindingKind.UNTIED_ISLAND:
        islands = "; ".join(str(each.numbers["items"]) for each in faults)
        return CalibrationError(ErrorCode.NOT_CONNECTED, items=islands, count=faults[0].numbers["count"])
    code = {FindingKind.NEVER_ANSWERED: ErrorCode.NEVER_ANSWERED, FindingKind.CONSTANT: ErrorCode.CONSTANT}[kind]
    return CalibrationError(code, items=", ".join(str(each.item) for each in faults))


def _out_of_range(fault: Finding) -> CalibrationError:
    highest = int(str(fault.numbers["highest"]))
    expected = "0, 1" if highest == 1 else f"0, 1, …, {highest}"
    got = fault.numbers["got"]
    return CalibrationError(
        ErrorCode.SCORE, fault.row_unit, row=fault.rows[0], item=fault.item, expected=expected, got=got
    )


def _combined_error(errors: tuple[CalibrationError, ...]) -> CalibrationError:
    first, *rest = errors
    return first.with_further(tuple(rest))
