"""Designs as TOML files: the shipped designs, and the value that each key reads to."""

import re
import tomllib
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from itembank import compile_test, read_bank, write_bank
from itembank.builtin_banks import BUILTIN_BANKS
from itembank.compilation.eligible_items import eligible_items
from itembank.design.adaptive_test_design import (
    ItemIds,
    Population,
    Strategy,
    TestDesign,
    ValuesByItem,
    YearOverrides,
    strategy,
)
from itembank.design_files.bank_with_design import lacks_solved_exposure, with_design
from itembank.design_files.design_reading import read_design
from itembank.design_files.design_summary import year_summary
from itembank.design_files.design_writing import write_design
from itembank.numeracy import difficulty_model as numeracy
from itembank.reading import difficulty_model as reading
from itembank.reading.reading_bank import reading_bank
from tests.support.sample_design import VALID_DESIGN
from tests.support.small_bank import small_numeracy_bank

HOUSE = {
    "numeracy-procedural": "f4cb4f752273993ca74895d1d37ec5156b74b75203062055491268d4beedc061",
    "numeracy-reasoning": "36393abb551674cd794fe60d8e78cbbb4187ded43f09636b8cce2832cb560214",
    "reading-cy": "5fa6ee49d5ab70e315e221312d509ceddb0f3de444a5342d6b25451a40eae148",
    "reading-en": "2bcbacb887f2bd9edc3afcbe0f6fa9da8768b8d3c30bbc23dbe81a363bed1051",
}
"""The hashes by which what was solved is kept, and by which sittings are pinned."""
EARLIER = {
    "numeracy-procedural": "ffef1f024790cf6baa368a5e195011274dd7b6986ff6deffef5ed6f1721f8af9",
    "numeracy-reasoning": "913ad580f380a435b60aab9329accbfcca16b05be565b90856e11cd09dcd59ee",
    "reading-cy": "c47763878b46ddc29af37de99542f044d915a0a79c2d4fc399edc3ec51d2faae",
    "reading-en": "f53359a8810e85b14a4d04198bac6dd4455777679d96130e0efdc95f6e90a2d8",
    "numeracy-procedural-before-variety": "f05c5d636d6b9e5bf10fdf443751aeaf986fc9cd515d322a5654320ce4b7a0d6",
    "numeracy-procedural-before-contexts": "4dc0928031f3e0785b2a8311484a4254037d4ba9f6815c52d8d5a0fb4a23fac5",
    "numeracy-reasoning-before-easy-texts": "cd00c78ca2e093a0506728d99282456ca7999867d410e3c606e3a3019037f4a2",
    "reading-cy-before-easy-texts": "456a5971d47bd3b77f8f033490394db95a6ef734b79c597212653b14ba51a364",
    "reading-en-before-easy-texts": "cf9926d9f56cffc86268292bd8c4677e09df75806bf9d707c025b1ab728c97fe",
    "reading-cy-before-twenty-passages": "5b56b9192098d9a186e1ed4a9172ad1dc7e4c29c6364bdc4d64c07fcdfda11ab",
    "reading-en-before-twenty-passages": "c8e8513c5dc15ae61d3554a1d4f98dd7ba42de13272271d64d5ca880c5e8fb13",
    "numeracy-reasoning-before-thirteen-scenarios": "ee2496447126b8b3e20ba74c68a6f682bf9ad9a60af70a655f9b149f983d54b3",
    "reading-en-before-eight-passages": "181efc23f68f2233bbd4e58433e952e5abf44e6a048accbd97b1a67e5a656532",
    "reading-cy-before-eight-passages": "faf67f7d722ddda2e1405330167e0a972f76632aac6ed973d8cb9f9d46f630fe",
    "reading-en-before-sandwich-se": "00f5bc42fa1be8f129d98a5d674646419c9cb37c30470389729e833883d4c9d3",
    "numeracy-reasoning-before-sandwich-se": "60b945fef5de44c0b46ef773f82519d0828664ede9e1a4740422b9852d30b0a8",
    "reading-cy-before-sandwich-se": "6dad64017833b386ac408d2b5099de5acb19b6c9a9c89a226115c6325d945e50",
}
"""The hashes of designs before parameters had floors of chance, Year 2 easy texts, Years 3 to 6 twenty passages,
templates and families limits, contexts and names their spread, reasoning and
reading their last scenarios and passages, and WLEs of reading, then of reasoning in Years 8 and 9, the SE of Magis.

Sittings may still be pinned to them.
"""
ITEMBANK = Path(__file__).resolve().parents[3] / "itembank"
FEW = small_numeracy_bank()


def changed(old: str, new: str) -> str:
    assert old in VALID_DESIGN
    return VALID_DESIGN.replace(old, new)


# What is read


