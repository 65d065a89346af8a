"""`mesur calibrate --testlets`: each testlet's SD with its error, and abilities that count the dependence."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from reports.technical.commands.calibrate import app

PASSAGES = {f"Q{at}": f"passage {at // 4}" for at in range(12)}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path, draws = tmp_path_factory.mktemp("testlets"), np.random.default_rng(5)
    effect = draws.normal(size=(500, 3)) * [0.0, 0.6, 1.5]
    theta = draws.normal(size=(500, 1)) + np.repeat(effect, 4, axis=1)
    scores = draws.random((500, 12)) < 1 / (1 + np.exp(np.tile([-1.0, 0.0, 0.5, 1.0], 3) - theta))
    lines = [",".join(PASSAGES), *(",".join(map(str, row)) for row in scores.astype(int).tolist())]
    (path / "data.csv").write_text("\n".join(lines), encoding="utf-8")
    pairs = [f"{item};{name}" for item, name in PASSAGES.items()]
    (path / "passages.csv").write_text("\n".join(["item;testlet", *pairs]), encoding="utf-8")
    return path


def run(folder: Path, *options: str) -> tuple[int, str, str]:
    written = ["--out", str(folder / "fit.json"), "--model", "rasch", "--tol", "1e-4"]
    result = CliRunner().invoke(app, [str(folder / "data.csv"), *written, *options])
    return result.exit_code, result.stdout, result.stderr


def abilities(path: Path) -> np.ndarray:
    with path.open(encoding="utf-8") as file:
        return np.array([[float(row["theta"]), float(row["se"])] for row in csv.DictReader(file)])


def test_each_testlet_has_its_sd_and_abilities_count_the_dependence(folder: Path) -> None:
    plain, general, page = folder / "plain.csv", folder / "general.csv", folder / "page.html"
    assert run(folder, "--abilities", str(plain))[0] == 0
    passages = ("--testlets", str(folder / "passages.csv"))
    code, shown, refusal = run(folder, *passages, "--abilities", str(general), "--report", str(page))
    assert code == 0, refusal
    assert "Testlet passage 2: SD 1." in shown
    found = json.loads((folder / "fit.json").read_text("utf-8"))["testlets"]
    assert found["sd"]["passage 2"] > found["sd"]["passage 1"] > found["sd"]["passage 0"]
    assert abilities(general)[:, 1].mean() > abilities(plain)[:, 1].mean()
    text = page.read_text("utf-8")
    assert 'id="testlets"' in text
    assert "SD of its dimension" in text


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ("item,testlet\nQ1,a\nQ1,b\n", "wrong.csv: line 3, column item: expected one row for each item, got Q1 again"),
        ("item,passage\nQ1,a\n", "expected a column 'testlet' for testlets"),
        ("item,testlet\nZ1,a\nQ1,a\n", "testlets: expected Q0, Q1, Q2"),
        ("item,testlet\nQ1,a\n", "testlets: expected testlets of 2 items or more, got a"),
    ],
)
def test_wrong_passages_are_refused(folder: Path, cells: str, said: str) -> None:
    (folder / "wrong.csv").write_text(cells, encoding="utf-8")
    code, _, refusal = run(folder, "--testlets", str(folder / "wrong.csv"))
    assert code == 2
    assert said in refusal


def test_options_that_do_not_go_together_are_refused(folder: Path) -> None:
    passages, out = str(folder / "passages.csv"), str(folder / "a.csv")
    histogram = ("--testlets", passages, "--population", "histogram", "--abilities", out, "--lang", "cy")
    assert "population: disgwylid normal gyda testlets, cafwyd 'histogram'" in run(folder, *histogram)[2]
    assert "testlet_slopes: expected none without testlets" in run(folder, "--testlet-slopes", "free")[2]


def test_held_items_groups_priors_and_draws_go_with_testlets(folder: Path) -> None:
    passages, out = ("--testlets", str(folder / "passages.csv")), folder / "draws.csv"
    earlier = ("--out", str(folder / "earlier.json"))
    assert run(folder, *passages, *earlier)[0] == 0
    rows = (folder / "data.csv").read_text("utf-8").splitlines()
    grouped = [f"{row},{('year', 'A', 'B')[0 if not at else 1 + at % 2]}" for at, row in enumerate(rows)]
    (folder / "grouped.csv").write_text("\n".join(grouped), encoding="utf-8")
    options = ["--fixed", str(folder / "earlier.json"), "--groups", "year", "--abilities", str(out), "--seed", "3"]
    rest = ["--standard-errors", "sandwich", "--priors", "default", "--out", str(folder / "fit.json")]
    command = [str(folder / "grouped.csv"), "--model", "rasch", *passages, *options, *rest, "--tol", "1e-4"]
    result = CliRunner().invoke(app, command)
    assert result.exit_code == 0, result.stderr
    before, after = (json.loads((folder / name).read_text("utf-8")) for name in ("earlier.json", "fit.json"))
    assert after["testlets"]["sd"] == before["testlets"]["sd"]
    assert set(after["population"]) == {"A", "B"}
    with out.open(encoding="utf-8") as file:
        found = np.array([[float(row[name]) for name in ("theta", "se", "pv1", "pv5")] for row in csv.DictReader(file)])
    z = (found[:, 2:] - found[:, :1]) / found[:, 1:2]
    assert abs(z.mean()) < 4 / np.sqrt(z.size)
    assert abs(z.std() - 1) < 4 / np.sqrt(2 * z.size)
