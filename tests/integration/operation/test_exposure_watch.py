"""`mesur exposure watch` counts live sittings without persons and names what became easier."""

from __future__ import annotations

import random
from pathlib import Path

from tests.support.command_runner import CommandRunner
from tests.support.service_harness import ServiceHarness, complete_sitting

HEAD = "item,window,bin,responses,score,squares"


def test_live_sittings_are_counted_and_a_few_are_too_few_to_be_counted(harness: ServiceHarness, tmp_path: Path) -> None:
    complete_sitting(harness, harness.signed_in("cadi"), harness.assign("cadi"))
    counts = tmp_path / "counts.csv"
    said = CommandRunner(harness)("exposure", "watch", "--counts", str(counts))
    assert (said.exit_code, "not yet two months" in said.stdout) == (0, True)
    assert counts.read_text().split() == [HEAD]


def test_a_leaked_item_is_named_with_what_to_do(harness: ServiceHarness, tmp_path: Path) -> None:
    rng, rows = random.Random(1), [HEAD]
    for item in range(60):
        for month in range(1, 7):
            p = 0.9 if item == 7 and month > 3 else 0.5
            right = sum(rng.random() < p for _ in range(80))
            rows.append(f"item{item},2027-{month:02d},0,80,{right},{right}")
    counts = tmp_path / "counts.csv"
    counts.write_text("\n".join(rows))
    for lang, what in (("en", "mesur bank quarantine"), ("cy", "Enwyd: 1 o 60")):
        said = CommandRunner(harness)("exposure", "watch", "--no-recount", "--counts", str(counts), lang=lang)
        assert (said.exit_code, "item7 " in said.stdout, what in said.stdout) == (1, True, True), said.output
