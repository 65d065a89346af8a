"""`mesur trial plan` writes a planned trial that `mesur trial create` takes, or refuses and writes nothing."""

from __future__ import annotations

from dataclasses import replace
from html import escape
from pathlib import Path
from unittest.mock import patch

import pytest

from delivery_api.bank.service import put_in_use
from delivery_api.commands import trial as commands
from delivery_api.trials.trial_plans import SamplingPlan, read_planned
from itembank import BankVersion
from tests.support.command_runner import CommandRunner
from tests.support.database_rows import nothing_written
from tests.support.service_harness import ServiceHarness

PLAN = """
name = "Autumn trial"
purpose = "To try out new items"
subject = "numeracy-procedural"
years = [4, 5]
languages = ["cy", "en"]
responses = 60
length = 12
opens = 2026-11-25
complete_by = 2026-12-18
items = { count = 24 }
sample = { schools = 2, strata = ["medium", "authority"], seed = 7 }
aims = { se = 0.4, power = 0.05, linking_error = 0.4 }
"""


def planned(harness: ServiceHarness, folder: Path, text: str, lang: str = "en") -> tuple[int, str, str]:
    """Exit code, output and errors of planning by a plan file."""
    (folder / "plan.toml").write_text(text)
    arguments = ("trial", "plan", str(folder / "plan.toml"), "--out", str(folder / "planned.json"))
    with patch.object(commands, "clock", harness.clock):
        answer = CommandRunner(harness)(*arguments, "--replications", "1", lang=lang)
    return answer.exit_code, answer.stdout, answer.stderr


def with_adopted(bank: BankVersion, count: int) -> BankVersion:
    """The bank with some items whose parameters are not provisional any more, of every year and strand."""
    step = len(bank.items) // count
    adopted = [
        replace(item, parameters=replace(item.parameters, provisional=False)) if at % step == 0 else item
        for at, item in enumerate(bank.items)
    ]
    return replace(bank, items=tuple(adopted))


