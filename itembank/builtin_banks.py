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
"""Functions that build the bank of each subject on first call and keep it."""


def builtin_bank(subject: str) -> BankVersion:
    """The built-in bank of a subject.

    Raises
    ------
    InvalidBank : the subject has no built-in bank
    """
    if subject not in BUILTIN_BANKS:
        raise InvalidBank(subject, "subject", f"one of {', '.join(BUILTIN_BANKS)}", subject)
    return BUILTIN_BANKS[subject]()
