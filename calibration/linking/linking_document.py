"""Scales and links as JSON values."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from calibration.errors import CalibrationError, ErrorCode
from calibration.linking.anchor_report import LinkingReport
from calibration.linking.linking_constants import BothWays, LinkingConstants

LINK_FORMAT, SCALE_FORMAT = "mesur-link/1", "mesur-scale/1"


@dataclass(frozen=True, slots=True)
class Scale:
    """The scale of a subject: origin and unit, and the transformation of one calibration to it.

    Parameters
    ----------
    subject : such as ``numeracy-procedural``
    origin, unit : in words, what has ability 0, and what is 1
    calibrations : SHA-256 of calibration documents: first the one that set origin and unit, last the one that ``A`` and
        ``B`` transform, between them those that link the two
    A, B : θ on the scale = A·θ of the last calibration + B
    covariance : (2, 2) of A and B, None where unknown
    """

    subject: str
    origin: str
    unit: str
    calibrations: tuple[str, ...]
    A: float = 1.0
    B: float = 0.0
    covariance: tuple[tuple[float, float], tuple[float, float]] | None = ((0.0, 0.0), (0.0, 0.0))

    def __post_init__(self) -> None:
        for name in ("subject", "origin", "unit"):
            if not getattr(self, name).strip():
                raise CalibrationError(ErrorCode.OPTION, name=name, expected="words", got=repr(getattr(self, name)))
        wrong = [each for each in self.calibrations if not re.fullmatch("[0-9a-f]{64}", each)]
        if wrong or not self.calibrations:
            got = wrong[0] if wrong else "none"
            raise CalibrationError(ErrorCode.OPTION, name="calibrations", expected="SHA-256 of documents", got=got)

    @classmethod
    def set_by(cls, subject: str, calibration: str, *, origin: str, unit: str) -> "Scale":
        """The scale that a subject's first calibration sets."""
        return cls(subject, origin, unit, (calibration,))

    def joined(self, calibration: str, constants: LinkingConstants) -> "Scale":
        """The same scale for a further calibration that was linked to parameters on the scale.

        Raises
        ------
        NotConverged
            where the link did not converge
        """
        found = constants.require_converged()
        spread = None if found.covariance is None else tuple(tuple(row) for row in found.covariance.tolist())
        return Scale(
            self.subject,
            self.origin,
            self.unit,
            (*self.calibrations, calibration),
            found.A,
            found.B,
            _as_square(spread),
        )

    def document(self) -> dict[str, object]:
        """The scale as JSON values."""
        return {
            "format": SCALE_FORMAT,
            "subject": self.subject,
            "origin": self.origin,
            "unit": self.unit,
            "calibrations": list(self.calibrations),
            "A": self.A,
            "B": self.B,
            "covariance": None if self.covariance is None else [list(row) for row in self.covariance],
        }

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> "Scale":
        """The scale that ``document()`` wrote.

        Raises
        ------
        CalibrationError
            ``option`` where the format is another or a value is missing or wrong
        """
        if document.get("format") != SCALE_FORMAT:
            raise CalibrationError(ErrorCode.OPTION, name="format", expected=SCALE_FORMAT, got=document.get("format"))
        names = ("subject", "origin", "unit", "calibrations", "A", "B", "covariance")
        missing = [name for name in names if name not in document]
        if missing:
            raise CalibrationError(ErrorCode.OPTION, name="scale", expected=", ".join(names), got=f"no {missing[0]}")
        values = {name: document[name] for name in names}
        values["calibrations"] = tuple(values["calibrations"])
        return cls(**values | {"covariance": _as_square(values["covariance"])})


def _as_square(rows: Sequence[Sequence[float]] | None) -> tuple[tuple[float, float], tuple[float, float]] | None:
    if rows is None:
        return None
    (a, b), (c, d) = rows
    return (float(a), float(b)), (float(c), float(d))


def _comparison_grids(found: LinkingConstants) -> dict[str, object]:
    """Abilities and weights at which curves were compared, by side; empty for moment methods."""
    way = found.direction
    grids = {"old": way.on_old, "new": way.on_new} if isinstance(way, BothWays) else {"old": way.grid} if way else {}
    return {side: {"abilities": grid.nodes.tolist(), "weights": grid.weights.tolist()} for side, grid in grids.items()}


def _constants(pair: tuple[float, float] | None) -> dict[str, float] | None:
    return None if pair is None else {"A": pair[0], "B": pair[1]}


def linking_document(report: LinkingReport) -> dict[str, object]:
    """A link as JSON values: constants, standard errors, differences of anchors, and excluded items with reasons."""
    found = report.constants
    errors = found.standard_errors
    return {
        "format": LINK_FORMAT,
        "method": found.method,
        "compared_at": _comparison_grids(found),
        "same_unit": found.same_unit,
        "status": found.status.value,
        "A": found.A,
        "B": found.B,
        "se_A": None if errors is None else errors[0],
        "se_B": None if errors is None else errors[1],
        "covariance": None if found.covariance is None else found.covariance.tolist(),
        "rmsd": report.rmsd,
        "verdict": report.stability.verdict.value,
        "moved": list(report.stability.moved),
        "without_moved": _constants(report.stability.without),
        "anchors": [
            {
                "id": each.item,
                "slope_ratio": each.slope,
                "difficulty_difference": each.difficulty,
                "rmsd": each.rmsd,
                "without": _constants(each.without),
            }
            for each in report.anchors
        ],
        "left_out": [{"id": each.item, "why": each.reason.value, "z": each.robust_z} for each in found.left_out],
        "remarks": [remark.value for remark in report.remarks],
    }