def test_a_plan_is_written_with_its_pages_and_made_into_a_trial(
    harness: ServiceHarness, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code, told, _ = planned(harness, tmp_path, PLAN)
    assert code == 0
    made = read_planned((tmp_path / "planned.json").read_bytes(), "planned.json")
    assert (made.base_bank, made.plan.destroyed_by.isoformat()) == (harness.bank.hash, "2028-06-18")
    assert "sets origin and unit" in told
    assert "18 June 2028" in told
    assert made.plan.sample == SamplingPlan(2, ("medium", "authority"), 7)
    assert "2 schools are drawn, stratified by language medium, authority (seed 7)" in " ".join(told.split())
    for language, said in (("cy", "Cyfeiliornad safonol disgwyliedig"), ("en", "Expected standard error")):
        page = (tmp_path / f"planned.{language}.html").read_text()
        assert f'<html lang="{language}">' in page
        assert said in page
        assert page.count("<svg") >= 1
        for each in made.study.items:  # by name, topic and id, with its standard error and power
            item = harness.bank.item(each.id)
            topic = next(topic.label[language] for topic in harness.bank.topics if topic.id == item.topic)
            told = f"<div>{escape(topic)} · {each.id}</div>"
            assert told in page
            row = page.partition(told)[0].rpartition('<tr class="above">')[2]
            assert row.startswith(f'<th scope="row">{item.item}</th>')
            assert f">{each.se:.3f}</td>" in row
            assert row.partition("</tr>")[0].endswith(f">{each.power:.0%}</td>")
    monkeypatch.setattr(commands, "clock", harness.clock)
    created = CommandRunner(harness)("trial", "create", str(tmp_path / "planned.json"), "--all-classes")
    assert created.exit_code == 0


def test_adopted_items_are_the_anchors_of_a_later_trial(harness: ServiceHarness, tmp_path: Path) -> None:
    bank = with_adopted(harness.bank, 60)
    with harness.service.engine.begin() as connection:
        put_in_use(connection, bank, bank.designs[0].name, harness.clock())
    assert planned(harness, tmp_path, PLAN)[0] == 0
    made = read_planned((tmp_path / "planned.json").read_bytes(), "planned.json")
    adopted = {item.id for item in bank.items if not item.parameters.provisional}
    assert len(made.anchors) >= 10
    assert set(made.anchors) <= adopted
    page = (tmp_path / "planned.en.html").read_text()
    assert "An anchor is marked *" in page
    assert all(f"{bank.item(each).item}*" in page for each in made.anchors)
    measured = next(item.id for item in bank.items if item.id in adopted)
    code, _, wrong = planned(harness, tmp_path, PLAN.replace("count = 24", f'ids = ["{measured}"]'))
    assert (code, ":11:18: items.ids[1]: expected provisional items to try" in " ".join(wrong.split())) == (2, True)
    for year in (4, 5):
        asked = {item for booklet in made.booklets for item in booklet[year]}
        assert len(asked & adopted) >= max(10, 0.2 * len(asked - adopted))
    assert not adopted & {item.id for item in made.study.items}


def test_too_few_anchors_are_refused_unless_the_plan_says_why_it_goes_on(
    harness: ServiceHarness, tmp_path: Path
) -> None:
    bank = with_adopted(harness.bank, 3)
    with harness.service.engine.begin() as connection:
        put_in_use(connection, bank, bank.designs[0].name, harness.clock())
    code, told, wrong = planned(harness, tmp_path, PLAN)
    assert (code, told) == (2, "")
    assert "too few anchors: 10 are needed in Year 4" in " ".join(wrong.split())
    why = "Nobody has adopted more yet"
    assert planned(harness, tmp_path, PLAN.replace("count = 24", f'count = 24, fewer_anchors = "{why}"'))[0] == 0
    assert why in (tmp_path / "planned.cy.html").read_text()
    assert "goes on all the same" in (tmp_path / "planned.en.html").read_text()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("complete_by = 2026-12-18", "", "the latest day of the trial’s completion"),
        ("complete_by = 2026-12-18", "complete_by = 2026-11-01", "complete_by: found 2026-11-01"),
        ("opens = 2026-11-25", "opens = 2026-11-24", ":9:9: opens: found 2026-11-24, expected today, 2026-11-25"),
        ("length = 12", "lenght = 12", ":8:1: lenght: found a key"),
        ("schools = 2, ", "", ":12:1: sample: found nothing under the key schools"),
        ("seed = 7", "seed = -1", "sample.seed: found -1, expected a whole number from 0"),
        ('"authority"', '"Not one"', 'sample.strata[2]: found "Not one", expected a list of attributes'),
        ("seed = 7", "replacements = 3", "expected a whole number from 0 to 2"),
        ("seed = 7", "sede = 7", "sample.sede: found a key"),
        ("power = 0.05", "power = 0.99", "sample too small: power to find a difference"),
        ("responses = 60", "responses = 10", "fewer than 100 matched responses in either"),
        ("se = 0.4", "se = 0.05", "would do (responses = "),
        ("count = 24", "ids = [APART]", ":11:9: items: the design would not be connected: Years 4 and 5 share 2"),
        ("count = 24", 'anchors = ["ANCHOR"]', ":11:22: items.anchors[1]: the parameters of these"),
        ("count = 24", 'ids = ["nothing"]', ":11:18: items.ids[1]: bank BANK does not have the items nothing"),
        ("count = 24", 'topics = ["nothing"]', "has none that [items] describes"),
        ('subject = "numeracy-procedural"', 'subject = "reading-cy"', "languages"),
    ],
)
def test_a_plan_that_cannot_reach_its_aim_is_refused_with_its_reason_and_nothing_is_written(
    module_harness: ServiceHarness, tmp_path: Path, old: str, new: str, said: str
) -> None:
    harness = module_harness
    apart = [
        *[item.id for item in harness.bank.items if item.introduced_year == 4][:2],
        *[item.id for item in harness.bank.items if item.introduced_year == 5][:20],
    ]
    new = new.replace("ANCHOR", harness.bank.items[0].id).replace("APART", ", ".join(f'"{item}"' for item in apart))
    text = PLAN.replace(old, new)
    with nothing_written(harness.service.engine):
        code, told, wrong = planned(harness, tmp_path, text)
    assert (code, told) == (2, "")
    assert said.replace("BANK", harness.bank.hash[:12]) in " ".join(wrong.split())
    assert [path.name for path in tmp_path.glob("planned*")] == []
