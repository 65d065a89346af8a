"""What the registers must record before the service starts: consents, and a basis for special categories of data.

A purpose whose lawful basis is consent has an entry that says how consent is given and withdrawn. A column of a special
category (UK GDPR, Article 9), by its name or by ``info["special_category"]``, has an entry with its basis.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sqlalchemy import MetaData

from delivery_api.privacy.registers.register_file import InvalidRegisters, Registers
from delivery_api.storage.data_declaration import PURPOSES, LawfulBasis, Purpose, PurposeTerms

SPECIAL_WORDS = frozenset(
    {
        "aln",
        "biometric",
        "diagnosis",
        "disability",
        "disabled",
        "ethnic",
        "ethnicity",
        "genetic",
        "health",
        "medical",
        "orientation",
        "politics",
        "race",
        "religion",
        "sen",
        "sexuality",
        "union",
        "voice",
    }
)
"""Words of which one in a column's name says that it holds a special category."""


def require_recorded(
    registers: Registers, tables: MetaData, purposes: Mapping[Purpose, PurposeTerms] = PURPOSES
) -> None:
    """Refuse to start with a purpose or a column whose basis nobody has recorded.

    Raises
    ------
    InvalidRegisters
    """
    if wrong := next(_faults(registers, tables, purposes), None):
        raise wrong


def _faults(
    registers: Registers, tables: MetaData, purposes: Mapping[Purpose, PurposeTerms]
) -> Iterator[InvalidRegisters]:
    by_consent = {purpose for purpose, terms in purposes.items() if terms.basis is LawfulBasis.CONSENT}
    consents = {each.purpose for each in registers.consents}
    for purpose in sorted(by_consent - consents):
        yield InvalidRegisters(
            "consents",
            "expected an entry for the purpose `%(purpose)s`, whose lawful basis is consent, found none",
            purpose=purpose,
        )
    for purpose in sorted(consents - by_consent):
        yield InvalidRegisters(
            f"consents.{purpose}",
            "its lawful basis is `%(basis)s`, so consent is not asked for",
            basis=purposes[purpose].basis,
        )
    recorded = {each.column for each in registers.special_categories}
    for column in sorted(_special_columns(tables) - recorded):
        yield InvalidRegisters(
            "special_categories",
            "expected an entry for %(column)s, which holds a special category, found none",
            column=column,
        )


def _special_columns(tables: MetaData) -> frozenset[str]:
    return frozenset(
        f"{table.name}.{column.name}"
        for table in tables.tables.values()
        for column in table.columns
        if column.info.get("special_category") or SPECIAL_WORDS & set(column.name.split("_"))
    )
