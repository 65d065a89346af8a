"""`mesur bank curriculum`: where each item stands in the curriculum of Wales, as CSV."""

import csv
from io import StringIO

from itembank.commands.bank_command_group import bank
from itembank.commands.command_options import DEFAULT_BANK, BankName, Lang, output_language
from itembank.commands.input_files import load_bank
from itembank.content.curriculum import curriculum_code, curriculum_place, progression_step
from itembank.language import Language
from itembank.presentation.item_tools import AskedItem, refusals
from itembank.versions.bank_version import BankVersion

_HEADS = {
    "cy": ("eitem", "cod", "blwyddyn", "cam cynnydd", "llinyn", "elfen", "topig", "cyfrifiannell"),
    "en": ("item", "code", "year", "progression step", "strand", "element", "topic", "calculator"),
}
_CALCULATOR = {"cy": ("na", "ie"), "en": ("no", "yes")}


@bank.command("curriculum")
def curriculum(bank_name: BankName = DEFAULT_BANK, lang: Lang = None) -> None:
    """Print where each item of a built-in bank stands in the curriculum as CSV: LNF element, year and progression step.

    The last column says whether a calculator may be used.

    Example: mesur bank curriculum numeracy-procedural > curriculum.csv
    """
    language = output_language(lang)
    print(curriculum_csv(load_bank(bank_name, language), language), end="")


def curriculum_csv(bank: BankVersion, language: Language) -> str:
    """A row for each item that counts: id, code, year group, step, strand and element, topic, and calculator."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(_HEADS[language])
    for item in bank.items:
        place, year = curriculum_place(item.topic), item.introduced_year
        allowed = _CALCULATOR[language][
            not refusals(AskedItem(bank.subject, item, bank.stimulus_of(item)), "calculator")
        ]
        words = (place.strand[language], place.element[language], bank.topic(item.topic).label[language])
        writer.writerow([item.id, curriculum_code(item), year, progression_step(year), *words, allowed])
    return out.getvalue()
