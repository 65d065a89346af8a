from collections.abc import Callable, Mapping
from dataclasses import dataclass
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
    Counts,
    FencedMLE,
    KullbackLeibler,
    LikelihoodWeightedInformation,
    MaxExpectedInformation,
    MaxInformation,
    MaxItems,
    MinExpectedPosteriorVariance,
    Normal,
    PosteriorKullbackLeibler,
    PosteriorWeightedInformation,
    Progressive,
    Proportional,
    Random,
    SEBelow,
    SEGainBelow,
    StrandsSEBelow,
    TargetSuccess,
    TimeLimit,
    Urry,
    YearCeiling,
)
from itembank.canonical import canonical_json, sha256
from itembank.errors import InvalidBank, UnknownYear

STRATEGIES: Mapping[str, Callable[..., Any]] = {
    "EAP": EAP,
    "MAP": MAP,
    "MLE": MLE,
    "WLE": WLE,
    "FencedMLE": FencedMLE,
    "MaxInformation": MaxInformation,
    "Random": Random,
    "AStratified": AStratified,
    "KullbackLeibler": KullbackLeibler,
    "LikelihoodWeightedInformation": LikelihoodWeightedInformation,
    "MaxExpectedInformation": MaxExpectedInformation,
    "MinExpectedPosteriorVariance": MinExpectedPosteriorVariance,
    "PosteriorKullbackLeibler": PosteriorKullbackLeibler,
    "PosteriorWeightedInformation": PosteriorWeightedInformation,
    "Progressive": Progressive,
    "Proportional": Proportional,
    "TargetSuccess": TargetSuccess,
    "Urry": Urry,
    "MaxItems": MaxItems,
    "SEBelow": SEBelow,
    "TimeLimit": TimeLimit,
    "SEGainBelow": SEGainBelow,
    "StrandsSEBelow": StrandsSEBelow,
    "SPRT": SPRT,
    "GLR": GLR,
    "AbilityInterval": AbilityInterval,
    "YearCeiling": YearCeiling,
    "Counts": Counts,
}
"""The one place where a name in a bank becomes a class of the engine."""

YEAR = "@year"
POPULATION = "@population"

Scalar = str | int | float
SettingValue = Scalar | tuple["SettingValue", ...]


@dataclass(frozen=True)
class Setting:
    """An argument of a strategy. "@year" and "@population" stand for the year compiled for and its `Normal`."""

    name: str
    value: SettingValue


@dataclass(frozen=True)
class Strategy:
    """A strategy by the name it has in `STRATEGIES`, and its arguments."""

    name: str
    settings: tuple[Setting, ...] = ()


@dataclass(frozen=True)
class Population:
    """Ability of a year group, in logits: Normal(mean, sd)."""

    year: int
    mean: float
    sd: float


@dataclass(frozen=True)
class TestDesign:
    """How a bank is turned into an adaptive test, for every year group it serves.

    Parameters
    ----------
    length : the number of items a full sitting has
    estimate, report : running and reported ability estimator
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

    @cached_property
    def hash(self) -> str:
        """SHA-256 of the design's canonical JSON, in hex."""
        return sha256(canonical_json(self))

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


def build(design: TestDesign, strategy: Strategy, year: int) -> Any:  # noqa: ANN401 - one of the classes above
    """The engine's value for a strategy of this design, for one year group.

    Raises
    ------
    InvalidBank : a strategy that the table does not hold, or arguments that its class refuses
    """
    if strategy.name not in STRATEGIES:
        raise InvalidBank(design.name, "strategy", f"one of {', '.join(STRATEGIES)}", strategy.name)
    given = {YEAR: year, POPULATION: design.population(year)}
    settings = {setting.name: _filled(setting.value, given) for setting in strategy.settings}
    try:
        return STRATEGIES[strategy.name](**settings)
    except (TypeError, ValueError) as refusal:
        raise InvalidBank(design.name, strategy.name, str(refusal), settings) from refusal


def _filled(value: SettingValue, given: Mapping[str, object]) -> object:
    return given.get(value, value) if isinstance(value, str) else value
