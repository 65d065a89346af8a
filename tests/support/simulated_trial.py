"""A trial on known item parameters that differ from a bank's provisional ones, as a table of responses."""

import csv
from collections.abc import Mapping
from dataclasses import replace
from io import StringIO
from pathlib import Path

import numpy as np

from engine import ItemParameters, log_probabilities
from itembank import BankVersion, LogisticParameters, write_bank
from itembank.compilation.item_pool import item_parameters
from tests.support.small_bank import small_numeracy_bank


def trial_bank(
    items: int = 24, anchors: int = 8, *, year: int = 5, wrong: float = 0.7, whole: bool = False
) -> tuple[BankVersion, dict[str, float]]:
    """A bank of items of a year, the first ``anchors`` of which are adopted, and the true b of each item.

    Parameters
    ----------
    wrong : SD, and mean, in logits of what is added to a provisional b to make it the true one
    whole : whether the bank also has the other items of the small numeracy bank, which the trial does not reach
    """
    rng = np.random.default_rng(11)
    bank = small_numeracy_bank()
    chosen = [item for item in bank.items if item.introduced_year in (year - 1, year)][:items]
    truth, held = {}, {}
    for place, item in enumerate(chosen):
        known = item.parameters
        assert isinstance(known, LogisticParameters)
        b = round(float(rng.normal(0, 1)), 3)
        off = 0.0 if place < anchors else wrong + wrong * float(rng.normal())
        truth[item.id] = b
        held[item.id] = replace(item, parameters=replace(known, b=b - off, provisional=place >= anchors))
    kept = bank.items if whole else chosen
    return replace(bank, items=tuple(held.get(item.id, item) for item in kept)), truth


def true_parameters(bank: BankVersion, truth: Mapping[str, float]) -> ItemParameters:
    """The parameters of the items that have a true difficulty."""
    held = item_parameters([item for item in bank.items if item.id in truth])
    return replace(held, b=np.array([[truth[item.id]] for item in bank.items if item.id in truth]))


def responses(bank: BankVersion, truth: Mapping[str, float], persons: int, *, mean: float = 0.4, seed: int = 1) -> str:
    """A long table of responses of persons of N(mean, 1) to the items of the trial, as an extract has them."""
    asked = [item for item in bank.items if item.id in truth]
    rng = np.random.default_rng(seed)
    theta = rng.normal(mean, 1.0, persons)
    chance = np.exp(log_probabilities(true_parameters(bank, truth), theta[None]))[:, 1]
    right = rng.random(chance.shape) < chance
    out = StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow(["person", "item", "score", "status", "language"])
    for person in range(persons):
        language = "cy" if person % 4 == 0 else "en"
        table.writerows(
            [person + 1, item.id, int(right[at, person]), "answered", language] for at, item in enumerate(asked)
        )
    return out.getvalue()


def write_bank_file(bank: BankVersion, path: Path) -> Path:
    """Write a bank as its canonical JSON."""
    path.write_bytes(write_bank(bank))
    return path
