"""The command `mesur trial sample`."""

from __future__ import annotations

from gettext import NullTranslations
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Column, Table

from delivery_api.commands.command_context import (
    SettingsFile,
    console,
    exit_on_refusal,
    open_service_or_exit,
    reader_sentences,
)
from delivery_api.commands.trial_commands.options import By, Trial, Why
from delivery_api.dates.clock import clock
from delivery_api.dates.school_calendar import london_date
from delivery_api.identity.school_attributes.attribute_file import MEDIUM
from delivery_api.ledger.decisions import Decision
from delivery_api.trials.participation.sampling import (
    SamplingPlan,
    StratumRow,
    sample_schools,
    sampling_frame,
    strata_table,
    years_asked,
)


def sample(
    trial: Trial,
    schools: Annotated[int, typer.Option(min=1, help="How many schools take part.")],
    by: By,
    reason: Why,
    strata: Annotated[
        str, typer.Option(help="Attributes of schools that make the strata, separated by commas.")
    ] = MEDIUM,
    seed: Annotated[int, typer.Option(min=0, help="Of the random starts: the same seed draws the same schools.")] = 1,
    settings: Path = SettingsFile,
) -> None:
    """Draw the schools of a trial and invite them: stratified, with probability proportional to size.

    Within a stratum schools are sorted by authority (or medium) and size, and drawn in equal steps of learners. Up to
    two neighbours of each stand by: one is invited when the school declines. Attributes come from `mesur roster
    schools`; `authority` is always known. Small schools are drawn as if they had 30 learners, so that none is left out.

    Example: mesur trial sample trial-1a2b3c4d --schools 40 --by "Sian Rees" --reason "As planned"
    """
    opened, say, now = open_service_or_exit(settings), reader_sentences(), clock()
    plan = SamplingPlan(schools, tuple(dict.fromkeys(each.strip() for each in strata.split(",") if each.strip())), seed)
    with exit_on_refusal(), opened.engine.begin() as connection:
        years = years_asked(connection, trial)
        decision = Decision(by, reason)
        drawn = sample_schools(connection, opened.ledger, trial, plan, years, decision, now)
        rows = strata_table(sampling_frame(connection, plan, years, london_date(now)), drawn)
    console().print(_table(rows, say))
    count = sum(each.turn == 0 for each in drawn)
    sentence = say.ngettext("%(count)d school is invited.", "%(count)d schools are invited.", count)
    console().print(sentence % {"count": count})


def _table(rows: tuple[StratumRow, ...], say: NullTranslations) -> Table:
    heads = (
        say.gettext("Schools"),
        say.gettext("Learners"),
        say.gettext("Drawn"),
        say.gettext("In reserve"),
        say.gettext("Weights"),
    )
    table = Table(say.gettext("Stratum"), *(Column(each, justify="right") for each in heads))
    for row in rows:
        counts = (row.schools, row.learners, row.drawn, row.reserve)
        table.add_row(row.stratum, *map(str, counts), f"{row.lightest:.2f}–{row.heaviest:.2f}")
    return table
