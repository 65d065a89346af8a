"""Options of `mesur calibrate` that do not go together, and data that are too large for what was asked."""

from pathlib import Path

from calibration import CalibrationError, ErrorCode
from calibration.fit.model_fit import MOST_ITEMS
from calibration.replication import girth_version
from reports.technical.commands.calibration_run import OutputOptions
from reports.technical.commands.fit_options import FitOptions

MOST_WITH_ERRORS = 5000
"""Items whose parameters have standard errors at most: the covariance of 10,000 parameters takes 0.8 GB."""


def require_compatible_options(
    outputs: OutputOptions, seed: int | None, testlets: Path | None, anchors: str | None, *, on_cluster: bool
) -> None:
    """Refuse options that would have no effect together with the others."""
    if outputs.replicate not in (None, "girth"):
        raise CalibrationError(ErrorCode.OPTION, name="replicate", expected="girth", got=repr(outputs.replicate))
    if outputs.replicate is not None:
        girth_version()  # a missing program is reported before the fit, not after it
    local_only = {
        "anchors": anchors,
        "testlets": testlets,
        "report": outputs.report,
        "dif": outputs.dif,
        "replicate": outputs.replicate,
        "nominal": outputs.nominal,
        "abilities": outputs.abilities,
    }
    for name, value in local_only.items():
        if on_cluster and value:
            raise CalibrationError(ErrorCode.OPTION, name=name, expected="none with --scheduler", got=repr(str(value)))
    if outputs.dif and outputs.report is None:
        expected = "--report as well, where it is told"
        raise CalibrationError(ErrorCode.OPTION, name="dif", expected=expected, got=repr(outputs.dif[0]))
    if seed is not None and outputs.abilities is None:
        expected = "--abilities as well, where draws go"
        raise CalibrationError(ErrorCode.OPTION, name="seed", expected=expected, got=seed)


def require_room(items: int, fit_options: FitOptions, outputs: OutputOptions) -> None:
    """Refuse more items than pairs of them, or of their parameters, could be held and computed with."""
    limits = (
        (MOST_ITEMS, outputs.fit, "--no-fit"),
        (MOST_WITH_ERRORS, fit_options.standard_errors != "none", "--standard-errors none"),
    )
    for most, wanted, without in limits:
        if wanted and items > most:
            raise CalibrationError(ErrorCode.TOO_MANY_ITEMS, expected=most, got=items, name=without)
