"""From answers on passages to bands that hold: mesur calibrate --testlets, its parameters, and sittings on them."""

import csv
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from engine import EAP, AdaptiveTest, Dependence, MaxInformation, MaxItems, ability_grid, simulate, tabulate
from itembank.commands.input_files import load_parameters
from itembank.compilation.item_pool import item_parameters, item_pool
from reports.technical.commands.calibrate import app

PASSAGES, EACH, SD, PERSONS = 8, 4, 0.9, 1000


@pytest.fixture(scope="module")
def parameters(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The CSV of parameters that the command wrote."""
    folder, rng = tmp_path_factory.mktemp("passages"), np.random.default_rng(4)
    items = [f"p{passage}q{question}" for passage in range(PASSAGES) for question in range(EACH)]
    shared = np.repeat(SD * rng.normal(size=(PERSONS, PASSAGES)), EACH, axis=1)
    z = rng.normal(size=(PERSONS, 1)) + shared - rng.uniform(-1.5, 1.5, len(items))
    scores = (rng.logistic(size=z.shape) < z).astype(int)
    (folder / "data.csv").write_text(
        "\n".join([",".join(items), *(",".join(map(str, row)) for row in scores)]), "utf-8"
    )
    (folder / "passages.csv").write_text(
        "\n".join(["item,testlet", *(f"{item},{item[:2]}" for item in items)]), "utf-8"
    )
    command = [
        str(folder / "data.csv"),
        "--model",
        "rasch",
        "--testlets",
        str(folder / "passages.csv"),
        "--tol",
        "1e-3",
        "--no-fit",
    ]
    done = CliRunner().invoke(app, [*command, "--items", str(folder / "items.csv"), "--out", str(folder / "fit.json")])
    assert done.exit_code == 0, done.stderr
    return folder / "items.csv"


def test_bands_hold_on_calibrated_passages_and_fail_where_the_dependence_is_left_out(parameters: Path) -> None:
    bank = load_parameters(parameters, "en")
    assert bank.designs[0].dependence == pytest.approx(SD, abs=0.15)
    pool = item_pool(bank, bank.designs[0])
    blind = tabulate(item_parameters(bank.items), content=pool.content, grid=ability_grid(pool.parameters))
    theta = np.random.default_rng(1).normal(size=800)
    covered = {}
    for name, here in (("counted", pool), ("blind", blind)):
        test = AdaptiveTest(here, EAP(), MaxInformation(), (MaxItems(20),))
        found = simulate(test, theta, seed=3, dependence=Dependence("stimulus", SD))
        covered[name] = float((np.abs(found.theta - theta) < 1.645 * found.se).mean())
    assert 0.9 - 4 * np.sqrt(0.09 / theta.size) < covered["counted"] < 0.9 + 4 * np.sqrt(0.09 / theta.size)
    assert covered["blind"] < 0.85


def test_the_file_tells_each_item_its_passage_and_its_spread(parameters: Path) -> None:
    with parameters.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [row["stimulus"] for row in rows] == [row["id"][:2] for row in rows]
    assert len({row["set_sd"] for row in rows}) == PASSAGES
