"""Any design is written as a file that reads to it, and any TOML has its places found."""

import tomllib
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Any

import jsonschema_rs
from hypothesis import given, settings
from hypothesis import strategies as st

from itembank.design.adaptive_test_design import (
    NESTED_STRATEGIES,
    OPTIONAL_SLOTS,
    SLOTS,
    STRATEGIES,
    ItemIds,
    Population,
    SettingValue,
    Strategy,
    TestDesign,
    ValuesByItem,
    YearOverrides,
    strategy,
)
from itembank.design_files.design_reading import YEAR_KEYS, read_design
from itembank.design_files.design_schema import design_schema
from itembank.design_files.design_writing import write_design
from itembank.design_files.strategy_table import trial_build
from itembank.design_files.strategy_vocabulary import strategy_settings
from itembank.design_files.toml_positions import NodePath, find_positions

SCHEMA = jsonschema_rs.validator_for(design_schema())
Drawn = st.SearchStrategy[Any]

above = st.floats(0.01, 9, allow_subnormal=False) | st.integers(1, 9)
logits = st.floats(-5, 5) | st.integers(-5, 5)
share = st.floats(0.01, 0.99)
few = st.integers(1, 9)
attribute = st.sampled_from(["strand", "topic", "introduced_year", "process", "difficulty"])
ids = st.lists(st.text(max_size=8), min_size=2, max_size=4, unique=True).map(tuple)
values = st.lists(st.sampled_from(["number", "data", "a ‘b’", 4, 2.5, "@year"]), min_size=1, max_size=2, unique=True)
nothing = st.none()


def some(name: str, **settings: Drawn) -> Drawn:
    """A strategy of that name; what is drawn as None is not set."""
    order = list(strategy_settings(name))
    drawn = st.fixed_dictionaries(settings)
    return drawn.map(lambda found: strategy(name, **{key: found[key] for key in order if found.get(key) is not None}))


normal = some("Normal", mean=nothing | logits, sd=nothing | above)
prior = nothing | st.just("@population") | normal
plain = {
    "EAP": some("EAP", prior=prior),
    "MAP": some("MAP", prior=prior),
    "MLE": some("MLE"),
    "WLE": some("WLE"),
    "FencedMLE": some(
        "FencedMLE", low=nothing | st.floats(-9, -3), high=nothing | st.floats(3, 9), slope=nothing | above
    ),
}


def covariances() -> Drawn:
    zeros = tuple((0.0,) * 4 for _ in range(4))
    return ids.map(lambda held: strategy("ParameterCovariance", ids=held, values=tuple(zeros for _ in held)))


year_ceiling = some("YearCeiling", attribute=attribute, year=few | st.just("@year"))
repeat_limit = some("RepeatLimit", attribute=attribute, maximum=few, alone=nothing | st.just("none"))
apart = some("Apart", attribute=attribute, within=nothing | few, alone=nothing | st.just("none"))
rows = st.lists(st.sampled_from(["number", "measuring", "data"]), min_size=1, unique=True).map(
    lambda names: tuple((name, 1, 4) for name in names)
)


def counts(length: int) -> Drawn:
    return some("Counts", attribute=attribute, bounds=rows, length=st.sampled_from([length, 40]))


