"""`mesur calibrate --anchors`: a fit on the scale of a bank, by items whose parameters are adopted and no others."""

import json
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from calibration.results.calibration_document import read_document
from engine import ItemParameters
from itembank import BankVersion
from itembank.versions.adopted_parameters import AdoptedParameters, Adoption, Basis, ParameterErrors
from reports.technical.adoption.bank_scale import BankScale, Linking, bank_scale
from reports.technical.adoption.decisions import Decisions, Rule
from reports.technical.adoption.fit_file import read_fit_file
from reports.technical.adoption.new_version import new_version
from reports.technical.adoption.placement import link_error, placed
from reports.technical.adoption.review import adoption_review, drafted, reviewed_fit
from reports.technical.adoption.review_page import review_page
from reports.technical.commands.calibrate import app
from tests.support.simulated_trial import responses, trial_bank, write_bank_file

BANK, TRUTH = trial_bank()
CANDIDATES = [item.id for item in BANK.items[8:]]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("trial")
    (place / "trial.csv").write_text(responses(BANK, TRUTH, 900, seed=2), "utf-8")
    write_bank_file(BANK, place / "bank.json")
    unmeasured = tuple(replace(item, parameters=replace(item.parameters, provisional=True)) for item in BANK.items)
    write_bank_file(replace(BANK, items=unmeasured), place / "first.json")
    return place


def run(folder: Path, *options: str, code: int = 0) -> str:
    given = [str(folder / "trial.csv"), "--model", "rasch", "--no-fit", "--out", str(folder / "fit.json"), *options]
    result = CliRunner().invoke(app, [*given, "--lang", "en"])
    assert result.exit_code == code, result.output
    return result.output


def scale_of(bank: BankVersion, linking: Linking) -> BankScale:
    return bank_scale(bank, linking, [item.id for item in bank.items])


def biases(parameters: ItemParameters, items: tuple[str, ...]) -> list[float]:
    return [float(b[0]) - TRUTH[item] for item, b in zip(items, parameters.b, strict=True) if item in CANDIDATES]


def test_fixed_anchors_put_new_items_on_the_scale_where_provisional_ones_were_off(folder: Path) -> None:
    before = [item.parameters.difficulty - TRUTH[item.id] for item in BANK.items[8:]]
    assert abs(np.mean(before)) > 0.4
    run(folder, "--anchors", str(folder / "bank.json"))
    document = read_document(folder / "fit.json")
    form = placed(document.fit, scale_of(BANK, Linking.FIXED)).form
    assert abs(np.mean(biases(form.parameters, form.items))) < 0.06
    assert document.fit.population["all"].mean == pytest.approx(0.4, abs=0.1)
    assert document.scale["set_by"] == document.scale["bank"] == BANK.hash
    assert sorted(document.scale["anchors"]) == sorted(item.id for item in BANK.items[:8])
    guessed = {item.id: item.parameters.c for item in BANK.items}
    assert document.fit.c.tolist() == pytest.approx([guessed[item] for item in document.fit.items])


def test_a_free_fit_linked_by_the_anchors_agrees_and_tells_of_the_link(folder: Path) -> None:
    said = run(folder, "--anchors", str(folder / "bank.json"), "--linking", "stocking-lord")
    assert "anchors" in said
    written = json.loads((folder / "fit.json").read_text("utf-8"))
    assert written["link"]["A"] > 0
    scale = scale_of(BANK, Linking.STOCKING_LORD)
    found = placed(read_document(folder / "fit.json").fit, scale)
    assert abs(np.mean(biases(found.form.parameters, found.form.items))) < 0.08
    assert found.populations["all"].mean == pytest.approx(0.4, abs=0.12)
    # the mean of the one group is 0 in the fit and exact, so on the bank's scale it has the error of the link alone
    assert link_error(found) == pytest.approx(found.population_errors["all"], rel=0.05)
    assert 0.01 < link_error(found) < 0.2
    done = reviewed_fit(BANK, read_fit_file(folder / "fit.json"), 0)
    made = new_version(done, Decisions("", BANK.hash, Rule(se=1.0, responses=1, fit=False, dif="C")))
    assert made.adopted is not None
    assert made.adopted.adoptions[-1].link_se == pytest.approx(link_error(found), abs=1e-4)


def drifted(count: int, by: float) -> BankVersion:
    """The bank with some anchors whose difficulty is no longer what it was."""
    moved = [
        replace(item, parameters=replace(item.parameters, b=item.parameters.b - by)) for item in BANK.items[:count]
    ]
    return replace(BANK, items=(*moved, *BANK.items[count:]))


def test_fixed_anchors_that_drifted_are_named_and_released_and_may_get_new_parameters(folder: Path) -> None:
    bank, moved = drifted(2, -0.8), {item.id for item in BANK.items[:2]}
    write_bank_file(bank, folder / "drifted.json")
    said = run(folder, "--anchors", str(folder / "drifted.json"))
    assert all(item in said.partition("not held:")[2] for item in moved)
    file = read_fit_file(folder / "fit.json")
    assert (set(file.released), len(file.anchors), file.anchors_agree) == (moved, 6, True)
    done = reviewed_fit(bank, file, 0)
    form = done.placement.form
    assert abs(np.mean(biases(form.parameters, form.items))) < 0.08  # held, they put it off by .2
    made = new_version(done, Decisions("", bank.hash, Rule(se=1.0, responses=1, fit=False, dif="C")))
    away = [made.item(item).parameters.difficulty - TRUTH[item] for item in moved]
    assert np.abs(away).max() < 0.3
    page = review_page(adoption_review(done, drafted(done), simulees=0), "cy")
    assert "na chawsant eu dal" in page