@pytest.mark.parametrize("name", list(HOUSE))
def test_the_designs_of_the_house_are_what_they_were(name: str) -> None:
    path = ITEMBANK / "designs" / f"{name}.toml"
    design = read_design(path.read_text("utf-8"), path.name).design
    assert design.hash == HOUSE[name]
    assert design.name == path.stem
    assert BUILTIN_BANKS[path.stem]().designs == (design,)
    assert path.read_text("utf-8").startswith("#:schema ./design.schema.json\n")


@pytest.mark.parametrize("name", list(EARLIER))
def test_an_earlier_design_keeps_the_hash_by_which_sittings_are_pinned_to_it(name: str) -> None:
    kept = ITEMBANK.parent / "tests" / "support" / "earlier_designs" / f"{name}.toml"
    assert read_design(kept.read_text("utf-8")).design.hash == EARLIER[name]


@pytest.mark.parametrize(
    ("name", "means", "sd"),
    [
        ("numeracy-procedural", numeracy.YEAR_MEAN, numeracy.YEAR_SD),
        ("numeracy-reasoning", numeracy.YEAR_MEAN, numeracy.YEAR_SD),
        ("reading-cy", reading.YEAR_MEAN, reading.YEAR_SD),
        ("reading-en", reading.YEAR_MEAN, reading.YEAR_SD),
    ],
)
def test_year_groups_are_as_able_as_the_difficulty_model_says(name: str, means: dict[int, float], sd: float) -> None:
    (design,) = BUILTIN_BANKS[name]().designs
    assert design.populations == tuple(Population(year, mean, sd) for year, mean in means.items())


def test_the_two_reading_designs_differ_by_name_and_by_the_passages_for_the_youngest_alone() -> None:
    welsh, english = (
        re.sub(
            r"(?m)^(#|name = |relax = ..stimulus| *{ stimulus = ).*$",
            "",
            (ITEMBANK / "designs" / f"reading-{language}.toml").read_text("utf-8"),
        )
        for language in ("cy", "en")
    )
    assert welsh == english


@pytest.mark.parametrize("name", ["reading-cy", "reading-en", "numeracy-reasoning"])
def test_the_easy_texts_of_the_youngest_are_for_nobody_older(name: str) -> None:
    bank = BUILTIN_BANKS[name]()
    (design,) = bank.designs
    asked = {year: eligible_items(compile_test(bank, design, year)) for year in (2, 3, 4)}
    of_year_2 = np.array([item.introduced_year == 2 for item in bank.items])
    assert asked[2][of_year_2].all()
    easy = of_year_2 & ~asked[3]
    assert np.array_equal(easy, of_year_2 & ~asked[4])
    assert easy.sum() >= 18


def test_every_key_comes_to_what_the_engine_knows() -> None:
    design = read_design(VALID_DESIGN).design
    counts = (
        strategy("Count", attribute="strand", values=("number",), minimum=5, maximum=8),
        strategy("Count", attribute="strand", values=("measuring", "data"), minimum=4, maximum=12),
    )
    ceiling = strategy("Ceiling", attribute="introduced_year", limit="@year")
    whole = strategy("Blueprint", length=12, constraints=(ceiling, *counts))
    assert design == TestDesign(
        name="trial",
        length=12,
        estimate=strategy("EAP", prior="@population"),
        report=Strategy("WLE"),
        select=strategy("TargetSuccess", rate=0.7),
        stop=(strategy("AtLeast", n=6, rule=strategy("SEBelow", limit=0.35)), strategy("MaxItems", n=12)),
        masks=(),
        populations=(Population(3, -2.1, 1.3), Population(4, -0.9, 1.3)),
        blueprint=strategy("Shadow", blueprint=whole),
        exposure=strategy("Randomesque", n=3),
    )
    compile_test(with_design(FEW, design), design, 4)


def test_a_blueprint_kept_item_by_item_is_a_ceiling_and_counts() -> None:
    text = VALID_DESIGN.replace('"shadow"', '"masks"').replace(
        '["measuring", "data"], minimum = 4 }', '"data", maximum = 2 }'
    )
    assert read_design(text).design.masks == (
        strategy("YearCeiling", attribute="introduced_year", year="@year"),
        strategy("Counts", attribute="strand", bounds=(("number", 5, 8), ("data", 0, 2)), length=12),
    )


def test_unscored_items_and_values_by_item_are_read() -> None:
    ids = tuple(item.id for item in FEW.items[:2])
    seeding = f'seeding = {{ method = "seed-at-random", unscored = ["{ids[0]}"], positions = [3, [5, 7]] }}\n'
    text = changed("exposure", f"{seeding}exposure")
    text = text.replace('"randomesque", n = 3', f'"sympson-hetter", k = {{ by_item = {{ "{ids[0]}" = 0.5 }} }}')
    design = read_design(text).design
    assert design.seeding == strategy("SeedAtRandom", unscored=ItemIds(ids[:1]), positions=(3, (5, 7)))
    assert design.exposure == strategy("SympsonHetter", k=ValuesByItem(((ids[0], 0.5),)))


