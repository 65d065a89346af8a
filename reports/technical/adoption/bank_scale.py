"""What a bank gives to a fit of a trial's responses: the scale by its anchors, floors of chance, and passages."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from calibration import CalibrationError, ErrorCode
from calibration.errors import Described
from calibration.linking.linking_constants import Form
from calibration.marginal.parameter_structure import UNIT_SLOPE
from calibration.marginal.priors import Priors
from engine import ItemParameters, Normal, ParameterCovariance
from itembank import BankVersion, ItemVersion, LogisticParameters, PartialCreditParameters
from itembank.compilation.adopted_errors import items_covariance
from itembank.compilation.item_pool import item_parameters

SHOWN = 8
MOST_RELEASED = 1 / 3
"""Share of anchors that may move against the others; of more it is not sure which of them moved."""
WEAK_PRIOR = Priors(b=Normal(0.0, 4.0))
"""On difficulties where floors are known: an item whose share of right answers is hardly above its floor has no finite
one otherwise, and would keep the whole fit from converging. It moves a b of 2 with an error of 0.15 by 0.003."""


class Linking(StrEnum):
    """How a fit comes to the scale of a bank."""

    FIXED = "fixed"
    """Anchors keep the bank's parameters (fixed item parameter calibration: Kim, 2006)."""
    STOCKING_LORD = "stocking-lord"
    """The fit is free, and linked by the anchors' characteristic curves (Stocking & Lord, 1983)."""
    FIRST = "first"
    """There are no anchors: mean slope and difficulty are made those of the provisional items (Loyd & Hoover, 1980).

    A Rasch fit so keeps its unit, the logit of slopes of 1."""


@dataclass(frozen=True, slots=True)
class BankScale:
    """A bank as the origin of a fit's scale.

    Parameters
    ----------
    bank : the bank version
    linking : how the fit comes to its scale
    anchors : ids of the items among the data whose parameters are adopted; none for the first trial of a subject
    released : anchors that would have been held and moved against the others
    checked : whether they were compared
    agree : False where those that were not released disagree, or too many were
    detectable : the change of one anchor, in logits, that would have been found in four of five such trials; None where
        they were not compared
    """

    bank: BankVersion
    linking: Linking
    anchors: tuple[str, ...]
    released: tuple[str, ...] = ()
    checked: bool = False
    agree: bool = True
    detectable: float | None = None

    def fixed(self) -> dict[str, ItemParameters] | None:
        """By item id the parameters that are held; None where none are."""
        if self.linking is not Linking.FIXED or not self.anchors:
            return None
        return {item: item_parameters([self.bank.item(item)]) for item in self.anchors}

    def floors(self, items: Sequence[str]) -> dict[str, tuple[float, ...]]:
        """By item id the floors of chance of the bank's items among the data."""
        known = _by_id(self.bank)
        return {item: own for item in items if item in known and (own := chance_floors_of(known[item]))}

    def models(self, items: Sequence[str], model: str) -> dict[str, str]:
        """By item id the model of items of several marks: ``pcm`` beside slopes of 1, else ``gpcm``."""
        known, stepped = _by_id(self.bank), "pcm" if model in UNIT_SLOPE else "gpcm"
        several = (item for item in items if item in known and known[item].most > 1)
        return dict.fromkeys(several, stepped)

    def passages(self, items: Sequence[str]) -> list[str | None] | None:
        """(n,) the passage or scenario of each item, None for one alone; None where there is nothing to fit.

        A bank whose designs know of no dependence has none; a passage of which the data have one item counts as none.
        """
        if not any(design.dependence for design in self.bank.designs):
            return None
        known = _by_id(self.bank)
        labels = [known[item].stimulus if item in known else None for item in items]
        counts = Counter(labels)
        kept = [label if label is not None and counts[label] > 1 else None for label in labels]
        return kept if any(kept) else None

    def document(self) -> dict[str, object]:
        """Origin and unit of the scale as a calibration document has them."""
        named = f"bank version {self.bank.hash[:12]}"
        as_in = f"mean slope and difficulty of provisional items of {named}" if not self.anchors else f"as in {named}"
        own: dict[str, object] = {"origin": as_in, "unit": as_in, "set_by": self.bank.hash if self.anchors else None}
        own |= {"bank": self.bank.hash, "linking": self.linking.value, "anchors": list(self.anchors)}
        drift = {"released": list(self.released), "drift_checked": self.checked, "anchors_agree": self.agree}
        drift |= {"drift_detectable": self.detectable}
        return own | (drift if self.linking is Linking.FIXED else {})


def bank_scale(bank: BankVersion, linking: Linking, items: Sequence[str]) -> BankScale:
    """The scale of a bank for a fit of some items.

    Parameters
    ----------
    items : ids of the items of the data

    Raises
    ------
    CalibrationError
        ``provisional`` where no item of the data may be an anchor; ``option`` where the bank has none of the items
    """
    known = _by_id(bank)
    common = [item for item in items if item in known]
    if not common:
        expected = Described("responses to items of bank version %s", bank.hash[:12])
        raise CalibrationError(ErrorCode.OPTION, name="anchors", expected=expected, got=", ".join(items[:SHOWN]))
    adopted = tuple(item for item in common if not known[item].parameters.provisional)
    if linking is Linking.FIRST:
        return BankScale(bank, linking, ())
    if not adopted:
        shown = ", ".join(common[:SHOWN]) + (" …" if len(common) > SHOWN else "")
        raise CalibrationError(ErrorCode.PROVISIONAL, items=shown)
    return BankScale(bank, linking, adopted)


def bank_form(bank: BankVersion, items: Sequence[str]) -> Form:
    """The parameters of some items as one side of a link, taken as exact: they are the scale."""
    held = item_parameters([bank.item(item) for item in items])
    size = held.b.shape[1] + 3
    return Form(tuple(items), held, ParameterCovariance(tuple(items), np.zeros((len(items), size, size))))


def measured_form(bank: BankVersion, items: Sequence[str]) -> Form:
    """The parameters of some items as one side of a link, with the errors that they were adopted with."""
    exact = bank_form(bank, items)
    known = bank.adopted and items_covariance(bank.adopted, exact.items, exact.parameters.b.shape[1])
    return replace(exact, covariance=known or exact.covariance)


def chance_floors_of(item: ItemVersion) -> tuple[float, ...]:
    """The probability that chance alone earns score v or more, for v from 1; () where it earns nothing."""
    match item.parameters:
        case LogisticParameters(c=c):
            return (c,) if c else ()
        case PartialCreditParameters(floors=floors):
            return floors
    return ()


def _by_id(bank: BankVersion) -> Mapping[str, ItemVersion]:
    return {item.id: item for item in bank.items}
