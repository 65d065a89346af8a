"""The JSON document of a calibration: data, options, versions and results; written and read."""

import hashlib
import json
import platform
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from calibration.array_types import Floats
from calibration.errors import CalibrationError, Described, ErrorCode, os_reason
from calibration.responses.response_matrix import ResponseMatrix
from calibration.results.atomic_write import atomic_write
from calibration.results.calibration_result import Calibration, FitStatus, Remark, StandardErrors
from calibration.results.regressed_population import FittedPopulation, RegressionEstimates
from calibration.results.small_groups import SuppressionReason, small_groups, without_groups
from calibration.results.testlet_estimates import TestletEstimates
from calibration.slope_intercept_curves import ModelFamily
from engine import Normal

FORMAT = "mesur-calibration/2"
LETTERS = "abcd"
SUPPRESSED = {"mean": None, "sd": None, "suppressed": SuppressionReason.FEW_PERSONS.value}
"""What stands for the figures of a group of few persons."""


@dataclass(frozen=True, slots=True, eq=False)
class CalibrationDocument:
    """A calibration with the origin of its data. It holds nothing about a person.

    Parameters
    ----------
    fit : the calibration
    data : of the responses: file name, SHA-256 of the content, items left out, counts of statuses
    counts : by item id, the number of responses and the sum of scores
    options : the analyst's options, including the seed
    scale : origin and unit in words, and the SHA-256 of the document that set them, None for this one
    versions : of the software
    covariance_left_out : whether the fit had a covariance that the document omits
    small_groups : the groups of fewer than ten persons, whose figures the document omits
    """

    fit: Calibration
    data: Mapping[str, object]
    counts: Mapping[str, tuple[int, int]]
    options: Mapping[str, object] = field(default_factory=dict)
    scale: Mapping[str, object] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=dict)
    covariance_left_out: bool = False
    small_groups: tuple[str, ...] = ()

    def without_covariance(self) -> "CalibrationDocument":
        """The same with standard errors only, for a small file.

        A link of it then has no standard errors, and standard errors of abilities cannot include parameter error.
        """
        had = self.covariance_left_out or self.fit.covariance is not None
        return replace(self, fit=replace(self.fit, covariance=None), covariance_left_out=had)

    def json_values(self) -> dict[str, object]:
        """The document as JSON values.

        Numbers are written in full (17 digits); a missing standard error is null.
        """
        fit = self.fit
        return {
            "format": FORMAT,
            "versions": dict(self.versions),
            "data": {**self.data, "persons": fit.persons, "items": len(fit.items), "responses": fit.responses},
            "options": dict(self.options),
            "scale": dict(self.scale),
            "model": fit.model,
            "status": fit.status.name.lower(),
            "status_said": fit.status.value,
            "converged": fit.status is FitStatus.CONVERGED,
            "iterations": fit.iterations,
            "log_likelihood": fit.log_likelihood,
            "log_prior": fit.log_prior,
            "penalised": fit.penalised,
            "log_likelihoods": list(fit.log_likelihoods),
            "free": fit.free,
            "aic": fit.aic,
            "bic": fit.bic,
            "population": _population(fit) | {name: dict(SUPPRESSED) for name in self.small_groups},
            "regression": None if fit.population.regression is None else _regression(fit.population.regression),
            "grid": fit.grid.tolist(),
            "items": [_item(fit, at, self.counts[item]) for at, item in enumerate(fit.items)],
            "testlets": None if fit.testlets is None else testlet_values(fit.testlets),
            "covariance": {
                "names": list(fit.names),
                "left_out": self.covariance_left_out,
                "places": {name: rows.tolist() for name, rows in fit.rows.items()},
                "lower_triangle": None
                if fit.covariance is None
                else [row[: at + 1].tolist() for at, row in enumerate(fit.covariance)],
            },
        }


