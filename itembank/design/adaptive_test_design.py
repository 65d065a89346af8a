"""Test designs, and the engine strategies that they name."""

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
    Apart,
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
    LinearForm,
    MaxExpectedInformation,
    MaxInformation,
    MaxItems,
    MinExpectedPosteriorVariance,
    MostOfEach,
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
    RepeatLimit,
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

MASKS = _named(YearCeiling, Counts, LinearForm, RepeatLimit, Apart)

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
"""Strategies allowed in each slot of a design, by name."""

NESTED_STRATEGIES: Mapping[str, StrategyClasses] = {
    "rule": STOPPING_RULES,
    "blueprint": _named(Blueprint),
    "constraints": _named(Count, Sum, Ceiling, Enemies, ItemSets, MostOfEach, Order, EasyStart),
    "prior": _named(Normal),
    "masks": MASKS,
    "sds": _named(ParameterSDs),
    "estimator": _PLAIN_ESTIMATORS,
    "covariance": _named(ParameterCovariance),
}
"""Strategies allowed in a setting of another strategy, by the name of the setting."""

STRATEGIES: StrategyClasses = {
    name: kind for table in (*SLOTS.values(), *NESTED_STRATEGIES.values()) for name, kind in table.items()
}
"""Engine class of each strategy name in a bank: the only such table."""

YEAR = "@year"
POPULATION = "@population"
SOLVED = "@solved"
PLACEHOLDERS = (YEAR, POPULATION, SOLVED)

USUAL_MAX_SE = 0.6
"""The largest mean SE of a year group's sittings where a design does not set its own, logits."""

Scalar = str | int | float


@dataclass(frozen=True)
class ItemIds:
    """Ids of some item versions; the engine gets their pool indices instead."""

    items: tuple[str, ...]

    def in_pool(self, design: str, ids: tuple[str, ...]) -> tuple[int, ...]:
        """Pool indices of the items.

        Parameters
        ----------
        design : name of the design, for the refusal
        ids : item ids in pool order

        Raises
        ------
        InvalidBank : an item is not in the pool
        """
        places = {item_id: place for place, item_id in enumerate(ids)}
        for item_id in self.items:
            if item_id not in places:
                raise InvalidBank(design, "items", "the id of an item of this bank", item_id)
        return tuple(places[item_id] for item_id in self.items)


@dataclass(frozen=True)
class ValuesByItem:
    """A value for each item of the bank: pairs of item-version id and number or numbers."""

    by_item: tuple[tuple[str, float | tuple[float, ...]], ...]

    def in_order(self, design: str, ids: tuple[str, ...]) -> tuple[Any, ...]:
        """The values in pool order, as the engine gets them.

        Raises
        ------
        InvalidBank : an item has no value, or a value no item
        """
        values = dict(self.by_item)
        if values.keys() != set(ids):
            stray = ", ".join(sorted(values.keys() ^ set(ids)))
            raise InvalidBank(design, "by_item", "a value for each item of the bank and no other", stray)
        return tuple(values[item_id] for item_id in ids)


@dataclass(frozen=True)
class Setting:
    """An argument of a strategy.

    The placeholders "@year" and "@population" stand for the year group that the design is compiled for and its ability
    distribution; "@solved" stands for the setting of this name in the bank's `SolvedSettings`.
    """

    name: str
    value: "SettingValue"


@dataclass(frozen=True)
class Strategy:
    """The name of a strategy in `STRATEGIES`, and its arguments."""

    name: str
    settings: tuple[Setting, ...] = ()


SettingValue = Scalar | ItemIds | ValuesByItem | Strategy | tuple["SettingValue", ...]


def strategy(name: str, **settings: SettingValue) -> Strategy:
    """A strategy with its settings as keyword arguments."""
    return Strategy(name, tuple(Setting(each, value) for each, value in settings.items()))


@dataclass(frozen=True)
class Population:
    """Ability distribution of a year group: normal, in logits."""

    year: int
    mean: float
    sd: float


@dataclass(frozen=True)
class YearOverrides:
    """Slots of a design that differ for one year group; None leaves the design's own.

    Parameters
    ----------
    without : optional slots that this year group leaves empty
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
    max_se: float | None = field(default=None, metadata=OMIT_DEFAULT)
    without: tuple[str, ...] = field(default=(), metadata=OMIT_DEFAULT)

    @property
    def overridden_slots(self) -> dict[str, Any]:
        """Values of the slots that differ, by slot; None for slots left empty."""
        own = {each.name: getattr(self, each.name) for each in fields(self) if each.name not in ("year", "without")}
        return {slot: value for slot, value in own.items() if value is not None} | dict.fromkeys(self.without)


OPTIONAL_SLOTS = ("blueprint", "exposure", "seeding")
"""The slots that may be empty."""


@dataclass(frozen=True)
class TestDesign:
    """How a bank becomes an adaptive test for each year group.

    Parameters
    ----------
    length : number of scored items of a full sitting
    estimate, report : interim and final ability estimator
    select : item selection
    stop : stopping rules; the first that holds ends a sitting
    masks : content rules applied item by item
    populations : ability distributions of the year groups
    blueprint, exposure, seeding : None for none; then they are absent from the JSON too
    by_year : slots that differ for single year groups; absent from the JSON if empty
    dependence : SD of the effect that a person's answers to the items of one stimulus share, in logits; absent from the
        JSON if 0
    max_se : largest mean SE of a year group's sittings with which the design may be published, logits; absent from the
        JSON if `USUAL_MAX_SE`
    """

    __test__ = False  # not a test class for pytest

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
    dependence: float = field(default=0.0, metadata=OMIT_DEFAULT)
    max_se: float = field(default=USUAL_MAX_SE, metadata=OMIT_DEFAULT)

    @cached_property
    def hash(self) -> str:
        """SHA-256 of the design's canonical JSON, in hexadecimal digits."""
        return sha256(canonical_json(self))

    @property
    def presented_length(self) -> int:
        """Number of items of a full sitting, including unscored ones."""
        settings = () if self.seeding is None else self.seeding.settings
        positions = next((setting.value for setting in settings if setting.name == "positions"), ())
        return self.length + (len(positions) if isinstance(positions, tuple) else 0)

    def for_year(self, year: int) -> "TestDesign":
        """The design with the slots of one year group.

        Solved settings belong to the hash of the whole design, not of the result.

        Raises
        ------
        UnknownYear
        """
        self.population(year)
        own = next((one for one in self.by_year if one.year == year), None)
        return self if own is None else replace(self, by_year=(), **own.overridden_slots)

    @property
    def max_length(self) -> int:
        """Number of scored items of the longest full sitting over the year groups."""
        return max((self.for_year(year).length for year in self.years), default=self.length)

    @property
    def years(self) -> tuple[int, ...]:
        """The year groups that the design serves."""
        return tuple(population.year for population in self.populations)

    def population(self, year: int) -> Normal:
        """Ability distribution of a year group, in logits.

        Raises
        ------
        UnknownYear
        """
        for population in self.populations:
            if population.year == year:
                return Normal(population.mean, population.sd)
        raise UnknownYear(self.name, year, self.years)
