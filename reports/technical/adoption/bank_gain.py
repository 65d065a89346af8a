"""What a bank knows of its items' difficulties: before an adoption, and after it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from itembank import BankVersion, InvalidBank, compile_test
from itembank.compilation.adopted_share import adopted_share
from itembank.compilation.eligible_items import eligible_items
from itembank.versions.adopted_parameters import Basis, ParameterErrors


@dataclass(frozen=True, slots=True)
class BankKnowledge:
    """How much of a bank was measured.

    Parameters
    ----------
    items, measured : items, and those whose parameters are adopted
    mean_se : mean standard error of the mean difficulty of the measured items whose error is known, logits; NaN for
        none
    shares : by year group, the share of Fisher's information at its mean ability that comes from measured items, of the
        items that the bank's first design allows it; years whose design cannot be compiled are left out
    """

    items: int
    measured: int
    mean_se: float
    shares: Mapping[int, float]


def bank_knowledge(bank: BankVersion) -> BankKnowledge:
    """How much of a bank was measured."""
    measured = {item.id for item in bank.items if not item.parameters.provisional}
    known = () if bank.adopted is None else bank.adopted.errors
    errors = [_difficulty_error(each) for each in known if each.item in measured and each.basis != Basis.PREDICTED]
    finite = [each for each in errors if np.isfinite(each)]
    mean = float(np.mean(finite)) if finite else float("nan")
    return BankKnowledge(len(bank.items), len(measured), mean, _shares(bank))


def anchor_error(bank: BankVersion, anchors: Sequence[str]) -> float:
    """SD in logits by which the errors of the anchors' own difficulties move a scale that rests on all of them alike.

    √(mean variance / number of anchors), of the anchors whose errors the bank knows; NaN where it knows none. The
    standard errors of a fit take anchors as exact: what all new items share moves everybody alike, and no comparison
    between them.
    """
    known = () if bank.adopted is None else bank.adopted.errors
    errors = np.array([_difficulty_error(each) for each in known if each.item in set(anchors)])
    finite = errors[np.isfinite(errors)]
    return float(np.sqrt(np.mean(finite**2) / len(anchors))) if finite.size else float("nan")


def _difficulty_error(errors: ParameterErrors) -> float:
    """The standard error of the mean of an item's steps; NaN where none of them was estimated."""
    places = [at for at, name in enumerate(errors.names) if name.startswith("b")]
    if not places:
        return float("nan")
    lower = [[errors.covariance[max(row, column)][min(row, column)] for column in places] for row in places]
    return float(np.sqrt(max(float(np.mean(lower)), 0.0)))


def _shares(bank: BankVersion) -> dict[int, float]:
    design = bank.designs[0]
    found = {}
    for each in design.populations:
        try:
            allowed = eligible_items(compile_test(bank, design, each.year))
        except InvalidBank:  # such as settings that nobody has solved yet
            continue
        items = [item for item, is_allowed in zip(bank.items, allowed.tolist(), strict=True) if is_allowed]
        if items:
            found[each.year] = adopted_share(items, each.mean)
    return found
