"""A calibration as a JSON document: what was fitted to what, by which versions, and what came out."""

import errno
import json
import os
import platform
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path

import numpy as np

from calibration.errors import CalibrationError, Fault
from calibration.responses import ResponseMatrix
from calibration.result import Calibration

FORMAT = "mesur-calibration/1"


def calibration_document(
    fit: Calibration, data: ResponseMatrix, *, source: Mapping[str, object], options: Mapping[str, object]
) -> dict[str, object]:
    """A calibration as plain values for JSON.

    Parameters
    ----------
    fit : the calibration
    data : what it was fitted to
    source : of the data, such as the file's hash
    options : the analyst's choices

    Notes
    -----
    Numbers are written in full (17 digits); a standard error that there is none of is null. No person is in it.
    """
    return {
        "format": FORMAT,
        "versions": {name: version(name) for name in ("mesur", "numpy", "scipy")}
        | {"python": platform.python_version()},
        "data": {**source, "persons": fit.persons, "items": len(fit.items), "responses": fit.responses},
        "options": dict(options),
        "model": fit.model,
        "status": fit.status.value,
        "converged": fit.status is type(fit.status).CONVERGED,
        "iterations": fit.iterations,
        "log_likelihood": fit.log_likelihood,
        "aic": fit.aic,
        "bic": fit.bic,
        "population": _population(fit),
        "grid": {"nodes": fit.grid.size, "low": fit.grid[0], "high": fit.grid[-1]},
        "items": _items(fit, data),
        "covariance": None if fit.covariance is None else {"names": list(fit.names), "values": fit.covariance.tolist()},
    }


def require_place(path: Path) -> None:
    """Refuse, before any work is done, a path whose folder does not exist.

    Raises
    ------
    CalibrationError
        ``not_writable``
    """
    if path.is_dir():
        raise CalibrationError(Fault.NOT_WRITABLE, path=path, got="EISDIR")
    if not path.parent.is_dir():
        raise CalibrationError(Fault.NOT_WRITABLE, path=path, got="ENOENT")


def write_document(document: Mapping[str, object], path: Path) -> None:
    """Write the document whole or not at all: into a file beside it, then renamed into place.

    Raises
    ------
    CalibrationError
        ``not_writable``
    """
    text = json.dumps(document, ensure_ascii=False, allow_nan=False, indent=1)
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    try:
        with partial.open("w", encoding="utf-8") as out:
            out.write(text + "\n")
            out.flush()
            os.fsync(out.fileno())
        partial.replace(path)
    except OSError as error:
        raise CalibrationError(Fault.NOT_WRITABLE, path=path, got=errno.errorcode.get(error.errno or 0, "–")) from None
    finally:
        partial.unlink(missing_ok=True)


def _population(fit: Calibration) -> dict[str, dict[str, float | None]]:
    return {
        group: {"mean": normal.mean, "sd": normal.sd, "se_sd": fit.population_sd_error}
        for group, normal in fit.population.items()
    }


def _items(fit: Calibration, data: ResponseMatrix) -> list[dict[str, object]]:
    met, right = data.responses_per_item(), data.score_per_item()
    errors = fit.standard_errors
    nothing = np.full(len(fit.items), None)
    columns = (fit.a, fit.b, nothing if errors is None else errors.a, nothing if errors is None else errors.b)
    return [
        {
            "id": item,
            "responses": int(met[at]),
            "right": int(right[at]),
            **{name: column[at] for name, column in zip(("a", "b", "se_a", "se_b"), columns, strict=True)},
            "remark": fit.remarks[item].value if item in fit.remarks else None,
        }
        for at, item in enumerate(fit.items)
    ]
