"""The record of processing (UK GDPR Article 30) and the impact assessment (Article 35), as Markdown.

Facts come from the declarations of all tables and files and from the registers, judgements from `assessed_risks`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from gettext import NullTranslations

from delivery_api.privacy.declaration_messages import person_phrase, rules_sentence
from delivery_api.privacy.registers.assessed_risks import assessed_risks, childrens_code
from delivery_api.privacy.registers.register_file import Registers
from delivery_api.privacy.registers.register_messages import (
    basis_name,
    controller_name,
    purpose_name,
    special_basis_name,
)
from delivery_api.storage.data_declaration import PURPOSES, DataDeclaration, NoPerson, Purpose

Declarations = Mapping[str, DataDeclaration]


def processing_record(
    declarations: Declarations, registers: Registers, on: date, language: str, say: NullTranslations
) -> str:
    """Return the record of processing.

    Parameters
    ----------
    declarations : of every table and kind of file, by name
    registers : of the controller
    on : the day of the document
    language : cy or en
    """
    return "\n".join(_record(declarations, registers, on, language, say)) + "\n"


def impact_assessment(
    declarations: Declarations, registers: Registers, on: date, language: str, say: NullTranslations
) -> str:
    """Return the impact assessment: data protection and children's rights in one document."""
    return "\n".join(_assessment(declarations, registers, on, language, say)) + "\n"


def _record(
    declarations: Declarations, registers: Registers, on: date, language: str, say: NullTranslations
) -> Iterator[str]:
    yield _heading(1, say.gettext("Record of processing"))
    yield ""
    yield say.gettext("Made on %(day)s from the declarations of the software and the registers of the controller.") % {
        "day": on.isoformat()
    }
    for purpose in Purpose:
        tables = {name: each for name, each in declarations.items() if each.purpose is purpose}
        if tables:
            yield from _purpose(purpose, tables, registers, language, say)
    yield from _consents_and_special_categories(registers, language, say)


def _consents_and_special_categories(registers: Registers, language: str, say: NullTranslations) -> Iterator[str]:
    yield ""
    yield _heading(2, say.gettext("Consents"))
    yield ""
    if not registers.consents:
        yield registers.no_consents[language]
    header = (say.gettext("Purpose"), say.gettext("How it is given"), say.gettext("How it is withdrawn"))
    rows = [
        (purpose_name(each.purpose, say), each.given[language], each.withdrawn[language]) for each in registers.consents
    ]
    yield from _table(header, rows) if rows else ()
    yield ""
    yield _heading(2, say.gettext("Special categories of data"))
    yield ""
    if not registers.special_categories:
        yield say.gettext("None is held: no basis is recorded for any, and without one the service does not start.")
    yield from (
        f"- `{each.column}`: {special_basis_name(each.basis, say)} ({each.recorded_by}, {each.recorded_on})"
        for each in registers.special_categories
    )


def _purpose(
    purpose: Purpose, tables: Declarations, registers: Registers, language: str, say: NullTranslations
) -> Iterator[str]:
    terms = PURPOSES[purpose]
    yield ""
    yield _heading(2, purpose_name(purpose, say))
    yield ""
    yield from _bullets(
        (say.gettext("Controller"), controller_name(terms.controller, say)),
        (say.gettext("Lawful basis"), basis_name(terms.basis, say)),
        (say.gettext("Processors"), _processors(purpose, registers, language, say)),
        (say.gettext("Transfers"), _transfers(purpose, registers, language, say)),
    )
    yield ""
    header = (
        say.gettext("Held in"),
        say.gettext("What, and why"),
        say.gettext("Until when"),
        say.gettext("About whom"),
    )
    yield from _table(
        header,
        [
            (f"`{name}`", say.gettext(each.why), rules_sentence(each, say), person_phrase(each.person, say))
            for name, each in tables.items()
        ],
    )


def _assessment(
    declarations: Declarations, registers: Registers, on: date, language: str, say: NullTranslations
) -> Iterator[str]:
    yield _heading(1, say.gettext("Impact assessment: data protection and children’s rights"))
    yield ""
    yield say.gettext("Made on %(day)s from the declarations of the software and the registers of the controller.") % {
        "day": on.isoformat()
    }
    yield ""
    yield _heading(2, say.gettext("What is processed"))
    yield ""
    yield from _table(
        (say.gettext("Purpose"), say.gettext("Lawful basis"), say.gettext("Tables and files with people in them")),
        [_purpose_row(purpose, declarations, say) for purpose in Purpose],
    )
    yield ""
    yield _heading(2, say.gettext("Risks to learners"))
    yield ""
    yield from _table(
        (say.gettext("Risk"), say.gettext("Harm"), say.gettext("What is done"), say.gettext("Held by the tests")),
        [
            (each.risk[language], each.harm[language], each.measure[language], _tests(each.tests))
            for each in assessed_risks()
        ],
    )
    yield ""
    yield _heading(2, say.gettext("The fifteen standards of the Children’s code"))
    yield ""
    yield from _table(
        ("", say.gettext("Standard"), say.gettext("How"), say.gettext("Test, or why there is none")),
        [
            (
                str(each.number),
                each.standard[language],
                each.how[language],
                _tests(each.tests) if each.reason is None else each.reason[language],
            )
            for each in childrens_code()
        ],
    )
    if open_points := registers.open_points():
        yield ""
        yield _heading(2, say.gettext("Still to be recorded by the controller"))
        yield ""
        yield from (f"- `{each}`" for each in open_points)


def _heading(level: int, text: str) -> str:
    return f"{'#' * level} {text}"


def _purpose_row(purpose: Purpose, declarations: Declarations, say: NullTranslations) -> tuple[str, ...]:
    about_people = [
        f"`{name}`"
        for name, each in declarations.items()
        if each.purpose is purpose and not isinstance(each.person, NoPerson)
    ]
    return purpose_name(purpose, say), basis_name(PURPOSES[purpose].basis, say), ", ".join(about_people) or "–"


def _processors(purpose: Purpose, registers: Registers, language: str, say: NullTranslations) -> str:
    without = say.gettext("contract not recorded")
    found = [
        f"{each.name} ({each.data[language]}; {each.region}; {each.contract or without})"
        for each in registers.processors
        if purpose in each.purposes
    ]
    return "; ".join(found) or say.gettext("none")


def _transfers(purpose: Purpose, registers: Registers, language: str, say: NullTranslations) -> str:
    concerned = {each.id for each in registers.processors if purpose in each.purposes}
    found = [
        f"{each.processor} → {each.region}: {each.safeguard[language]}"
        for each in registers.transfers
        if each.processor in concerned
    ]
    return "; ".join(found) or say.gettext("none")


def _tests(names: Sequence[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _bullets(*facts: tuple[str, str]) -> Iterator[str]:
    return (f"- {name}: {value}" for name, value in facts)


def _table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(header)} |"
    yield f"| {' | '.join('---' for _ in header)} |"
    yield from (f"| {' | '.join(row)} |" for row in rows)
