"""Solved exposure of the built-in banks, kept in JSON files of this folder."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

from itembank.design.adaptive_test_design import Setting, ValuesByItem
from itembank.versions.bank_version import BankVersion, SolvedSettings


def with_frozen_exposure(bank: BankVersion) -> BankVersion:
    """The bank with the solved settings in its file that fit its designs and items; others are outdated.

    Items are matched by `ItemVersion.item`, which stays when a wording is corrected: exposure depends on parameters and
    design alone, and a test checks the rates of the bank as it is. A design whose settings are missing is refused when
    it is compiled.
    """
    file = files("itembank.exposure") / f"{bank.subject}.json"
    kept = json.loads(file.read_text("utf-8")) if file.is_file() else []
    return replace(bank, solved=tuple(_fitting(bank, kept)))


def _fitting(bank: BankVersion, kept: list[Mapping[str, object]]) -> Iterator[SolvedSettings]:
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
