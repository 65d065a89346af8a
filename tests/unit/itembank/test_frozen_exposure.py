"""What comes with Mesur waits for nothing: each year group of each bank has a test, as the bank stands."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from itembank import BankVersion, InvalidBank, compile_test
from itembank.builtin_banks import BUILTIN_BANKS, builtin_bank
from itembank.exposure import frozen_exposure
from itembank.exposure.earlier_exposure import settings_of, starting_eligibility
from itembank.exposure.exposure_solving import ExposureSolvingOptions
from itembank.exposure.frozen_exposure import settings_that_stay
from itembank.exposure.solved_years import SolvedYear
from itembank.exposure.years_at_once import YearToSolve
from itembank.freeze_exposure import solve_bank


@pytest.mark.parametrize("subject", BUILTIN_BANKS)
def test_every_year_group_of_a_bank_has_its_test(subject: str) -> None:
    bank = builtin_bank(subject)
    for design in bank.designs:
        for year in design.years:
            assert len(compile_test(bank, design, year).pool) == len(bank.items)


def test_a_year_group_keeps_its_exposure_when_others_get_new_questions() -> None:
    bank = builtin_bank("reading-en")
    (design,) = bank.designs
    newcomer = replace(next(item for item in bank.items if item.introduced_year == 2), id="0" * 12, item="new/question")
    grown = replace(bank, items=(*bank.items, newcomer))
    stays = settings_that_stay(grown, design, 9)
    (setting,) = stays.settings
    shares = dict(setting.value.by_item)  # type: ignore[union-attr]
    assert shares.pop(newcomer.id) == (1.0,)
    (before,) = (each for each in bank.solved if (each.design, each.year) == (design.hash, 9))
    assert shares == dict(before.settings[0].value.by_item)  # type: ignore[union-attr]
    with pytest.raises(
        InvalidBank, match="Year 2: expected to be solved anew, for its items changed, received 'new/question'"
    ):
        settings_that_stay(grown, design, 2)


def test_a_new_item_starts_from_what_was_found_for_the_one_most_like_it() -> None:
    items = tuple(
        replace(item, item=name, strand=strand, parameters=replace(builtin_bank("reading-en").items[0].parameters, b=b))  # type: ignore[arg-type]
        for item, name, strand, b in zip(
            builtin_bank("reading-en").items,
            ("a/1", "a/2", "b/1"),
            ("story", "story", "information"),
            (0.0, 2.0, 0.1),
            strict=False,
        )
    )
    new = replace(items[0], item="c/1", parameters=replace(items[0].parameters, b=0.2))  # type: ignore[arg-type]
    earlier = {"a/1": (0.4,), "a/2": (0.6,), "b/1": (0.8,)}
    everybody = np.ones(4, dtype=bool)
    found = starting_eligibility((*items, new), everybody, earlier)
    assert found.probabilities.tolist() == [[0.4], [0.6], [0.8], [0.4]]
    assert found.known.tolist() == [True, True, True, False]
    barred = np.array([False, True, True, True])  # the nearest story is for other years: the other one is the model
    assert starting_eligibility((*items, new), barred, earlier).probabilities[3] == [0.6]


def test_a_bank_of_mesurs_own_is_solved_from_its_file_where_something_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bank = replace(builtin_bank("reading-en"), solved=())
    (design,) = bank.designs
    file = tmp_path / "reading-en.json"
    kept = json.loads(frozen_exposure.frozen_path(bank).read_text("utf-8"))
    file.write_text(json.dumps([{key: each[key] for key in each if key != "simulated"} for each in kept]), "utf-8")
    monkeypatch.setattr(frozen_exposure, "frozen_path", lambda _bank: file)
    todo: list[YearToSolve] = []

    def unsolved(
        bank: BankVersion, years: Sequence[YearToSolve], _effort: object, _processes: int, _told: Callable[[int], None]
    ) -> Iterator[SolvedYear]:
        todo[:] = years
        yield from (SolvedYear(settings_of(bank, each.design, each.year, each.earlier)) for each in years)

    monkeypatch.setattr("itembank.freeze_exposure.solve_years", unsolved)
    effort = ExposureSolvingOptions.from_earlier()
    solved = solve_bank(bank, effort)
    # all are solved from a file that does not say for what it was solved; afterwards those that changed
    assert [each.year for each in todo] == list(design.years)
    frozen_exposure.write_frozen_exposure(bank, [each.settings for each in solved])
    easier = replace(bank.items[0], parameters=replace(bank.items[0].parameters, b=-9.0))  # type: ignore[arg-type]
    changed = replace(bank, items=(easier, *bank.items[1:]))
    solved = solve_bank(changed, effort)
    reached = [year for year in design.years if bank.items[0].item in frozen_exposure._may_be_asked(bank, design, year)]
    assert [each.year for each in todo] == reached
    assert 0 < len(reached) < len(design.years)
    assert todo[0].earlier == frozen_exposure.frozen_probabilities(bank, design, todo[0].year)
    solve_bank(changed, effort, anew=True)
    assert [(each.year, each.earlier) for each in todo] == [(year, {}) for year in design.years]