def test_an_anchor_that_differs_by_the_error_it_was_adopted_with_is_not_accused(folder: Path) -> None:
    bank = drifted(1, -0.45)
    errors = tuple(ParameterErrors(item.id, Basis.RESPONSES, ("b1",), ((0.2**2,),), 250) for item in bank.items[:8])
    for known, released in (((), {BANK.items[0].id}), (errors, set())):
        adopted = AdoptedParameters((Adoption(bank.hash, "", "", Linking.FIRST, 8),), known)
        write_bank_file(replace(bank, adopted=adopted), folder / "drifted.json")
        run(folder, "--anchors", str(folder / "drifted.json"))
        assert set(read_fit_file(folder / "fit.json").released) == released


def test_few_learners_who_show_no_drift_are_said_to_show_little(folder: Path) -> None:
    write_bank_file(drifted(2, -0.8), folder / "drifted.json")
    text = (folder / "trial.csv").read_text("utf-8").splitlines()
    few = [text[0], *(row for row in text[1:] if int(row.split(",")[0]) <= 40)]
    (folder / "few.csv").write_text("\n".join(few), "utf-8")
    given = [str(folder / "few.csv"), "--model", "rasch", "--no-fit", "--out", str(folder / "fit.json")]
    said = CliRunner().invoke(app, [*given, "--anchors", str(folder / "drifted.json"), "--lang", "en"]).output
    detectable = read_fit_file(folder / "fit.json").drift_detectable
    assert detectable is not None
    assert detectable > 1.2  # so the two of .8 were not found
    assert f"A change of {detectable:.2f} logits in the difficulty of one anchor would have been found" in said


def test_a_fit_whose_anchors_mostly_drifted_may_not_be_used(folder: Path) -> None:
    write_bank_file(drifted(3, -0.8), folder / "drifted.json")
    said = run(folder, "--anchors", str(folder / "drifted.json"), code=1)
    assert "anchors do not agree with each other" in said
    file = read_fit_file(folder / "fit.json")
    assert not file.anchors_agree
    assert set(file.released) == {item.id for item in BANK.items[:3]}


def test_an_anchor_that_drifted_spoils_the_link_and_the_command_says_so(folder: Path) -> None:
    moved = [replace(item, parameters=replace(item.parameters, b=item.parameters.b + 1.5)) for item in BANK.items[:2]]
    write_bank_file(replace(BANK, items=(*moved, *BANK.items[2:])), folder / "moved.json")
    said = run(folder, "--anchors", str(folder / "moved.json"), "--linking", "stocking-lord", code=1)
    assert BANK.items[0].id in said


def test_provisional_anchors_are_refused_and_nothing_is_written(folder: Path) -> None:
    (folder / "fit.json").unlink(missing_ok=True)
    said = run(folder, "--anchors", str(folder / "first.json"), code=2)
    assert "expected no provisional items" in said
    assert not (folder / "fit.json").exists()


def test_the_first_trial_of_a_subject_keeps_mean_and_unit_of_the_provisional_items(folder: Path) -> None:
    run(folder, "--bank", str(folder / "first.json"))
    fit = read_document(folder / "fit.json").fit
    first = replace(
        BANK, items=tuple(replace(each, parameters=replace(each.parameters, provisional=True)) for each in BANK.items)
    )
    found = placed(fit, scale_of(first, Linking.FIRST))
    provisional = np.array([first.item(item).parameters.difficulty for item in found.form.items])
    assert found.form.parameters.b[:, 0].mean() == pytest.approx(provisional.mean())
    assert found.form.parameters.a == pytest.approx(1.0)
    assert found.form.covariance is not None


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--anchors", "bank.json", "--bank", "bank.json"), "expected one of these"),
        (("--linking", "fixed"), "with --anchors"),
        (("--anchors", "bank.json", "--linking", "haebara"), "fixed or stocking-lord"),
    ],
)
def test_options_that_do_not_go_together_are_refused(folder: Path, options: tuple[str, ...], said: str) -> None:
    given = [str(folder / each) if each.endswith(".json") else each for each in options]
    assert said in run(folder, *given, code=2)


def test_an_item_that_is_answered_at_its_floor_does_not_stop_the_fit(folder: Path) -> None:
    place = next(at for at, item in enumerate(BANK.items) if at >= 8 and item.parameters.c > 0.15)
    guessed = BANK.items[place].id
    lines = (folder / "trial.csv").read_text("utf-8").splitlines()
    asked = [at for at, line in enumerate(lines) if f",{guessed}," in line]
    floor = BANK.items[place].parameters.c
    right = set(asked[:: max(2, round(1 / floor))])
    changed = [
        re.sub(r",[01],answered", f",{int(at in right)},answered", line) if at in set(asked) else line
        for at, line in enumerate(lines)
    ]
    (folder / "guessed.csv").write_text("\n".join(changed) + "\n", "utf-8")
    given = [str(folder / "guessed.csv"), "--model", "rasch", "--no-fit", "--anchors", str(folder / "bank.json")]
    made = CliRunner().invoke(app, [*given, "--out", str(folder / "guessed.json"), "--lang", "en"])
    assert made.exit_code == 0, made.output
    fit = read_document(folder / "guessed.json").fit
    at = fit.items.index(guessed)
    assert fit.b[at] > 3
    assert fit.standard_errors.b[at] > 0.5
