"""Groups by topic: whom they hold, in which order, and whom they leave out."""

from dataclasses import dataclass, replace
from datetime import date

from itembank.language import Text
from reports.claims.topic_posterior import ClaimStatus, TopicClaim
from reports.feedback.class_feedback import ClassMember
from reports.feedback.sitting_results import AnsweredItem, SittingResult
from reports.schools.topic_groups import topic_groups

WORDS = Text("testun", "topic")


@dataclass(frozen=True)
class PlainTopic:
    id: str
    strand: str = "number"
    introduced_year: int = 3
    label: Text = WORDS
    can: Text = WORDS
    practise: Text = WORDS


TOPICS = {each: PlainTopic(each) for each in ("a", "b")}


def result(**statuses: ClaimStatus) -> SittingResult:
    items = tuple(
        AnsweredItem(at, topic, "number", 3, 0.0, at % 2) for at, topic in enumerate(("a", "a", "b"), start=1)
    )
    claims = tuple(TopicClaim(topic, status, 0.5, 0.5, 2) for topic, status in statuses.items())
    return SittingResult(
        "numeracy-procedural", 4, 0.1, 0.3, "converged", date(2026, 11, 2), items, provisional=False, claims=claims
    )


NEXT, CAN = result(a=ClaimStatus.CAN, b=ClaimStatus.NEXT_STEP), result(a=ClaimStatus.CAN, b=ClaimStatus.CAN)


def test_a_learner_stands_in_each_topic_by_their_claim_with_the_marks_beside() -> None:
    first, second = topic_groups(
        [ClassMember("1", "Ana", "completed", NEXT), ClassMember("2", "Ben", "completed", CAN)], TOPICS
    )
    assert (first.topic.id, [each.name for each in first.next_step], [each.name for each in first.can]) == (
        "b",
        ["Ana"],
        ["Ben"],
    )
    assert (second.topic.id, [(each.name, each.credit, each.most) for each in second.can]) == (
        "a",
        [("Ana", 1, 2), ("Ben", 1, 2)],
    )


def test_who_is_not_counted_stands_in_no_group() -> None:
    members = [
        ClassMember("1", "Ana", "completed", replace(NEXT, too_few=True)),
        ClassMember("2", "Ben", "completed", replace(NEXT, unconfirmed=True)),
        ClassMember("3", "Cai", "completed", replace(NEXT, ended_early=True)),
        ClassMember("4", "Dan", "completed", NEXT, counted=False),
        ClassMember("5", "Eve", "assigned"),
    ]
    assert topic_groups(members, TOPICS) == ()
