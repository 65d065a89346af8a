"""Who of a class has not finished."""

from reports.schools.completion import LearnerStates, SubjectCompletion, not_finished, subject_completions

CLASS = (
    LearnerStates("1", "Efa", {"numeracy": "completed", "reading": "completed"}),
    LearnerStates("2", "Joe", {"numeracy": "disapplied", "reading": "absent"}),
    LearnerStates("3", "Mali", {"numeracy": "completed"}),
    LearnerStates("4", "Non", {"numeracy": "disapplied", "reading": "completed"}),
)


def test_whoever_does_not_take_an_assessment_is_not_expected_to_finish_it():
    assert subject_completions(CLASS, ["numeracy", "reading", "science"]) == (
        SubjectCompletion("numeracy", 2, 2, is_given=True),
        SubjectCompletion("reading", 2, 4, is_given=True),
        SubjectCompletion("science", 0, 4, is_given=False),
    )


def test_those_without_a_finished_sitting_are_named_in_the_order_given():
    assert [each.name for each in not_finished(CLASS, ["numeracy", "reading"])] == ["Joe", "Mali"]
    assert not_finished(CLASS, ["numeracy"]) == ()
