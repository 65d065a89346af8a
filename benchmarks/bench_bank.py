"""Time to read and validate a bank of 5,000 items, and to compile it for one year."""

import time
from collections.abc import Callable
from dataclasses import replace
from itertools import cycle, islice

from itembank import BankVersion, ItemVersion, Text, compile_test, numeracy_bank, read_bank, write_bank
from itembank.content.item_versions import item_version_id

ITEMS = 5000
RUNS = 3
MEGABYTE = 1e6


def reworded(item: ItemVersion, number: int) -> ItemVersion:
    """The same question, worded anew, so that no two are one."""
    name = f"{item.item}#{number}"
    prompt = Text.each(lambda language: f"{item.prompt[language]}<p>{number}</p>")
    return replace(item, item=name, prompt=prompt, id=item_version_id(name, prompt, item.response))


def large_bank() -> BankVersion:
    """The demonstration bank's items over and over."""
    bank = numeracy_bank()
    items = enumerate(islice(cycle(bank.items), ITEMS))
    return replace(bank, items=tuple(reworded(item, number) for number, item in items))


def quickest_seconds(act: Callable[[], object]) -> float:
    """The quickest of a few runs."""
    taken = []
    for _ in range(RUNS):
        begun = time.perf_counter()
        act()
        taken.append(time.perf_counter() - begun)
    return min(taken)


def main() -> None:
    bank = large_bank()
    data, design = write_bank(bank), bank.designs[0]
    read, compiled = (
        quickest_seconds(lambda: read_bank(data)),
        quickest_seconds(lambda: compile_test(bank, design, design.years[0])),
    )
    print(f"A bank of {len(bank.items)} items, {len(data) / MEGABYTE:.1f} MB of JSON")
    print(
        f"read and checked {read:.2f} s, compiled for a year group {compiled:.2f} s, together {read + compiled:.2f} s"
    )


if __name__ == "__main__":
    main()
