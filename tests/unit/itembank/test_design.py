"""Tests of test designs and their compilation."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

import engine
from engine import EAP, WLE, AtLeast, Blueprint, Ceiling, Count, Enemies, Normal, SEBelow, Shadow, YearCeiling
from engine.exposure.item_eligibility import ConditionalEligibility, SympsonHetter
from itembank import InvalidBank, UnknownYear, compile_test, read_bank, write_bank
from itembank.canonical_json import canonical_json
from itembank.design.adaptive_test_design import (
    SLOTS,
    STRATEGIES,
    ItemIds,
    Setting,
    SettingValue,
    Strategy,
    TestDesign,
    ValuesByItem,
)
from itembank.design.strategy_building import CompilationContext, build_strategy
from itembank.reading.reading_bank import reading_bank
from itembank.refusal_messages import welsh_expectation
from itembank.validity.bank_validity import check_bank
from itembank.versions.bank_version import BankVersion, SolvedSettings
from tests.support.small_bank import small_numeracy_bank

BANK = small_numeracy_bank()
DESIGN = BANK.design("numeracy-procedural")
IDS = tuple(item.id for item in BANK.items)


def strategy(name: str, **settings: SettingValue) -> Strategy:
    return Strategy(name, tuple(Setting(setting, value) for setting, value in settings.items()))


DATA = strategy("Count", attribute="strand", values=("data",), minimum=4, maximum=6)
CEILING = strategy("Ceiling", attribute="introduced_year", limit="@year")
FULL = replace(
    DESIGN,
    name="full",
    stop=(
        strategy("AtLeast", n=10, rule=strategy("SEBelow", limit=0.4)),
        strategy("AtLeast", n=10, rule=strategy("SEGainBelow", limit=0.001, prior="@population")),
        strategy("MaxItems", n=30),
    ),
    masks=(),
    blueprint=strategy(
        "Shadow",
        blueprint=strategy(
            "Blueprint",
            length=30,
            constraints=(DATA, CEILING, strategy("Enemies", items=IDS[:2])),
            relax=("strand 'data'",),
        ),
    ),
    exposure=strategy("Randomesque", n=3),
)


def bank_with(*designs: TestDesign, solved: tuple[SolvedSettings, ...] = ()) -> BankVersion:
    return replace(BANK, designs=designs, solved=solved)


def assert_refused(refused: pytest.ExceptionInfo[InvalidBank], field: str) -> None:
    assert (refused.value.item, refused.value.field) == (FULL.name, field)
    assert welsh_expectation(refused.value.expected)


@pytest.mark.parametrize("year", DESIGN.years)
def test_a_design_is_compiled_for_a_year_with_its_prior_and_its_ceiling(year: int) -> None:
    test = compile_test(BANK, DESIGN, year)
    assert test.estimate == EAP(prior=DESIGN.population(year))
    assert test.report == WLE()
    assert YearCeiling("introduced_year", year) in test.masks
    assert test.pool.ids == IDS


def test_year_means_rise_and_have_one_spread() -> None:
    populations = [DESIGN.population(year) for year in DESIGN.years]
    assert DESIGN.years == tuple(range(2, 10))
    assert [p.mean for p in populations] == sorted(p.mean for p in populations)
    assert populations[0] == Normal(-3.4, 1.3)


def test_a_year_the_design_does_not_have_is_refused() -> None:
    with pytest.raises(UnknownYear, match=r"Year 1; it has 2, 3"):
        compile_test(BANK, DESIGN, 1)


@pytest.mark.parametrize(
    "strategy",
    [
        Strategy("Oracle"),
        Strategy("SEBelow"),
        Strategy("SEBelow", (Setting("limit", 0),)),
        Strategy("SEBelow", (Setting("items", 3),)),
    ],
)
def test_a_strategy_the_engine_does_not_have_or_refuses_is_named(strategy: Strategy) -> None:
    with pytest.raises(InvalidBank, match=strategy.name) as refusal:
        compile_test(BANK, replace(DESIGN, stop=(*DESIGN.stop, strategy)), 4)
    assert refusal.value.item == "numeracy-procedural"


@pytest.mark.parametrize(
    ("stop", "field", "words"),
    [
        ((), "stop", "expected a MaxItems of 30, the length of the design, received nothing"),
        ((strategy("SEBelow", limit=0.4),), "stop", "a MaxItems of 30, the length of the design, received 'SEBelow'"),
        ((strategy("MaxItems", n=10),), "stop.n", "expected 30, the length of the design, received 10"),
        ((*DESIGN.stop, strategy("MaxItems", n=40)), "stop.n", "received 40"),
    ],
)
def test_a_design_ends_with_its_own_length(stop: tuple[Strategy, ...], field: str, words: str) -> None:
    endless = replace(DESIGN, name="full", stop=stop)
    for refuse in (lambda: read_bank(write_bank(bank_with(endless))), lambda: compile_test(BANK, endless, 4)):
        with pytest.raises(InvalidBank, match=words) as refused:
            refuse()
        assert_refused(refused, field)


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (strategy("SEBelow", rat=3), "SEBelow: expected one of the settings limit, received 'rat'"),
        (strategy("SPRT", cut=0), "SPRT: expected the setting indifference, received nothing"),
        (strategy("TimeLimit", seconds=3), "TimeLimit: expected no settings, received 'seconds'"),
        (strategy("SEBelow", limit="a"), "SEBelow: expected SEBelow needs a limit above 0, received {'limit': 'a'}"),
    ],
)
def test_settings_are_refused_in_words_and_not_in_pythons(rule: Strategy, words: str) -> None:
    with pytest.raises(InvalidBank) as refused:
        compile_test(BANK, replace(DESIGN, stop=(*DESIGN.stop, rule)), 4)
    assert words in str(refused.value)


@pytest.mark.parametrize(
    "expected",
    [
        "one of the settings limit, prior",
        "no settings",
        "the setting limit",
        "settings of the kinds that Blueprint takes",
        "a MaxItems of 30, the length of the design",
    ],
)
def test_what_is_expected_of_settings_is_said_in_welsh(expected: str) -> None:
    said = welsh_expectation(expected)
    assert said is not None
    assert "setting" not in said


# Strategies within strategies, and the slots that may be empty


def test_nested_strategies_and_every_slot_are_compiled_with_the_year_and_its_population() -> None:
    test = compile_test(bank_with(FULL), FULL, 6)
    assert test.stop[0] == AtLeast(10, SEBelow(0.4))
    assert test.stop[1] == AtLeast(10, engine.SEGainBelow(0.001, prior=FULL.population(6)))
    assert test.exposure == engine.Randomesque(3)
    assert test.seeding is None
    assert test.blueprint == Shadow(
        Blueprint(
            30,
            (Count("strand", ("data",), 4, 6), Ceiling("introduced_year", 6), Enemies(IDS[:2])),
            relax=("strand 'data'",),
        )
    )


def test_the_error_of_the_calibration_is_carried_by_a_nested_estimator() -> None:
    blocks = tuple(((0.0, 0.0, 0.0, 0.0), (0.0, 0.04, 0.0, 0.0), (0.0,) * 4, (0.0,) * 4) for _ in IDS)
    covariance = strategy("ParameterCovariance", ids=IDS, values=blocks)
    carried = strategy("WithParameterError", estimator=strategy("WLE"), covariance=covariance)
    design = replace(DESIGN, report=carried)
    test = compile_test(read_bank(write_bank(bank_with(design))), design, 4)
    assert isinstance(test.report, engine.WithParameterError)
    assert test.report.estimator == WLE()
    state = engine.step(test, engine.start(test), 0, 1)
    assert engine.reported(test, state).se > WLE()(test.pool, state).se
    stretched = replace(carried, settings=(carried.settings[0], Setting("covariance", strategy("ParameterCovariance"))))
    with pytest.raises(InvalidBank, match="ParameterCovariance"):
        compile_test(BANK, replace(DESIGN, report=stretched), 4)


def test_a_refusal_does_not_repeat_a_value_for_every_item() -> None:
    exposure = strategy("SympsonHetter", k=by_item(lambda place: place))
    with pytest.raises(InvalidBank, match="SympsonHetter") as refused:
        compile_test(BANK, replace(FULL, exposure=exposure), 4)
    assert refused.value.received == {"k": "…"}


def test_a_design_with_every_slot_reads_back_as_the_same_bytes() -> None:
    bank = check_bank(bank_with(FULL))
    assert read_bank(write_bank(bank)) == bank
    assert write_bank(read_bank(write_bank(bank))) == write_bank(bank)


def test_an_empty_slot_is_absent_from_the_json() -> None:
    for design, slots in ((DESIGN, {"exposure"}), (FULL, {"blueprint", "exposure"})):
        held = set(json.loads(canonical_json(design)))
        assert held & {"blueprint", "exposure", "seeding"} == slots
    document = json.loads(write_bank(BANK))
    assert "solved" not in document
    document["designs"][0]["exposure"] = None
    with pytest.raises(InvalidBank, match="exposure"):
        read_bank(canonical(document))


def canonical(document: dict[str, Any]) -> bytes:
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"estimate": strategy("MaxItems", n=3)}, "estimate"),
        ({"select": strategy("EAP")}, "select"),
        ({"masks": (strategy("SEBelow", limit=1.0),)}, "masks"),
        ({"blueprint": strategy("Blueprint", length=30)}, "blueprint"),
        ({"exposure": strategy("Random")}, "exposure"),
        ({"stop": (strategy("AtLeast", n=3, rule=strategy("WLE")),)}, "stop.rule"),
        ({"stop": (strategy("AtLeast", n=3, rule=4),)}, "stop.rule"),
        ({"stop": (strategy("AtLeast", n=3, rule="@population"),)}, "stop.rule"),
        ({"stop": (strategy("MaxItems", n=strategy("MaxItems", n=3)),)}, "stop.n"),
        ({"stop": (Strategy("MaxItems", (Setting("n", 3), Setting("n", 4))),)}, "stop"),
        ({"estimate": strategy("EAP", prior="@year")}, "estimate.prior"),
        ({"estimate": strategy("EAP", prior="@populations")}, "estimate.prior"),
        ({"masks": (strategy("YearCeiling", attribute="introduced_year", year="@yr"),)}, "masks.year"),
        (
            {"blueprint": strategy("Shadow", blueprint=strategy("Blueprint", length=30, constraints=(DATA, "x")))},
            "blueprint.blueprint.constraints",
        ),
    ],
)
def test_what_stands_where_it_does_not_belong_is_named_when_the_bank_is_read(change: Any, field: str) -> None:
    misplaced = replace(FULL, **change)
    with pytest.raises(InvalidBank) as refused:
        read_bank(write_bank(bank_with(misplaced)))
    assert_refused(refused, field)
    with pytest.raises(InvalidBank) as refused:
        compile_test(BANK, misplaced, 4)
    assert_refused(refused, field)


@pytest.mark.parametrize("value", [True, None, float("nan"), float("inf"), [[1, None]], {"by_item": [["x", "1"]]}])
def test_a_setting_that_is_neither_text_number_strategy_nor_list_is_refused(value: object) -> None:
    document = json.loads(write_bank(BANK))
    document["designs"][0]["stop"][0]["settings"][0]["value"] = value
    with pytest.raises(InvalidBank, match=r"stop\[0\].settings\[0\].value") as refused:
        read_bank(canonical(document))
    assert welsh_expectation(refused.value.expected)


@pytest.mark.parametrize(
    "constraint",
    [
        strategy("Count", attribute="colour", values=("red",), minimum=1, maximum=2),
        strategy("Enemies", items=("nobody", "no-one")),
        strategy("Sum", attribute="strand", maximum=3),
    ],
)
def test_a_blueprint_that_does_not_fit_the_bank_is_refused_in_the_engines_words(constraint: Strategy) -> None:
    blueprint = strategy("Shadow", blueprint=strategy("Blueprint", length=30, constraints=(constraint,)))
    with pytest.raises(InvalidBank, match="a test that the engine accepts for Year 4") as refused:
        compile_test(BANK, replace(FULL, blueprint=blueprint), 4)
    assert_refused(refused, "strategies")


# What is solved and frozen in the bank


def by_item(value: Callable[[int], float | tuple[float, ...]], ids: tuple[str, ...] = IDS) -> ValuesByItem:
    return ValuesByItem(tuple((item, value(place)) for place, item in enumerate(ids)))


def solved_for(design: TestDesign, year: int, *settings: Setting) -> SolvedSettings:
    return SolvedSettings(design.hash, year, settings)


CHANCES = Setting("chances", by_item(lambda place: place / 1000))
GIVEN = CompilationContext("full", 4, Normal(), IDS, (CHANCES, Setting("cuts", (-1.5, 0))))


def kept_settings(
    places: object = None,
    chances: object = None,
    cuts: object = None,
    unscored: object = None,
    positions: object = None,
) -> dict[str, Any]:
    """A strategy that is its settings."""
    return {name: value for name, value in locals().items() if value is not None}


def test_values_by_item_reach_a_strategy_in_the_order_of_the_pool(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(STRATEGIES, "Kept", kept_settings)
    backwards = by_item(lambda place: (float(place), 1.0), IDS[::-1])
    built = build_strategy(strategy("Kept", places=backwards, chances="@solved", cuts="@solved"), GIVEN)
    assert built["places"] == tuple((float(place), 1.0) for place in reversed(range(len(IDS))))
    assert built["chances"] == tuple(place / 1000 for place in range(len(IDS)))
    assert built["cuts"] == (-1.5, 0)


def test_items_reach_a_strategy_as_places_in_the_pool(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(STRATEGIES, "Kept", kept_settings)
    built = build_strategy(strategy("Kept", unscored=ItemIds((IDS[7], IDS[2])), positions=(4, (9, 12))), GIVEN)
    assert built == {"unscored": (7, 2), "positions": (4, (9, 12))}
    with pytest.raises(InvalidBank, match="nobody") as refused:
        build_strategy(strategy("Kept", unscored=ItemIds(("nobody",))), GIVEN)
    assert_refused(refused, "items")


def test_what_is_about_items_reads_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(SLOTS["seeding"], "Kept", dict)  # type: ignore[index]
    kept = strategy(
        "Kept", unscored=ItemIds(IDS[3:5]), chances=by_item(lambda place: (0.5, place)), positions=(4, (9, 12))
    )
    bank = bank_with(replace(FULL, seeding=kept))
    assert read_bank(write_bank(bank)) == bank
    assert bank.designs[0].presented_length == 32
    assert (FULL.presented_length, DESIGN.presented_length) == (30, 30)


ELIGIBLE = replace(FULL, exposure=strategy("ConditionalEligibility", probabilities="@solved", cuts="@solved"))
SIZE = len(BANK.items)
PROBABILITIES = Setting("probabilities", by_item(lambda place: (0.5, place / SIZE)))
CUTS = Setting("cuts", (-0.9,))


def test_what_was_solved_is_found_by_the_hash_of_its_design_and_the_year() -> None:
    solved = solved_for(ELIGIBLE, 4, PROBABILITIES, CUTS)
    bank = check_bank(bank_with(ELIGIBLE, replace(FULL, name="other"), solved=(solved,)))
    exposure = compile_test(bank, ELIGIBLE, 4).exposure
    assert isinstance(exposure, ConditionalEligibility)
    assert exposure == ConditionalEligibility(tuple((0.5, place / SIZE) for place in range(SIZE)), (-0.9,))
    assert bank.solved_for(ELIGIBLE, 4) == (PROBABILITIES, CUTS)
    assert bank.solved_for(ELIGIBLE, 5) == bank.solved_for(FULL, 4) == ()
    assert bank.hash != replace(bank, solved=()).hash
    assert read_bank(write_bank(bank)) == bank


def test_parameters_by_item_may_also_stand_in_the_design_itself() -> None:
    design = replace(FULL, exposure=strategy("SympsonHetter", k=by_item(lambda place: place / SIZE)))
    test = compile_test(read_bank(write_bank(bank_with(design))), design, 4)
    assert test.exposure == SympsonHetter(tuple(place / SIZE for place in range(SIZE)))


def test_what_was_not_solved_or_leaves_an_item_out_is_refused() -> None:
    with pytest.raises(InvalidBank, match="probabilities, solved for Year 5") as refused:
        compile_test(bank_with(ELIGIBLE, solved=(solved_for(ELIGIBLE, 4, PROBABILITIES, CUTS),)), ELIGIBLE, 5)
    assert_refused(refused, "solved")
    with pytest.raises(InvalidBank, match="cuts, solved for Year 4") as refused:
        compile_test(bank_with(ELIGIBLE, solved=(solved_for(ELIGIBLE, 4, PROBABILITIES),)), ELIGIBLE, 4)
    assert_refused(refused, "solved")
    with pytest.raises(InvalidBank, match="cuts, solved for Year 4") as refused:
        build_strategy(
            strategy("ConditionalEligibility", probabilities=(), cuts="@solved"),
            replace(GIVEN, solved=(Setting("cuts", "@solved"),)),
        )
    assert_refused(refused, "solved")
    with pytest.raises(InvalidBank, match=f"received '{IDS[-1]}'") as refused:
        build_strategy(strategy("MaxItems", n=by_item(float, IDS[:-1])), GIVEN)
    assert_refused(refused, "by_item")


def solved_k(ids: tuple[str, ...]) -> Setting:
    return Setting("k", by_item(float, ids))


@pytest.mark.parametrize(
    ("solved", "item", "field"),
    [
        (SolvedSettings("0" * 64, 4, (CUTS,)), "bank", "solved.design"),
        (solved_for(FULL, 10, CUTS), "full", "solved.year"),
        (solved_for(FULL, 4, CUTS, CUTS), "full", "solved.settings"),
        (solved_for(FULL, 4, solved_k(IDS[1:])), "full", "by_item"),
        (solved_for(FULL, 4, solved_k((*IDS, "another"))), "full", "by_item"),
        (solved_for(FULL, 4, solved_k((*IDS, IDS[3]))), "full", "solved.k"),
    ],
)
def test_what_was_solved_for_no_design_year_or_item_of_the_bank_is_refused(
    solved: SolvedSettings, item: str, field: str
) -> None:
    with pytest.raises(InvalidBank) as refused:
        read_bank(write_bank(bank_with(FULL, solved=(solved,))))
    assert (refused.value.item, refused.value.field) == (item, field)
    assert welsh_expectation(refused.value.expected)


def test_what_is_solved_twice_for_a_design_and_a_year_is_refused() -> None:
    with pytest.raises(InvalidBank, match="bank: solved: expected each id once"):
        check_bank(bank_with(FULL, solved=(solved_for(FULL, 4, CUTS), solved_for(FULL, 4))))


def test_dependence_is_in_the_document_of_a_design_only_where_there_is_any() -> None:
    design = reading_bank("en").designs[0]
    without, some = replace(design, dependence=0.0), replace(design, dependence=0.4)
    assert "dependence" not in json.loads(canonical_json(without))
    assert json.loads(canonical_json(some))["dependence"] == 0.4
    bank = replace(reading_bank("en"), designs=(some,), solved=())
    assert read_bank(write_bank(bank)).designs == (some,)


def test_answers_to_one_passage_share_an_effect_of_the_design() -> None:
    design = replace(reading_bank("en").designs[0], exposure=None, dependence=0.4)
    pool = compile_test(reading_bank("en"), design, 4).pool
    assert pool.testlets is not None
    assert set(pool.testlets.sd) == {0.4}
    passages = pool.attribute("stimulus")
    assert len(set(passages)) == len(set(pool.testlets.sets)) == len(pool.testlets.sd)
    assert (passages[pool.testlets.sets == 3] == passages[pool.testlets.sets == 3][0]).all()


@pytest.mark.parametrize(
    ("dependence", "expected"), [(-0.1, "an SD of 0 logits or more"), (0.7, "0 for a bank without stimuli")]
)
def test_a_dependence_that_cannot_be_is_refused(dependence: float, expected: str) -> None:
    with pytest.raises(InvalidBank, match=expected):
        compile_test(BANK, replace(DESIGN, dependence=dependence), DESIGN.years[0])
