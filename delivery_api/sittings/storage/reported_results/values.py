"""What was reported of a finished sitting, as a value and as bytes; it holds no answers and no item parameters."""

from __future__ import annotations

import json
import zlib
from dataclasses import asdict, dataclass
from datetime import datetime

from delivery_api.access.refusals import NewerRelease
from delivery_api.keys.encryption import padded
from itembank.compilation.adopted_share import LEAST_ADOPTED

_STEP = 512
"""The least length in bytes, because encryption does not hide it."""


@dataclass(frozen=True, slots=True)
class ReportedResult:
    """What was reported of a finished sitting, fixed when it ended or was rescored.

    Parameters
    ----------
    subject : such as ``numeracy-procedural``
    year_group : the learner's school year at the sitting
    theta, se : reported ability and its standard error, logits
    status : of the estimate, a value of ``engine.EstimateStatus``
    reason : why the sitting ended
    ended_early : whether staff ended it
    too_few : whether it has too few scored questions for a score
    asked, answered, omitted, not_reached : number of scored questions presented, answered, left as "I can't do this",
        and still waiting at the end
    finished_at : when it ended
    language : of the question that was presented last
    adopted_share : share of its information that comes from items whose parameters were measured, 0 to 1
    scale_version : of the subject's reporting scale
    bank_version, design : SHA-256 of the bank version that it was scored under, and of the test design
    engine_version : of the engine that estimated the ability
    rescored_at : when it was rescored; None for a first result
    """

    subject: str
    year_group: int
    theta: float
    se: float
    status: str
    reason: str
    ended_early: bool
    too_few: bool
    asked: int
    answered: int
    omitted: int
    not_reached: int
    finished_at: datetime
    language: str
    adopted_share: float
    scale_version: str
    bank_version: str
    design: str
    engine_version: str
    rescored_at: datetime | None = None

    @property
    def provisional(self) -> bool:
        """Whether too little of its information comes from items whose parameters were measured."""
        return self.adopted_share < LEAST_ADOPTED


def to_bytes(result: ReportedResult) -> bytes:
    """Compact JSON, deflated and padded; floats keep their shortest exact form."""
    plain = json.dumps(asdict(result), default=datetime.isoformat, ensure_ascii=False, separators=(",", ":"))
    return padded(zlib.compress(plain.encode()), _STEP)


def from_bytes(payload: bytes) -> ReportedResult:
    """Read a reported result.

    Raises
    ------
    NewerRelease : a field is unknown to this release
    """
    fields = json.loads(zlib.decompressobj().decompress(payload))
    if not fields.keys() <= ReportedResult.__dataclass_fields__.keys():
        raise NewerRelease(kind="reported result")
    later = fields["rescored_at"]
    times = {
        "finished_at": datetime.fromisoformat(fields["finished_at"]),
        "rescored_at": datetime.fromisoformat(later) if later else None,
    }
    return ReportedResult(**fields | times)
