"""The adopted state of the demonstration: what a made-up trial measured, and norms from a made-up sample."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from statistics import NormalDist

import numpy as np
from sqlalchemy import Connection

from delivery_api.bank.norms_in_use.service import adopt
from delivery_api.ledger.decisions import Decision
from delivery_api.ledger.ledger_file import Ledger
from itembank import BankVersion, ItemVersion, LogisticParameters
from itembank.design.adaptive_test_design import TestDesign
from itembank.versions.adopted_parameters import AdoptedParameters, Adoption, Basis, ParameterErrors
from reports.norms.learning_time import MONTHS_TAUGHT, WEEKS
from reports.norms.norm_fit import fit_norms
from reports.norms.norm_sample import NormSample, norm_sample
from reports.norms.standardised_scores import Norms, NormSource
from reports.scales.reporting_scale import SCALES

MADE_UP = Decision("mesur demo", "made up, for the demonstration: neither trial nor sample was ever taken")

_RESPONSES, _SE, _SHIFT_SD = 250, 0.15, 0.3
"""Responses to an item in the made-up trial, the error of its difficulty, and by how much it differs from the model."""

_A_YEAR_GROUP = 1000
"""Learners of a year group in the made-up sample."""

_A_MONTH_OLDER = 0.02
"""By how many logits those a month older than others of their year group are better."""


def measured(bank: BankVersion) -> BankVersion:
    """Return the bank version that a made-up trial would have made: every item measured, with its error."""
    rng = np.random.default_rng(_seed(bank.subject))
    shifts = rng.normal(0, _SHIFT_SD, len(bank.items)).round(2).tolist()
    items = tuple(_measured(item, shift) for item, shift in zip(bank.items, shifts, strict=True))
    made_up = sha256(f"made up for the demonstration: {bank.subject}".encode()).hexdigest()
    adoption = Adoption(bank.hash, made_up, made_up, "fixed", len(items))
    return replace(bank, items=items, adopted=AdoptedParameters((adoption,), tuple(map(_errors, items))))


def _measured(item: ItemVersion, shift: float) -> ItemVersion:
    known = item.parameters
    if isinstance(known, LogisticParameters):
        return replace(item, parameters=replace(known, b=known.b + shift, provisional=False))
    return replace(item, parameters=replace(known, b=tuple(b + shift for b in known.b), provisional=False))


def _errors(item: ItemVersion) -> ParameterErrors:
    known = item.parameters
    count = 1 if isinstance(known, LogisticParameters) else len(known.b)
    names = tuple(f"b{step}" for step in range(1, count + 1))
    covariance = tuple((0.0,) * step + (_SE**2,) for step in range(count))
    return ParameterErrors(item.id, Basis.RESPONSES, names, covariance, _RESPONSES)


def adopt_made_up_norms(connection: Connection, ledger: Ledger, bank: BankVersion, now: datetime) -> None:
    """Adopt norms of a bank's subject from a made-up sample of its design's year groups; reports say that they are."""
    adopt(connection, ledger, made_up_norms(bank), MADE_UP, now, made_up=True)


def made_up_norms(bank: BankVersion) -> Norms:
    """Return norms of a made-up sample: the abilities that the design expects, growing smoothly."""
    sample = _sample(bank.design(bank.subject), _seed(bank.subject))
    digest = sha256(np.column_stack([sample.theta, sample.weeks, sample.age_months]).tobytes()).hexdigest()
    source = NormSource(bank.subject, SCALES[bank.subject].version, len(sample), 0, digest, fictional=True)
    return fit_norms(sample, source).norms


def _sample(design: TestDesign, seed: int) -> NormSample:
    rng, expected = np.random.default_rng(seed), sorted(design.populations, key=lambda each: each.year)
    years = np.repeat([each.year for each in expected], _A_YEAR_GROUP)
    weeks, older = rng.uniform(0, WEEKS, len(years)).round(1), rng.integers(0, 12, len(years))
    level = years + weeks / WEEKS - 0.5  # the design expects its mean in the middle of the year
    growth = np.polyfit(np.sqrt([each.year for each in expected]), [each.mean for each in expected], 1)  # never falls
    mean = np.polyval(growth, np.sqrt(level)) + _A_MONTH_OLDER * (older - 5.5)
    spread = np.repeat([each.sd for each in expected], _A_YEAR_GROUP)
    months = 12.0 * (years + 4) + older + np.floor(weeks / WEEKS * MONTHS_TAUGHT)
    even = [NormalDist().inv_cdf((place + 0.5) / _A_YEAR_GROUP) for place in range(_A_YEAR_GROUP)]
    z = np.concatenate([rng.permutation(even) for _ in expected])  # each year group is exactly as it is expected
    return norm_sample(mean + spread * z, years, weeks, months)


def _seed(subject: str) -> int:
    return int(sha256(subject.encode()).hexdigest()[:8], 16)
