"""The banks that come with Mesur, by subject."""

from collections.abc import Callable, Mapping

from itembank.errors import InvalidBank
from itembank.numeracy.numeracy_bank import numeracy_bank
from itembank.reading.reading_bank import reading_bank
from itembank.reasoning.reasoning_bank import reasoning_bank
from itembank.versions.bank_version import BankVersion

BUILTIN_BANKS: Mapping[str, Callable[[], BankVersion]] = {
    "numeracy-procedural": numeracy_bank,
    "numeracy-reasoning": reasoning_bank,
    "reading-cy": lambda: reading_bank("cy"),
    "reading-en": lambda: reading_bank("en"),
}
"""Each is made when it is asked for, and once."""


def builtin_bank(subject: str) -> BankVersion:
    """The bank of a subject.

    Raises
    ------
    InvalidBank : a subject of which none comes with Mesur
    """
    if subject not in BUILTIN_BANKS:
        raise InvalidBank(subject, "subject", f"one of {', '.join(BUILTIN_BANKS)}", subject)
    return BUILTIN_BANKS[subject]()
