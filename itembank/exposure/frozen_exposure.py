"""Solved exposure of the built-in banks, kept in JSON files of this folder."""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from itembank.compilation.design_compilation import compile_test
from itembank.compilation.eligible_items import eligible_items
from itembank.design.adaptive_test_design import Setting, TestDesign, ValuesByItem
from itembank.errors import NOTHING, InvalidBank
from itembank.exposure.earlier_exposure import Probabilities, settings_of, simulated
from itembank.versions.bank_version import BankVersion, SolvedSettings


def with_frozen_exposure(bank: BankVersion) -> BankVersion:
    """The bank with the solved settings in its file that fit its designs and items; others are outdated.

    Items are matched by `ItemVersion.item`, which stays when a wording is corrected: exposure depends on parameters and
    design alone, and a test checks the rates of the bank as it is. A design whose settings are missing is refused when
    it is compiled.
    """
    return replace(bank, solved=tuple(_fitting(bank, _kept(bank))))


def settings_that_stay(bank: BankVersion, design: TestDesign, year: int) -> SolvedSettings:
    """The settings in the file of a year group that may be asked none of the items that are new since.

    The new items get an eligibility of 1, which nobody's sittings depend on. Where the design has changed, whoever
    calls this says that it has not for this year group.

    Raises
    ------
    InvalidBank : the file has no settings of the year group, an item is gone, or the year group may be asked a new one
    """
    place = f"{design.name}, Year {year}"
    entry = _entry(bank, design, year)
    if entry is None:
        raise InvalidBank(bank.subject, place, "solved settings in the file", NOTHING)
    shares = _shares_in(entry)
    names = {item.item for item in bank.items}
    if changed := (_may_be_asked(bank, design, year) - shares.keys()) | (shares.keys() - names):
        raise InvalidBank(bank.subject, place, "to be solved anew, for its items changed", sorted(changed)[0])
    return settings_of(bank, design, year, shares)


def frozen_probabilities(bank: BankVersion, design: TestDesign, year: int) -> dict[str, Probabilities]:
    """The probabilities of a year group in the file, by `ItemVersion.item`; {} where it has none."""
    entry = _entry(bank, design, year)
    return {} if entry is None else _shares_in(entry)


def frozen_settings(bank: BankVersion, design: TestDesign, year: int) -> SolvedSettings | None:
    """The settings of a year group in the file, if they were solved for what its simulation sees; else None.

    Settings that were written before the file said what they were solved for are none.
    """
    entry = _entry(bank, design, year)
    if entry is None or "simulated" not in entry or entry["simulated"] != simulated(bank, design, year):
        return None
    return settings_of(bank, design, year, _shares_in(entry))


def _entry(bank: BankVersion, design: TestDesign, year: int) -> Mapping[str, Any] | None:
    """The file's entry of a year group, if need be of an earlier version of the bank's only design; None if none."""
    fits = len(bank.designs) == 1
    of_year = (each for each in _kept(bank) if each["year"] == year)
    return next((each for each in of_year if fits or each["design"] == design.hash), None)


def _shares_in(entry: Mapping[str, Any]) -> dict[str, Probabilities]:
    return {item: tuple(shares) for item, shares in entry["probabilities"].items()}


def _may_be_asked(bank: BankVersion, design: TestDesign, year: int) -> set[str]:
    test = compile_test(bank, replace(design.for_year(year), exposure=None), year)
    return {item.item for item, may in zip(bank.items, eligible_items(test), strict=True) if may}


def _kept(bank: BankVersion) -> list[dict[str, Any]]:
    file = frozen_path(bank)
    return json.loads(file.read_text("utf-8")) if file.is_file() else []


def _fitting(bank: BankVersion, kept: Iterable[Mapping[str, object]]) -> Iterator[SolvedSettings]:
    names = {item.item for item in bank.items}
    designs = {design.hash for design in bank.designs}
    for entry in kept:
        match entry:
            case {"design": str(design), "year": int(year), "probabilities": dict(shares)}:
                if design in designs and shares.keys() == names:
                    ordered = tuple((item.id, tuple(shares[item.item])) for item in bank.items)
                    yield SolvedSettings(design, year, (Setting("probabilities", ValuesByItem(ordered)),))


def write_frozen_exposure(bank: BankVersion, solved: Iterable[SolvedSettings], stayed: Collection[int] = ()) -> Path:
    """Write the bank's file after a change of a built-in bank.

    Parameters
    ----------
    stayed : year groups that were not solved: what theirs were solved for stays as the file says

    Returns
    -------
    the path of the file
    """
    before = {each["year"]: each.get("simulated") for each in _kept(bank)}
    designs = {design.hash: design for design in bank.designs}
    lines = []
    for each in solved:
        stays = each.year in stayed
        solved_for = before.get(each.year) if stays else simulated(bank, designs[each.design], each.year)
        told = {"simulated": solved_for} if solved_for else {}
        entry = {"design": each.design, "year": each.year, **told, "probabilities": _shares(bank, each)}
        lines.append(json.dumps(entry, separators=(",", ":")))
    path = frozen_path(bank)
    path.write_text("[" + ",\n".join(lines) + "]\n", "utf-8")
    return path


def frozen_path(bank: BankVersion) -> Path:
    """The file with what is solved for a built-in bank."""
    return Path(__file__).with_name(f"{bank.subject}.json")


def _shares(bank: BankVersion, solved: SolvedSettings) -> dict[str, object]:
    (setting,) = solved.settings
    by_item = setting.value.by_item if isinstance(setting.value, ValuesByItem) else ()
    return {bank.item(item_id).item: shares for item_id, shares in by_item}