def made(length: int) -> dict[str, Drawn]:
    """Every strategy of the tables, as a design of that length may have it."""
    masks = st.lists(year_ceiling | counts(length) | repeat_limit | apart, max_size=3).map(tuple)
    selecting_by_prior = [name for name in SLOTS["select"] if "prior" in strategy_settings(name)]
    alone = ["Random", "LikelihoodWeightedInformation", "Urry", "TimeLimit"]
    positions_of = st.just((3, (5, 7))) | st.just((2,))
    unscored = ids.map(ItemIds)
    rules = {
        "SEBelow": some("SEBelow", limit=above),
        "SEGainBelow": some("SEGainBelow", limit=above, prior=prior),
        "StrandsSEBelow": some("StrandsSEBelow", attribute=attribute, limit=above),
        "SPRT": some("SPRT", cut=logits, indifference=above, alpha=nothing | st.just(0.1)),
        "GLR": some("GLR", cut=logits, indifference=above, beta=nothing | st.just(0.1)),
        "AbilityInterval": some("AbilityInterval", cut=logits, confidence=nothing | share),
    }
    between = st.tuples(st.integers(0, 2), st.integers(2, 9))
    drawn: dict[str, Drawn] = {
        **plain,
        **{name: some(name) for name in alone},
        **{name: some(name, prior=prior) for name in selecting_by_prior},
        **rules,
        "WithParameterError": some(
            "WithParameterError", estimator=st.one_of(*plain.values()), covariance=covariances()
        ),
        "MaxInformation": some("MaxInformation", at=nothing | logits),
        "AStratified": some("AStratified", lengths=st.lists(few, min_size=1, max_size=3).map(tuple)),
        "KullbackLeibler": some("KullbackLeibler", width=nothing | above),
        "Progressive": some("Progressive", length=st.sampled_from([length, 7])),
        "Proportional": some("Proportional", length=st.sampled_from([length, 7]), power=nothing | above),
        "TargetSuccess": some("TargetSuccess", rate=nothing | share),
        "MaxItems": some("MaxItems", n=st.just(length)),
        "AtLeast": some("AtLeast", n=few, rule=st.one_of(*rules.values())),
        "YearCeiling": year_ceiling,
        "Counts": counts(length),
        "RepeatLimit": repeat_limit,
        "Apart": apart,
        "MostOfEach": some("MostOfEach", attribute=attribute, maximum=few),
        "LinearForm": some("LinearForm", form=ids.map(ItemIds)),
        "Randomesque": some("Randomesque", n=few),
        "SympsonHetter": some("SympsonHetter", k=st.just("@solved") | by_item(share)),
        "ConditionalEligibility": some(
            "ConditionalEligibility",
            probabilities=st.just("@solved") | by_item(st.tuples(share, share)),
            cuts=nothing | st.just((0.5,)),
            together=nothing | st.just("stimulus"),
        ),
        "SeedAtRandom": some("SeedAtRandom", unscored=unscored, positions=positions_of, masks=nothing | masks),
        "SeedByDesign": some(
            "SeedByDesign",
            unscored=unscored,
            positions=positions_of,
            sds=nothing | some("ParameterSDs", a=above, b=nothing | above),
            prior=prior,
            masks=nothing | masks,
        ),
        "Normal": normal,
        "ParameterSDs": some("ParameterSDs", a=nothing | above),
        "ParameterCovariance": covariances(),
        "Count": st.tuples(attribute, values, between).map(
            lambda of: strategy("Count", attribute=of[0], values=tuple(of[1]), minimum=of[2][0], maximum=of[2][1])
        ),
        "Sum": some("Sum", attribute=attribute, minimum=nothing | st.floats(-9, 0), maximum=nothing | above),
        "Ceiling": some("Ceiling", attribute=attribute, limit=few | st.just("@year"), back=nothing | few),
        "Enemies": some("Enemies", items=ids),
        "ItemSets": some(
            "ItemSets",
            attribute=st.just("stimulus"),
            minimum=st.just(2),
            maximum=st.just(4),
            fewest=st.integers(0, 2),
            most=few.map(lambda n: n + 2),
            alone=nothing | st.sampled_from(["none", "", 0]),
        ),
        "Order": some("Order", attribute=attribute, values=st.just(("number", "data"))),
        "EasyStart": some("EasyStart", attribute=attribute, limit=logits | st.just("@year"), items=few),
    }
    drawn["Blueprint"] = blueprints(length, drawn)
    drawn["Shadow"] = some("Shadow", blueprint=drawn["Blueprint"])
    return drawn


def by_item(each: Drawn) -> Drawn:
    return st.dictionaries(st.text(max_size=8), each, min_size=1, max_size=3).map(
        lambda found: ValuesByItem(tuple(found.items()))
    )


@st.composite
def blueprints(draw: Any, length: int, drawn: dict[str, Drawn]) -> Strategy:
    """Constraints of distinct names, in any order or in that of the readable file."""
    kinds = ["Ceiling", "ItemSets", "Count", "Count", "Sum", "Enemies", draw(st.sampled_from(["Order", "EasyStart"]))]
    found = {}
    for kind in kinds:
        if draw(st.booleans()):
            one = draw(drawn[kind])
            found.setdefault(trial_build(one).name, one)
    constraints = tuple(found.values())
    if draw(st.booleans()):
        constraints = tuple(draw(st.permutations(constraints)))
    settings: dict[str, SettingValue] = {"length": length}
    settings |= {"constraints": constraints} if constraints else {}
    relax = tuple(draw(st.permutations(sorted(found)))[: draw(st.integers(0, 2))])
    settings |= {"relax": relax} if relax else {}
    return strategy("Blueprint", **settings)


def of_table(drawn: dict[str, Drawn], names: Any) -> Drawn:
    return st.sampled_from(sorted(names)).flatmap(lambda name: drawn[name])


@st.composite
def slots(draw: Any) -> dict[str, Any]:
    """What stands in the slots of a design."""
    length = draw(st.integers(12, 40))
    drawn = made(length)
    found: dict[str, Any] = {"length": length}
    for slot in ("estimate", "report", "select"):
        found[slot] = draw(of_table(drawn, SLOTS[slot]))
    for slot in OPTIONAL_SLOTS:
        found[slot] = draw(st.none() | of_table(drawn, SLOTS[slot]))
    rules = draw(st.lists(of_table(drawn, SLOTS["stop"].keys() - {"MaxItems"}), max_size=2))
    found["stop"] = tuple(draw(st.permutations([*rules, strategy("MaxItems", n=length)])))
    found["max_se"] = draw(st.sampled_from([0.6, 0.45, 0.7]))
    found["masks"] = draw(st.lists(of_table(drawn, SLOTS["masks"]), max_size=3).map(tuple))
    return found


