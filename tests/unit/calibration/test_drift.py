"""Drift of items is found from counts alone, and seldom where there is none."""

from pathlib import Path

import numpy as np
import pytest

from calibration import CalibrationError, ResponseMatrix
from calibration.invariance.drift import DriftClass, DriftRule, cusum_threshold, item_drift
from calibration.invariance.item_windows import ItemWindows, aggregate, read_item_windows
from calibration.sentences.drift_sentences import drift_phrase

WINDOWS, BINS = 8, np.linspace(-2, 2, 9)


def live_counts(*, drifting: int = 0, by: float = 0.5, since: int = 4, items: int = 40, seed: int = 1) -> ItemWindows:
    """Responses by bin of ability; some items become easier in a window and stay so, and abilities rise."""
    rng = np.random.default_rng(seed)
    b = rng.normal(0, 1, items)
    rise = 0.05 * np.arange(WINDOWS)
    share = np.exp(-0.5 * (BINS - rise[:, None]) ** 2)
    n = rng.poisson(400 * share / share.sum(axis=1, keepdims=True), (items, WINDOWS, BINS.size)).astype(float)
    moved = np.where(np.arange(items) < drifting, by, 0.0)[:, None, None] * (np.arange(WINDOWS) >= since)[None, :, None]
    score = rng.binomial(n.astype(int), 1 / (1 + np.exp(b[:, None, None] - moved - BINS))).astype(float)
    names = tuple(f"i{at:02d}" for at in range(items))
    return ItemWindows(names, tuple(f"2027-{month:02d}" for month in range(1, WINDOWS + 1)), n, score, score)


def test_items_that_become_easier_raise_an_alarm_soon_after_and_the_change_is_told() -> None:
    found = item_drift(live_counts(drifting=3))
    assert list(found.classes[:3]) == [DriftClass.DRIFTED] * 3
    assert ((found.alarm[:3] >= 4) & (found.alarm[:3] <= 6)).all()
    np.testing.assert_allclose(found.total[:3], 0.5, atol=0.25)


def test_items_without_drift_raise_no_more_alarms_than_stated() -> None:
    alarms = [
        (item_drift(live_counts(seed=seed), DriftRule(false_alarms=0.05)).alarm >= 0).mean() for seed in range(25)
    ]
    assert np.mean(alarms) == pytest.approx(0.05, abs=0.02)  # 1,000 items: two standard errors are .014


def test_the_threshold_is_that_of_the_stated_rate() -> None:
    z = np.random.default_rng(9).standard_normal((20_000, WINDOWS))
    up, down, highest = np.zeros(20_000), np.zeros(20_000), np.zeros(20_000)
    for window in range(WINDOWS):
        up, down = np.maximum(up + z[:, window] - 0.5, 0), np.maximum(down - z[:, window] - 0.5, 0)
        highest = np.maximum(highest, np.maximum(up, down))
    assert (highest >= cusum_threshold(WINDOWS, 0.5, 0.05)).mean() == pytest.approx(0.05, abs=0.006)


def test_counts_summed_here_and_read_from_a_file_are_the_same(tmp_path: Path) -> None:
    rng = np.random.default_rng(2)
    data = ResponseMatrix.from_dense(rng.integers(0, 2, (300, 4)), items=["a", "b", "c", "d"])
    made = aggregate(data, np.repeat(["2027", "2028", "2029"], 100), rng.normal(size=300))
    rows = ["item,window,bin,responses,score"]
    for at in np.argwhere(made.responses > 0):
        item, window, place = at
        told = (made.items[item], made.windows[window], place, made.responses[tuple(at)], made.score[tuple(at)])
        rows.append(",".join(map(str, told)))
    (tmp_path / "counts.csv").write_text("\n".join(rows))
    read = read_item_windows(tmp_path / "counts.csv")
    assert (read.items, read.windows) == (made.items, made.windows)
    np.testing.assert_allclose(item_drift(read).z, item_drift(made).z, atol=1e-12)
    assert made.responses.sum() == 1200


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("item,window,bin,n\n", "counts.csv: header: expected a column responses, score"),
        ("person,item,score,window\np,a,1,1\n", "responses of persons are counted with --fit FIT.json"),
        ("PAR1 and so on", "counts.csv: expected a text table such as CSV, got Parquet"),
        (
            "item,window,bin,responses,score,,\na,1,0,5,2,,\na,1,0,5,2,,\n,,,,,,\n",
            "counts.csv: line 3, column bin, item a: expected one row for each item, window and bin, got '0'",
        ),
        (
            "item,window,bin,responses,score\na,1,0,5,x\n",
            "counts.csv: line 2, column score, item a: expected a number of 0 or more, got 'x'",
        ),
        (
            "item,window,bin,responses,score\na,1,0,5,9\n",
            "line 2, column score, item a: expected at most the number of responses",
        ),
        ("item,window,bin,responses,score\n,1,0,5,3\n", "counts.csv: line 2, column item: expected the id of an item"),
        ("item,window,bin,responses,score\na,1,0,5,3\n", "windows: expected two windows or more, got 1"),
    ],
)
def test_a_wrong_file_is_refused_by_line(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "counts.csv").write_text(text)
    with pytest.raises(CalibrationError, match="expected") as refused:
        item_drift(read_item_windows(tmp_path / "counts.csv"))
    assert said in str(refused.value)


@pytest.mark.parametrize("code", DriftClass)
def test_each_class_is_said_in_both_languages(code: DriftClass) -> None:
    assert drift_phrase(code, "cy") != drift_phrase(code, "en")
