"""Norms as canonical JSON, whose SHA-256 names them."""

import json
from dataclasses import asdict
from typing import Any

import numpy as np

from itembank.canonical_json import sha256
from reports.norms.norm_model import NormBasis, NormModel, NormTerms
from reports.norms.standardised_scores import Norms, NormSource

FORMAT = "mesur norms 1"


class InvalidNorms(ValueError):
    """A file holds no norms that this release can read."""


def norms_bytes(norms: Norms) -> bytes:
    """Write norms as canonical JSON."""
    basis = norms.model.basis
    held = {
        "format": FORMAT,
        "source": asdict(norms.source),
        "usable": norms.usable,
        "terms": asdict(basis.terms),
        "low": basis.low,
        "high": basis.high,
        "coefficients": norms.model.coefficients.tolist(),
        "covariance": norms.model.covariance.tolist(),
    }
    return json.dumps(held, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def norms_hash(norms: Norms) -> str:
    """The name of norms: the SHA-256 of their canonical JSON."""
    return sha256(norms_bytes(norms))


def read_norms(data: bytes) -> Norms:
    """Read norms.

    Raises
    ------
    InvalidNorms
    """
    try:
        held = json.loads(data)
        found = held["format"]
    except (ValueError, KeyError, TypeError):
        found = "no JSON of norms"
    if found != FORMAT:
        msg = f"norms: expected the format {FORMAT!r}, got {found!r:.60}"
        raise InvalidNorms(msg)
    try:
        return _norms(held)
    except (KeyError, TypeError, ValueError) as wrong:
        msg = f"norms: expected the fields of {FORMAT!r}, got {wrong!r:.100}"
        raise InvalidNorms(msg) from None


def _norms(held: dict[str, Any]) -> Norms:
    terms = NormTerms(**held["terms"])
    coefficients, covariance = (np.array(held[name], dtype=float) for name in ("coefficients", "covariance"))
    m = sum(terms.block_sizes)
    if coefficients.shape != (m,) or covariance.shape != (m, m):
        msg = f"{m} coefficients with their covariance"
        raise ValueError(msg)
    model = NormModel(NormBasis(terms, float(held["low"]), float(held["high"])), coefficients, covariance)
    return Norms(NormSource(**held["source"]), model, bool(held["usable"]))
