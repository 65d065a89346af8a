"""The grid of learners and topics, and the groups for teaching that topics make."""

from dataclasses import replace

from reports.claims.topic_posterior import ClaimStatus
from reports.feedback.class_feedback import ClassMember
from reports.schools.topic_grid import teaching_group, topic_grid
from reports.schools.topic_groups import topic_groups
from tests.unit.reports.test_topic_groups import CAN, NEXT, TOPICS, result

NEITHER = result(a=ClaimStatus.NEXT_STEP, b=ClaimStatus.NEXT_STEP)
MEMBERS = [
    ClassMember("1", "Ana", "completed", NEXT),
    ClassMember("2", "Ben", "completed", CAN),
    ClassMember("3", "Cai", "completed", NEITHER),
    ClassMember("4", "Dai", "completed", replace(CAN, too_few=True)),
]
GROUPS = topic_groups(MEMBERS, TOPICS)


def test_each_learner_has_a_cell_in_each_topic_as_their_groups_say() -> None:
    grid = topic_grid(GROUPS, [(each.key, each.name) for each in MEMBERS])
    assert grid.learners == (("1", "Ana"), ("2", "Ben"), ("3", "Cai"))
    told = {row.topic.id: [cell and (cell.status, cell.credit, cell.most) for cell in row.cells] for row in grid.rows}
    can, step = ClaimStatus.CAN, ClaimStatus.NEXT_STEP
    assert told == {
        "a": [(can, 1, 2), (can, 1, 2), (step, 1, 2)],
        "b": [(step, 1, 1), (can, 1, 1), (step, 1, 1)],
    }


def test_a_topic_that_a_learner_did_not_meet_is_an_empty_cell() -> None:
    only_a = result(a=ClaimStatus.CAN)
    groups = topic_groups([*MEMBERS, ClassMember("5", "Eli", "completed", only_a)], TOPICS)
    by_topic = {row.topic.id: row.cells for row in topic_grid(groups, [("5", "Eli"), ("1", "Ana")]).rows}
    assert by_topic["b"][0] is None
    assert by_topic["a"][0] is not None


def test_topics_make_a_group_of_those_who_need_any_with_those_first_who_need_most() -> None:
    both = teaching_group(GROUPS, {"a", "b"})
    assert [(each.name, {topic.id for topic in each.topics}) for each in both] == [
        ("Cai", {"a", "b"}),
        ("Ana", {"b"}),
    ]
    assert [each.name for each in teaching_group(GROUPS, {"a"})] == ["Cai"]
    assert teaching_group(GROUPS, {"unknown"}) == ()
