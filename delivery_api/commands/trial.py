"""The commands `mesur trial …`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from gettext import NullTranslations
from pathlib import Path
from uuid import UUID

import typer
from rich.table import Column

from delivery_api.access.refusals import Declined, Reason
from delivery_api.bank.requested_subject import DEFAULT_SUBJECT
from delivery_api.commands.command_context import (
    SettingsFile,
    console,
    exit_on_refusal,
    listing,
    open_service_or_exit,
    reader_sentences,
)
from delivery_api.commands.trial_commands.extracts import extract, find_copies
from delivery_api.commands.trial_commands.options import By, Trial, Why
from delivery_api.commands.trial_commands.report import report
from delivery_api.commands.trial_commands.sample import replace, sample
from delivery_api.dates.clock import clock
from delivery_api.dates.school_calendar import london_date
from delivery_api.identity.class_list import store as class_list
from delivery_api.ledger.decisions import Decision
from delivery_api.sittings.storage.partitions import vacuum_old_row_versions
from delivery_api.trials import service
from delivery_api.trials.service import TrialTerms
from delivery_api.trials.trial_plans import read_planned
from itembank.commands.command_options import Lang, output_language

app = typer.Typer(
    no_args_is_help=True,
    help="Trials: plan and create one, record its completion, extract its responses for calibration.\n\n"
    "A trial’s responses are sealed under a key of their own and are destroyed 18 calendar months after completion "
    "by `mesur retention run`.",
)

app.command()(sample)
app.command()(replace)

Day = typer.Option(None, formats=["%Y-%m-%d"], help="The day of completion; today unless given.")


@app.command()
def plan(
    file: Path = typer.Argument(help="The plan: a TOML file.", metavar="PLAN.toml"),
    out: Path = typer.Option(
        Path("planned.json"), help="Where to write the planned trial; its pages in both languages stand beside it."
    ),
    replications: int = typer.Option(10, min=1, help="How many trials to simulate."),
    seed: int = typer.Option(1, min=0, help="Of the simulation: the same seed gives the same plan."),
    settings: Path = SettingsFile,
    lang: Lang = None,
) -> None:
    """Plan a trial: build its booklets, simulate it, and refuse it if it cannot find out what it is to find out.

    The plan names the trial, its subject, year groups and languages, the items to try, the responses that each gets in
    each language, its first day, and the latest day of its completion. docs/trials.md has every key.

    The booklets are balanced over positions, and linked between adjacent year groups. Simulated trials then say which
    standard errors, linking errors and differences between the languages to expect. If an aim is out of reach, nothing
    is written, and the refusal says what sample would do.

    Example: mesur trial plan autumn.toml --out autumn.json

    Exit code: 0 planned; 2 refused or bad input, nothing is written.
    """
    with exit_on_refusal():
        try:
            from delivery_api.commands.trial_commands.planning import write_plan
        except ModuleNotFoundError as missing:
            raise Declined(Reason.EXTRA_NOT_INSTALLED, extra="calibration") from missing
        today = london_date(clock())
        write_plan(file, out, settings, output_language(lang), today, seed=seed, replications=replications)


@app.command()
def create(
    by: By,
    reason: Why,
    plan: str = typer.Argument(
        metavar="PLAN.json", help="The planned trial, as `mesur trial plan` wrote it; or a name, for a trial without."
    ),
    complete_by: datetime | None = typer.Option(
        None,
        formats=["%Y-%m-%d"],
        help="Without a plan: the latest day of its completion; then it is completed by itself. At most a year.",
    ),
    subject: str | None = typer.Option(
        None, help="Without a plan: the subject that is trialled; numeracy-procedural unless given."
    ),
    class_: list[str] = typer.Option(
        [], "--class", help="A class to invite, by id (see `mesur trial classes`); give it once for each."
    ),
    all_classes: bool = typer.Option(False, "--all-classes", help="Invite every class of every school."),
    settings: Path = SettingsFile,
) -> None:
    """Create a trial with its own key and partitions, and invite classes.

    Learners of those classes find the trial beside their assessments at their next sign-in, from its first day on and
    if it asks their year group. Of a planned trial each gets the booklet that fewest in their year group and language
    have begun. Without a plan all sit the adaptive test that is in use.

    Example: mesur trial create autumn.json --all-classes --by "Sian Rees" --reason "New items"
    """
    opened, say, now = open_service_or_exit(settings), reader_sentences(), clock()
    with exit_on_refusal(OSError), opened.engine.begin() as connection:
        terms = _terms(plan, subject, complete_by)
        there = class_list.class_ids(connection)
        classes = there if all_classes else list(dict.fromkeys(_known(each, there) for each in class_))
        if not classes and terms.planned is None:  # classes of a planned trial are invited with their schools
            raise Declined(Reason.NO_CLASS)
        decision = Decision(by, reason)
        made = service.create(
            connection, opened.ring, opened.ledger, terms=terms, classes=classes, decision=decision, now=now
        )
    sentence = say.gettext(
        "Trial %(trial)s is open. Invited classes: %(count)d. It is completed on %(day)s at the latest."
    )
    console().print(sentence % {"trial": made, "count": len(classes), "day": terms.complete_by})


def _terms(plan: str, subject: str | None, complete_by: datetime | None) -> TrialTerms:
    if not plan.endswith(".json"):
        if complete_by is None:
            raise Declined(Reason.LATEST_DAY_MISSING)
        return TrialTerms(plan, subject or DEFAULT_SUBJECT, complete_by.date())
    if subject is not None or complete_by is not None:
        raise Declined(Reason.PLAN_AND_LATEST_DAY)
    return TrialTerms.of_plan(read_planned(Path(plan).read_bytes(), plan))


@app.command()
def classes(settings: Path = SettingsFile) -> None:
    """Show the classes that can be invited, by school and name, with their ids."""
    opened, say = open_service_or_exit(settings), reader_sentences()
    with exit_on_refusal(), opened.engine.begin() as connection:
        found = class_list.named_classes(connection)
    table = listing(say.gettext("School"), say.gettext("Class"), Column(say.gettext("Id"), no_wrap=True))
    for each in found:
        table.add_row(each.school, each.name, str(each.id))
    console().print(table)


@app.command()
def complete(trial: Trial, by: By, reason: Why, on: datetime | None = Day, settings: Path = SettingsFile) -> None:
    """Record that a trial is completed. Nobody can sit it any more, and the 18 months begin.

    The day cannot lie before the last answer. A trial that nobody completes is completed by `mesur retention run` on
    its latest day.
    """
    opened, say, now = open_service_or_exit(settings), reader_sentences(), clock()
    day = on.date() if on else london_date(now)
    with exit_on_refusal():
        decision = Decision(by, reason)
        with opened.engine.begin() as connection:
            service.complete(connection, opened.ring, opened.ledger, trial, day, decision, now)
        vacuum_old_row_versions(opened.engine, trial)
        with opened.engine.begin() as connection:
            due = service.find(connection, trial).trial_due_on
    console().print(
        say.gettext("Completed on %(day)s. Its responses will be destroyed on %(due)s.") % {"day": day, "due": due}
    )


@app.command("amend-completion")
def amend_completion(
    trial: Trial,
    by: By,
    reason: Why,
    on: datetime = typer.Option(formats=["%Y-%m-%d"], help="The true day of completion, before the recorded one."),
    settings: Path = SettingsFile,
) -> None:
    """Record an earlier day of completion than was recorded by mistake, so that the responses go earlier.

    A later day is never recorded, nor one before the last answer.

    Example: mesur trial amend-completion trial-1a2b3c4d --on 2026-12-11 --by "Sian Rees" --reason "Wrong week"
    """
    opened, say, now = open_service_or_exit(settings), reader_sentences(), clock()
    with exit_on_refusal(), opened.engine.begin() as connection:
        decision = Decision(by, reason)
        amended = service.amend_completion(connection, opened.ring, opened.ledger, trial, on.date(), decision, now)
    facts = {"day": amended.completed_on, "due": amended.trial_due_on}
    console().print(say.gettext("Completed on %(day)s. Its responses will be destroyed on %(due)s.") % facts)


@app.command()
def cancel(
    trial: Trial,
    by: By,
    reason: Why,
    yes: bool = typer.Option(False, "--yes", help="Do not ask."),
    settings: Path = SettingsFile,
) -> None:
    """Cancel a trial and destroy at once what was sat in it, with a certificate. This cannot be undone.

    Whatever else is due today is destroyed too, as by `mesur retention run`.
    """
    opened, say, now = open_service_or_exit(settings), reader_sentences(), clock()
    if not yes:
        typer.confirm(say.gettext("Destroy all responses of this trial now?"), abort=True)
    with exit_on_refusal(OSError):
        decision = Decision(by, reason)
        with opened.engine.begin() as connection:
            service.cancel(connection, opened.ledger, trial, decision, now)
        vacuum_old_row_versions(opened.engine, trial)
        outcomes = opened.retention.run(now, by=by)
    done = all(each.is_done for each in outcomes if each.name == trial)
    sentence = (
        say.gettext("%(trial)s is cancelled and its responses are destroyed. Certificate: %(path)s")
        if done
        else say.gettext("%(trial)s is cancelled; its destruction is not complete: `mesur retention run` tells why.")
    )
    facts = {"trial": trial, "path": opened.settings.certificates / f"{trial}.json"}
    console().print(sentence % facts, soft_wrap=True)
    if not done:
        raise typer.Exit(1)


app.command()(extract)
app.command("find-copies")(find_copies)
app.command()(report)


@app.command("list")
def list_(settings: Path = SettingsFile) -> None:
    """Show the trials, when each was or will be completed and when its responses go."""
    opened, say, today = open_service_or_exit(settings), reader_sentences(), london_date(clock())
    with exit_on_refusal(), opened.engine.begin() as connection:
        held, soon = service.trials(connection), service.ending_soon(connection, today)
    heads = (
        Column(say.gettext("Trial"), no_wrap=True),
        say.gettext("Name"),
        Column(say.gettext("Created"), no_wrap=True),
        Column(say.gettext("Completed"), no_wrap=True),
        Column(say.gettext("Destroyed"), no_wrap=True),
    )
    table = listing(*heads)
    for each in held:
        completed = _day(say, each.completed_on, each.latest_completion)
        destroyed = _day(say, each.destroyed_on, each.trial_due_by)
        table.add_row(each.id, each.name, _day(say, each.created_on), completed, destroyed)
    console().print(table if held else say.gettext("There are no trials yet."))
    for each in soon:
        sentence = say.gettext("%(trial)s will be completed on %(day)s, and can be sat no more then.")
        console().print(sentence % {"trial": each.id, "day": each.latest_completion}, soft_wrap=True)


def _known(class_id: str, there: Sequence[UUID]) -> UUID:
    found = next((each for each in there if str(each) == class_id.lower()), None)
    if found is None:
        raise Declined(Reason.UNKNOWN_CLASS, given=repr(class_id))
    return found


def _day(say: NullTranslations, day: date | None, latest: date | None = None) -> str:
    if day:
        return day.isoformat()
    return say.gettext("by %(day)s") % {"day": latest} if latest else "–"
