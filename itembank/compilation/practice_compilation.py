"""The test of a practice sitting: short, and of the practice items of a bank alone."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace

from engine import AdaptiveTest
from itembank.compilation.design_compilation import compile_test
from itembank.compilation.item_pool import STIMULUS
from itembank.design.adaptive_test_design import POPULATION, YEAR, Setting, Strategy, TestDesign
from itembank.errors import Described, InvalidBank
from itembank.versions.bank_version import BankVersion

PRACTICE_SUFFIX = "-practice"
"""Ends the name of a practice design, after that of the design that it stands beside."""
PRACTICE_LENGTH = 10
"""Questions of a practice sitting where they stand alone."""
PRACTICE_SETS, PRACTICE_SET_LENGTH = 2, 3
"""Passages or scenarios of a practice sitting, and questions on each."""
PRACTICE_LIMITS = {"family": 2, "template": 1}
"""The most questions of one family and of one template, in the order in which they are given up."""
PRACTICE_APART = {"topic": 1, "person": PRACTICE_LENGTH, "context": 4}
"""From how many questions before it a question of practice differs, where there is a choice."""
YEARS_BACK = 2
"""Years before a learner's own from which practice items may come."""


def practice_design(bank: BankVersion, design: TestDesign, year: int) -> TestDesign:
    """The design of a year group's practice sittings.

    It has the populations of the design that it stands beside, and nothing else of it: a practice sitting counts for
    nothing, so it needs no counts by content and no limit of exposure. The first question comes near chance, the later
    ones nearer to the learner. Questions that stand alone are varied as far as the practice items go: no template comes
    twice, no family three times, neighbours are of different topics, and names and contexts change.

    Raises
    ------
    UnknownYear : the design has no population for that year group
    InvalidBank : the bank has no practice items for the year group
    """
    design.population(year)
    length, sets = _size(bank, year)
    if not length:
        raise InvalidBank(design.name, "practice", f"practice items for Year {year}", Described("too few"))
    limits = {
        name: most for name, most in PRACTICE_LIMITS.items() if any(getattr(each, name) for each in bank.practice)
    }
    return TestDesign(
        name=f"{design.name}{PRACTICE_SUFFIX}",
        length=length,
        estimate=Strategy("EAP", (Setting("prior", POPULATION),)),
        report=Strategy("WLE"),
        select=Strategy("Progressive", (Setting("length", length),)),
        stop=(Strategy("MaxItems", (Setting("n", length),)),),
        masks=() if sets else tuple(_apart(bank)),
        populations=tuple(population for population in design.populations if population.year == year),
        blueprint=_blueprint(length, sets, limits),
    )


def _apart(bank: BankVersion) -> Iterator[Strategy]:
    for name, within in PRACTICE_APART.items():
        if any(getattr(each, name) for each in bank.practice):
            yield _strategy("Apart", attribute=name, within=within)


def can_practise(bank: BankVersion, year: int) -> bool:
    """Whether a bank has practice items for a year group."""
    return _size(bank, year)[0] > 0


def _size(bank: BankVersion, year: int) -> tuple[int, int]:
    """Questions of a sitting, and passages or scenarios, 0 where the questions stand alone."""
    within = tuple(item for item in bank.practice if year - YEARS_BACK <= item.introduced_year <= year)
    if not all(item.stimulus for item in within):
        return min(PRACTICE_LENGTH, len(within)), 0
    sizes = Counter(item.stimulus for item in within)
    sets = min(PRACTICE_SETS, sum(size >= PRACTICE_SET_LENGTH for size in sizes.values()))
    return sets * PRACTICE_SET_LENGTH, sets


def _blueprint(length: int, sets: int, limits: Mapping[str, int]) -> Strategy:
    ceiling = _strategy("Ceiling", attribute="introduced_year", limit=YEAR, back=YEARS_BACK)
    together = _strategy(
        "ItemSets",
        attribute=STIMULUS,
        minimum=PRACTICE_SET_LENGTH,
        maximum=PRACTICE_SET_LENGTH,
        fewest=sets,
        most=sets,
    )
    if sets:
        return _shadow(Setting("length", length), Setting("constraints", (ceiling, together)))
    varied = tuple(_strategy("MostOfEach", attribute=name, maximum=most) for name, most in limits.items())
    relax = tuple(f"most of each {name}" for name in limits)
    return _shadow(Setting("length", length), Setting("constraints", (ceiling, *varied)), Setting("relax", relax))


def _shadow(*settings: Setting) -> Strategy:
    return Strategy("Shadow", (Setting("blueprint", Strategy("Blueprint", settings)),))


def _strategy(name: str, **settings: str | int) -> Strategy:
    return Strategy(name, tuple(Setting(*each) for each in settings.items()))


def compile_practice_test(bank: BankVersion, design: TestDesign, year: int) -> AdaptiveTest:
    """Compile the practice test of a year group; its pool holds the practice items and no other.

    Parameters
    ----------
    design : the design of the sittings that count

    Raises
    ------
    UnknownYear : the design has no population for that year group
    InvalidBank : the bank has no practice items for the year group
    """
    return compile_test(replace(bank, items=bank.practice, practice=()), practice_design(bank, design, year), year)
