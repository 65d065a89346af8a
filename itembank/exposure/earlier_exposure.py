"""What was solved for an earlier version of a bank: where solving starts, and which year groups may keep it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from engine import StartingEligibility
from engine.numerics.array_types import Bools
from itembank.canonical_json import canonical_json, sha256
from itembank.compilation.design_compilation import compile_test
from itembank.compilation.eligible_items import eligible_items
from itembank.content.item_versions import ItemVersion
from itembank.design.adaptive_test_design import Setting, TestDesign, ValuesByItem
from itembank.versions.bank_version import BankVersion, SolvedSettings

Probabilities = tuple[float, ...]
"""Eligibility probabilities of an item, one for each segment of the estimate."""


def starting_eligibility(
    items: Sequence[ItemVersion], eligible: Bools, earlier: Mapping[str, Probabilities]
) -> StartingEligibility:
    """Where solving starts: each item from what was found for it, a new one from that of the one most like it.

    Most like it is, of the items that the year group may be asked, the one nearest in difficulty, of its strand if
    there is any.

    Parameters
    ----------
    eligible : whether the year group may be asked each item
    earlier : by `ItemVersion.item`, some
    """
    known = np.array([item.item in earlier for item in items])
    models = [item for item, may in zip(items, eligible & known, strict=True) if may]
    always = tuple(1.0 for _ in next(iter(earlier.values())))
    probabilities = [earlier.get(item.item) or _nearest(item, models, earlier, always) for item in items]
    return StartingEligibility(np.array(probabilities, dtype=float), known)


def _nearest(
    item: ItemVersion, models: Sequence[ItemVersion], earlier: Mapping[str, Probabilities], otherwise: Probabilities
) -> Probabilities:
    def unlikeness(other: ItemVersion) -> tuple[bool, float]:
        return other.strand != item.strand, abs(other.parameters.difficulty - item.parameters.difficulty)

    return earlier[min(models, key=unlikeness).item] if models else otherwise


def earlier_probabilities(earlier: BankVersion, design: TestDesign, year: int) -> dict[str, Probabilities]:
    """What an earlier version has for a design of that name and a year group, by `ItemVersion.item`; {} if nothing."""
    found = _settings(earlier, design, year)
    names = {item.id: item.item for item in earlier.items}
    return {} if found is None else {names[item_id]: shares for item_id, shares in by_item(found)}


def settings_kept(earlier: BankVersion, bank: BankVersion, design: TestDesign, year: int) -> SolvedSettings | None:
    """The earlier settings of a year group whose simulation would see nothing new; None if there is something.

    Items that it may not be asked get an eligibility of 1, which nobody's sittings depend on.
    """
    if not (found := earlier_probabilities(earlier, design, year)):
        return None
    before = next(each for each in earlier.designs if each.name == design.name)
    if simulated(earlier, before, year) != simulated(bank, design, year):
        return None
    return settings_of(bank, design, year, found)


def settings_of(
    bank: BankVersion, design: TestDesign, year: int, shares: Mapping[str, Probabilities]
) -> SolvedSettings:
    """Probabilities by `ItemVersion.item` as settings; 1 for an item that has none."""
    rows = tuple((item.id, tuple(shares.get(item.item, (1.0,)))) for item in bank.items)
    return SolvedSettings(design.hash, year, (Setting("probabilities", ValuesByItem(rows)),))


def simulated(bank: BankVersion, design: TestDesign, year: int) -> str:
    """SHA-256 of all that a simulation of a year group depends on: its slots, abilities and the items it may be asked.

    Wording does not matter, nor do the items and settings of other year groups.
    """
    own = tuple(each for each in design.populations if each.year == year)
    plan = replace(design.for_year(year), populations=own, by_year=())
    allowed = eligible_items(compile_test(bank, replace(design.for_year(year), exposure=None), year))
    items = sorted(_seen(item) for item, may in zip(bank.items, allowed, strict=True) if may)
    return sha256(canonical_json((plan, *(item.decode() for item in items), bank.adopted)))


def _seen(item: ItemVersion) -> bytes:
    content = (item.strand, item.topic, item.introduced_year, item.process, item.stimulus, item.family, item.most)
    told = (item.context, item.person) if item.context or item.person else ()
    return canonical_json((item.item, *content, *told, item.parameters))


def by_item(settings: SolvedSettings) -> tuple[tuple[str, Probabilities], ...]:
    """The probabilities of solved settings, by item-version id."""
    (setting,) = settings.settings
    rows = setting.value.by_item if isinstance(setting.value, ValuesByItem) else ()
    return tuple((item_id, shares if isinstance(shares, tuple) else (shares,)) for item_id, shares in rows)


def _settings(bank: BankVersion, design: TestDesign, year: int) -> SolvedSettings | None:
    hashes = {each.hash for each in bank.designs if each.name == design.name}
    return next((each for each in bank.solved if each.design in hashes and each.year == year), None)
