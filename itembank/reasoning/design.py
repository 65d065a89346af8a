from itembank.design import POPULATION, SOLVED, YEAR, Population, Setting, SettingValue, Strategy, TestDesign
from itembank.numeracy.difficulty import YEAR_MEAN, YEAR_SD

LENGTH = 12
PARTS = (3, 4)
SCENARIOS = (3, 4)
POWER = 4.0
"""How much information weighs at the end: with so few scenarios, at the start each is as likely as another."""
YEARS_BACK = 2
"""How many years before a learner's own a scenario may be from: what is for the youngest is no story for the oldest."""
STRANDS = (("number", 3, 7), ("measuring", 2, 6), ("data", 1, 5))
PROCESSES = (("identify", 3, 7), ("represent", 2, 6), ("review", 2, 5))


def _strategy(name: str, **settings: SettingValue) -> Strategy:
    return Strategy(name, tuple(Setting(each, value) for each, value in settings.items()))


def _counts(attribute: str, bounds: tuple[tuple[str, int, int], ...]) -> tuple[Strategy, ...]:
    return tuple(
        _strategy("Count", attribute=attribute, values=(value,), minimum=minimum, maximum=maximum)
        for value, minimum, maximum in bounds
    )


_BLUEPRINT = _strategy(
    "Blueprint",
    length=LENGTH,
    constraints=(
        _strategy("Ceiling", attribute="introduced_year", limit=YEAR, back=YEARS_BACK),
        _strategy(
            "ItemSets",
            attribute="stimulus",
            minimum=PARTS[0],
            maximum=PARTS[1],
            fewest=SCENARIOS[0],
            most=SCENARIOS[1],
        ),
        *_counts("strand", STRANDS),
        *_counts("process", PROCESSES),
    ),
)

REASONING = TestDesign(
    name="numeracy-reasoning",
    length=LENGTH,
    estimate=Strategy("EAP", (Setting("prior", POPULATION),)),
    report=Strategy("WLE"),
    select=_strategy("Proportional", length=LENGTH, power=POWER),
    stop=(Strategy("MaxItems", (Setting("n", LENGTH),)),),
    masks=(),
    populations=tuple(Population(year, mean, YEAR_SD) for year, mean in YEAR_MEAN.items()),
    blueprint=_strategy("Shadow", blueprint=_BLUEPRINT),
    exposure=_strategy("ConditionalEligibility", probabilities=SOLVED, together="stimulus"),
)
"""Twelve parts of three or four scenarios, those of each one after another, with bounds by strand and process."""
