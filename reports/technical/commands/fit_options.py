"""The options of `mesur calibrate` that say what is fitted, and how."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from calibration.array_types import Floats
from calibration.marginal.quadrature_grid import LIMIT
from calibration.results.calibration_document import CalibrationDocument, read_document
from reports.technical.commands.option_parsing import (
    assign_models,
    parse_pairs,
    parse_priors,
    read_models,
    read_testlets,
)


@dataclass(frozen=True, slots=True)
class FitOptions:
    """The options of a fit as given on the command line; the command's help explains each.

    The names of the fields are those of the document's ``options``.
    """

    model: str
    own: tuple[str, ...]
    models: Path | None
    method: str
    routing: str | None
    groups: str | None
    fixed: Path | None
    priors: str | None
    population: str
    standard_errors: str
    nodes: int | None
    tol: float
    max_iter: int
    seed: int | None
    testlets: Path | None = None
    testlet_slopes: str | None = None

    def assigned_models(self, items: Sequence[str]) -> str | list[str]:
        """The model of all items, or a list with one for each."""
        by_item = {} if self.models is None else read_models(self.models)
        return assign_models(items, self.model, by_item | dict(parse_pairs("item-model", self.own)))

    def testlet_arguments(self, items: Sequence[str], known: Sequence[str]) -> dict[str, Any]:
        """Keyword arguments for `calibration.calibrate` that say which items belong to a testlet; none without them.

        Parameters
        ----------
        items, known : the items that are fitted, and all of the data
        """
        if self.testlets is None:
            return {} if self.testlet_slopes is None else {"testlet_slopes": self.testlet_slopes}
        labels = read_testlets(self.testlets, items, known)
        return {"testlets": labels, "testlet_slopes": self.testlet_slopes}

    def read_fixed(self) -> CalibrationDocument | None:
        """The calibration whose items keep their parameters, None where none is given."""
        return None if self.fixed is None else read_document(self.fixed)

    def arguments(self, fixed: CalibrationDocument | None) -> dict[str, Any]:
        """Keyword arguments for `calibration.calibrate`.

        Parameters
        ----------
        fixed : the result of `read_fixed`

        Raises
        ------
        NotConverged
            where the fixed calibration did not converge
        CalibrationError
            ``option`` for priors that cannot be read
        """
        return {
            "method": self.method,
            "routing": self.routing,
            "fixed": None if fixed is None else fixed.fit.require_converged(),
            "priors": parse_priors(self.priors),
            "population": self.population,
            "standard_errors": None if self.standard_errors == "none" else self.standard_errors,
            "grid": _grid(self.nodes),
            "tol": self.tol,
            "max_iter": self.max_iter,
        }

    def document(self) -> dict[str, object]:
        """The options that were given, as JSON values."""
        return {
            name: str(value) if isinstance(value, Path) else value
            for name in self.__slots__
            if (value := getattr(self, name)) is not None and value != ()
        }


def _grid(nodes: int | None) -> Floats | None:
    if nodes is None:
        return None
    return np.linspace(-LIMIT, LIMIT, nodes) if nodes > 0 else np.zeros(0)
