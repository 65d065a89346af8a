"""What was solved for the banks that come with Mesur, kept in files beside this one."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

from itembank.bank import BankVersion, Solved
from itembank.design import ByItem, Setting


def with_frozen(bank: BankVersion) -> BankVersion:
    """The bank with what was solved for its designs and these very items; the rest of the file is out of date.

    A design that waits for what is not there is refused when it is compiled: `mesur bank solve` finds it.
    """
    file = files("itembank.exposure") / f"{bank.subject}.json"
    kept = json.loads(file.read_text("utf-8")) if file.is_file() else []
    return replace(bank, solved=tuple(_fitting(bank, kept)))


def _fitting(bank: BankVersion, kept: list[Mapping[str, object]]) -> Iterator[Solved]:
    ids = {item.id for item in bank.items}
    designs = {design.hash for design in bank.designs}
    for entry in kept:
        match entry:
            case {"design": str(design), "year": int(year), "probabilities": dict(shares)}:
                if design in designs and shares.keys() == ids:
                    ordered = tuple((item.id, tuple(shares[item.id])) for item in bank.items)
                    yield Solved(design, year, (Setting("probabilities", ByItem(ordered)),))


def freeze(bank: BankVersion, solved: tuple[Solved, ...]) -> Path:
    """Write the bank's file anew; where it is. Only for who changes a bank that comes with Mesur."""
    lines = (
        json.dumps({"design": each.design, "year": each.year, "probabilities": _shares(each)}, separators=(",", ":"))
        for each in solved
    )
    path = Path(__file__).with_name(f"{bank.subject}.json")
    path.write_text("[" + ",\n".join(lines) + "]\n", "utf-8")
    return path


def _shares(solved: Solved) -> dict[str, object]:
    (setting,) = solved.settings
    return dict(setting.value.by_item) if isinstance(setting.value, ByItem) else {}