@st.composite
def designs(draw: Any) -> TestDesign:
    """A design, perhaps with years of their own."""
    common = draw(slots())
    years = sorted(draw(st.sets(st.integers(2, 9), min_size=1)))
    populations = tuple(Population(year, draw(st.floats(-9, 9)), draw(st.floats(0.1, 3))) for year in years)
    dependence = draw(st.just(0.0) | st.floats(0.0, 3.0))
    name = draw(st.text(min_size=1, max_size=9))
    design = TestDesign(name=name, populations=populations, dependence=dependence, **common)
    own = [for_year(design, year, draw(slots())) for year in years if draw(st.integers(0, 3)) == 0]
    return replace(design, by_year=tuple(each for each in own if each.overridden_slots))


def for_year(design: TestDesign, year: int, held: dict[str, Any]) -> YearOverrides:
    differing = {slot: each for slot, each in held.items() if repr(each) != repr(getattr(design, slot))}
    filled = {slot: each for slot, each in differing.items() if each is not None}
    without = tuple(slot for slot in OPTIONAL_SLOTS if slot in differing and slot not in filled)
    return YearOverrides(year, **filled, without=without)


@settings(max_examples=60)  # each is a whole design
@given(designs())
def test_a_design_is_written_as_a_file_that_reads_to_it(design: TestDesign) -> None:
    text = write_design(design)
    read = read_design(text).design
    assert read == design
    assert read.hash == design.hash
    assert [f"{fault}" for fault in SCHEMA.iter_errors(tomllib.loads(text))] == []


def test_every_strategy_of_the_engine_is_among_those_written_and_read() -> None:
    assert made(12).keys() == STRATEGIES.keys()
    assert set(YEAR_KEYS) == {"length", "max_se", *SLOTS}
    assert {name for table in NESTED_STRATEGIES.values() for name in table} <= made(12).keys()


# Where things stand

numbered = st.integers(10**6, 10**12).map(str)
bare = st.sampled_from(["a", "b-1", "_", "2", "population"])
quoted = st.sampled_from(['"x y"', "'l.[#'", '"q\\"=]"', '"é\\u00e9"'])
decoys = st.sampled_from(
    [
        '"a # b"',
        "'''x\n[t]\ny'''",
        '"""v = "1" ]\n"""',
        '"""a"""""',
        "true",
        "-1.5e3",
        "1979-05-27 07:32:00",
        "''",
        '""',
    ]
)
gaps = st.sampled_from(["", " ", "\n", " # c ]\n ", "\n\n# [x]\n"])


@st.composite
def listed(draw: Any, inner: Drawn) -> str:
    parts = draw(st.lists(inner, max_size=3))
    space = partial(draw, gaps)
    return "[" + space() + ",".join(f"{space()}{part}{space()}" for part in parts) + space() + "]"


@st.composite
def tabled(draw: Any, inner: Drawn) -> str:
    keys = draw(st.lists(bare | quoted, max_size=3, unique=True))
    return "{ " + ", ".join(f"{key} = {draw(inner)}" for key in keys) + " }"


valued = st.recursive(numbered | decoys, lambda inner: listed(inner) | tabled(inner), max_leaves=6)


@st.composite
def documents(draw: Any) -> str:
    """Tables and lists of tables, with comments, blank lines and dotted keys between them."""
    lines = []
    heads = ["", "[one]", "[[many]]", "[many.deep]", "[[many]]", "[two.'x y'.z]", "[[two.inner]]"]
    for head in heads:
        lines += [draw(st.sampled_from(["", "# [c] = 1", "   "])), head]
        for key in draw(st.lists(bare | quoted, max_size=3, unique=True)):
            after = draw(st.sampled_from(["", ".d", " . 'e f'"]))
            lines.append(
                f"{draw(st.sampled_from(['', '  ']))}{key}{after} ={draw(st.sampled_from(['', ' ']))}{draw(valued)}"
            )
    return "\n".join(lines)


def leaves(value: object, path: NodePath = ()) -> Iterator[tuple[NodePath, object]]:
    yield path, value
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in inner:
        yield from leaves(each, (*path, key))


@given(documents())
def test_everything_in_a_document_is_found_where_it_stands(text: str) -> None:
    document = tomllib.loads(text)
    places, lines = find_positions(text), text.split("\n")
    held = dict(leaves(document))
    assert places.keys() == held.keys() - {()}
    for path, place in places.items():
        if type(held[path]) is int and held[path] not in (0, 1):
            assert lines[place.value.line - 1][place.value.column - 1 :].startswith(f"{held[path]}")
        key = lines[place.key.line - 1][place.key.column - 1 :]
        assert key.startswith("[") or isinstance(path[-1], int) or key[0] in "\"'_abp2ét"
