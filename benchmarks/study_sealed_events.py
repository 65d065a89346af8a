"""What the sealed events of a sitting tell about ability: θ predicted from their number, kinds and lengths.

Whoever has a copy of the database without the keys sees, of each event, its place in the log, its kind in clear and its
length; no time. Ridge regression and boosted trees learn θ from them on half of the simulated sittings, and the other
half shows how well they predict. The learners are of one year group, because the year group stands in the table.

Run: .venv/bin/python -m benchmarks.study_sealed_events [sittings]
"""

import random
import secrets
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from delivery_api.keys.encryption import Key
from itembank import BankVersion, compile_test, numeracy_bank
from itembank.builtin_banks import builtin_bank
from itembank.design.adaptive_test_design import TestDesign, strategy
from tests.support.sealed_sittings import SimulatedLearner, rows_left

Floats = NDArray[np.float64]
SITTINGS, YEAR, LIMIT = 2_000, 5, 0.1
KINDS = ("answered", "omitted", "presented", "hinted", "relaxed", "fellback", "readmitted")


def sittings(bank: BankVersion, design: TestDesign, count: int) -> tuple[Floats, Floats]:
    """Simulate sittings: what each shows of itself, shape (count, features), and θ, shape (count,)."""
    rng, population = np.random.default_rng(20_261_128), design.population(YEAR)
    theta = rng.normal(population.mean, population.sd, count)
    test, key = compile_test(bank, design, YEAR), Key("0" * 16, "programme:2026-27", secrets.token_bytes(32))
    learners = [SimulatedLearner(float(each), random.Random(number)) for number, each in enumerate(theta)]
    return features([rows_left(bank, design, test, YEAR, each, key) for each in learners]), theta


def features(left: list[list[tuple[str, int]]]) -> Floats:
    """The lengths in order, the number of rows and of each kind, the sum and the sorted lengths."""
    width = max(map(len, left))
    rows = []
    for each in left:
        lengths = np.zeros(width)
        lengths[: len(each)] = [length for _, length in each]
        kinds = [kind for kind, _ in each]
        rows.append([len(each), *map(kinds.count, KINDS), lengths.sum(), *lengths, *np.sort(lengths)])
    return np.array(rows, dtype=np.float64)


def held_out_r(seen: Floats, theta: Floats) -> dict[str, float]:
    """The correlation of predicted and true θ among the second half, by method; 0 where nothing is predicted."""
    half, varies = len(theta) // 2, seen.std(axis=0) > 0
    if not varies.any():
        return {"ridge": 0.0, "boosted trees": 0.0}
    scaled = (seen[:, varies] - seen[:half, varies].mean(axis=0)) / np.maximum(seen[:half, varies].std(axis=0), 1e-9)
    train, test, known = scaled[:half], scaled[half:], theta[:half] - theta[:half].mean()
    predicted = {"ridge": ridge(train, known, test), "boosted trees": boosted(train, known, test)}
    return {name: correlation(each, theta[half:]) for name, each in predicted.items()}


def correlation(predicted: Floats, theta: Floats) -> float:
    """Pearson's r; 0 for a constant."""
    return float(np.corrcoef(predicted, theta)[0, 1]) if predicted.std() > 0 else 0.0


def ridge(train: Floats, known: Floats, test: Floats, weight: float = 30.0) -> Floats:
    """Linear prediction with a penalty on the coefficients."""
    normal = train.T @ train + weight * np.eye(train.shape[1])
    return np.asarray(test @ np.linalg.solve(normal, train.T @ known))


def boosted(train: Floats, known: Floats, test: Floats, rounds: int = 150, rate: float = 0.1) -> Floats:
    """Least-squares boosting of trees with one split (Friedman, 2001, algorithm 3)."""
    cuts = np.quantile(train, np.linspace(0.1, 0.9, 9), axis=0)
    above = train[None] > cuts[:, None]  # (cuts, sittings, features)
    count, rest, predicted = above.sum(axis=1), known.copy(), np.zeros(len(test))
    for _ in range(rounds):
        upper = np.einsum("csf,s->cf", above, rest)
        with np.errstate(divide="ignore", invalid="ignore"):
            gain = upper**2 / count + (rest.sum() - upper) ** 2 / (len(rest) - count)
        cut, feature = np.unravel_index(np.nanargmax(np.where(np.isfinite(gain), gain, -1.0)), gain.shape)
        side = above[cut, :, feature]
        if side.all() or not side.any():
            break
        means = rate * rest[side].mean(), rate * rest[~side].mean()
        rest -= np.where(side, *means)
        predicted += np.where(test[:, feature] > cuts[cut, feature], *means)
    return predicted


def cases() -> Iterator[tuple[str, BankVersion, TestDesign, float]]:
    """The built-in banks, and a design that stops by precision; each with its share of the sittings."""
    numeracy = numeracy_bank()
    yield "numeracy (procedural)", numeracy, numeracy.designs[0], 1.0
    for name in ("numeracy-reasoning", "reading-en", "reading-cy"):
        bank = builtin_bank(name)
        yield name, bank, bank.designs[0], 1.0
    precise = (strategy("SEBelow", limit=0.45), strategy("MaxItems", n=30))
    yield "numeracy, until SE < 0.45", numeracy, replace(numeracy.designs[0], name="precise", stop=precise), 1.0


def main(count: int = SITTINGS) -> None:
    """Print the correlations; more than 0.1 with a built-in design ends the study as failed."""
    for name, bank, design, share in cases():
        seen, theta = sittings(bank, design, round(share * count))
        found = held_out_r(seen, theta)
        told = ", ".join(f"{method} r = {value:+.3f}" for method, value in found.items())
        print(f"{name}: {told}; {len(np.unique(seen, axis=0))} different sittings of {len(theta)}", flush=True)
        if design.name != "precise" and max(map(abs, found.values())) > LIMIT:
            sys.exit(f"{name}: expected |r| of at most {LIMIT}")


if __name__ == "__main__":
    main(*(int(number) for number in sys.argv[1:2]))