def calibration_document(
    fit: Calibration,
    data: ResponseMatrix | Mapping[str, tuple[int, int]],
    *,
    source: Mapping[str, object],
    options: Mapping[str, object],
    scale: Mapping[str, object] | None = None,
) -> CalibrationDocument:
    """The document of a calibration, with counts of the data and the installed versions.

    Parameters
    ----------
    fit : the calibration; the figures of its groups of fewer than ten persons are left out
    data : the responses, or by item id the number of responses and the sum of scores
    source : origin of the data, such as the hash of the content
    options : the analyst's options
    scale : origin and unit
    """
    counts = _item_counts(data) if isinstance(data, ResponseMatrix) else data
    versions = {name: version(name) for name in ("mesur", "numpy", "scipy")} | {"python": platform.python_version()}
    small = small_groups(fit.group_persons)
    shown = without_groups(fit, small)
    return CalibrationDocument(shown, source, counts, options, scale or {}, versions, small_groups=small)


def _item_counts(data: ResponseMatrix) -> dict[str, tuple[int, int]]:
    met, total = data.responses_per_item().tolist(), data.score_per_item().tolist()
    return dict(zip(data.items, zip(met, total, strict=True), strict=True))


def read_document(path: Path) -> CalibrationDocument:
    """Read a document that ``write_document`` wrote.

    Raises
    ------
    CalibrationError
        ``not_found``, ``not_readable``, ``not_json``;
        ``document`` where it is not such a document, or of another format
    """
    try:
        document = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise CalibrationError(ErrorCode.NOT_FOUND, path=path) from None
    except OSError as error:
        raise CalibrationError(ErrorCode.NOT_READABLE, path=path, got=os_reason(error)) from None
    except UnicodeDecodeError as error:
        before = error.object[: error.start]
        row, column = before.count(b"\n") + 1, error.start - before.rfind(b"\n")
        raise CalibrationError(ErrorCode.NOT_JSON, path=path, row=row, column=column) from None
    except json.JSONDecodeError as error:
        raise CalibrationError(ErrorCode.NOT_JSON, path=path, row=error.lineno, column=error.colno) from None
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        named = isinstance(document, dict) and "format" in document
        got = repr(document["format"]) if named else Described("JSON of another kind")
        raise CalibrationError(ErrorCode.DOCUMENT, path=path, expected=FORMAT, got=got)
    try:
        return _parse_document(document)
    except (KeyError, TypeError, ValueError) as error:
        raise CalibrationError(ErrorCode.DOCUMENT, path=path, expected=FORMAT, got=f"{error!r}") from None


