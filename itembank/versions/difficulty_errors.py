"""How surely the difficulty of an item is known."""

from itembank.content.item_versions import ItemVersion
from itembank.versions.adopted_parameters import AdoptedParameters

PROVISIONAL_SD = 0.5
"""SD in logits of the error of a provisional difficulty within its year, assumed until a trial has measured it.

What judges say differs from provisional difficulties of procedural items by 0.69 in sets that were left out, their own
error included (docs/item-bank.md); how far judges differ from children nobody knows yet. That a whole year is easier or
harder than the model says comes to it, and is not in it."""


def difficulty_sd(item: ItemVersion, adopted: AdoptedParameters | None = None) -> float:
    """Standard error in logits of an item's difficulty: a trial's, else `PROVISIONAL_SD` while it is provisional.

    Parameters
    ----------
    adopted : what the item's bank version knows of trials; None where it has been in none
    """
    known = adopted.difficulty_errors.get(item.id) if adopted else None
    if known is not None:
        return known
    return PROVISIONAL_SD if item.parameters.provisional else 0.0
