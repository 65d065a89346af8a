"""`mesur bank features`: the features of a bank's items as CSV, for `mesur explain-difficulty`."""

import csv
from io import StringIO

from itembank.commands.bank_command_group import bank
from itembank.commands.command_options import DEFAULT_BANK, BankName, Lang, output_language
from itembank.commands.input_files import load_bank
from itembank.versions.bank_version import BankVersion


@bank.command("features")
def features(bank_name: BankName = DEFAULT_BANK, lang: Lang = None) -> None:
    """Print the features of a bank’s items as CSV: template, strand, year and how often each feature occurs.

    The template is what items made alike have in common: a rule, a scenario or a passage.

    Example: mesur bank features reading-cy > features.csv
    """
    print(features_csv(load_bank(bank_name, output_language(lang))), end="")


def features_csv(bank: BankVersion) -> str:
    """A row for each item: id, template, strand, year, process where the subject has some, and counts of features."""
    names = sorted({feature.name for item in bank.items for feature in item.features})
    with_process = any(item.process for item in bank.items)
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["item", "template", "strand", "year", *(["process"] if with_process else []), *names])
    for item in bank.items:
        counts = {feature.name: feature.count for feature in item.features}
        plain = [item.id, item.template, item.strand, item.introduced_year]
        process = [item.process] if with_process else []
        writer.writerow([*plain, *process, *(counts.get(name, 0) for name in names)])
    return out.getvalue()
