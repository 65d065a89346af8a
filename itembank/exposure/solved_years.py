"""What solving found for the year groups of a bank, and a file of those that are done, for a solving broken off."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine import ExceededRate, ExposureStatus, SolvedExposure
from engine.exposure.item_eligibility import ConditionalEligibility
from itembank.atomic_write import atomic_write
from itembank.design.adaptive_test_design import Setting, ValuesByItem
from itembank.errors import Described, InvalidBank
from itembank.exposure.earlier_exposure import by_item
from itembank.versions.bank_version import SolvedSettings

Cell = tuple[str, int]
"""The hash of a design, and a year group."""

EXCEEDING = 3
"""Most items above the rate that are told of a year group."""


@dataclass(frozen=True)
class SolvedYear:
    """What solving found for a design and year group.

    Parameters
    ----------
    kept : whether the settings are those of an earlier version, without a simulation
    rate, highest, by_chance : the rate aimed at, the highest of an item in the check, and how high it may be there by
        chance if the rates are kept; None without a simulation
    status : None without a simulation
    exceeding : the items furthest above the rate beyond chance, at most `EXCEEDING`
    """

    settings: SolvedSettings
    kept: bool = False
    rate: float | None = None
    highest: float | None = None
    by_chance: float | None = None
    status: ExposureStatus | None = None
    exceeding: tuple[ExceededRate, ...] = ()

    @property
    def cell(self) -> Cell:
        """Which design and year group it is."""
        return self.settings.design, self.settings.year

    @property
    def holds(self) -> bool:
        """Whether every rate is kept."""
        return self.status in (None, ExposureStatus.CONVERGED)


def solved_year(settings: SolvedSettings, found: SolvedExposure[ConditionalEligibility] | None) -> SolvedYear:
    """What `solve_exposure` returned, as far as it is told."""
    if found is None:
        return SolvedYear(settings)
    highest, by_chance = float(found.rates.overall.max()), min(1.0, found.rate + float(found.bounds[-1]))
    return SolvedYear(settings, False, found.rate, highest, by_chance, found.status, found.exceeding[:EXCEEDING])


def unkept_path(bank: Path) -> Path:
    """The file beside a bank’s that holds the year groups whose rates are not kept."""
    return bank.with_name(f"{bank.stem}.unkept.json")


def write_solved_years(path: Path, key: str, years: Sequence[SolvedYear]) -> None:
    """Write the year groups that are done, whole or not at all.

    Parameters
    ----------
    key : what they are solved for: of another key they are not read again
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with atomic_write(path) as file:
        json.dump({"of": key, "years": [_written(each) for each in years]}, file, separators=(",", ":"))


def read_solved_years(path: Path, key: str) -> tuple[SolvedYear, ...]:
    """The year groups that a solving broken off has left; () if there is no file, or one of something else.

    Raises
    ------
    InvalidBank : the file is none that `write_solved_years` wrote
    """
    try:
        document = json.loads(path.read_text("utf-8"))
        return tuple(_read(each) for each in document["years"]) if document["of"] == key else ()
    except FileNotFoundError:
        return ()
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        expected = "year groups that `mesur bank solve` has solved, or no such file"
        raise InvalidBank(path.name, "file", expected, Described("other text")) from error


def _written(year: SolvedYear) -> dict[str, Any]:
    status = None if year.status is None else year.status.name
    settings = {"design": year.settings.design, "year": year.settings.year, "probabilities": by_item(year.settings)}
    rates = {"rate": year.rate, "highest": year.highest, "by_chance": year.by_chance}
    return settings | rates | {"kept": year.kept, "status": status, "exceeding": year.exceeding}


def _read(entry: dict[str, Any]) -> SolvedYear:
    rows = tuple((str(item_id), tuple(map(float, shares))) for item_id, shares in entry["probabilities"])
    settings = SolvedSettings(entry["design"], entry["year"], (Setting("probabilities", ValuesByItem(rows)),))
    status = None if entry["status"] is None else ExposureStatus[entry["status"]]
    exceeding = tuple(ExceededRate(*each) for each in entry["exceeding"])
    rate, highest, by_chance = (entry[name] for name in ("rate", "highest", "by_chance"))
    return SolvedYear(settings, entry["kept"], rate, highest, by_chance, status, exceeding)
