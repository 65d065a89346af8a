"""What the publishing gates find in banks that fail one of them, and in one that fails none."""

from dataclasses import replace

import pytest

from itembank import BankVersion, ItemStatus, KeyedChoice, Text, compile_test
from itembank.content.item_versions import ItemVersion
from itembank.design.adaptive_test_design import Setting, Strategy, YearOverrides
from itembank.gates import (
    Gate,
    GateFinding,
    SimulationLimits,
    accessible_items,
    content_findings,
    credit_findings,
    feasibility_findings,
    simulation_findings,
    status_finding,
)
from itembank.gates.feasibility_gate import _of_part
from itembank.gates.gate_messages import FAILS, GATES
from itembank.reading.reading_bank import reading_bank
from tests.support.sample_bank import sample_bank

BANK = sample_bank()
(DESIGN,) = BANK.designs
DRAWING = '<p><svg role="img" aria-label="a square" viewBox="0 0 1 1"></svg></p>'


def with_first(**changed: object) -> BankVersion:
    """The bank with its first item of one choice changed; whether it is still valid does not matter here."""
    place = next(at for at, item in enumerate(BANK.items) if isinstance(item.rule, KeyedChoice))
    items = list(BANK.items)
    items[place] = replace(items[place], **changed)  # type: ignore[arg-type]
    return replace(BANK, items=tuple(items))


def found(findings: tuple[GateFinding, ...], gate: Gate) -> GateFinding:
    return next(each for each in findings if each.gate is gate)


def test_a_bank_that_is_whole_passes() -> None:
    _, feasible = feasibility_findings(BANK, DESIGN, 4)
    every = (*content_findings(BANK), *credit_findings(BANK), *feasible)
    assert [each.blocks_publication for each in every] == [False] * 7
    assert all(each.message.cy != each.message.en for each in every)


@pytest.mark.parametrize(
    ("bank", "gate"),
    [
        (with_first(prompt=Text("", "<p>Which?</p>")), Gate.LANGUAGES),
        (with_first(rule=KeyedChoice("no such option", ())), Gate.KEYS),
    ],
)
def test_what_is_missing_is_named(bank: BankVersion, gate: Gate) -> None:
    finding = found(content_findings(bank), gate)
    assert finding.blocks_publication
    assert any(item.item in finding.message.en and item.item in finding.message.cy for item in bank.items)


def test_a_drawing_is_for_a_screen_reader_if_it_is_told_in_every_language() -> None:
    untold = DRAWING.replace(' aria-label="a square"', "")
    for prompt, told in ((Text.same(DRAWING), True), (Text(untold, DRAWING), False)):
        bank = with_first(prompt=prompt)
        item = next(item for item in bank.items if item.prompt is prompt)
        parts = accessible_items(bank)
        assert (item.id in parts[Gate.SCREEN_READER]) is told
        assert item.id not in parts[Gate.NO_DRAWINGS]


def counting(least: int) -> BankVersion:
    """A bank whose sittings must hold so many items, of which only some can be told without seeing."""
    counts = (Setting("attribute", "strand"), Setting("bounds", (("number", least, least),)), Setting("length", least))
    stop = (Strategy("MaxItems", (Setting("n", least),)),)
    plan = replace(DESIGN, length=least, stop=stop, masks=(Strategy("Counts", counts),))
    untold = Text.same(DRAWING.replace(' aria-label="a square"', ""))

    def drawn(item: ItemVersion) -> ItemVersion:
        return replace(item, prompt=untold) if item.item == BANK.items[0].item else item

    return replace(BANK, designs=(plan,), items=tuple(map(drawn, BANK.items)))


def test_an_accessible_sub_bank_that_does_not_suffice_stops_and_one_without_drawings_is_remarked_on() -> None:
    told = len(accessible_items(BANK)[Gate.SCREEN_READER])  # one fewer once `counting` has taken an alternative away
    for least, suffices in ((told, False), (told - 1, True)):
        bank = counting(least)
        _, findings = feasibility_findings(bank, bank.designs[0], 4)
        assert found(findings, Gate.FEASIBLE).holds
        assert found(findings, Gate.SCREEN_READER).blocks_publication is not suffices
        remark = found(findings, Gate.NO_DRAWINGS)
        assert (remark.holds, remark.blocks_publication) == (False, False)
        assert f"< {least}" in remark.message.en


def test_what_a_design_may_give_up_for_whoever_has_seen_much_is_not_given_up_for_a_screen_reader() -> None:
    bank = reading_bank("en")
    test = compile_test(bank, bank.designs[0], 6)
    judged = frozenset(item.id for item in bank.items if item.process == "judgement")
    assert _of_part(test, 6, Gate.SCREEN_READER, frozenset(test.pool.ids)).holds
    assert not _of_part(test, 6, Gate.SCREEN_READER, frozenset(test.pool.ids) - judged).holds


def test_a_year_that_cannot_be_asked_stops_in_both_languages() -> None:
    test, (finding,) = feasibility_findings(counting(len(BANK.items) + 1), counting(99).designs[0], 4)
    assert test is None
    assert finding.blocks_publication
    assert "disgwylid" in finding.message.cy


def test_scored_items_must_be_operational() -> None:
    statuses = dict.fromkeys((item.id for item in BANK.items), ItemStatus.OPERATIONAL)
    assert status_finding(BANK, DESIGN, statuses).holds
    for status in set(ItemStatus) - {ItemStatus.OPERATIONAL}:
        first = BANK.items[0].id
        finding = status_finding(BANK, DESIGN, statuses | {first: status})
        assert finding.blocks_publication
        assert f"{first} ({status.value})" in finding.message.en


def test_simulated_sittings_are_held_against_their_limits_which_are_stated() -> None:
    test = compile_test(BANK, DESIGN, 4)
    lax, strict = (
        simulation_findings(test, DESIGN, 4, SimulationLimits(se, exposure, sittings=50))
        for se, exposure in ((2, 1), (0.01, 0.5))
    )
    assert [each.blocks_publication for each in lax] == [False] * 4
    assert {each.gate for each in strict if each.blocks_publication} == {Gate.PRECISION, Gate.EXPOSURE}
    assert "limit 0.010" in found(strict, Gate.PRECISION).message.en
    assert "limit 0.500" in found(strict, Gate.EXPOSURE).message.en


def test_a_design_is_held_to_its_own_se_and_the_gate_says_that_it_is_above_the_usual() -> None:
    test, limits = compile_test(BANK, DESIGN, 4), SimulationLimits(sittings=50)
    own = replace(DESIGN, by_year=(*DESIGN.by_year, YearOverrides(4, max_se=0.9)))
    usual, strict, lax = (
        found(simulation_findings(test, design, 4, limits), Gate.PRECISION)
        for design in (DESIGN, replace(DESIGN, max_se=0.01), own)
    )
    assert "limit 0.600" in usual.message.en
    assert "above the usual" not in usual.message.en
    assert strict.blocks_publication
    assert not lax.blocks_publication
    assert "limit 0.900" in lax.message.en
    assert "the design itself sets this limit, which is above the usual 0.6" in lax.message.en
    assert "y cynllun ei hun" in lax.message.cy


@pytest.mark.parametrize(("length", "items", "limit"), [(30, 2000, 0.25), (30, 100, 0.45), (16, 16, 1.0)])
def test_the_exposure_that_is_allowed_follows_from_length_and_supply(length: int, items: int, limit: float) -> None:
    assert SimulationLimits().exposure_of(length, items) == pytest.approx(limit)


def test_every_gate_has_a_name() -> None:
    assert set(GATES) == set(Gate)
    assert FAILS.cy != FAILS.en
