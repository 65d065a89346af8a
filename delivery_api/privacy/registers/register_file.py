"""Reads the registers of the controller from a TOML file, and says by place what is wrong or still open."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from delivery_api.foreseen_faults import ForeseenFault
from delivery_api.privacy.bilingual_text import Text, read_text
from delivery_api.storage.data_declaration import Purpose

SHIPPED_REGISTERS = Path(__file__).parent / "registers.toml"
"""The registers that come with this release, to be completed by the controller."""

SPECIAL_CATEGORY_BASES = ("explicit consent", "legal obligation")


class InvalidRegisters(ForeseenFault):
    """The registers are invalid; the message names the file, the place and what was expected."""


@dataclass(frozen=True)
class Processor:
    """Somebody who processes data for the controller.

    Parameters
    ----------
    id : short name for references
    purposes : what for
    data : which data, in each language
    region : country code of where the data are
    contract : day of the contract; None while it is not recorded
    hosts : names of machines that the service may connect to
    """

    id: str
    name: str
    purposes: tuple[Purpose, ...]
    data: Text
    region: str
    contract: date | None
    hosts: tuple[str, ...]


@dataclass(frozen=True)
class Transfer:
    """A transfer of data to a processor abroad, with its safeguard."""

    processor: str
    region: str
    safeguard: Text


@dataclass(frozen=True)
class ExamScriptDecision:
    """What the controller decided about giving learners their answers (DPA 2018, Schedule 2, paragraph 25).

    Parameters
    ----------
    withheld : whether answers are left out of an access bundle
    decided_by, decided_on : who decided and when; "" and None while nobody has
    reason : in each language, told with the bundle
    """

    withheld: bool
    decided_by: str
    decided_on: date | None
    reason: Text


@dataclass(frozen=True)
class SpecialCategory:
    """A column of special-category data that may be imported, and the recorded basis for it."""

    column: str
    basis: str
    recorded_by: str
    recorded_on: date


@dataclass(frozen=True)
class Consent:
    """How people consent to a purpose whose lawful basis is consent, and how they withdraw it.

    Parameters
    ----------
    given, withdrawn : in each language
    """

    purpose: Purpose
    given: Text
    withdrawn: Text
    recorded_by: str
    recorded_on: date


@dataclass(frozen=True)
class Registers:
    """The registers of the controller.

    Parameters
    ----------
    consents : one for each purpose that rests on consent
    no_consents : why there are none, in each language; empty if there are
    proclaimed_holidays : bank holidays that were proclaimed once, beyond those of the rules
    school_holidays : every day of the schools' holidays
    """

    regions: tuple[str, ...]
    processors: tuple[Processor, ...]
    transfers: tuple[Transfer, ...]
    exam_scripts: ExamScriptDecision
    special_categories: tuple[SpecialCategory, ...]
    consents: tuple[Consent, ...]
    no_consents: Text
    proclaimed_holidays: frozenset[date] = frozenset()
    school_holidays: frozenset[date] = frozenset()

    @property
    def hosts(self) -> frozenset[str]:
        """Every host of a processor."""
        return frozenset(host for each in self.processors for host in each.hosts)

    def open_points(self) -> tuple[str, ...]:
        """Return the ids of what the controller has not recorded yet: contracts, and the decision on exam scripts."""
        contracts = [f"processors.{each.id}.contract" for each in self.processors if each.contract is None]
        undecided = [] if self.exam_scripts.decided_by and self.exam_scripts.decided_on else ["exam_scripts.decided_by"]
        return (*contracts, *undecided)


def read_registers(path: Path) -> Registers:
    """Read the registers and check them.

    Raises
    ------
    InvalidRegisters : the file is missing or wrong, or a processor's region is neither allowed nor has a transfer
    """
    try:
        given = tomllib.loads(path.read_text("utf-8"))
        found = _registers(given)
    except ForeseenFault as error:
        place = path if error.place is None else f"{path}: {error.place}"
        raise InvalidRegisters(place, error.sentence, **error.facts) from error
    except KeyError as error:
        raise InvalidRegisters(path, "expected the entry %(entry)s, found none", entry=error) from error
    except (OSError, ValueError, TypeError) as error:
        raise InvalidRegisters(path, "it could not be read: %(error)s", error=error) from error
    safe = {(each.processor, each.region) for each in found.transfers}
    for each in found.processors:
        if each.region not in found.regions and (each.id, each.region) not in safe:
            place = f"{path}: processors.{each.id}.region"
            raise InvalidRegisters(
                place,
                "expected one of %(regions)s or a `[[transfers]]` with its safeguard, got %(got)r",
                regions=", ".join(found.regions),
                got=each.region,
            )
    return found


def _registers(given: Mapping[str, Any]) -> Registers:
    scripts = given["exam_scripts"]
    return Registers(
        tuple(given["regions"]),
        tuple(_processor(each) for each in given.get("processors", ())),
        tuple(
            Transfer(each["processor"], each["region"], read_text(each["safeguard"], f"transfers.{each['processor']}"))
            for each in given.get("transfers", ())
        ),
        ExamScriptDecision(
            bool(scripts["withheld"]),
            str(scripts["decided_by"]),
            _day(scripts["decided_on"], "exam_scripts.decided_on"),
            read_text(scripts["reason"], "exam_scripts.reason"),
        ),
        tuple(_special_category(each) for each in given.get("special_categories", ())),
        tuple(_consent(each) for each in given.get("consents", ())),
        {} if given.get("consents") else read_text(given.get("no_consents"), "no_consents"),
        frozenset(_required_day(each, "proclaimed_holidays") for each in given.get("proclaimed_holidays", ())),
        frozenset(day for each in given.get("school_holidays", ()) for day in _days(each)),
    )


def _processor(given: Mapping[str, Any]) -> Processor:
    place = f"processors.{given['id']}"
    return Processor(
        given["id"],
        given["name"],
        tuple(Purpose(each) for each in given["purposes"]),
        read_text(given["data"], f"{place}.data"),
        given["region"],
        _day(given["contract"], f"{place}.contract"),
        tuple(given["hosts"]),
    )


def _consent(given: Mapping[str, Any]) -> Consent:
    place = f"consents.{given['purpose']}"
    recorded_on = _day(given["recorded_on"], f"{place}.recorded_on")
    if not given["recorded_by"] or recorded_on is None:
        raise InvalidRegisters(place, "expected who recorded it and when, got %(got)s", got=given)
    how = {name: read_text(given[name], f"{place}.{name}") for name in ("given", "withdrawn")}
    purpose, recorded_by = Purpose(given["purpose"]), str(given["recorded_by"])
    return Consent(purpose, how["given"], how["withdrawn"], recorded_by, recorded_on)


def _special_category(given: Mapping[str, Any]) -> SpecialCategory:
    place = f"special_categories.{given['column']}"
    recorded_on = _day(given["recorded_on"], f"{place}.recorded_on")
    if given["basis"] not in SPECIAL_CATEGORY_BASES or not given["recorded_by"] or recorded_on is None:
        raise InvalidRegisters(
            place,
            "expected a basis (%(bases)s), who recorded it and when, got %(got)s",
            bases=" / ".join(SPECIAL_CATEGORY_BASES),
            got=given,
        )
    return SpecialCategory(given["column"], given["basis"], given["recorded_by"], recorded_on)


def _days(given: Mapping[str, Any]) -> Sequence[date]:
    first, last = (_required_day(given[name], f"school_holidays.{name}") for name in ("first", "last"))
    if not first <= last <= first + timedelta(days=366):
        raise InvalidRegisters(
            None,
            "%(name)s: expected a last day after the first and within a year, got %(first)s and %(last)s",
            name="school_holidays",
            first=first,
            last=last,
        )
    return [first + timedelta(days=count) for count in range((last - first).days + 1)]


def _required_day(given: object, place: str) -> date:
    found = _day(given, place)
    if found is None:
        raise InvalidRegisters(place, "expected a day as 2026-12-01, got none")
    return found


def _day(given: object, place: str) -> date | None:
    if given == "":
        return None
    if isinstance(given, date):
        return given
    try:
        return date.fromisoformat(str(given))
    except ValueError as error:
        raise InvalidRegisters(place, "expected a day as 2026-12-01, or nothing, got %(got)r", got=given) from error
