from itembank.design import POPULATION, SOLVED, YEAR, Population, Setting, Strategy, TestDesign, strategy
from itembank.reading.difficulty import YEAR_MEAN, YEAR_SD

LENGTH = 16
PASSAGES = (4, 4)
QUESTIONS = (4, 4)
YEARS_BACK = 2
"""How many years before a learner's own a passage may be from: what is for the youngest is no text for the oldest."""


def reading_design(name: str) -> TestDesign:
    """Sixteen questions on four passages of the year group and the two before it, one of them a story and one not.

    Passages are chosen whole by what their questions tell at the running estimate, and each is read once. Eligibility
    that is solved for each year group spreads them.
    """
    return TestDesign(
        name=name,
        length=LENGTH,
        estimate=Strategy("EAP", (Setting("prior", POPULATION),)),
        report=Strategy("WLE"),
        select=Strategy("MaxInformation"),
        stop=(Strategy("MaxItems", (Setting("n", LENGTH),)),),
        masks=(),
        populations=tuple(Population(year, mean, YEAR_SD) for year, mean in YEAR_MEAN.items()),
        blueprint=Strategy("Shadow", (Setting("blueprint", _BLUEPRINT),)),
        exposure=strategy("ConditionalEligibility", probabilities=SOLVED, together="stimulus"),
    )


def _count(attribute: str, values: tuple[str, ...], minimum: int, maximum: int) -> Strategy:
    return strategy("Count", attribute=attribute, values=values, minimum=minimum, maximum=maximum)


_BLUEPRINT = strategy(
    "Blueprint",
    length=LENGTH,
    constraints=(
        strategy("Ceiling", attribute="introduced_year", limit=YEAR, back=YEARS_BACK),
        strategy(
            "ItemSets",
            attribute="stimulus",
            minimum=QUESTIONS[0],
            maximum=QUESTIONS[1],
            fewest=PASSAGES[0],
            most=PASSAGES[1],
        ),
        _count("strand", ("story",), 4, 8),
        _count("strand", ("information",), 4, 8),
        _count("process", ("judgement",), 1, 5),
        _count("process", ("retrieval",), 3, 9),
    ),
)
