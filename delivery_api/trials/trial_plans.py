"""Plans of trials as values, and as the JSON document that `mesur trial plan` writes and `mesur trial create` reads."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from functools import cached_property
from hashlib import sha256
from typing import Any

from delivery_api.access.refusals import Declined, Reason
from delivery_api.dates.school_calendar import months_after
from delivery_api.identity.school_attributes.attribute_file import MEDIUM
from delivery_api.sittings.values import TRIAL_MONTHS

FORMAT = "mesur-trial-plan/1"

REPLACED_AFTER = 21
"""How many days after its invitation a school that has not answered is replaced, unless a plan says otherwise."""

MOST_REPLACEMENTS = 2
"""How many replacements a school of the sample may have."""


@dataclass(frozen=True)
class PlannedAims:
    """What a trial is to find out; `calibration.collection.Aims` says what each means."""

    se: float = 0.17
    dif: float = 0.64
    power: float = 0.8
    linking_error: float = 0.1


@dataclass(frozen=True)
class ItemChoice:
    """Which items a trial tries.

    Parameters
    ----------
    ids : these item versions; where there are none, the provisional ones that the other settings leave
    strands, topics, introduced_years : only those; () for any
    count : at most so many, spread evenly over year groups and difficulty; None for all
    anchors : these anchors alone; () for those adopted items that fit best
    fewer_anchors : why the trial goes on where a year group has fewer anchors than a link needs; "" refuses that
    """

    ids: tuple[str, ...] = ()
    strands: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    introduced_years: tuple[int, ...] = ()
    count: int | None = None
    anchors: tuple[str, ...] = ()
    fewer_anchors: str = ""


@dataclass(frozen=True)
class SamplingPlan:
    """How a sample is drawn.

    Parameters
    ----------
    schools : how many take part
    strata : the attributes whose values make the explicit strata; the other of authority and medium sort within them
    seed : of the random starts; the same seed draws the same schools from the same roster
    replacements : how many schools stand by for each at most
    replaced_after : days after its invitation on which a school that has not answered may be replaced
    """

    schools: int
    strata: tuple[str, ...] = (MEDIUM,)
    seed: int = 1
    replacements: int = MOST_REPLACEMENTS
    replaced_after: int = REPLACED_AFTER


@dataclass(frozen=True)
class TrialPlan:
    """What a trial is to ask whom, how exactly it is to find out what, and until when.

    Parameters
    ----------
    bank : the beginning of a stored bank version's hash; "" for the version in use
    responses : to each item in each language
    length : the most items of a sitting
    opens, complete_by : the first day, and the latest day of completion
    sample : how schools are drawn; None where `mesur trial sample` is told
    """

    name: str
    purpose: str
    subject: str
    years: tuple[int, ...]
    languages: tuple[str, ...]
    responses: int
    length: int
    opens: date
    complete_by: date
    items: ItemChoice
    aims: PlannedAims = PlannedAims()
    bank: str = ""
    sample: SamplingPlan | None = None

    @property
    def destroyed_by(self) -> date:
        """The day on which the responses are destroyed at the latest."""
        return months_after(self.complete_by, TRIAL_MONTHS)


@dataclass(frozen=True)
class PlannedItem:
    """What a trial is expected to find out about a candidate.

    Parameters
    ----------
    responses : in each language
    se : standard error in logits
    power : the probability that the plan's difference between the languages is flagged B or C; None with one language
    """

    id: str
    year: int
    difficulty: float
    responses: int
    se: float
    power: float | None


@dataclass(frozen=True)
class PlannedLink:
    """How two adjacent year groups are linked.

    Parameters
    ----------
    items : in common
    se : the standard error of their distance in logits; None where the study cannot tell it, because no candidates are
        on both sides of it
    """

    below: int
    above: int
    items: int
    se: float | None


@dataclass(frozen=True)
class PlanStudy:
    """What the simulation of a plan found.

    Parameters
    ----------
    se, linking_error, power, false_flags : what is expected of the aims; power and false flags None with one language
    power_error : the Monte-Carlo standard error of the power; None with one language, or one simulated trial
    error_ratio : root mean square error over mean standard error
    seed, replications : of the simulation
    """

    se: float
    linking_error: float
    power: float | None
    power_error: float | None
    false_flags: float | None
    error_ratio: float
    items: tuple[PlannedItem, ...]
    links: tuple[PlannedLink, ...]
    seed: int
    replications: int


@dataclass(frozen=True)
class PlannedTrial:
    """A plan with its collection design and what that will find out.

    Parameters
    ----------
    base_bank, design : the bank version that the items come from, and the design whose ability distributions it uses
    trial_bank : the hash of the trial's own bank version
    booklets : for each booklet the item ids in order, by year group
    anchors : ids of the items whose parameters are held; without any, the trial sets origin and unit
    sittings : of each year group in each language
    """

    plan: TrialPlan
    base_bank: str
    design: str
    trial_bank: str
    booklets: tuple[Mapping[int, tuple[str, ...]], ...]
    anchors: tuple[str, ...]
    sittings: int
    study: PlanStudy

    @cached_property
    def document(self) -> bytes:
        """The JSON document, with the SHA-256 of all else in it; equal plans give equal bytes."""
        content = {"format": FORMAT, **asdict(self)}
        return _as_json({**content, "sha256": sha256(_as_json(content)).hexdigest()})

    @cached_property
    def hash(self) -> str:
        """SHA-256 of the document, in hexadecimal digits."""
        return sha256(self.document).hexdigest()


def read_planned(content: bytes, file: str) -> PlannedTrial:
    """Read the document of a planned trial.

    Parameters
    ----------
    file : its name, for the refusal

    Raises
    ------
    Declined : the file is not one, or was altered after it was written
    """
    try:
        given = json.loads(content)
        given.pop("sha256")  # the document that these values make has it again
        if given.pop("format") != FORMAT:
            raise ValueError(FORMAT)
        plan, study = given.pop("plan"), given.pop("study")
        booklets = tuple({int(year): tuple(form) for year, form in each.items()} for each in given.pop("booklets"))
        planned = PlannedTrial(
            plan=_plan(plan),
            study=_study(study),
            booklets=booklets,
            anchors=tuple(given.pop("anchors")),
            **given,
        )
    except (ValueError, KeyError, TypeError, AttributeError) as fault:
        raise Declined(Reason.NO_PLANNED_TRIAL, file=file, format=FORMAT, fault=f"{fault}"[:80]) from None
    if planned.document != content.strip():
        raise Declined(Reason.PLANNED_TRIAL_ALTERED, file=file, format=FORMAT)
    return planned


def _as_json(content: Mapping[str, Any]) -> bytes:
    return json.dumps(content, sort_keys=True, indent=1, ensure_ascii=False, default=date.isoformat).encode()


def _plan(given: dict[str, Any]) -> TrialPlan:
    days: dict[str, Any] = {name: date.fromisoformat(given.pop(name)) for name in ("opens", "complete_by")}
    items = ItemChoice(**_with_tuples(given.pop("items")))
    sample = given.pop("sample")
    return TrialPlan(
        items=items,
        aims=PlannedAims(**given.pop("aims")),
        sample=None if sample is None else SamplingPlan(**_with_tuples(sample)),
        **days,
        **_with_tuples(given),
    )


def _study(given: dict[str, Any]) -> PlanStudy:
    items = tuple(PlannedItem(**each) for each in given.pop("items"))
    return PlanStudy(items=items, links=tuple(PlannedLink(**each) for each in given.pop("links")), **given)


def _with_tuples(given: dict[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in given.items()}
