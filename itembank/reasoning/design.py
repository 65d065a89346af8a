from itembank.design import POPULATION, SOLVED, YEAR, Population, Setting, Strategy, TestDesign, strategy
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


def _counts(attribute: str, bounds: tuple[tuple[str, int, int], ...]) -> tuple[Strategy, ...]:
    return tuple(
        strategy("Count", attribute=attribute, values=(value,), minimum=minimum, maximum=maximum)
        for value, minimum, maximum in bounds
    )


_BLUEPRINT = strategy(
    "Blueprint",
    length=LENGTH,
    constraints=(
        strategy("Ceiling", attribute="introduced_year", limit=YEAR, back=YEARS_BACK),
        strategy(
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
    select=strategy("Proportional", length=LENGTH, power=POWER),
    stop=(Strategy("MaxItems", (Setting("n", LENGTH),)),),
    masks=(),
    populations=tuple(Population(year, mean, YEAR_SD) for year, mean in YEAR_MEAN.items()),
    blueprint=strategy("Shadow", blueprint=_BLUEPRINT),
    exposure=strategy("ConditionalEligibility", probabilities=SOLVED, together="stimulus"),
)
"""Twelve parts of three or four scenarios, those of each one after another, with bounds by strand and process."""
