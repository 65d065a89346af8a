"""Texts of command-line options parsed to values: models of items, priors, linking grids, NAME=VALUE pairs."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import cast

from calibration import CalibrationError, ErrorCode
from calibration.errors import RowUnit, naming_file
from calibration.linking.linking_constants import LinkingGrid
from calibration.marginal.priors import WEAK, Beta, LogitNormal, LogNormal, Priors
from calibration.responses.csv_table import CsvTable
from engine import Normal

PRIOR = re.compile(r"([abcd])=(normal|lognormal|logitnormal|beta)\(\s*(-?[\d.]+)\s*,\s*(-?[\d.]+)\s*\)")
SHAPES = {"a": ("lognormal",), "b": ("normal",), "c": ("logitnormal", "beta"), "d": ("logitnormal", "beta")}
PRIOR_TYPES = {"normal": Normal, "lognormal": LogNormal, "logitnormal": LogitNormal, "beta": Beta}
GRID = re.compile(r"(even|normal)\(\s*(-?[\d.]+)\s*,\s*(-?[\d.]+)\s*,\s*(\d+)\s*\)|gauss-hermite\(\s*(\d+)\s*\)")


def parse_pairs(name: str, texts: Sequence[str]) -> Mapping[str, str]:
    """Values by name, from texts such as ``NAME=VALUE``.

    Raises
    ------
    CalibrationError
        ``option``
    """
    wrong = [each for each in texts if "=" not in each]
    if wrong:
        raise CalibrationError(ErrorCode.OPTION, name=name, expected="NAME=VALUE", got=repr(wrong[0]))
    return dict(cast("tuple[str, str]", tuple(each.rsplit("=", 1))) for each in texts)


def assign_models(items: Sequence[str], model: str, own: Mapping[str, str]) -> str | list[str]:
    """The model of all items, or a list with the model of each where some differ.

    Raises
    ------
    CalibrationError
        ``option`` for an item that the data lack
    """
    unknown = sorted(set(own) - set(items))
    if unknown:
        known = ", ".join(items[:8]) + (" …" if len(items) > 8 else "")
        raise CalibrationError(ErrorCode.OPTION, name="model", expected=known, got=", ".join(unknown[:8]))
    return [own.get(item, model) for item in items] if own else model


def read_models(path: Path) -> dict[str, str]:
    """By item id the model, from a CSV file with the columns item and model.

    Raises
    ------
    CalibrationError
        the errors of a CSV file, ``column``, or ``item_twice``
    """
    return read_item_column(path, "model", "models")


def read_testlets(path: Path, items: Sequence[str], known: Sequence[str]) -> list[str | None]:
    """(n,) the testlet of each item, None for none, from a CSV file with the columns item and testlet.

    Parameters
    ----------
    items : the items that are fitted
    known : the items of the data, those that were dropped among them

    Raises
    ------
    CalibrationError
        the errors of a CSV file, ``column``, ``item_twice``, or ``option`` for items that the data do not have
    """
    found = read_item_column(path, "testlet", "testlets")
    unknown = sorted(set(found) - set(known))
    if unknown:
        expected = ", ".join(known[:8]) + (" …" if len(known) > 8 else "")
        raise CalibrationError(ErrorCode.OPTION, name="testlets", expected=expected, got=", ".join(unknown[:8]))
    return [found.get(item) or None for item in items]


def read_item_column(path: Path, column: str, option: str) -> dict[str, str]:
    """By item id the cell of a column, from a CSV file with the columns item and this one.

    Raises
    ------
    CalibrationError
        the errors of a CSV file, ``column``, or ``item_twice``
    """
    with naming_file(path.name):
        return _read_item_column(CsvTable.open(path), column, option)


def _read_item_column(table: CsvTable, column: str, option: str) -> dict[str, str]:
    for name in ("item", column):
        if name not in table.header:
            raise CalibrationError(ErrorCode.COLUMN, name=option, expected=repr(name), got=repr(",".join(table.header)))
    item, place = table.header.index("item"), table.header.index(column)
    found: dict[str, tuple[int, str]] = {}
    for line, row in table.rows():
        if row[item] in found:
            first = found[row[item]][0]
            raise CalibrationError(ErrorCode.FEATURE_TWICE, RowUnit.LINE, row=line, item=row[item], first=first)
        found[row[item]] = line, row[place]
    return {each: text for each, (_, text) in found.items()}


def parse_priors(text: str | None) -> Priors | None:
    """Priors from ``none``, ``default``, or a text such as ``a=lognormal(0,0.5) c=beta(5,17)``.

    Raises
    ------
    CalibrationError
        ``option``
    """
    if text is None or text == "none":
        return None
    if text == "default":
        return WEAK
    found = PRIOR.findall(text)
    rest = PRIOR.sub("", text).strip(" ,;")
    wrong = [letter for letter, shape, _, _ in found if shape not in SHAPES[letter]]
    if rest or wrong or not found:
        raise CalibrationError(ErrorCode.OPTION, name="priors", expected=_expected(), got=repr(text))
    try:
        return Priors(**{letter: PRIOR_TYPES[shape](float(one), float(two)) for letter, shape, one, two in found})
    except ValueError:
        raise CalibrationError(ErrorCode.OPTION, name="priors", expected=_expected(), got=repr(text)) from None


def _expected() -> str:
    return "none, default, " + " ".join(f"{letter}={'|'.join(shapes)}(…,…)" for letter, shapes in SHAPES.items())


def parse_linking_grid(text: str) -> LinkingGrid:
    """A grid from ``even(-4,4,40)``, ``normal(-4,4,40)`` or ``gauss-hermite(30)``.

    Raises
    ------
    CalibrationError
        ``option``
    """
    found = GRID.fullmatch(text.strip())
    if found is None:
        expected = "even(-4,4,40), normal(-4,4,40), gauss-hermite(30)"
        raise CalibrationError(ErrorCode.OPTION, name="grid", expected=expected, got=repr(text))
    kind, low, high, count, nodes = found.groups()
    if kind is None:
        return LinkingGrid.gauss_hermite(int(nodes))
    if kind == "even":
        return LinkingGrid.even(float(low), float(high), int(count))
    return LinkingGrid.normal(low=float(low), high=float(high), count=int(count))
