"""The nominal fit as the part ``nominal`` of a calibration's document: written and read."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from calibration.array_types import Floats
from calibration.errors import CalibrationError, ErrorCode
from calibration.nominal.nominal_model import NominalCalibration
from calibration.results.calibration_document import FORMAT, read_document
from calibration.results.calibration_result import FitStatus

COLUMNS = ("a", "c", "se_a", "se_c")


def nominal_values(fit: NominalCalibration, options: Sequence[Sequence[str]]) -> dict[str, object]:
    """The fit as JSON values, an entry for each item; an error that is not known is null.

    Parameters
    ----------
    options : of each item, the names of its options in the order of their codes
    """
    tables = (fit.a, fit.c, fit.a_error, fit.c_error)
    items: list[dict[str, object]] = []
    for at, (item, names) in enumerate(zip(fit.items, options, strict=True)):
        listed = {name: _known(table[at, : len(names)]) for name, table in zip(COLUMNS, tables, strict=True)}
        items.append({"id": item, "options": list(names), **listed})
    return {
        "status": fit.status.name.lower(),
        "log_likelihood": fit.log_likelihood,
        "iterations": fit.iterations,
        "items": items,
    }


def read_nominal(path: Path) -> tuple[NominalCalibration, tuple[tuple[str, ...], ...]] | None:
    """The nominal fit of a calibration's document and the options of each item; None where it has none.

    Raises
    ------
    CalibrationError
        as `calibration.results.calibration_document.read_document`
    """
    read_document(path)
    values = json.loads(path.read_text("utf-8")).get("nominal")
    if values is None:
        return None
    try:
        return _parsed(values)
    except (KeyError, TypeError, ValueError) as error:
        raise CalibrationError(ErrorCode.DOCUMENT, path=path, expected=FORMAT, got=f"{error!r}") from None


def _parsed(values: Mapping[str, Any]) -> tuple[NominalCalibration, tuple[tuple[str, ...], ...]]:
    items = values["items"]
    options = tuple(tuple(map(str, item["options"])) for item in items)
    width = max(map(len, options), default=0)
    a, c, a_error, c_error = (_table([item[name] for item in items], width) for name in COLUMNS)
    status, value = FitStatus[values["status"].upper()], float(values["log_likelihood"])
    names = tuple(str(item["id"]) for item in items)
    return NominalCalibration(names, a, c, a_error, c_error, value, status, int(values["iterations"])), options


def _table(rows: Sequence[Sequence[float | None]], width: int) -> Floats:
    """(n, K), NaN for null and behind an item's last option."""
    table = np.full((len(rows), width), np.nan)
    for at, row in enumerate(rows):
        table[at, : len(row)] = [np.nan if value is None else value for value in row]
    return table


def _known(row: Floats) -> list[float | None]:
    return [value if np.isfinite(value) else None for value in row.tolist()]
