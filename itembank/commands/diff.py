"""`mesur bank diff`: compares two bank versions."""

from collections.abc import Iterator
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from itembank.commands.bank_command_group import bank
from itembank.commands.command_options import BANK_HELP, Lang, output_language
from itembank.commands.command_output import progress, refuse
from itembank.commands.input_files import load_bank
from itembank.comparison import difference_messages as messages
from itembank.comparison.score_difference import ChangeSummary, ScoreDifference, score_difference
from itembank.comparison.version_difference import VersionDifference, version_difference
from itembank.errors import ItemBankError
from itembank.language import Language, Text
from itembank.refusal_messages import refusal_message
from itembank.versions.bank_version import BankVersion

LISTED = 20


@bank.command("diff")
def diff(
    old: Annotated[str, typer.Argument(metavar="A", help=BANK_HELP)],
    new: Annotated[str, typer.Argument(metavar="B", help=BANK_HELP)],
    simulees: Annotated[int, typer.Option(min=0, help="For each year group; 0 for no simulation.")] = 500,
    seed: Annotated[int, typer.Option(min=0, max=2**63 - 1)] = 1,
    everything: Annotated[bool, typer.Option("--all", help=f"List all, not the first {LISTED} of each kind.")] = False,
    lang: Lang = None,
) -> None:
    """Say what changes from bank version A to B: items, fields, designs; and by simulation, what that does to scores.

    The same simulees sit both versions. An item that is alike in both gets the same answer, drawn from the parameters
    of B. One table scores the answers to A by B; the other compares the sittings of A and B. The effect of a corrected
    key is not simulated: `mesur bank rescore` shows it for real sittings.

    Example: mesur bank diff before.json after.json --simulees 1000
    """
    language = output_language(lang)
    first, second = load_bank(old, language), load_bank(new, language)
    found = version_difference(first, second)
    for sentence in _sentences(found, language, None if everything else LISTED):
        Console().print(sentence, highlight=False, markup=False)
    if found.is_empty or not simulees or first.subject != second.subject:
        return
    try:
        changes = _changes(first, second, simulees, seed, language)
    except ItemBankError as error:
        refuse(refusal_message(error, language))
    for table in _tables(changes, language):
        Console().print(table)


def _sentences(found: VersionDifference, language: Language, most: int | None) -> Iterator[str]:
    if found.is_empty:
        yield messages.ALIKE[language]
    changed = tuple(f"{each.item} ({', '.join(each.fields)})" for each in found.changed)
    kinds = (
        (messages.ADDED, found.added),
        (messages.REMOVED, found.removed),
        (messages.CHANGED, changed),
        (messages.TOPICS, found.topics),
        (messages.DESIGNS, found.designs),
    )
    for text, names in kinds:
        if names:
            yield text[language] % len(names)
            yield from (f"  {name}" for name in names[:most])
            if most is not None and len(names) > most:
                yield f"  {messages.MORE[language] % (len(names) - most)}"
    if found.solved:
        yield messages.SOLVED[language]


def _changes(
    first: BankVersion, second: BankVersion, simulees: int, seed: int, language: Language
) -> list[tuple[str, ScoreDifference]]:
    there = {design.name: design for design in first.designs}
    cells = [
        (design.name, year)
        for design in second.designs
        if design.name in there
        for year in design.years
        if year in there[design.name].years
    ]
    with progress() as bar:
        task = bar.add_task(messages.PROGRESS[language], total=len(cells))
        made = []
        for name, year in cells:
            made.append((name, score_difference(first, second, name, year, simulees=simulees, seed=seed)))
            bar.advance(task)
    return made


def _tables(changes: list[tuple[str, ScoreDifference]], language: Language) -> Iterator[Table]:
    def table(title: Text, rest: tuple[Text, ...]) -> Table:
        heads = (*messages.HEADS, *rest)
        return Table(*(head[language] for head in heads), title=title[language] % changes[0][1].simulees)

    same, anew = table(messages.SAME_ANSWERS, ()), table(messages.SAT_ANEW, messages.BIAS_HEADS)
    for name, each in changes:
        biases = (f"{each.bias_before:+.3f}", f"{each.bias_after:+.3f}")
        same.add_row(name, str(each.year), *_cells(each.same_answers))
        anew.add_row(name, str(each.year), *_cells(each.sat_anew), *biases)
    yield from (same, anew) if changes else ()


def _cells(change: ChangeSummary) -> tuple[str, ...]:
    mean, se_mean = f"{change.theta_mean:+.3f}", f"{change.se_mean:+.3f}"
    return mean, f"{change.theta_rms:.3f}", se_mean, f"{change.se_rms:.3f}"
