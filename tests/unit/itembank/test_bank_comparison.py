"""What changes between two bank versions, and what that does to scores."""

from dataclasses import astuple, replace

import pytest
from typer.testing import CliRunner

from itembank import BankVersion, write_bank
from itembank.commands import bank as commands
from itembank.comparison.score_difference import ChangeSummary, score_difference
from itembank.comparison.version_difference import ItemChange, version_difference
from itembank.content.item_versions import LogisticParameters, PartialCreditParameters
from tests.support.sample_bank import sample_bank
from tests.support.small_bank import small_numeracy_bank

BANK = sample_bank()
NAME = BANK.designs[0].name


def harder(bank: BankVersion, by: float) -> BankVersion:
    def moved(held: LogisticParameters | PartialCreditParameters) -> LogisticParameters | PartialCreditParameters:
        if isinstance(held, LogisticParameters):
            return replace(held, b=held.b + by)
        return replace(held, b=tuple(step + by for step in held.b))

    return replace(bank, items=tuple(replace(item, parameters=moved(item.parameters)) for item in bank.items))


def test_versions_that_are_alike_differ_in_nothing() -> None:
    assert version_difference(BANK, sample_bank()).is_empty
    change = score_difference(BANK, sample_bank(), NAME, 4, simulees=50)
    assert change.sat_anew == ChangeSummary(0, 0, 0, 0)
    assert max(map(abs, astuple(change.same_answers))) < 1e-9


def test_each_kind_of_change_is_named() -> None:
    first, second, third, *others = BANK.items
    (plan,) = BANK.designs
    reworded = replace(second, id="otherwording", introduced_year=3)
    new = replace(
        BANK, items=(replace(first, item="new/1"), reworded, third, *others), designs=(replace(plan, length=5),)
    )
    found = version_difference(BANK, new)
    assert (found.added, found.removed) == (("new/1",), (first.item,))
    assert found.changed == (ItemChange(second.item, second.id, "otherwording", ("introduced_year",)),)
    assert (found.designs, found.topics, found.solved) == ((plan.name,), (), False)


def test_a_stimulus_that_reads_otherwise_changes_the_items_about_it() -> None:
    (scenario,) = BANK.stimuli
    new = replace(BANK, stimuli=(replace(scenario, html=replace(scenario.html, en="<p>More</p>")),))
    changed = version_difference(BANK, new).changed
    assert {each.item for each in changed} == {item.item for item in BANK.items if item.stimulus}
    assert {each.fields for each in changed} == {("stimulus text",)}


def test_harder_items_raise_scores_by_as_much() -> None:
    bank = small_numeracy_bank()
    name = bank.designs[0].name
    change = score_difference(bank, harder(bank, 0.4), name, 4, simulees=300)
    assert change.sat_anew.theta_mean == pytest.approx(0.4, abs=0.1)
    # no chance in this one: the items are harder, and that is all
    assert change.same_answers.theta_mean == pytest.approx(0.4, abs=0.01)
    assert change.same_answers.theta_rms == pytest.approx(0.4, abs=0.01)
    assert change.same_answers.se_rms == pytest.approx(0, abs=0.01)
    assert change.bias_before == pytest.approx(-0.4, abs=0.1)
    assert change.bias_after == pytest.approx(0.0, abs=0.1)


def test_an_item_more_leaves_the_answers_to_the_others_as_they_are() -> None:
    fewer = replace(BANK, items=BANK.items[1:])
    there_and_back = [score_difference(*pair, NAME, 4, simulees=50) for pair in ((fewer, BANK), (BANK, fewer))]
    assert there_and_back[0].sat_anew.theta_mean == pytest.approx(-there_and_back[1].sat_anew.theta_mean)


def test_the_command_says_it_in_both_languages(tmp_path) -> None:
    paths = []
    for bank in (BANK, harder(BANK, 0.4)):
        paths.append(str(tmp_path / f"{bank.hash}.json"))
        (tmp_path / f"{bank.hash}.json").write_bytes(write_bank(bank))
    for lang, sentence in (("en", "Items changed (in which fields): 13"), ("cy", "ym mha feysydd): 13")):
        done = CliRunner().invoke(commands, ["diff", *paths, "--simulees", "20", "--lang", lang])
        assert done.exit_code == 0, done.output
        assert sentence in done.stdout
        assert "(parameters)" in done.stdout
