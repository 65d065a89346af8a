"""Which areas are told among what went well, beside how the areas compare."""

from dataclasses import dataclass, field
from datetime import date

import pytest

from engine import EstimateStatus
from reports import AnsweredItem, RelativeStrength, SittingResult, learner_feedback
from reports.claims.area_posterior import AreaClaim
from reports.claims.topic_posterior import ClaimStatus, TopicClaim
from reports.claims.year_pool import Area, AreaPart


@dataclass(frozen=True)
class Topic:
    id: str
    strand: str
    introduced_year: int = 2
    label: dict[str, str] = field(default_factory=dict)
    can: dict[str, str] = field(default_factory=dict)
    practise: dict[str, str] = field(default_factory=dict)


TOPICS = {"add": Topic("add", "number"), "time": Topic("time", "measuring")}
CAN = TopicClaim("time", ClaimStatus.CAN, 0.97, 0.9, 12)


@pytest.mark.parametrize("topics", [(CAN,), ()])
def test_an_area_that_is_said_to_need_more_work_is_not_said_to_have_gone_well(topics: tuple[TopicClaim, ...]) -> None:
    """Fault: "Number: you can answer most of the questions up to Year 2", and below it that number needs more work."""
    answers = [("add", "number", 0)] * 12 + [("time", "measuring", 1)] * 12
    items = tuple(AnsweredItem(n, topic, strand, 2, 0.0, score) for n, (topic, strand, score) in enumerate(answers, 1))
    told = tuple(AreaClaim(Area(strand, 2, AreaPart.WHOLE), 0.95, 0.8, 12) for strand in ("number", "measuring"))
    day = date(2026, 11, 29)
    result = SittingResult(
        "numeracy-procedural", 2, 0.0, 0.35, EstimateStatus.CONVERGED, day, items, True, claims=topics, area_claims=told
    )
    feedback = learner_feedback(result, TOPICS)
    assert [each.relative_strength for each in feedback.strands if each.strand == "number"] == [RelativeStrength.WEAKER]
    assert [area.strand for area in feedback.areas] == ["measuring"]
