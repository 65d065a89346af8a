"""Drift of items over windows, from counts by ability: robust z of a window, CUSUM over all."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cache

import numpy as np

from calibration.array_types import Bools, Floats, Ints
from calibration.errors import CalibrationError, ErrorCode
from calibration.invariance.item_windows import ItemWindows

IQR_TO_SD = 0.74
MATTERS = 0.3
"""Logits of a step's difficulty from which drift is large."""
SIMULATED, SEED = 100_000, 1


class DriftClass(StrEnum):
    """What an item's windows show."""

    STABLE = "no drift to be seen"
    DRIFTED = "its difficulty drifted: look at exposure, wording and key, and calibrate it anew"
    SMALL = "it drifted for certain, but by less than matters: watch it"
    TOO_FEW = "too few responses, or windows, to say"


@dataclass(frozen=True, slots=True, eq=False)
class ItemDrift:
    """Drift of n items over W windows, each compared with all windows before it.

    Parameters
    ----------
    items, windows : ids and names
    shift, se : (n, W) how much easier an item became, in logits by a score step, against the windows before, and its
        standard error; NaN in the first window and where too few responses are comparable
    z : (n, W) (shift − median of the items) over its standard error, and over the items' spread where that is larger
        than standard errors explain
    up, down : (n, W) CUSUM of z for items that become easier, and harder
    threshold : CUSUM from which there is an alarm
    false_alarms : share of items without drift that raise an alarm within these windows, by simulation
    alarm : (n,) int, index of the window of the first alarm, −1 for none
    total : (n,) shift between the windows before the change and those since, logits; NaN without an alarm
    classes : one for each item
    """

    items: tuple[str, ...]
    windows: tuple[str, ...]
    shift: Floats
    se: Floats
    z: Floats
    up: Floats
    down: Floats
    threshold: float
    false_alarms: float
    alarm: Ints
    total: Floats
    classes: tuple[DriftClass, ...]


@dataclass(frozen=True, slots=True)
class DriftRule:
    """When drift is told.

    Parameters
    ----------
    slack : part of each z that a CUSUM takes off: half the shift, in standard errors, that is to be found soonest
    false_alarms : share of items without drift that may raise an alarm within the windows at hand
    fewest : responses that an item needs in a window, and before it, in bins with both

    References
    ----------
    Page (1954), Biometrika 41, 100–115: CUSUM. Brown, Durbin & Evans (1975), JRSS B 37, 149–192: each window against
    those before it, so that the z of an item without drift are independent. Veerkamp & Glas (2000), Journal of
    Educational and Behavioral Statistics 25, 373–389: CUSUM for items of an adaptive test. Huynh & Meyer (2010),
    Practical Assessment, Research & Evaluation 15(2): robust z. Yusuf et al. (1985), Progress in Cardiovascular
    Diseases 27, 335–371: the shift Σ(O − E)/Σv by bins of ability.
    """

    slack: float = 0.5
    false_alarms: float = 0.01
    fewest: int = 50

    def __post_init__(self) -> None:
        for name, low, high in (("slack", 0, 5), ("false_alarms", 0, 0.5)):
            if not low < getattr(self, name) < high:
                expected = f"{low} … {high}"
                raise CalibrationError(ErrorCode.OPTION, name=name, expected=expected, got=getattr(self, name))


