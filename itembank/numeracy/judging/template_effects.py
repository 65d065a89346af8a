"""The frozen effects of templates on provisional difficulty, from ``template_effects.csv``.

`itembank.freeze_template_effects` writes the file from `expert_judgements`. A row has a template in a year of
introduction, its effect in logits and how many of its items were judged; without any, what is known is of the template
in other years, or of the topic.
"""

import csv
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

WRITTEN = "-write"
"""What ends the name of a template whose fraction or clock time is written (`itembank.numeracy.written_answers`)."""


def template_effect(year: int, template: str) -> float:
    """How much harder than modelled a template's items that are introduced in a year are judged to be, in logits.

    0 for a template that the file does not have.
    """
    return frozen_effects().get((year, judged_template(template)), 0.0)


def judged_template(template: str) -> str:
    """The template that judges saw: of one whose answer is written, that which offers it among options.

    What they said of reading a clock holds for both; what writing adds, and guessing takes, is the model's to say.
    """
    return template.removesuffix(WRITTEN)


@cache
def frozen_effects() -> Mapping[tuple[int, str], float]:
    """The effects by year and template."""
    text = (files("itembank.numeracy.judging") / "template_effects.csv").read_text("utf-8")
    rows = csv.DictReader(text.splitlines())
    return {(int(row["year"]), row["template"]): float(row["logits"]) for row in rows}
