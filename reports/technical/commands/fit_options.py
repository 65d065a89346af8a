"""The options of `mesur calibrate` that say what is fitted, and how."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from calibration import CalibrationError, ErrorCode
from calibration.array_types import Floats
from calibration.marginal.quadrature_grid import LIMIT
from calibration.results.calibration_document import CalibrationDocument, read_document
from itembank.commands.input_files import load_bank
from itembank.language import Language
from reports.technical.adoption.bank_scale import WEAK_PRIOR, BankScale, Linking, bank_scale
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
    anchors: str | None = None
    bank: str | None = None
    linking: str | None = None
    scale: BankScale | None = None

    def with_bank(self, items: Sequence[str], language: Language) -> "FitOptions":
        """The options with what their bank gives to a fit of these items.

        Raises
        ------
        CalibrationError
            ``option`` for options that do not go together; ``provisional`` where no item may be an anchor
        """
        name, linking = self.anchors or self.bank, self.linking or Linking.FIXED.value
        named = {"anchors": self.anchors, "bank": self.bank, "fixed": self.fixed}
        given = [f"--{each}" for each, value in named.items() if value is not None]
        if len(given) > 1:
            raise CalibrationError(ErrorCode.OPTION, name=given[0][2:], expected="one of these", got=", ".join(given))
        if linking not in (Linking.FIXED, Linking.STOCKING_LORD) or (self.linking and self.anchors is None):
            expected = "fixed or stocking-lord, with --anchors"
            raise CalibrationError(ErrorCode.OPTION, name="linking", expected=expected, got=repr(linking))
        if name is None:
            return self
        way = Linking.FIRST if self.anchors is None else Linking(linking)
        return replace(self, scale=bank_scale(load_bank(name, language), way, items))

    def assigned_models(self, items: Sequence[str]) -> str | list[str]:
        """The model of all items, or a list with one for each."""
        by_item = {} if self.models is None else read_models(self.models)
        by_item = by_item if self.scale is None else self.scale.models(items, self.model) | by_item
        return assign_models(items, self.model, by_item | dict(parse_pairs("item-model", self.own)))

    def testlet_arguments(self, items: Sequence[str], known: Sequence[str]) -> dict[str, Any]:
        """Keyword arguments for `calibration.calibrate` that say which items belong to a testlet; none without them.

        Parameters
        ----------
        items, known : the items that are fitted, and all of the data
        """
        passages = None if self.scale is None or self.testlets is not None else self.scale.passages(items)
        if passages is not None:
            return {"testlets": passages, "testlet_slopes": self.testlet_slopes}
        if self.testlets is None:
            return {} if self.testlet_slopes is None else {"testlet_slopes": self.testlet_slopes}
        labels = read_testlets(self.testlets, items, known)
        return {"testlets": labels, "testlet_slopes": self.testlet_slopes}

    def read_fixed(self) -> CalibrationDocument | None:
        """The calibration whose items keep their parameters, None where none is given."""
        return None if self.fixed is None else read_document(self.fixed)

    def arguments(self, fixed: CalibrationDocument | None, items: Sequence[str] = ()) -> dict[str, Any]:
        """Keyword arguments for `calibration.calibrate`.

        Parameters
        ----------
        fixed : the result of `read_fixed`
        items : the items that are fitted

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
            "fixed": self.scale.fixed() if self.scale else None if fixed is None else fixed.fit.require_converged(),
            "floors": None if self.scale is None else self.scale.floors(items),
            "priors": WEAK_PRIOR if self.scale and self.priors is None else parse_priors(self.priors),
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
            if name != "scale" and (value := getattr(self, name)) is not None and value != ()
        }


def _grid(nodes: int | None) -> Floats | None:
    if nodes is None:
        return None
    return np.linspace(-LIMIT, LIMIT, nodes) if nodes > 0 else np.zeros(0)
