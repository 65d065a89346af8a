"""The commands `mesur trial sample` and `mesur trial replace`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from gettext import NullTranslations
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer
from rich.table import Column, Table
from sqlalchemy import Connection

from delivery_api.access.refusals import Declined, Reason
from delivery_api.commands.command_context import (
    SettingsFile,
    console,
    exit_on_refusal,
    listing,
    open_service_or_exit,
    reader_sentences,
)
from delivery_api.commands.trial_commands.options import By, Trial, Why
from delivery_api.dates.clock import clock
from delivery_api.dates.school_calendar import london_date
from delivery_api.identity import store as identity
from delivery_api.identity.school_attributes.attribute_file import SIZE
from delivery_api.identity.values import Organisation
from delivery_api.ledger.decisions import Decision
from delivery_api.trials.participation.invitations import replace_silent
from delivery_api.trials.participation.sample_reach import SampleReach, sample_reach
from delivery_api.trials.participation.sampling import (
    StratumRow,
    sample_schools,
    sampling_frame,
    sampling_plan,
    strata_table,
    years_asked,
)
from delivery_api.trials.store import plan_of
from delivery_api.trials.trial_plans import MOST_REPLACEMENTS, PlannedTrial, read_planned


def sample(
    trial: Trial,
    by: By,
    reason: Why,
    schools: Annotated[
        int | None, typer.Option(min=1, help="How many schools take part; as planned unless given.")
    ] = None,
    strata: Annotated[
        str | None, typer.Option(help="Attributes of schools that make the strata, separated by commas.")
    ] = None,
    seed: Annotated[
        int | None, typer.Option(min=0, help="Of the random starts: the same seed draws the same schools.")
    ] = None,
    replacements: Annotated[
        int | None, typer.Option(min=0, max=MOST_REPLACEMENTS, help="How many schools stand by for each at most.")
    ] = None,
    settings: Path = SettingsFile,
) -> None:
    """Draw the schools of a trial and invite them: stratified, with probability proportional to size.

    What is not given is as the trial’s plan says under [sample]; without that, strata are `medium` and the seed is 1.

    Within a stratum schools are sorted by authority (or medium) and size, and drawn in equal steps of learners. Up to
    two neighbours of each stand by: one is invited when the school declines. Attributes come from `mesur roster
    schools`; `authority` is always known. Small schools are drawn as if they had 30 learners, so that none is left out.

    Example: mesur trial sample trial-1a2b3c4d --schools 40 --by "Sian Rees" --reason "As planned"
    """
    opened, say, now = open_service_or_exit(settings), reader_sentences(), clock()
    given = {"schools": schools, "strata": _names(strata), "seed": seed, "replacements": replacements}
    with exit_on_refusal(), opened.engine.begin() as connection:
        planned, years, today = _planned(connection, trial), years_asked(connection, trial), london_date(now)
        plan, origin = sampling_plan(planned.plan.sample if planned else None, given)
        decision = Decision(by, reason)
        drawn = sample_schools(connection, opened.ledger, trial, plan, years, decision, now, origin=origin)
        rows = strata_table(sampling_frame(connection, plan, years, today), drawn)
        first = [each.school for each in drawn if each.turn == 0]
        reach = sample_reach(connection, planned, first, today) if planned else ()
    console().print(_table(rows, say))
    if SIZE in plan.strata:
        bands = say.gettext(
            "The strata of size are made from the number of each school’s learners: its `size`, or else those of the "
            "trial’s years on the roster."
        )
        console().print(bands, soft_wrap=True, markup=False)
    sentence = say.ngettext("%(count)d school is invited.", "%(count)d schools are invited.", len(first))
    console().print(sentence % {"count": len(first)})
    for told in _reach_sentences(reach, say):
        console().print(told, soft_wrap=True)


def replace(
    trial: Trial,
    by: By,
    reason: Why,
    school: Annotated[
        list[str] | None,
        typer.Option(
            help="The number of a school, to be replaced at once; give it once for each. Without: all that are late."
        ),
    ] = None,
    settings: Path = SettingsFile,
) -> None:
    """Ask the next school that stands by for each that has not answered its invitation in time.

    A school is late as many days after its invitation as the plan says (`replaced_after` in [sample]), 21 without a
    plan. A school that declines or withdraws is replaced at once, without this command.

    Example: mesur trial replace trial-1a2b3c4d --by "Sian Rees" --reason "No answer in three weeks"
    """
    opened, say, now = open_service_or_exit(settings), reader_sentences(), clock()
    with exit_on_refusal(), opened.engine.begin() as connection:
        there = identity.organisations(connection)
        named = [_school(each, there) for each in dict.fromkeys(school or ())]
        done = replace_silent(connection, opened.ledger, trial, named, Decision(by, reason), now)
    names = {each.id: f"{each.name} ({each.code})" for each in there}
    for each in done:
        if each.invited is None:
            sentence = say.gettext("%(silent)s has not answered; no school stands by for it any more.")
        else:
            sentence = say.gettext("%(silent)s has not answered; %(invited)s is invited in its place.")
        facts = {"silent": names[each.silent], "invited": names.get(each.invited) if each.invited else ""}
        console().print(sentence % facts, soft_wrap=True)
    if not done:
        console().print(say.gettext("No school is late with its answer."))


def _school(number: str, there: Sequence[Organisation]) -> UUID:
    found = next((each.id for each in there if each.code == number), None)
    if found is None:
        raise Declined(Reason.SCHOOL_NUMBER_UNKNOWN, number=number)
    return found


def _names(strata: str | None) -> tuple[str, ...] | None:
    if strata is None:
        return None
    return tuple(dict.fromkeys(each.strip() for each in strata.split(",") if each.strip()))


def _planned(connection: Connection, trial: str) -> PlannedTrial | None:
    plan = plan_of(connection, trial)
    return read_planned(plan.document, trial) if plan else None


def _reach_sentences(reach: Sequence[SampleReach], say: NullTranslations) -> Iterator[str]:
    """Whether the sample gives what the plan wants; where not, by how much it falls short."""
    if reach and not any(each.short for each in reach):
        yield say.gettext(
            "The sample gives every item the planned responses in each language, if all its learners sit."
        )
    names = {"cy": say.gettext("Welsh"), "en": say.gettext("English")}
    for each in reach:
        if each.short:
            sentence = say.gettext(
                "The sample is too small for Year %(year)d, %(language)s. Learners: %(learners)d. Responses to "
                "each item: %(responses)d of the planned %(wanted)d, %(short)d too few."
            )
            yield sentence % {**vars(each), "language": names[each.language], "short": each.short}


def _table(rows: tuple[StratumRow, ...], say: NullTranslations) -> Table:
    heads = (
        say.gettext("Schools"),
        say.gettext("Learners"),
        say.gettext("Drawn"),
        say.gettext("In reserve"),
        say.gettext("Weights"),
    )
    table = listing(say.gettext("Stratum"), *(Column(each, justify="right") for each in heads))
    for row in rows:
        counts = (row.schools, row.learners, row.drawn, row.reserve)
        table.add_row(row.stratum, *map(str, counts), f"{row.lightest:.2f}–{row.heaviest:.2f}")
    return table
