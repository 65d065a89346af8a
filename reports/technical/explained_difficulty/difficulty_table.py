"""Difficulties of asked and new items as CSV."""

import csv
from io import StringIO

import numpy as np

from reports.technical.explained_difficulty.difficulty_sentences import DifficultyEvidence

HEADER = (
    "item", "basis", "responses", "b_fitted", "se_fitted", "b_predicted", "se_predicted", "far_off", "b", "se",
    "lower_90", "upper_90",
)  # fmt: skip


def difficulty_csv(found: DifficultyEvidence) -> str:
    """One row for each item.

    ``b_fitted`` is from the item's own responses, ``b_predicted`` from all other items (``se_predicted`` is that of the
    difference, with the error of ``b_fitted``); ``b`` and ``se`` are of the item as it should be used, with a band of
    90 %. What there is not is empty.
    """
    explained, predicted = found.explained, found.predicted
    place = {item: at for at, item in enumerate(explained.fitted.items)}
    away, residual_se = explained.deletion_residuals
    error = np.sqrt(np.diag(explained.fitted.covariance))
    lower, upper = predicted.band()
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEADER)
    for at, item in enumerate(predicted.items):
        own: list[object] = ["", "", "", "", "", ""]
        if item in place:
            here = place[item]
            fitted = explained.fitted.b[here]
            numbers = (fitted, error[here], fitted - away[here], residual_se[here])
            own = [found.responses.get(item, ""), *map(_number, numbers), int(explained.far_off[here])]
        numbers = (predicted.b[at], predicted.se[at], lower[at], upper[at])
        writer.writerow([item, predicted.basis[at].name.lower(), *own, *map(_number, numbers)])
    return out.getvalue()


def _number(value: float) -> str:
    return f"{value:.6f}" if np.isfinite(value) else ""
