"""The adopted part of a bank parsed from its JSON."""

import math

from itembank.errors import InvalidBank
from itembank.parsing.json_record import JsonRecord
from itembank.versions.adopted_parameters import AdoptedParameters, Adoption, ParameterErrors


def parse_adopted(record: JsonRecord) -> AdoptedParameters:
    """Parse the adoptions of a bank version and the errors of its parameters.

    Raises
    ------
    InvalidBank
    """
    return AdoptedParameters(
        tuple(_adoption(each) for each in record.records("adoptions")),
        tuple(_errors(each) for each in record.records("errors", named_by="item")),
    )


def _adoption(record: JsonRecord) -> Adoption:
    def optional(name: str) -> float:
        return record.number(name) if name in record.data else 0.0

    return Adoption(
        record.text("base"),
        record.text("fit"),
        record.text("extract"),
        record.text("linking"),
        record.integer("items"),
        record.integer("shrunk_below") if "shrunk_below" in record.data else 0,
        optional("family_sd"),
        optional("item_sd"),
        optional("link_se"),
    )


def _errors(record: JsonRecord) -> ParameterErrors:
    rows = tuple(_row(record, place, row) for place, row in enumerate(record.list("covariance")))
    return ParameterErrors(
        record.text("item"), record.text("basis"), record.texts("names"), rows, record.integer("responses")
    )


def _row(record: JsonRecord, place: int, row: object) -> tuple[float, ...]:
    if not isinstance(row, list):
        raise InvalidBank(record.item, f"{record.path}.covariance[{place}]", "a list of numbers", row)
    for value in row:
        if not (type(value) is int or (isinstance(value, float) and math.isfinite(value))):
            raise InvalidBank(record.item, f"{record.path}.covariance[{place}]", "a finite number", value)
    return tuple(row)
