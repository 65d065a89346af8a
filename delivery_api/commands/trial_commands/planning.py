"""What `mesur trial plan` does: it reads a plan, builds and simulates its booklets, and writes the planned trial."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import NoReturn

from rich.table import Table

from delivery_api.bank.item_status_changes import withdrawn_items
from delivery_api.bank.service import NoBank, find_stored_bank, in_use
from delivery_api.commands.command_context import console, listing, open_service_or_exit
from delivery_api.trial_planning import plan_page_messages as messages
from delivery_api.trial_planning.plan_file import read_plan, refused_faults
from delivery_api.trial_planning.plan_page import aim_rows, plan_days, plan_page, plan_sentences, year_rows
from delivery_api.trial_planning.plan_refusals import PlanRefused
from delivery_api.trial_planning.planning import plan_trial
from delivery_api.trials.trial_plans import PlannedTrial, TrialPlan
from itembank import LANGUAGES, BankVersion, ItemBankError, TestDesign
from itembank.commands.command_output import progress, refuse, write_file
from itembank.commands.input_files import read_file
from itembank.design_files.design_faults import DesignFault, InvalidDesign
from itembank.language import Language, Text
from itembank.refusal_messages import refusal_message


def write_plan(
    file: Path, out: Path, settings: Path, language: Language, today: date, *, seed: int, replications: int
) -> PlannedTrial:
    """Plan a trial and write it with its pages; exits with the reason where it cannot be carried out.

    Parameters
    ----------
    out : the JSON file; the pages stand beside it
    """
    text = read_file(file, language)
    try:
        plan = read_plan(text, f"{file}", today)
        bank, design, withdrawn = _bank(plan, settings)
        with progress() as bar:
            task = bar.add_task(messages.SIMULATING[language], total=replications)
            planned = plan_trial(
                plan,
                bank,
                design,
                withdrawn,
                seed=seed,
                replications=replications,
                on_replication=lambda: bar.advance(task),
            )
    except PlanRefused as refused:
        _refuse_faults(refused_faults(text, f"{file}", refused), file, language)
    except InvalidDesign as invalid:
        _refuse_faults(invalid.faults, file, language)
    except ItemBankError as refused:
        refuse(refusal_message(refused, language))
    _write(planned, bank, out, language)
    return planned


def _refuse_faults(faults: Iterable[DesignFault], file: Path, language: Language) -> NoReturn:
    refuse("\n".join(fault.sentence(f"{file}", language) for fault in faults))


def _bank(plan: TrialPlan, settings: Path) -> tuple[BankVersion, TestDesign, frozenset[str]]:
    """The bank version that the plan names, or the one in use, its design, and the items withdrawn from use."""
    with open_service_or_exit(settings).engine.begin() as connection:
        current, name = in_use(connection, plan.subject)
        bank = find_stored_bank(connection, plan.bank or current)
        if bank is None or bank.subject != plan.subject:
            raise NoBank(bank=plan.bank)
        named = any(design.name == name for design in bank.designs)
        return (
            bank,
            bank.design(name) if named else bank.first_design,
            frozenset(withdrawn_items(connection, plan.subject)),
        )


def _write(planned: PlannedTrial, bank: BankVersion, out: Path, language: Language) -> None:
    write_file(out, planned.document.decode(), language)
    pages = {each: out.with_suffix(f".{each}.html") for each in LANGUAGES}
    for each, page in pages.items():
        write_file(page, plan_page(planned, bank, each), language)
    for sentence in (*plan_sentences(planned), plan_days(planned.plan)):
        console().print(sentence[language], soft_wrap=True)
    console().print(_table(messages.AIM_HEADS, aim_rows(planned, language), language))
    console().print(_table(messages.YEAR_HEADS, year_rows(planned), language))
    named = ", ".join(map(str, pages.values()))
    console().print(messages.WRITTEN[language] % (out, named), soft_wrap=True)
    following = messages.NEXT if planned.plan.sample else messages.NEXT_WITHOUT_SAMPLE
    console().print(following[language] % out, soft_wrap=True)


def _table(heads: tuple[Text, ...], rows: Iterable[Sequence[str]], language: Language) -> Table:
    made = listing(*(head[language] for head in heads))
    for row in rows:
        made.add_row(*row)
    return made
