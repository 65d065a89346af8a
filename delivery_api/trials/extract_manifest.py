"""The manifest of an extract: what is in its folder, where it comes from, and until when it may be kept."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from reports.disclosure.smallest_group import FEWEST

FORMAT = "mesur-extract/1"
MANIFEST = "manifest.json"


@dataclass(frozen=True)
class ExtractOrigin:
    """Where an extract comes from.

    Parameters
    ----------
    plan_sha256 : of the trial's plan; None for a trial without one
    years : year groups of the plan; none without one
    bank_versions : SHA-256 of each bank version that a sitting is pinned to, sorted
    completed_on : None while the trial is open
    destroyed_on : the day of destruction, at the latest
    place : the path that it was registered and written at
    left_out : by reason, how many sittings are not in it
    """

    trial: str
    subject: str
    plan_sha256: str | None
    years: Sequence[int]
    bank_versions: Sequence[str]
    extracted_on: date
    completed_on: date | None
    destroyed_on: date
    place: str
    with_responses: bool
    left_out: Mapping[str, int]

    def json_values(self) -> dict[str, object]:
        """The origin as JSON values; a number of sittings under ten is told as such."""
        return {
            "format": FORMAT,
            "trial": self.trial,
            "subject": self.subject,
            "plan_sha256": self.plan_sha256,
            "years": list(self.years),
            "bank_versions": list(self.bank_versions),
            "extracted_on": self.extracted_on.isoformat(),
            "completed_on": self.completed_on.isoformat() if self.completed_on else None,
            "destroyed_on": self.destroyed_on.isoformat(),
            "place": self.place,
            "with_responses": self.with_responses,
            "left_out": {reason: told_count(count) for reason, count in self.left_out.items()},
        }


def told_count(count: int) -> int | str:
    """A number of persons as it is told: "under 10" for one to nine."""
    return count if count == 0 or count >= FEWEST else f"under {FEWEST}"


def manifest_bytes(
    origin: ExtractOrigin, files: Mapping[str, Mapping[str, object]], counts: Mapping[str, int], items: Sequence[str]
) -> bytes:
    """The manifest as JSON.

    Parameters
    ----------
    files : by name in the folder, SHA-256 and size of each file
    counts : of persons, rows and item versions
    items : the item versions, sorted
    """
    document = origin.json_values() | {"files": dict(files), "counts": dict(counts), "items": list(items)}
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()
