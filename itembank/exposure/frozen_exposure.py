"""Solved exposure of the built-in banks, kept in JSON files of this folder."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import Any

from itembank.compilation.design_compilation import compile_test
from itembank.compilation.eligible_items import eligible_items
from itembank.design.adaptive_test_design import Setting, TestDesign, ValuesByItem
from itembank.errors import InvalidBank
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
    shares = next((each["probabilities"] for each in _kept(bank) if _is_of(each, bank, design, year)), None)
    if shares is None:
        raise InvalidBank(bank.subject, place, "solved settings in the file", "none")
    names = {item.item for item in bank.items}
    if changed := (_may_be_asked(bank, design, year) - shares.keys()) | (shares.keys() - names):
        raise InvalidBank(bank.subject, place, "to be solved anew, for its items changed", sorted(changed)[0])
    rows = tuple((item.id, tuple(shares.get(item.item, [1.0]))) for item in bank.items)
    return SolvedSettings(design.hash, year, (Setting("probabilities", ValuesByItem(rows)),))


def _is_of(entry: Mapping[str, Any], bank: BankVersion, design: TestDesign, year: int) -> bool:
    """Whether an entry of the file is this year group's, if need be of an earlier version of the bank's only design."""
    return entry["year"] == year and (entry["design"] == design.hash or len(bank.designs) == 1)


def _may_be_asked(bank: BankVersion, design: TestDesign, year: int) -> set[str]:
    test = compile_test(bank, replace(design.for_year(year), exposure=None), year)
    return {item.item for item, may in zip(bank.items, eligible_items(test), strict=True) if may}


def _kept(bank: BankVersion) -> list[dict[str, Any]]:
    file = files("itembank.exposure") / f"{bank.subject}.json"
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


def write_frozen_exposure(bank: BankVersion, solved: tuple[SolvedSettings, ...]) -> Path:
    """Write the bank's file after a change of a built-in bank.

    Returns
    -------
    the path of the file
    """
    lines = (
        json.dumps(
            {"design": each.design, "year": each.year, "probabilities": _shares(bank, each)}, separators=(",", ":")
        )
        for each in solved
    )
    path = Path(__file__).with_name(f"{bank.subject}.json")
    path.write_text("[" + ",\n".join(lines) + "]\n", "utf-8")
    return path


def _shares(bank: BankVersion, solved: SolvedSettings) -> dict[str, object]:
    (setting,) = solved.settings
    by_item = setting.value.by_item if isinstance(setting.value, ValuesByItem) else ()
    return {bank.item(item_id).item: shares for item_id, shares in by_item}
