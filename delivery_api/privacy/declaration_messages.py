"""Tells declarations in sentences: when rows go, and how a person's rows are found."""

from __future__ import annotations

from gettext import NullTranslations

from delivery_api.storage.data_declaration import (
    AfterColumn,
    Blanked,
    DataDeclaration,
    NamedInText,
    NoPerson,
    NoPersonalData,
    PersonColumns,
    PersonLocator,
    ProgrammeKind,
    Rule,
    Term,
    ThroughSitting,
    WithAuditYear,
    WithParent,
    WithPerson,
    WithProgramme,
)


def rules_sentence(declaration: DataDeclaration, say: NullTranslations) -> str:
    """Return when the rows of a table go, in one line."""
    return "; ".join(rule_phrase(rule, say) for rule in declaration.rules)


def rule_phrase(rule: Rule, say: NullTranslations) -> str:
    """Return when rows go by one rule."""
    match rule:
        case WithProgramme():
            return _programme_phrase(rule, say)
        case AfterColumn() | Blanked():
            return _column_phrase(rule, say)
        case WithParent():
            return say.gettext("with the row of `%(table)s` it belongs to") % {"table": rule.table}
        case WithPerson():
            return say.gettext("with the person")
        case WithAuditYear():
            return say.gettext("with the audit of its school year, as configured")
        case NoPersonalData():
            return say.gettext("kept: nothing in it is about a person")


def _programme_phrase(rule: WithProgramme, say: NullTranslations) -> str:
    match rule.kinds:
        case (ProgrammeKind.TRIAL,):
            return say.gettext("18 months after the trial was completed")
        case (ProgrammeKind.YEAR,):
            return say.gettext("with the school year, as configured")
        case _:
            return say.gettext("a trial’s 18 months after it was completed, a school year’s as configured")


def _column_phrase(rule: AfterColumn | Blanked, say: NullTranslations) -> str:
    term = term_phrase(rule.term, say)
    if isinstance(rule, Blanked):
        sentence = say.gettext("the record is kept; `%(name)s` is taken out %(term)s after `%(column)s`")
        return sentence % {"name": rule.column, "term": term, "column": rule.after}
    if rule.term == Term():
        return say.gettext("at the time of `%(column)s`") % {"column": rule.column}
    return say.gettext("%(term)s after `%(column)s`") % {"term": term, "column": rule.column}


def term_phrase(term: Term, say: NullTranslations) -> str:
    """Return a length of time."""
    if term.months and term.months % 12 == 0:
        years = term.months // 12
        return say.ngettext("%(count)d year", "%(count)d years", years) % {"count": years}
    if term.months:
        return say.ngettext("%(count)d month", "%(count)d months", term.months) % {"count": term.months}
    return say.ngettext("%(count)d day", "%(count)d days", term.days) % {"count": term.days}


def person_phrase(locator: PersonLocator, say: NullTranslations) -> str:
    """Return how a person's rows are found."""
    match locator:
        case NoPerson():
            return say.gettext("no person’s rows")
        case PersonColumns():
            return ", ".join(f"`{column}`" for column in (*locator.subjects, *locator.actors))
        case ThroughSitting():
            return say.gettext("through its sitting")
        case NamedInText():
            return say.gettext("through the text or hash in `%(column)s`") % {"column": locator.column}
