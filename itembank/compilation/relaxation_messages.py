"""What a bank's designs give up for want of items, said to staff in both languages."""

from collections.abc import Iterator

from itembank.compilation.blueprint_feasibility import given_up
from itembank.compilation.design_compilation import compile_test
from itembank.language import Language, Text
from itembank.versions.bank_version import BankVersion

GIVEN_UP = Text(
    "%s, Blwyddyn %d: llacir %s, gan na ellir bodloni’r rhain gyda’i gilydd: %s",
    "%s, Year %d: gives up %s, because these cannot hold together: %s",
)


def supply_sentences(bank: BankVersion, language: Language) -> Iterator[str]:
    """One for each design and year group whose every sitting gives something up of its blueprint, as each is compiled.

    The engine's own words for constraints have no Welsh and stay as they are.

    Raises
    ------
    InvalidBank : a design that cannot be compiled for one of its year groups
    """
    for design in bank.designs:
        for year in design.years:
            found = given_up(compile_test(bank, design, year))
            if found is not None:
                named, conflict = ", ".join(found.relaxed), "; ".join(found.conflict)
                yield GIVEN_UP[language] % (design.name, year, named, conflict)
