from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from typing import Any

from engine import (
    EAP,
    GLR,
    MAP,
    MLE,
    SPRT,
    WLE,
    AbilityInterval,
    AStratified,
    AtLeast,
    Blueprint,
    Ceiling,
    Count,
    Counts,
    EasyStart,
    Enemies,
    FencedMLE,
    ItemSets,
    KullbackLeibler,
    LikelihoodWeightedInformation,
    MaxExpectedInformation,
    MaxInformation,
    MaxItems,
    MinExpectedPosteriorVariance,
    Normal,
    Order,
    ParameterCovariance,
    ParameterSDs,
    PosteriorKullbackLeibler,
    PosteriorWeightedInformation,
    Progressive,
    Proportional,
    Random,
    Randomesque,
    SEBelow,
    SeedAtRandom,
    SeedByDesign,
    SEGainBelow,
    Shadow,
    StrandsSEBelow,
    Sum,
    TargetSuccess,
    TimeLimit,
    Urry,
    WithParameterError,
    YearCeiling,
)
from engine.exposure.item_eligibility import ConditionalEligibility, SympsonHetter
from itembank.canonical_json import OMIT_DEFAULT, canonical_json, sha256
from itembank.errors import InvalidBank, UnknownYear

StrategyClasses = Mapping[str, Callable[..., Any]]


def _named(*kinds: type) -> StrategyClasses:
    return {kind.__name__: kind for kind in kinds}


_PLAIN_ESTIMATORS = _named(EAP, MAP, MLE, WLE, FencedMLE)
ESTIMATORS = {**_PLAIN_ESTIMATORS, **_named(WithParameterError)}
SELECTORS = _named(
    MaxInformation,
    Random,
    AStratified,
    KullbackLeibler,
    LikelihoodWeightedInformation,
    MaxExpectedInformation,
    MinExpectedPosteriorVariance,
    PosteriorKullbackLeibler,
    PosteriorWeightedInformation,
    Progressive,
    Proportional,
    TargetSuccess,
    Urry,
)
STOPPING_RULES = _named(MaxItems, SEBelow, TimeLimit, SEGainBelow, StrandsSEBelow, SPRT, GLR, AbilityInterval, AtLeast)

MASKS = _named(YearCeiling, Counts)

SLOTS: Mapping[str, StrategyClasses] = {
    "estimate": ESTIMATORS,
    "report": ESTIMATORS,
    "select": SELECTORS,
    "stop": STOPPING_RULES,
    "masks": MASKS,
    "blueprint": _named(Shadow),
    "exposure": _named(Randomesque, SympsonHetter, ConditionalEligibility),
    "seeding": _named(SeedAtRandom, SeedByDesign),
}
"""Which strategies may stand in each slot of a design."""

NESTED_STRATEGIES: Mapping[str, StrategyClasses] = {
    "rule": STOPPING_RULES,
    "blueprint": _named(Blueprint),
    "constraints": _named(Count, Sum, Ceiling, Enemies, ItemSets, Order, EasyStart),
    "prior": _named(Normal),
    "masks": MASKS,
    "sds": _named(ParameterSDs),
    "estimator": _PLAIN_ESTIMATORS,
    "covariance": _named(ParameterCovariance),
}
"""Which values of the engine may stand in a strategy's setting of that name."""

STRATEGIES: StrategyClasses = {
    name: kind for table in (*SLOTS.values(), *NESTED_STRATEGIES.values()) for name, kind in table.items()
}
"""The one place where a name in a bank becomes a class of the engine."""

YEAR = "@year"
POPULATION = "@population"
SOLVED = "@solved"
PLACEHOLDERS = (YEAR, POPULATION, SOLVED)

Scalar = str | int | float


@dataclass(frozen=True)
class ItemIds:
    """Some items, by the ids of their versions. The engine takes them as places in its pool."""

    items: tuple[str, ...]

    def in_pool(self, design: str, ids: tuple[str, ...]) -> tuple[int, ...]:
        """The places of the items among a pool's ids.

        Raises
        ------
        InvalidBank
        """
        places = {item_id: place for place, item_id in enumerate(ids)}
        for item_id in self.items:
            if item_id not in places:
                raise InvalidBank(design, "items", "the id of an item of this bank", item_id)
        return tuple(places[item_id] for item_id in self.items)


