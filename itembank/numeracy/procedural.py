from itembank.design import POPULATION, YEAR, Population, Setting, Strategy, TestDesign
from itembank.numeracy.difficulty import YEAR_MEAN, YEAR_SD

LENGTH = 30
STRAND_BOUNDS = (("number", 14, 17), ("measuring", 9, 11), ("data", 4, 6))

PROCEDURAL = TestDesign(
    name="numeracy-procedural",
    length=LENGTH,
    estimate=Strategy("EAP", (Setting("prior", POPULATION),)),
    report=Strategy("WLE"),
    select=Strategy("Progressive", (Setting("length", LENGTH),)),
    stop=(Strategy("MaxItems", (Setting("n", LENGTH),)),),
    masks=(
        Strategy("YearCeiling", (Setting("attribute", "introduced_year"), Setting("year", YEAR))),
        Strategy(
            "Counts", (Setting("attribute", "strand"), Setting("bounds", STRAND_BOUNDS), Setting("length", LENGTH))
        ),
    ),
    populations=tuple(Population(year, mean, YEAR_SD) for year, mean in YEAR_MEAN.items()),
    exposure=Strategy("Randomesque", (Setting("n", 7),)),
)
"""Thirty items, about half number, a third measuring and a sixth data; the first from all over, the later ones nearest
the running estimate, and each drawn from the best seven."""