def document_sha256(path: Path) -> str:
    """SHA-256 of the bytes of a document, by which other documents refer to it; hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def require_writable(path: Path) -> None:
    """Raise where a file cannot be written to a path: a folder, or a path without an existing folder.

    Raises
    ------
    CalibrationError
        ``not_writable``
    """
    if path.is_dir():
        raise CalibrationError(ErrorCode.NOT_WRITABLE, path=path, got=Described("a folder"))
    if not path.parent.is_dir():
        raise CalibrationError(ErrorCode.NOT_WRITABLE, path=path, got="ENOENT")


def require_output_paths(written: Iterable[Path | None], read: Iterable[Path | None]) -> None:
    """Check the output paths of a command before it starts.

    Parameters
    ----------
    written, read : the files that the command writes and reads; None where there is none

    Raises
    ------
    CalibrationError
        ``not_writable``; ``place_taken`` where an output would overwrite an input or another output
    """
    taken = {path.resolve() for path in read if path is not None}
    for path in written:
        if path is None:
            continue
        require_writable(path)
        if path.resolve() in taken:
            raise CalibrationError(ErrorCode.PLACE_TAKEN, path=path)
        taken.add(path.resolve())


def write_document(document: Mapping[str, object], path: Path) -> None:
    """Write a document whole or not at all: a line for each item and for each row of the covariance.

    Raises
    ------
    CalibrationError
        ``not_writable``
    """
    write_atomically(as_text(document), path)


def as_text(document: Mapping[str, object]) -> str:
    """JSON with a line for each value of an outer list."""
    return "{\n" + ",\n".join(f"{_json(name)}: {_lines(value)}" for name, value in document.items()) + "\n}\n"


def write_atomically(text: str, path: Path) -> None:
    """Write a file whole or not at all: beside it first, then renamed into place.

    Raises
    ------
    CalibrationError
        ``not_writable``
    """
    try:
        atomic_write(path, text)
    except OSError as error:
        raise CalibrationError(ErrorCode.NOT_WRITABLE, path=path, got=os_reason(error)) from None


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _lines(value: object) -> str:
    if isinstance(value, list) and value and isinstance(value[0], list | dict):
        return "[\n " + ",\n ".join(map(_json, value)) + "\n]"
    if isinstance(value, dict):
        return "{\n " + ",\n ".join(f"{_json(name)}: {_lines(each)}" for name, each in value.items()) + "\n}"
    return _json(value)


def _population(fit: Calibration) -> dict[str, dict[str, object]]:
    errors = fit.population_errors
    return {
        group: {
            "mean": normal.mean,
            "sd": normal.sd,
            "se_mean": None if errors is None else errors[group][0],
            "se_sd": None if errors is None else errors[group][1],
            "masses": None if fit.histogram is None else fit.histogram[group].tolist(),
        }
        for group, normal in fit.population.items()
    }


def _regression(found: RegressionEstimates) -> dict[str, object]:
    """Coefficients, intercept and residual standard deviation; an error that is not known is null."""
    return {
        "names": list(found.names),
        "coefficients": found.coefficients.tolist(),
        "se_coefficients": list(map(_known, found.errors.tolist())),
        "intercept": found.intercept,
        "se_intercept": _known(found.intercept_error),
        "residual_sd": found.residual_sd,
        "se_residual_sd": _known(found.residual_sd_error),
        "r_squared": found.r_squared,
    }


def _known(value: float) -> float | None:
    return value if np.isfinite(value) else None


def _parse_regression(values: Mapping[str, Any] | None) -> RegressionEstimates | None:
    if values is None:
        return None
    errors = [_number(value) for value in values["se_coefficients"]]
    return RegressionEstimates(
        tuple(values["names"]),
        np.array(values["coefficients"], dtype=np.float64),
        np.array(errors, dtype=np.float64),
        float(values["intercept"]),
        _number(values["se_intercept"]),
        float(values["residual_sd"]),
        _number(values["se_residual_sd"]),
        float(values["r_squared"]),
    )


def _number(value: float | None) -> float:
    return np.nan if value is None else float(value)


def _item(fit: Calibration, at: int, counts: tuple[int, int]) -> dict[str, object]:
    item, errors = fit.items[at], fit.standard_errors
    return {
        "id": item,
        "model": fit.models[at],
        "kind": ModelFamily(int(fit.family[at])).name.lower(),
        "responses": counts[0],
        "score_sum": counts[1],
        **{letter: _value(getattr(fit, letter)[at]) for letter in LETTERS},
        **({"floors": fit.floors[at].tolist()} if fit.family[at] == ModelFamily.LIFTED else {}),
        **{f"se_{letter}": None if errors is None else _error(errors, fit, letter, at) for letter in LETTERS},
        "remark": fit.remarks[item].name.lower() if item in fit.remarks else None,
    }


def testlet_values(found: TestletEstimates) -> dict[str, object]:
    """Testlet of each item, specific slopes and standard deviations; an error that there is none of is null."""
    return {
        "label": list(found.label),
        "slopes": found.slopes,
        "specific_slope": found.specific_slope.tolist(),
        "se_specific_slope": [value if np.isfinite(value) else None for value in found.specific_slope_error.tolist()],
        "sd": dict(found.sd),
        "se_sd": dict(found.sd_error),
    }


def _parse_testlets(values: Mapping[str, Any] | None) -> TestletEstimates | None:
    if values is None:
        return None
    errors = [np.nan if value is None else value for value in values["se_specific_slope"]]
    return TestletEstimates(
        tuple(values["label"]),
        values["slopes"],
        np.array(values["specific_slope"], dtype=np.float64),
        np.array(errors, dtype=np.float64),
        values["sd"],
        values["se_sd"],
    )


def _error(errors: StandardErrors, fit: Calibration, letter: str, at: int) -> object:
    """Like the parameter, with null for an error that is not known."""
    known = np.isfinite(np.atleast_1d(getattr(fit, letter)[at]))
    steps = [_known(value) for value in np.atleast_1d(getattr(errors, letter)[at])[known].tolist()]
    return steps[0] if len(steps) == 1 else steps


def _value(value: Floats | np.float64) -> object:
    """A number, or a list of numbers where an item has several steps."""
    values = np.atleast_1d(value)
    steps = values[np.isfinite(values)].tolist()
    return steps[0] if len(steps) == 1 else steps


def _parse_document(document: Mapping[str, Any]) -> CalibrationDocument:
    items = document["items"]
    counts = {item["id"]: (int(item["responses"]), int(item["score_sum"])) for item in items}
    data = {name: value for name, value in document["data"].items() if name not in ("persons", "items", "responses")}
    left_out = bool(document["covariance"].get("left_out", False))  # missing in documents of earlier versions
    return CalibrationDocument(
        _parse_calibration(document),
        data,
        counts,
        document["options"],
        document["scale"],
        document["versions"],
        left_out,
        tuple(name for name, group in document["population"].items() if "suppressed" in group),
    )


def _parse_calibration(document: Mapping[str, Any]) -> Calibration:
    items = document["items"]
    groups = {name: group for name, group in document["population"].items() if "suppressed" not in group}
    columns = {letter: _column([item[letter] for item in items]) for letter in LETTERS}
    places = {name: np.array(rows, dtype=np.int64) for name, rows in document["covariance"]["places"].items()}
    known = all(group["se_sd"] is not None for group in groups.values()) and bool(groups)
    massed = any(group["masses"] is not None for group in groups.values())
    return Calibration(
        model=document["model"],
        models=tuple(item["model"] for item in items),
        items=tuple(item["id"] for item in items),
        a=columns["a"],
        b=columns["b"],
        c=columns["c"],
        d=columns["d"],
        family=np.array([ModelFamily[item["kind"].upper()] for item in items], dtype=np.int8),
        names=tuple(document["covariance"]["names"]),
        free=document["free"],
        covariance=_symmetric(document["covariance"]["lower_triangle"]),
        rows=places,
        standard_errors=_parse_standard_errors(items),
        population=FittedPopulation(
            {name: Normal(group["mean"], group["sd"]) for name, group in groups.items()},
            _parse_regression(document.get("regression")),  # which documents of earlier versions do not have
        ),
        population_errors={name: (group["se_mean"], group["se_sd"]) for name, group in groups.items()}
        if known
        else None,
        histogram={name: np.array(group["masses"]) for name, group in groups.items()} if massed else None,
        log_likelihood=document["log_likelihood"],
        log_prior=document["log_prior"],
        log_likelihoods=tuple(document["log_likelihoods"]),
        status=FitStatus[document["status"].upper()],
        iterations=document["iterations"],
        grid=np.array(document["grid"]),
        persons=document["data"]["persons"],
        responses=document["data"]["responses"],
        testlets=_parse_testlets(document.get("testlets")),  # missing in documents of earlier versions
        remarks={item["id"]: Remark[item["remark"].upper()] for item in items if item["remark"]},
        floors=_parse_floors(items, columns["b"]),
    )


def _parse_standard_errors(items: Iterable[Mapping[str, Any]]) -> StandardErrors | None:
    listed = list(items)
    if any(item["se_a"] is None for item in listed):
        return None
    return StandardErrors(**{letter: _column([item[f"se_{letter}"] for item in listed]) for letter in LETTERS})


def _parse_floors(items: Sequence[Mapping[str, Any]], b: Floats) -> Floats:
    """(n, W) floors of chance, which only items that chance lifts have in the document."""
    floors = np.zeros(b.shape if b.ndim == 2 else (len(items), 1))
    for at, item in enumerate(items):
        floors[at, : len(item.get("floors", ()))] = item.get("floors", ())
    return floors


def _column(values: list[Any]) -> Floats:
    """(n,) numbers, or (n, W) where an item has several, NaN after its last."""
    if not any(isinstance(value, list) for value in values):
        return np.array(values, dtype=float)
    rows = [value if isinstance(value, list) else [value] for value in values]
    table = np.full((len(rows), max(map(len, rows))), np.nan)
    for at, row in enumerate(rows):
        table[at, : len(row)] = np.array(row, dtype=float)  # null is NaN
    return table


def _symmetric(triangle: list[list[float]] | None) -> Floats | None:
    if triangle is None:
        return None
    whole = np.zeros((len(triangle),) * 2)
    for at, row in enumerate(triangle):
        whole[at, : at + 1] = whole[: at + 1, at] = row
    return whole