@dataclass(frozen=True)
class ValuesByItem:
    """A value for each item of the bank: (id of the item version, number or numbers). The engine takes them in order.

    Raises
    ------
    InvalidBank : from `in_order`, items without a value, or values without an item
    """

    by_item: tuple[tuple[str, float | tuple[float, ...]], ...]

    def in_order(self, design: str, ids: tuple[str, ...]) -> tuple[Any, ...]:
        """The values alone, in the order of a pool's ids."""
        values = dict(self.by_item)
        if values.keys() != set(ids):
            stray = ", ".join(sorted(values.keys() ^ set(ids)))
            raise InvalidBank(design, "by_item", "a value for each item of the bank and no other", stray)
        return tuple(values[item_id] for item_id in ids)


@dataclass(frozen=True)
class Setting:
    """An argument of a strategy.

    "@year" and "@population" stand for the year compiled for and its `Normal`, "@solved" for the setting of this name
    that was solved for that year and is frozen in the bank under the design's hash.
    """

    name: str
    value: "SettingValue"


@dataclass(frozen=True)
class Strategy:
    """A strategy by the name it has in `STRATEGIES`, and its arguments."""

    name: str
    settings: tuple[Setting, ...] = ()


SettingValue = Scalar | ItemIds | ValuesByItem | Strategy | tuple["SettingValue", ...]


def strategy(name: str, **settings: SettingValue) -> Strategy:
    """A strategy and its arguments, as code says them."""
    return Strategy(name, tuple(Setting(each, value) for each, value in settings.items()))


@dataclass(frozen=True)
class Population:
    """Ability of a year group, in logits: Normal(mean, sd)."""

    year: int
    mean: float
    sd: float


@dataclass(frozen=True)
class YearOverrides:
    """What a design says otherwise for one year group: each slot that is not None takes the place of the design's.

    Parameters
    ----------
    without : slots that the design fills and this year group leaves empty, of those that may be
    """

    year: int
    length: int | None = None
    estimate: Strategy | None = None
    report: Strategy | None = None
    select: Strategy | None = None
    stop: tuple[Strategy, ...] | None = None
    masks: tuple[Strategy, ...] | None = None
    blueprint: Strategy | None = None
    exposure: Strategy | None = None
    seeding: Strategy | None = None
    without: tuple[str, ...] = field(default=(), metadata=OMIT_DEFAULT)

    @property
    def overridden_slots(self) -> dict[str, Any]:
        """The slots that differ, with what stands in them."""
        own = {each.name: getattr(self, each.name) for each in fields(self) if each.name not in ("year", "without")}
        return {slot: held for slot, held in own.items() if held is not None} | dict.fromkeys(self.without)


OPTIONAL_SLOTS = ("blueprint", "exposure", "seeding")
"""The slots that may be empty."""


@dataclass(frozen=True)
class TestDesign:
    """How a bank is turned into an adaptive test, for every year group it serves.

    Parameters
    ----------
    length : the number of scored items a full sitting has
    estimate, report : running and reported ability estimator
    blueprint, exposure, seeding : None for none; then they are absent from the JSON too
    by_year : what single year groups have instead; absent from the JSON where there is nothing
    """

    __test__ = False  # pytest: this is no test class

    name: str
    length: int
    estimate: Strategy
    report: Strategy
    select: Strategy
    stop: tuple[Strategy, ...]
    masks: tuple[Strategy, ...]
    populations: tuple[Population, ...]
    blueprint: Strategy | None = None
    exposure: Strategy | None = None
    seeding: Strategy | None = None
    by_year: tuple[YearOverrides, ...] = field(default=(), metadata=OMIT_DEFAULT)

    @cached_property
    def hash(self) -> str:
        """SHA-256 of the design's canonical JSON, in hex."""
        return sha256(canonical_json(self))

    @property
    def presented_length(self) -> int:
        """How many questions a full sitting has, unscored ones too."""
        settings = () if self.seeding is None else self.seeding.settings
        positions = next((setting.value for setting in settings if setting.name == "positions"), ())
        return self.length + (len(positions) if isinstance(positions, tuple) else 0)

    def for_year(self, year: int) -> "TestDesign":
        """The design as it is for one year group. What was solved is kept under the hash of the whole, not of this.

        Raises
        ------
        UnknownYear
        """
        self.population(year)
        own = next((one for one in self.by_year if one.year == year), None)
        return self if own is None else replace(self, by_year=(), **own.overridden_slots)

    @property
    def max_length(self) -> int:
        """The scored items of the longest full sitting of a year group."""
        return max((self.for_year(year).length for year in self.years), default=self.length)

    @property
    def years(self) -> tuple[int, ...]:
        return tuple(population.year for population in self.populations)

    def population(self, year: int) -> Normal:
        """Ability of Year ``year``, in logits.

        Raises
        ------
        UnknownYear
        """
        for population in self.populations:
            if population.year == year:
                return Normal(population.mean, population.sd)
        raise UnknownYear(self.name, year, self.years)
