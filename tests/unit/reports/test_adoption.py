"""From a fit to a bank version: the refitted difficulty model, decisions, and parameters without the old bias."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from calibration import ResponseMatrix, calibrate
from engine import EAP, ItemParameters, Normal, WithParameterError, log_probabilities, simulate
from itembank import BankVersion, InvalidBank, LogisticParameters, PartialCreditParameters, compile_test
from itembank.compilation.adopted_errors import with_adopted_errors
from itembank.compilation.item_pool import item_parameters
from itembank.reading.reading_bank import reading_bank
from itembank.versions.adopted_parameters import AdoptedParameters, Basis, ParameterErrors
from reports.technical.adoption.adoption_messages import FLAWS
from reports.technical.adoption.bank_gain import anchor_error
from reports.technical.adoption.bank_scale import Linking, bank_scale, chance_floors_of
from reports.technical.adoption.decisions import (
    Choice,
    Decisions,
    ItemChoice,
    Rule,
    decisions_toml,
    read_decisions,
)
from reports.technical.adoption.fit_file import FitFile
from reports.technical.adoption.item_reviews import UNUSED_SCORE
from reports.technical.adoption.new_version import Reviewed, new_version
from reports.technical.adoption.placement import placed
from reports.technical.adoption.review import adoption_review, drafted, not_kept, reviewed_fit
from reports.technical.adoption.review_page import review_page
from tests.support.simulated_trial import trial_bank, true_parameters

BANK, TRUTH = trial_bank(whole=True)
REACHED = [item for item in BANK.items if item.id in TRUTH]
ANY = Rule(se=1.0, responses=1, fit=False, dif="C")


def simulated(parameters: ItemParameters, ids: list[str], persons: int, seed: int) -> ResponseMatrix:
    rng = np.random.default_rng(seed)
    prob = np.exp(log_probabilities(parameters, rng.normal(0.4, 1.0, persons)[None]))
    scores = (np.nan_to_num(prob).cumsum(axis=1) < rng.random((len(prob), 1, persons))).sum(axis=1)
    return ResponseMatrix.from_long(np.repeat(np.arange(persons), len(ids)), np.tile(ids, persons), scores.T.ravel())


def fit_file(
    data: ResponseMatrix,
    bank: BankVersion,
    models: str | list[str] = "rasch",
    groups_of: list[str] | None = None,
    **given: object,
) -> FitFile:
    known = {item.id: item for item in bank.items}
    anchors = tuple(item for item in data.items if not known[item].parameters.provisional)
    held = {item: item_parameters([known[item]]) for item in anchors}
    floors = {
        item: (known[item].parameters.c,)
        for item in data.items
        if isinstance(known[item].parameters, LogisticParameters) and known[item].parameters.c
    }
    fit = calibrate(data, models, groups=groups_of, fixed=held or None, floors=floors)
    linking = Linking.FIXED if anchors else Linking.FIRST
    counts = dict(zip(data.items, data.responses_per_item().tolist(), strict=True))
    fair = dict.fromkeys(data.items, "A")
    file = FitFile("fit.json", "f" * 64, fit, "e" * 64, bank.hash, linking, anchors, 1, counts, {}, fair, {}, True)
    return replace(file, fit_tested=frozenset(data.items), language_dif=fair, **given)


@cache
def reviewed(persons: int = 400, seed: int = 3, shrunk_below: int = 250) -> Reviewed:
    ids = [item.id for item in REACHED]
    data = simulated(true_parameters(BANK, TRUTH), ids, persons, seed)
    return reviewed_fit(BANK, fit_file(data, BANK), shrunk_below)


def errors_of(made: BankVersion) -> tuple[list[float], list[float]]:
    """New less true difficulties of adopted items, and their standard errors."""
    assert made.adopted is not None
    found = {each.item: each for each in made.adopted.errors if each.responses}
    away = [made.item(item).parameters.difficulty - TRUTH[item] for item in found]
    return away, [each.covariance[0][0] ** 0.5 for each in found.values()]


def test_adopted_difficulties_are_without_the_bias_of_the_provisional_ones() -> None:
    away, errors = [], []
    for seed in range(3, 7):
        done = reviewed(seed=seed)
        found = errors_of(new_version(done, drafted(done)))
        away.append(found[0])
        errors.append(found[1])
    before = np.mean([item.parameters.difficulty - TRUTH[item.id] for item in REACHED if item.parameters.provisional])
    assert abs(before) > 0.4
    assert abs(np.concatenate(away).mean()) < 0.05
    assert 0.8 < np.sqrt((np.concatenate(away) ** 2).mean()) / np.concatenate(errors).mean() < 1.25


def test_items_of_few_responses_are_drawn_toward_the_difficulty_model_and_are_nearer_the_truth() -> None:
    plain, drawn = [], []
    for seed in range(1, 5):
        few = reviewed(60, seed, 250)
        assert few.prior is not None
        assert all(each.shrunk is not None for each in few.reviews)
        plain += [each.b - TRUTH[each.item.id] for each in few.reviews]
        drawn += [each.adopted[0] - TRUTH[each.item.id] for each in few.reviews]
        assert all(each.adopted[1] < each.se for each in few.reviews)
    assert np.mean(np.square(drawn)) < np.mean(np.square(plain))
    made = new_version(few, replace(drafted(few), rule=ANY))
    assert made.adopted is not None
    assert {each.basis for each in made.adopted.errors if each.responses} == {Basis.SHRUNK}
    assert made.adopted.adoptions[-1].shrunk_below == 250
    assert made.adopted.adoptions[-1].item_sd > 0


def test_items_that_the_trial_did_not_reach_move_with_an_error_and_stay_provisional() -> None:
    done = reviewed()
    made = new_version(done, drafted(done))
    carried = [item for item in made.items if item.id not in TRUTH]
    assert all(item.parameters.provisional for item in carried)
    assert made.adopted is not None
    known = {each.item: each for each in made.adopted.errors}
    assert all(known[item.id].basis == Basis.PREDICTED for item in carried)
    assert min(known[item.id].covariance[0][0] for item in carried) > 0.2**2
    was = np.array([BANK.item(item.id).parameters.difficulty for item in carried])
    moved = np.array([item.parameters.difficulty for item in carried]) - was
    low, high = (
        end(item.parameters.difficulty for item in REACHED if item.parameters.provisional) for end in (min, max)
    )
    beyond = moved[(was < low) | (was > high)]  # the correction at the nearer end: no line is drawn on
    assert len(np.unique(beyond.round(2))) <= 4


def test_items_that_are_held_back_are_carried_to_the_scale_of_those_that_are_kept() -> None:
    done = reviewed()
    held = {each.item.id: ItemChoice(Choice.HOLD, "its picture is redrawn") for each in done.reviews[::2]}
    made = new_version(done, replace(drafted(done), items=held))
    assert made.adopted is not None
    known = {each.item: each for each in made.adopted.errors}
    assert all(made.item(item).parameters.provisional for item in held)
    assert {known[item].basis for item in held} == {Basis.PREDICTED}
    was, now = (np.array([bank.item(item).parameters.difficulty for item in held]) for bank in (BANK, made))
    away = now - [TRUTH[item] for item in held]
    assert (now - was).mean() > 0.3  # as those move that are kept
    assert np.abs(away.mean()) < 2.5 * np.sqrt(np.mean([known[item].covariance[0][0] for item in held]) / len(held))
    first = next(iter(held))
    own = {each.item.id: each for each in done.reviews}[first].b
    assert abs(made.item(first).parameters.difficulty - own) > 0.01


def test_few_responses_are_held_back_whatever_the_prior_adds_and_the_error_is_that_of_the_responses() -> None:
    few = reviewed(60, 1, 250)
    assert all(each.adopted[1] < each.se for each in few.reviews)
    assert not [item for item, choice in few.choices(drafted(few)).items() if choice is Choice.KEEP]
    held = not_kept(few, drafted(few))
    assert all("60 responses, fewer than 100" in each.reason for each in held.values())
    between = next(each for each in few.reviews if each.adopted[1] < 0.9 * each.se)
    rule = Rule(se=(between.adopted[1] + between.se) / 2, responses=1)
    assert between.by_rule(rule) is Choice.HOLD
    assert between.by_rule(replace(rule, se=between.se + 0.001)) is Choice.KEEP


def test_an_item_is_held_back_where_a_test_that_the_rule_relies_on_was_not_made() -> None:
    done = reviewed()
    unfit, unfair, fine = (each.item.id for each in done.reviews[:3])
    classes = {item: found for item, found in done.file.dif.items() if item != unfair}
    # every item was compared between devices, and one of them not between the languages
    file = replace(done.file, language_dif=classes, fit_tested=done.file.fit_tested - {unfit})
    again = reviewed_fit(BANK, file, 250)
    held = not_kept(again, drafted(again))
    assert {item: each.reason for item, each in held.items()} == {
        unfit: FLAWS["fit_untested"]["en"],
        unfair: FLAWS["dif_untested"]["en"],
    }
    assert {each.choice for each in held.values()} == {Choice.HOLD}
    dropping = replace(drafted(again), rule=Rule(otherwise=Choice.DROP))
    assert again.choices(dropping)[unfair] is Choice.HOLD  # nothing was found against it
    page = review_page(adoption_review(again, drafted(again), simulees=0), "cy")
    assert FLAWS["dif_untested"]["cy"] in page
    without = replace(drafted(again), rule=Rule(fit=False, dif="C"))
    assert not_kept(again, without) == {}
    strict = replace(file, dif={**done.file.dif, fine: "B"})
    told = not_kept(reviewed_fit(BANK, strict, 250), replace(drafted(again), rule=Rule(fit=False, dif="A")))
    assert told[fine].reason == "DIF B"


@cache
def reviewed_first() -> Reviewed:
    """A first trial, whose items are all provisional."""
    unmeasured = tuple(replace(item, parameters=replace(item.parameters, provisional=True)) for item in BANK.items)
    first, ids = replace(BANK, items=unmeasured), [item.id for item in REACHED]
    return reviewed_fit(first, fit_file(simulated(true_parameters(BANK, TRUTH), ids, 400, 1), first), 0)


def test_the_first_trial_of_a_subject_keeps_mean_and_unit_and_says_so() -> None:
    done, ids = reviewed_first(), [item.id for item in REACHED]
    first, made = done.bank, new_version(done, replace(drafted(done), rule=ANY))
    was, now = (np.array([bank.item(item).parameters.difficulty for item in ids]) for bank in (first, made))
    assert now.mean() == pytest.approx(was.mean(), abs=1e-4)
    assert {item_parameters([item]).a[0] for item in made.items} == {1.0}  # kept and carried items are one unit
    away = now - [TRUTH[item] for item in ids]
    assert away.std() < 0.2 < (was - [TRUTH[item] for item in ids]).std()
    assert made.adopted is not None
    assert made.adopted.adoptions[0].linking == "first"
    page = review_page(adoption_review(done, drafted(done), simulees=0), "en")
    assert "without anchors" in page
    assert "Loyd &amp; Hoover, 1980" in page


def test_year_groups_that_a_first_trial_did_not_reach_move_with_those_beside_them_and_later_ones_stay() -> None:
    done = reviewed_first()
    was = {each.year: each for each in done.bank.designs[0].populations}
    abler = {"4": Normal(was[4].mean + 0.4, 0.9), "6": Normal(was[6].mean + 0.2, 0.9)}
    placement = replace(done.placement, populations=abler)
    decisions = replace(drafted(done), rule=ANY, populations={4: "4", 6: "6"})
    made = new_version(replace(done, placement=placement), decisions)
    now = {each.year: each for each in made.designs[0].populations}
    expected = [{5: 0.3}.get(year, 0.4 if year < 5 else 0.2) for year in now]
    assert [now[year].mean - was[year].mean for year in now] == pytest.approx(expected, abs=0.0011)
    assert [now[year].sd for year in now if year not in (4, 6)] == [was[year].sd for year in was if year not in (4, 6)]
    later = replace(done, placement=placement, file=replace(done.file, linking=Linking.FIXED))
    stay = {each.year: each for each in new_version(later, decisions).designs[0].populations}
    assert {year for year in stay if stay[year] != was[year]} == {4, 6}


def test_where_nothing_is_kept_nothing_moves() -> None:
    for done in (reviewed(), reviewed_first()):
        nothing = Rule(responses=10**6)
        made = new_version(done, replace(drafted(done), rule=nothing, populations={}))
        assert [item.parameters for item in made.items] == [item.parameters for item in done.bank.items]
        assert made.designs == done.bank.designs
    few = reviewed(60, 1, 250)  # of which the usual rule keeps none
    assert drafted(few).populations == {}


def test_what_an_earlier_trial_carried_stays_where_a_later_one_does_not_reach_it() -> None:
    done = reviewed()
    carried = new_version(done, drafted(done))
    assert carried.adopted is not None
    low, high = (end(carried.item(item).parameters.difficulty for item in TRUTH) for end in (min, max))
    beyond = [
        item for item in carried.items if item.parameters.provisional and not low <= item.parameters.difficulty <= high
    ]
    assert beyond
    opened = tuple(  # the next trial tries the same items anew, as if they were provisional still
        replace(item, parameters=replace(item.parameters, provisional=True)) if place % 2 else item
        for place, item in enumerate(carried.items)
    )
    bank, ids = replace(carried, items=opened), [item.id for item in REACHED]
    later = true_parameters(BANK, {item: b + 1.0 for item, b in TRUTH.items()})
    again = reviewed_fit(bank, fit_file(simulated(later, ids, 400, 5), bank), 0)
    made = new_version(again, replace(drafted(again), rule=ANY))
    assert {item.id: made.item(item.id).parameters for item in beyond} == {item.id: item.parameters for item in beyond}


def test_steps_keep_their_floors_and_an_item_without_one_of_its_scores_is_held_back() -> None:
    several = PartialCreditParameters(1.0, (-0.5, 0.5), provisional=True, floors=(0.3, 0.08))
    single = [item for item in REACHED if item.parameters.provisional][:2]
    items = tuple(replace(item, most=2, parameters=several) if item in single else item for item in BANK.items)
    bank = replace(BANK, items=items)
    parameters = item_parameters([bank.item(item.id) for item in REACHED])
    data = simulated(parameters, [item.id for item in REACHED], 400, 2)
    which = data.items.index(single[1].id)
    data = replace(data, score=np.where(data.item == which, np.minimum(data.score, 1), data.score))
    models = ["pcm" if item == single[0].id else "rasch" for item in data.items]
    found = reviewed_fit(bank, fit_file(data, bank, models), 0)
    made_by = replace(drafted(found), items={single[1].id: ItemChoice(Choice.KEEP, "try")}, rule=ANY)
    choices = found.choices(made_by)
    assert choices[single[0].id] is Choice.KEEP
    assert choices[single[1].id] is Choice.HOLD
    assert UNUSED_SCORE in next(each.flaws for each in found.reviews if each.item.id == single[1].id)


def test_a_trial_of_passages_is_fitted_with_their_dependence_and_the_floors_of_their_questions() -> None:
    rng, whole = np.random.default_rng(2), reading_bank("en")
    passages = sorted({item.stimulus or "" for item in whole.items if item.introduced_year == 5})[:3]
    asked = [item for item in whole.items if item.stimulus in passages]
    first = {item.id for item in asked if item.stimulus == passages[0]}
    items = {
        item.id: replace(item, parameters=replace(item.parameters, provisional=item.id not in first)) for item in asked
    }
    bank = replace(whole, items=tuple(items.get(item.id, item) for item in whole.items))
    true = item_parameters([items[item.id] for item in asked])
    true = replace(true, b=true.b + np.array([0.0 if item.id in first else 0.6 for item in asked])[:, None])
    place = np.array([passages.index(item.stimulus or "") for item in asked])
    effect = 0.7 * rng.normal(size=(3, 500))[place]
    prob = np.nan_to_num(np.exp(log_probabilities(true, rng.normal(0, 1.2, 500) + effect)))
    scores = (prob.cumsum(axis=1) < rng.random((len(asked), 1, 500))).sum(axis=1).T
    most = np.array([item.most for item in asked])
    data = ResponseMatrix.from_dense(np.minimum(scores, most), items=tuple(item.id for item in asked))
    scale = bank_scale(bank, Linking.FIXED, data.items)
    models, sets = scale.models(data.items, "rasch"), scale.passages(data.items)
    fit = calibrate(
        data,
        [models.get(item, "rasch") for item in data.items],
        fixed=scale.fixed(),
        floors=scale.floors(data.items),
        testlets=sets,
        tol=1e-4,
    ).require_converged()
    assert set(sets or ()) == set(passages)
    counts = dict.fromkeys(data.items, 500)
    file = FitFile("", "", fit, "", bank.hash, Linking.FIXED, scale.anchors, 1, counts, {}, {}, {}, True)
    done = reviewed_fit(bank, file, 0)
    made = new_version(done, replace(drafted(done), rule=ANY))
    moved = [
        made.item(item.id).parameters.difficulty - item.parameters.difficulty for item in asked if item.id not in first
    ]
    assert np.mean(moved) == pytest.approx(0.6, abs=0.15)
    assert {made.item(item.id).parameters.provisional for item in asked} == {False}
    old, new = (compile_test(each, each.designs[0], 5) for each in (bank, made))
    assert isinstance(new.report, WithParameterError)  # of the wrapped estimator, with the dependence of a passage
    assert isinstance(with_adopted_errors(EAP(), made.adopted, new.pool), WithParameterError)
    same = simulate(new, np.zeros(3), 1)
    assert np.array_equal(same.theta, simulate(replace(new, report=old.report), np.zeros(3), 1).theta)
    assert np.isfinite(same.se).all()
    assert chance_floors_of(made.item(asked[-1].id)) == chance_floors_of(asked[-1])


def test_a_review_says_how_far_the_anchors_own_errors_move_the_scale() -> None:
    done = reviewed()
    anchors = done.file.anchors
    known = tuple(ParameterErrors(item, Basis.RESPONSES.value, ("b1",), ((0.0225,),), 250) for item in anchors)
    bank = replace(BANK, adopted=AdoptedParameters((), known))
    assert anchor_error(bank, anchors) == pytest.approx(0.15 / np.sqrt(len(anchors)))
    assert np.isnan(anchor_error(BANK, anchors))
    told = "The anchors’ own errors move the whole scale by some 0.053 logits"
    assert told in review_page(adoption_review(replace(done, bank=bank), drafted(done), simulees=0), "en")
    assert told not in review_page(adoption_review(done, drafted(done), simulees=0), "en")


def test_the_populations_of_year_groups_come_from_groups_of_the_fit() -> None:
    done = reviewed()
    made = new_version(done, replace(drafted(done), populations={5: "all"}))
    found = {each.year: each for each in made.designs[0].populations}
    assert found[5].mean == pytest.approx(0.4, abs=0.2)
    assert found[6] == next(each for each in BANK.designs[0].populations if each.year == 6)
    with pytest.raises(InvalidBank, match=r"populations\.5: expected a group of the fit"):
        new_version(done, replace(drafted(done), populations={5: "4-6"}))


@pytest.mark.parametrize(("se", "taken"), [(0.06, {5: "5"}), (0.3, {})])
def test_the_population_of_a_year_group_is_drafted_where_its_mean_is_known(se: float, taken: dict[int, str]) -> None:
    done = reviewed()
    known = replace(done.placement, populations={"5": Normal(0.4, 1.0)}, population_errors={"5": se})
    assert drafted(replace(done, placement=known)).populations == taken


def test_the_mean_of_the_first_group_has_the_error_of_the_link() -> None:
    means, errors = [], []
    bank = reviewed_first().bank
    for seed in range(1, 9):
        ids = [item.id for item in REACHED]
        data = simulated(true_parameters(BANK, TRUTH), ids, 150, seed)
        file = fit_file(data, bank, groups_of=[("4", "5")[at % 2] for at in range(150)])
        known = placed(file.fit, file.scale(bank))
        means.append([known.populations[group].mean for group in "45"])
        errors.append([known.population_errors[group] for group in "45"])
        assert (file.fit.population_errors or {})["4"][0] == 0.0
    found, told = np.std(means, axis=0, ddof=1), np.mean(errors, axis=0)
    assert np.all((found / told > 0.5) & (found / told < 1.7))


def test_what_speaks_against_an_item_holds_it_back_and_a_decision_stands_above_the_rule() -> None:
    done = reviewed()
    flawed, harsh, fine = (each.item.id for each in done.reviews[:3])
    ids = [item.id for item in REACHED]
    classes = {**done.file.dif, harsh: "C", fine: "B"}
    file = replace(done.file, flaws={flawed: ("items_off_curve",)}, dif=classes)
    again = reviewed_fit(BANK, file, 250)
    usual = drafted(again)
    held = not_kept(again, usual)
    assert set(held) == {flawed, harsh}
    assert held[harsh] == ItemChoice(Choice.HOLD, "DIF C")
    assert FLAWS["items_off_curve"]["en"] in held[flawed].reason
    written = decisions_toml(usual, {flawed: "its name"}, held)
    assert f"# [items.{flawed}]  # its name" in written
    assert read_decisions(written, "decisions.toml") == usual
    drifted = replace(again, file=replace(file, flaws={file.anchors[0]: ("items_off_curve",)}))
    page = review_page(adoption_review(drifted, usual, simulees=0), "en")
    assert "Anchors that something speaks against" in page
    bold = replace(usual, items={flawed: ItemChoice(Choice.KEEP, "read again"), fine: ItemChoice(Choice.DROP, "x")})
    assert again.choices(bold)[flawed] is Choice.KEEP
    made = new_version(again, bold)
    assert fine not in {item.id for item in made.items}
    assert len(made.items) == len(BANK.items) - 1
    assert set(ids) > {flawed, harsh, fine}


def test_a_file_of_decisions_is_read_as_it_was_written() -> None:
    made = Decisions(
        "f" * 64,
        "b" * 64,
        Rule(0.3, 40, fit=False, dif="A", otherwise=Choice.DROP),
        0,
        {5: "5"},
        {"4qd4": ItemChoice(Choice.HOLD, 'said "no" \\ yes'), "a b": ItemChoice(Choice.KEEP, "fine")},
    )
    assert read_decisions(decisions_toml(made, {"4qd4": "a comment"}), "decisions.toml") == made


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("fit = 3", "fit: expected text"),
        ('fit = "f"\nbank = "b"\nrules = 1', "rules: expected one of fit, bank"),
        ('fit = "f"\nbank = "b"\n[rule]\nse = -1', "rule.se: expected more than 0"),
        ('fit = "f"\nbank = "b"\n[rule]\nresponses = 1.5', "rule.responses: expected 0 or more"),
        ('fit = "f"\nbank = "b"\n[rule]\nfit = 1', "rule.fit: expected true or false"),
        ('fit = "f"\nbank = "b"\n[prior]\nresponses = -3', "prior.responses: expected 0 or more"),
        ('fit = "f"\nbank = "b"\n[populations]\n12 = "x"', "populations: expected 2 to 9"),
        ('fit = "f"\nbank = "b"\n[items.a]\ndecision = "maybe"', "items.a.decision: expected one of keep, hold, drop"),
        ('fit = "f"\nbank = "b"\n[items.a]\ndecision = "keep"', "items.a.reason: expected words"),
        ('fit = "f"\nbank = "b"\nitems = 2', "items: expected a table"),
        ("fit = ", "document: expected a value after ="),
    ],
)
def test_a_file_of_decisions_that_says_something_else_is_refused(text: str, said: str) -> None:
    with pytest.raises(InvalidBank) as refused:
        read_decisions(text, "decisions.toml")
    assert said in str(refused.value)


@pytest.mark.parametrize("language", ["cy", "en"])
def test_the_page_says_in_both_languages_what_would_change(language: str) -> None:
    done = reviewed()
    page = review_page(adoption_review(done, drafted(done), simulees=0), language)
    assert f'lang="{language}"' in page
    for each in done.reviews:
        assert each.item.id in page
    assert ("cadw" if language == "cy" else "keep") in page
