"""`mesur bank preview` and `mesur bank write`: a bank as a page for reviewers, or as JSON."""

from pathlib import Path
from typing import Annotated

import typer

from itembank.commands.bank_command_group import bank
from itembank.commands.command_options import DEFAULT_BANK, BankName, DesignFile, Lang, output_language
from itembank.commands.command_output import write_and_report
from itembank.commands.input_files import load_bank, load_bank_to_keep, with_design_file, with_folder
from itembank.preview.preview_page import preview_page
from itembank.versions.bank_version import write_bank


@bank.command("preview")
def preview(
    out: Annotated[Path, typer.Option(help="The page to write.")],
    bank_name: BankName = DEFAULT_BANK,
    lang: Lang = None,
) -> None:
    """Write a page with every item in both languages, its key, misconceptions, features and difficulty.

    It shows the keys: for reviewers, never for learners.
    """
    language = output_language(lang)
    write_and_report(out, preview_page(load_bank(bank_name, language, draft=True), language), language)


@bank.command("write")
def write_json(
    out: Annotated[Path, typer.Option(help="The folder; the file is named by the bank’s SHA-256.")],
    bank_name: BankName = DEFAULT_BANK,
    design: DesignFile = None,
    add: Annotated[
        Path | None, typer.Option(metavar="DIR", help="A folder of your own, whose items are added to the bank’s.")
    ] = None,
    lang: Lang = None,
) -> None:
    """Write a bank as canonical JSON, as a start for a bank of your own; with --design, include a design of your own.

    Example: mesur bank write numeracy-procedural --design trial.toml --out banks/

    Example: mesur bank write reading-en --add my-passages --out banks/
    """
    language = output_language(lang)
    made = with_folder(load_bank_to_keep(bank_name, language), add, language)
    made = with_design_file(made, design, language)
    write_and_report(out / f"{made.hash}.json", write_bank(made).decode(), language)
