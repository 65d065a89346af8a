"""Messages on constraints that a bank's designs have to relax, in both languages."""

from collections.abc import Iterator

from itembank.compilation.blueprint_feasibility import required_relaxation
from itembank.compilation.design_compilation import compile_test
from itembank.language import Language, Text
from itembank.versions.bank_version import BankVersion

RELAXED = Text(
    "%s, Blwyddyn %d: llacir %s, gan na ellir bodloni’r rhain gyda’i gilydd: %s",
    "%s, Year %d: relaxes %s, because these cannot hold together: %s",
)


def describe_relaxations(bank: BankVersion, language: Language) -> Iterator[str]:
    """A sentence for each design and year group whose sittings have to relax constraints.

    Each design is compiled. The engine's names of constraints have no Welsh and stay as they are.

    Raises
    ------
    InvalidBank : a design cannot be compiled for one of its year groups
    """
    for design in bank.designs:
        for year in design.years:
            found = required_relaxation(compile_test(bank, design, year))
            if found is not None:
                named, conflict = ", ".join(found.relaxed), "; ".join(found.conflict)
                yield RELAXED[language] % (design.name, year, named, conflict)