def item_drift(counts: ItemWindows, rule: DriftRule | None = None) -> ItemDrift:
    """Look for drift.

    Parameters
    ----------
    counts : sums by item, window and ability; at least 2 windows

    Raises
    ------
    CalibrationError
        ``option`` where there is one window only
    """
    rule = rule or DriftRule()
    count = len(counts.windows)
    if count < 2:
        raise CalibrationError(ErrorCode.OPTION, name="windows", expected="two windows or more", got=count)
    shift, se = (np.full((len(counts.items), count), np.nan) for _ in range(2))
    for window in range(1, count):
        shift[:, window], se[:, window] = _shifts(counts, slice(0, window), slice(window, window + 1), rule.fewest)
    z = _robust_z(shift, se)
    up, down = _cusum(z, rule.slack), _cusum(-z, rule.slack)
    compared = int(np.isfinite(z).any(axis=0).sum())
    threshold = cusum_threshold(max(compared, 1), rule.slack, rule.false_alarms)
    over = (np.maximum(up, down) >= threshold) & np.isfinite(z)
    alarm = np.where(over.any(axis=1), over.argmax(axis=1), -1)
    total = np.full(len(counts.items), np.nan)
    for item in np.flatnonzero(alarm >= 0):
        side = up[item] if up[item, alarm[item]] >= down[item, alarm[item]] else down[item]
        since = _change(side, int(alarm[item]))
        total[item] = _shifts(counts, slice(0, since), slice(since, count), 1)[0][item]
    known: Bools = np.asarray(np.isfinite(z).any(axis=1))
    classes = tuple(_class(*each) for each in zip(known.tolist(), alarm.tolist(), total.tolist(), strict=True))
    return ItemDrift(
        counts.items,
        counts.windows,
        shift,
        se,
        z,
        up,
        down,
        threshold,
        rule.false_alarms,
        alarm,
        total,
        classes,
    )


@cache
def cusum_threshold(windows: int, slack: float, false_alarms: float) -> float:
    """The threshold that a two-sided CUSUM of independent standard normal z passes with this probability.

    By simulation of 100,000 items with a fixed seed, in so many windows.
    """
    z = np.random.default_rng(SEED).standard_normal((SIMULATED, windows))
    highest = np.maximum(_cusum(z, slack).max(axis=1), _cusum(-z, slack).max(axis=1))
    return float(np.quantile(highest, 1 - false_alarms))


def _shifts(counts: ItemWindows, before: slice, after: slice, fewest: int) -> tuple[Floats, Floats]:
    """(n,) shift of the score's log odds and standard error, Σ(O − E)/Σv over bins that both sides have."""
    n, score, squares = (
        np.stack([each[:, side].sum(axis=1) for side in (before, after)])
        for each in (counts.responses, counts.score, counts.squares)
    )
    both: Bools = np.asarray((n > 0).all(axis=0))
    everyone = n.sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = score.sum(axis=0) / everyone
        spread = (squares.sum(axis=0) - everyone * mean**2) / (everyone - 1)
        variance = np.where(both & (everyone > 1), n[0] * n[1] / everyone * spread, 0.0).sum(axis=1)
        excess = np.where(both, score[1] - n[1] * mean, 0.0).sum(axis=1)
        enough = np.where(both, n, 0).sum(axis=2).min(axis=0) >= fewest
        usable = enough & (variance > 0)
        return np.where(usable, excess / variance, np.nan), np.where(usable, 1 / np.sqrt(variance), np.nan)


def _robust_z(shift: Floats, se: Floats) -> Floats:
    """(n, W) distance from the window's median in standard errors, less where the items spread more than these say."""
    z = np.full(shift.shape, np.nan)
    for window in range(shift.shape[1]):
        known = np.flatnonzero(np.isfinite(shift[:, window]))
        if known.size:
            away = (shift[known, window] - np.median(shift[known, window])) / se[known, window]
            spread = IQR_TO_SD * float(np.subtract(*np.percentile(away, [75, 25])))
            z[known, window] = away / max(spread, 1.0)
    return z


def _cusum(z: Floats, slack: float) -> Floats:
    """(n, W) sums of z less slack, never below 0; a window without a z leaves it as it is."""
    total = np.zeros(z.shape)
    running = np.zeros(len(z))
    for window in range(z.shape[1]):
        step = np.where(np.isfinite(z[:, window]), z[:, window] - slack, 0.0)
        running = np.maximum(running + step, 0.0)
        total[:, window] = running
    return total


def _change(side: Floats, alarm: int) -> int:
    """The window after which the CUSUM last was 0 before the alarm."""
    zero = np.flatnonzero(side[: alarm + 1] <= 0)
    return max(int(zero[-1]) + 1 if zero.size else 1, 1)


def _class(known: bool, alarm: int, total: float) -> DriftClass:
    if not known:
        return DriftClass.TOO_FEW
    if alarm < 0:
        return DriftClass.STABLE
    return DriftClass.DRIFTED if abs(total) >= MATTERS else DriftClass.SMALL