def test_a_year_group_may_have_its_own_length_bounds_and_slots() -> None:
    own = '[year.3]\nlength = 8\nexposure = "none"\n[year.3.blueprint]\ncount = [{ strand = "data", maximum = 2 }]\n'
    design = read_design(VALID_DESIGN + own).design
    (third,) = design.by_year
    assert (third.year, third.length, third.without) == (3, 8, ("exposure",))
    assert (third.select, third.report) == (None, None)
    plan = design.for_year(3)
    assert (plan.length, plan.exposure, plan.stop[-1]) == (8, None, strategy("MaxItems", n=8))
    assert year_summary(design, 3).bounds == ("strand: data 0–2",)
    assert year_summary(design, 3).ceiling == "≤ 3"
    assert design.for_year(4) is design
    assert (design.max_length, plan.presented_length) == (12, 8)


def test_a_year_of_its_own_is_kept_in_a_bank_and_run() -> None:
    text = VALID_DESIGN + '[year.3]\nlength = 8\nexposure = "none"\n[year.3.blueprint]\ncount = "none"\n'
    bank = with_design(FEW, read_design(text).design)
    again = read_bank(write_bank(bank))
    assert again.designs == bank.designs
    short, long = (compile_test(again, again.designs[0], year) for year in (3, 4))
    assert (short.stop[-1].n, long.stop[-1].n) == (8, 12)  # type: ignore[attr-defined]
    assert short.exposure is None
    assert len(short.blueprint.blueprint.constraints) == 1  # type: ignore[union-attr]


def test_a_design_that_says_nothing_by_year_keeps_its_spelling() -> None:
    plain = replace(FEW.designs[0], by_year=())
    assert b"by_year" not in write_bank(replace(FEW, designs=(plain,)))
    design = replace(plain, by_year=(YearOverrides(2, length=12, stop=(strategy("MaxItems", n=12),)),))
    assert design.hash != plain.hash


def test_what_is_asked_of_a_year_group_is_told_in_figures() -> None:
    reading = reading_bank("cy").designs[0]
    assert [year_summary(reading, year).ceiling for year in (2, 3, 6, 9)] == ["2", "2–3", "4–6", "5–9"]
    assert year_summary(reading, 5).bounds[:2] == ("stimulus: 6 × 4", "strand: story 8–12, information 8–12")
    easy = 'easy_start = { attribute = "difficulty", limit = -2.5, items = 2 }\n'
    total = 'sum = [{ attribute = "difficulty", maximum = 20.0 }]\n'
    other = 'order = { attribute = "strand", values = ["number", "data"] }\n'
    for key, told in (
        (easy, "1–2: difficulty ≤ -2.5"),
        (total, "Σ difficulty: −∞–20.0"),
        (other, "strand: number → data"),
    ):
        assert told in year_summary(read_design(changed("count = [", f"{key}count = [")).design, 4).bounds
    ceiling = changed('"introduced_year", limit = "@year"', '"difficulty", limit = 2, back = 4')
    assert year_summary(read_design(ceiling).design, 4).ceiling == "difficulty -2–2"


def test_easy_questions_may_come_first_by_difficulty() -> None:
    text = changed("count = [", 'easy_start = { attribute = "difficulty", limit = -2.5, items = 2 }\ncount = [')
    design = read_design(text).design
    test = compile_test(with_design(FEW, design), design, 4)
    assert "difficulty at most -2.5 in the first 2 items" in test.blueprint.blueprint.sentences  # type: ignore[union-attr]


def test_a_design_takes_the_place_of_one_of_its_name_and_what_was_solved_for_others_stays() -> None:
    bank = reading_bank("en")
    (held,) = bank.designs
    assert not lacks_solved_exposure(bank, held)
    beside = with_design(bank, replace(held, name="trial"))
    assert [each.name for each in beside.designs] == ["trial", "reading-en"]
    assert beside.solved == bank.solved
    assert lacks_solved_exposure(beside, beside.designs[0])
    instead = with_design(bank, replace(held, select=Strategy("Urry")))
    assert [each.name for each in instead.designs] == ["reading-en"]
    assert instead.solved == ()


# What is written


def test_a_readable_design_is_written_as_one_writes_it() -> None:
    own = '\n[year.3]\nlength = 8\nexposure = "none"\n\n[year.3.blueprint]\ncount = "none"\n'
    written = write_design(read_design(VALID_DESIGN + own).design)
    said, wanted = tomllib.loads(written), tomllib.loads(VALID_DESIGN + own)
    wanted["blueprint"]["count"][1]["maximum"] = 12  # what need not be said is
    assert said == wanted
    assert written.startswith("#:schema ./design.schema.json\n\nname = ")
    assert '    { strand = "number", minimum = 5, maximum = 8 },\n' in written
