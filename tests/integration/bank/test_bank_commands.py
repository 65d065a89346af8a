"""`mesur bank list, approve, publish, quarantine, retire` against a service, on both databases."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from delivery_api.bank import store
from delivery_api.bank.service import in_use
from itembank import BankVersion, ItemStatus, check_bank, write_bank
from itembank.gates import gate_messages
from tests.support.command_runner import CommandRunner
from tests.support.database_rows import nothing_written
from tests.support.sample_bank import SUBJECT, checked_bank, sample_bank
from tests.support.service_harness import ServiceHarness

WHO = ("--by", "Eleri Vaughan", "--reason", "read whole")
LIMITS = ("--max-se", "2", "--max-exposure", "1", "--sittings", "50")


@pytest.fixture(autouse=True)
def _harness_clock(monkeypatch: pytest.MonkeyPatch, harness: ServiceHarness) -> None:
    monkeypatch.setattr("delivery_api.commands.bank.clock", harness.clock)


def kept_in(folder: Path, bank: BankVersion) -> str:
    path = folder / f"{bank.hash[:8]}.json"
    path.write_bytes(write_bank(bank))
    return str(path)


def using(harness: ServiceHarness) -> tuple[str, str]:
    with harness.service.engine.begin() as connection:
        return in_use(connection, SUBJECT)


def test_a_bank_goes_from_draft_into_use_and_an_item_out_and_back(harness: ServiceHarness, tmp_path: Path) -> None:
    bank, cli = sample_bank(), CommandRunner(harness)
    file, item = kept_in(tmp_path, bank), bank.items[0].id

    with nothing_written(harness.service.engine):  # nobody has approved it, and all its items are drafts
        refused = cli("bank", "publish", file, *WHO, *LIMITS)
    assert refused.exit_code == 1, refused.output
    assert gate_messages.NOT_APPROVED["en"].split(":")[0] in refused.stdout
    assert refused.stdout.count("FAILS") == 2
    assert "Nothing has been published." in refused.stdout

    approved = cli("bank", "approve", file, *WHO)
    assert f"{len(bank.items)} items moved to operational." in approved.stdout
    published = cli("bank", "publish", bank.hash[:8], *WHO, *LIMITS)  # by its hash: it is kept now
    assert published.exit_code == 0, published.output
    assert using(harness) == (bank.hash, SUBJECT)
    assert "by Eleri Vaughan, 2026-11-25: read whole" in " ".join(published.stdout.split())

    assert f"{item}: from operational to quarantined." in cli("bank", "quarantine", item, *WHO).stdout
    with nothing_written(harness.service.engine):
        again = cli("bank", "publish", file, *WHO, *LIMITS)
    assert again.exit_code == 1
    assert f"{item} (quarantined)" in " ".join(again.stdout.split())
    back = cli("bank", "approve", file, "--item", item, "--by", "Siân Rees", "--reason", "one key after all")
    assert "1 item moved to operational." in back.stdout
    assert "from operational to retired" in cli("bank", "retire", item, *WHO).stdout
    with nothing_written(harness.service.engine):
        too_late = cli("bank", "quarantine", item, *WHO)
    assert too_late.exit_code == 2
    assert f"{item}: a move from retired to quarantined: expected none" in " ".join(too_late.stderr.split())

    listed = cli("bank", "list").stdout
    assert bank.hash[:12] in listed
    assert f"{SUBJECT}: operational {len(bank.items) - 1}, retired 1" in listed
    life = cli("bank", "list", "--item", item).stdout
    assert [life.count(status.value) for status in (ItemStatus.REVIEW, ItemStatus.RETIRED)] == [2, 1]
    assert "one key after all" in life
    # fault: a status was English to a reader of Welsh, in the middle of a Welsh sentence
    assert (
        f"{SUBJECT}: gweithredol {len(bank.items) - 1}, wedi’i thynnu allan 1"
        in cli("bank", "list", "--lang", "cy").stdout
    )
    assert "mewn cwarantin" in cli("bank", "list", "--item", item, "--lang", "cy").stdout


def test_a_gate_that_fails_refuses_and_says_what_it_found(harness: ServiceHarness, tmp_path: Path) -> None:
    bank = sample_bank()
    CommandRunner(harness)("bank", "approve", kept_in(tmp_path, bank), *WHO)
    with nothing_written(harness.service.engine):
        done = CommandRunner(harness)(
            "bank", "publish", bank.hash[:8], *WHO, "--max-se", "0.1", "--sittings", "50", lang="cy"
        )
    assert done.exit_code == 1
    told = " ".join(done.stdout.split())
    assert "terfyn 0.100" in told
    assert "Nid oes dim wedi’i gyhoeddi." in told


def test_an_item_that_has_counted_is_not_published_for_practice(harness: ServiceHarness, tmp_path: Path) -> None:
    bank, cli = sample_bank(), CommandRunner(harness)
    cli("bank", "approve", kept_in(tmp_path, bank), *WHO)
    assert cli("bank", "publish", bank.hash[:8], *WHO, *LIMITS).exit_code == 0
    changed = checked_bank(bank.items[1:], (*bank.practice, bank.items[0]))
    file = kept_in(tmp_path, changed)
    cli("bank", "approve", file, *WHO)
    with nothing_written(harness.service.engine):
        refused = cli("bank", "publish", file, *WHO, *LIMITS)
    assert refused.exit_code == 1
    told = " ".join(refused.stdout.split())
    assert f"such as {bank.items[0].item} (version {bank.hash[:12]})" in told
    assert "write new ones for practice" in told
    assert using(harness) == (bank.hash, SUBJECT)


def test_nobody_decides_without_a_name(harness: ServiceHarness, tmp_path: Path) -> None:
    with nothing_written(harness.service.engine):
        done = CommandRunner(harness)("bank", "approve", kept_in(tmp_path, sample_bank()), "--by", " ", "--reason", "x")
    assert done.exit_code == 2
    assert "expected who decides (--by, at most 120 characters)" in done.stderr


def test_items_of_a_design_that_are_tried_out_may_be_in_pretest(harness: ServiceHarness, tmp_path: Path) -> None:
    from itembank.design.adaptive_test_design import ItemIds, Setting, Strategy

    bank = sample_bank()
    unscored = bank.items[-1].id
    (plan,) = bank.designs
    seeding = Strategy("SeedAtRandom", (Setting("unscored", ItemIds((unscored,))), Setting("positions", (2,))))
    length = len(bank.items) - 1
    stop = (Strategy("MaxItems", (Setting("n", length),)),)
    seeded = check_bank(replace(bank, designs=(replace(plan, length=length, stop=stop, seeding=seeding),)))
    file, cli = kept_in(tmp_path, seeded), CommandRunner(harness)
    cli("bank", "approve", file, *WHO, "--to", "pretest")
    scored = [part for item in seeded.items[:-1] for part in ("--item", item.id)]
    cli("bank", "approve", file, *WHO, *scored)
    with harness.service.engine.begin() as connection:
        assert store.statuses(connection, [unscored]) == {unscored: ItemStatus.PRETEST}
    assert cli("bank", "publish", file, *WHO, *LIMITS).exit_code == 0


@pytest.mark.parametrize(("language", "told"), [("en", "no move is on record"), ("cy", "nid oes symudiad ar gofnod")])
def test_an_item_that_nobody_has_moved_is_said_to_have_no_life_yet(
    harness: ServiceHarness, language: str, told: str
) -> None:
    listed = CommandRunner(harness)("bank", "list", "--item", "zzzz", lang=language)
    assert listed.exit_code == 0, listed.output
    assert f"zzzz: {told}" in listed.stdout
