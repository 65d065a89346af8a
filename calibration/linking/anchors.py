"""Selection of anchors: common items, without provisional, changed and drifted ones."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from calibration.array_types import Floats, Indices
from calibration.errors import CalibrationError, ErrorCode
from calibration.linking.linking_constants import ExcludedItem, ExclusionReason, Linkable
from calibration.results.calibration_result import Calibration
from calibration.results.usable_items import usable_items
from engine import ItemParameters


@dataclass(frozen=True, slots=True)
class RobustZ:
    """Excludes anchors whose slope or difficulty drifted relative to the others.

    z = (d − median) / (0.74 · interquartile range), which is robust to outliers; d is the log ratio of the slopes, then
    the difference of the (mean) difficulties with A from the median ratio.

    Parameters
    ----------
    critical : an anchor is excluded if |z| is larger; 1.645 excludes one in ten anchors that vary normally

    References
    ----------
    Huynh & Meyer (2010), Practical Assessment, Research & Evaluation 15(2).
    """

    critical: float = 1.645

    def __post_init__(self) -> None:
        if not self.critical > 0:
            raise CalibrationError(ErrorCode.OPTION, name="critical", expected="> 0", got=self.critical)


@dataclass(frozen=True, slots=True, eq=False)
class Anchors:
    """The anchors: indices and parameters on both sides, with equal widths of ``b``, and excluded common items."""

    items: tuple[str, ...]
    new_at: Indices
    old_at: Indices
    new: ItemParameters
    old: ItemParameters
    left_out: tuple[ExcludedItem, ...]

    @property
    def common_slopes(self) -> tuple[bool, bool]:
        """Whether all anchors have the same slope on the new and on the old side; False for one anchor alone."""
        several = len(self.items) > 1
        new, old = (several and bool((side.a == side.a[0]).all()) for side in (self.new, self.old))
        return new, old

    def without(self, moved: Sequence[ExcludedItem]) -> "Anchors":
        """The anchors without those in ``moved``."""
        gone = {each.item for each in moved}
        kept = np.array([at for at, item in enumerate(self.items) if item not in gone], dtype=np.intp)
        items = tuple(self.items[at] for at in kept)
        left_out = (*self.left_out, *moved)
        if not items:
            return Anchors(items, self.new_at[kept], self.old_at[kept], self.new, self.old, left_out)
        new, old = trim_locations(self.new.take(kept)), trim_locations(self.old.take(kept))
        return Anchors(items, self.new_at[kept], self.old_at[kept], new, old, left_out)


def select_anchors(
    new: Linkable,
    old: Linkable,
    *,
    named: Collection[str] | None,
    provisional: Collection[str],
    robust: RobustZ | None,
    same_unit: bool,
) -> Anchors:
    """Select the anchors of two sides; arguments as in `calibration.linking.link.link`.

    Raises
    ------
    CalibrationError
        ``not_anchor`` for a named item that a side lacks, ``provisional`` for a named item that is provisional,
        ``too_few_anchors``
    """
    places = {item: at for at, item in enumerate(old.items)}
    common = [(item, at, places[item]) for at, item in enumerate(new.items) if item in places]
    if named is not None:
        _require_named(set(named), {item for item, _, _ in common}, set(provisional))
    here, there = new.parameters, old.parameters
    kinds, old_kinds = _model_keys(here), _model_keys(there)
    reasons = {
        item: _exclusion_reason(item, named, provisional, alike=kinds[one] == old_kinds[other])
        for item, one, other in common
    }
    undetermined = {*_undetermined(new), *_undetermined(old)} & reasons.keys()
    reasons |= dict.fromkeys(undetermined, ExclusionReason.UNDETERMINED)
    kept = [row for row in common if reasons[row[0]] is None]
    left_out = tuple(ExcludedItem(item, reason) for item, reason in reasons.items() if reason is not None)
    _require_enough(len(kept), left_out, same_unit=same_unit)
    new_at, old_at = (np.array([row[side] for row in kept], dtype=np.intp) for side in (1, 2))
    items = tuple(row[0] for row in kept)
    found = Anchors(
        items, new_at, old_at, trim_locations(here.take(new_at)), trim_locations(there.take(old_at)), left_out
    )
    if robust is not None:
        found = found.without(drifted_items(found, robust, same_unit=same_unit))
        _require_enough(len(found.items), found.left_out, same_unit=same_unit)
    return found


def robust_z(values: Floats) -> Floats:
    """Robust z of each value: its distance from the median over 0.74 · interquartile range; 0 within rounding."""
    away = values - np.median(values)
    spread = 0.74 * float(np.subtract(*np.percentile(values, [75, 25])))
    rounding = 1e-9 * max(float(np.abs(values).max()), 1.0)
    return np.where(np.abs(away) <= rounding, 0.0, away / max(spread, rounding))


def drifted_items(anchors: Anchors, robust: RobustZ, *, same_unit: bool) -> list[ExcludedItem]:
    """The anchors whose slope or difficulty has a robust z beyond the critical value."""
    ratios = np.log(anchors.new.a / anchors.old.a)
    by_slope = np.zeros(ratios.size) if same_unit else robust_z(ratios)
    ratio = 1.0 if same_unit else float(np.exp(np.median(ratios)))
    by_place = robust_z(np.nanmean(anchors.old.b, axis=1) - ratio * np.nanmean(anchors.new.b, axis=1))
    moved = []
    for item, slope, place in zip(anchors.items, by_slope, by_place, strict=True):
        if max(abs(slope), abs(place)) > robust.critical:
            reason, size = (
                (ExclusionReason.SLOPE_MOVED, slope)
                if abs(slope) > abs(place)
                else (ExclusionReason.LOCATION_MOVED, place)
            )
            moved.append(ExcludedItem(item, reason, float(size)))
    return moved


def trim_locations(parameters: ItemParameters) -> ItemParameters:
    """The same items with ``b`` cut to the width they need."""
    width = int(parameters.categories.max()) - 1
    b, floors = parameters.b[:, :width], parameters.floors[:, :width]
    return ItemParameters(parameters.model, parameters.a, b, parameters.c, parameters.d, floors)


def _model_keys(parameters: ItemParameters) -> list[tuple[int, ...]]:
    """Model and number of categories of each item, and whether it has a lower and an upper asymptote.

    The difficulties of a 3PL and a 2PL item are not comparable, so such a pair is not an anchor.
    """
    kinds = (parameters.model, parameters.categories, parameters.c > 0, parameters.d < 1)
    return list(zip(*(each.tolist() for each in kinds), strict=True))


def _undetermined(side: Linkable) -> Iterator[str]:
    """Items whose difficulty may be anything and would draw the constants to it."""
    if isinstance(side, Calibration):
        yield from (item for item, usable in zip(side.items, usable_items(side), strict=True) if not usable)


def _exclusion_reason(
    item: str, named: Collection[str] | None, provisional: Collection[str], *, alike: bool
) -> ExclusionReason | None:
    if item in provisional:
        return ExclusionReason.PROVISIONAL
    if named is not None and item not in named:
        return ExclusionReason.NOT_CHOSEN
    return None if alike else ExclusionReason.MODEL


def _require_named(named: set[str], common: set[str], provisional: set[str]) -> None:
    if named & provisional:
        raise CalibrationError(ErrorCode.PROVISIONAL, items=", ".join(sorted(named & provisional)))
    if named - common:
        raise CalibrationError(ErrorCode.NOT_ANCHOR, items=", ".join(sorted(named - common)))


def _require_enough(count: int, left_out: Sequence[ExcludedItem], *, same_unit: bool) -> None:
    fewest = 1 if same_unit else 2
    if count < fewest:
        gone = ", ".join(each.item for each in left_out) or "–"
        raise CalibrationError(ErrorCode.TOO_FEW_ANCHORS, expected=fewest, got=count, items=gone)
