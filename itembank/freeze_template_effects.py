"""Write the frozen effects of templates: `python -m itembank.freeze_template_effects`.

Run it after judgements came in, and after features, increments or templates changed. With `--compare` it instead prints
how well each of `shrinkages` foretells sets that are left out, which takes some minutes; the best is `SHRINKAGE`.
"""

import csv
import sys
from collections import Counter
from collections.abc import Mapping
from io import StringIO
from pathlib import Path

from itembank.atomic_write import atomic_write
from itembank.numeracy.judging import template_effects
from itembank.numeracy.judging.cross_validation import left_out, shrinkages
from itembank.numeracy.judging.effect_estimation import SHRINKAGE, Cell, centred_effects, estimate_effects
from itembank.numeracy.judging.expert_judgements import building_judgements
from itembank.numeracy.judging.judged_difficulty import JudgedDifficulties, judged_difficulties, judged_items
from itembank.numeracy.numeracy_bank import numeracy_bank

FILE = Path(template_effects.__file__).with_suffix(".csv")


def compare(known: JudgedDifficulties) -> None:
    """Print the mean squared error of each shrinkage in sets left out, and the smallest so far."""
    least = float("inf")
    for shrinkage in shrinkages():
        error = left_out(known, shrinkage).mean_square
        least = min(least, error)
        print(f"{error:.4f}  {shrinkage}{'  best so far' if error == least else ''}", flush=True)


def freeze(known: JudgedDifficulties) -> None:
    """Estimate the effects from all judgements and write them."""
    estimate = estimate_effects(known, SHRINKAGE)
    judged = Counter((each.item.introduced_year, each.item.template) for each in known.items)
    with atomic_write(FILE) as file:
        file.write(as_csv(centred_effects(estimate, numeracy_bank().items), judged))
    print(f"κ {estimate.slope:.2f}, {len(known.items)} judged items")


def as_csv(effects: Mapping[Cell, float], judged: Mapping[Cell, int]) -> str:
    """The text of the file.

    Parameters
    ----------
    judged : how many items of each template and year were judged
    """
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["year", "template", "logits", "judgements"])
    writer.writerows([*cell, f"{logits:.2f}", judged[cell]] for cell, logits in effects.items())
    return out.getvalue()


if __name__ == "__main__":
    (compare if "--compare" in sys.argv else freeze)(
        judged_difficulties(judged_items(building_judgements(), numeracy_bank().items))
    )
