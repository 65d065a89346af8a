"""What learner and parents are told is true of the sitting: what went well, what was not asked, how it ended."""

from dataclasses import replace
from datetime import date

import pytest

from delivery_api.web.message_catalogue import translations
from delivery_api.web.reader_language import LANGUAGES, Language
from engine import EstimateStatus
from itembank import Text, Topic
from reports import AnsweredItem, LearnerMessages, SittingResult, learner_feedback, learner_messages
from reports.claims.topic_posterior import ClaimStatus, TopicClaim
from reports.claims.year_pool import Prior
from reports.feedback.sitting_results import Versions
from reports.formats.csv_export import learner_csv
from reports.formats.letter import Letter
from reports.parents.parent_report import parent_report

NAMES = ("length", "adding", "tables", "money", "graphs", "time")
TOPICS = {
    name: Topic(
        name,
        "number",
        3,
        Text(f"{name} cy", f"{name} en"),
        Text.same(f"You can do {name}."),
        Text.same(f"Next step: {name}."),
    )
    for name in NAMES
}
NO_GRAPHS_AND_TIME = {"length": (1, 1, 1), "adding": (1, 1, 0, 1), "tables": (1, 0, 0), "money": (1, 0, 0, 1)}


def sat(scores: dict[str, tuple[int, ...]], *, b: float = -0.5, year: int = 4) -> SittingResult:
    """A provisional sitting with these scores by topic, of questions that cannot be guessed."""
    told = [(topic, score) for topic, given in scores.items() for score in given]
    items = tuple(AnsweredItem(n, topic, "number", 3, b, score) for n, (topic, score) in enumerate(told, start=1))
    day, year_group = date(2026, 11, 29), Prior(-1.0, 1.0)
    return SittingResult(
        "numeracy-procedural", year, -1.0, 0.4, EstimateStatus.CONVERGED, day, items, True, population=year_group
    )


WEAK = sat(NO_GRAPHS_AND_TIME)
MONEY_NEXT = replace(WEAK, claims=(TopicClaim("money", ClaimStatus.NEXT_STEP, 0.3, 0.5, 4),))
STOPPED = replace(sat({"length": (1, 0, 1), "adding": (0, 1, 0)}), too_few=True, ended_early=True)


def told(result: SittingResult, language: Language = "en") -> LearnerMessages:
    return learner_messages(learner_feedback(result, TOPICS), language, translations(language))


def letter(*results: SittingResult, language: Language = "en") -> Letter:
    feedback = [learner_feedback(each, TOPICS) for each in results]
    return parent_report("Alys Ŵyn", feedback, language, translations(language)).letter


def points(*results: SittingResult, language: Language = "en") -> str:
    return " ".join(letter(*results, language=language).sections[0].points)


@pytest.mark.parametrize("language", LANGUAGES)
def test_where_nothing_can_be_claimed_what_was_right_is_told(language: Language) -> None:
    """Fault: "too few questions on any one topic" stood beside six right of one; parents had no good word at all."""
    words = told(WEAK, language).strengths
    assert words is not None
    assert not words.lines
    for said in (words.lead, points(WEAK, language=language)):
        assert "9" in said
        assert f"length {language}; adding {language}; money {language}" in said
        assert f"tables {language}" not in said
        assert "You can do" not in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_topic_is_both_right_and_the_next_step_and_one_right_answer_names_none(language: Language) -> None:
    words = told(MONEY_NEXT, language)
    assert words.strengths is not None
    assert "money" not in words.strengths.lead
    one_each = told(sat(dict.fromkeys(NAMES, (1, 0))), language).strengths
    assert one_each is not None
    assert not any(name in one_each.lead for name in NAMES)
    assert "6" in one_each.lead


def test_answers_that_may_all_be_guesses_name_no_topic() -> None:
    guessed = replace(sat(NO_GRAPHS_AND_TIME), theta=-6.0)
    guessed = replace(guessed, items=tuple(replace(item, floors=(0.6,)) for item in guessed.items))
    words = told(guessed).strengths
    assert words is not None
    assert words.lead.startswith("You got 9 questions right.")
    assert "length" not in words.lead


def test_where_something_is_claimed_right_answers_are_not_counted_beside_it() -> None:
    claimed = replace(WEAK, claims=(TopicClaim("length", ClaimStatus.CAN, 0.95, 0.8, 3),))
    words = told(claimed).strengths
    assert words is not None
    assert "9 questions" not in words.lead + points(claimed)
    assert "length en" in points(claimed)


def test_right_in_part_counts_as_that_and_nothing_right_is_said_kindly() -> None:
    steps = tuple(AnsweredItem(n, "length", "number", 3, 0.5, n % 2, steps=(0.0, 1.0)) for n in range(1, 13))
    words = told(replace(WEAK, items=steps)).strengths
    assert words is not None
    assert words.lead.startswith("You got part of 6 questions right.")
    none = sat({"length": (0,) * 12})
    assert told(none).strengths.heading == "Where to begin"  # type: ignore[union-attr]
    assert "The questions were too hard this time" in points(none)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_topic_that_was_not_asked_about_is_no_next_step(language: Language) -> None:
    """Fault: to parents, weaknesses; to the learner, "next step" below "you were not asked about these yet"."""
    words = told(WEAK, language).next_steps
    assert words is not None
    begin, to_parents = {
        "en": ("To try next:", "Not asked about yet: graphs en; time en."),
        "cy": ("Rho gynnig ar hyn nesaf:", "Ni holwyd am y rhain eto: graphs cy; time cy."),
    }[language]
    assert words.lines == tuple(f"{begin} {name} {language}." for name in ("graphs", "time"))
    assert to_parents in points(WEAK, language=language)
    assert {"en": "What comes next", "cy": "Beth sy’n dod nesaf"}[language] not in points(WEAK, language=language)
    assert told(MONEY_NEXT, language).next_steps.lines == ("Next step: money.",)  # type: ignore[union-attr]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sitting_that_staff_ended_is_not_said_to_be_finished(language: Language) -> None:
    """Fault: "the assessment you finished" and "Finished on" of six questions that the teacher ended."""
    finished = {"en": "inish", "cy": "orffen"}[language]
    for result in (STOPPED, replace(WEAK, ended_early=True)):
        assert finished not in told(result, language).basis + points(result, language=language)
    assert finished in told(WEAK, language).basis
    assert finished in points(WEAK, language=language)


def test_a_young_learner_whose_sitting_was_ended_had_a_go_at_some_questions() -> None:
    young = told(replace(STOPPED, year=2)).young
    assert young is not None
    assert young.can[1] == "You had a go at some questions."
    whole = told(sat(NO_GRAPHS_AND_TIME, year=3)).young
    assert whole is not None
    assert whole.can[1] == "You got 9 questions right."
    assert whole.comes_next[1] == "To try next: graphs en."


@pytest.mark.parametrize("language", LANGUAGES)
def test_parents_are_not_told_that_most_get_half_right(language: Language) -> None:
    opening = " ".join(letter(WEAK, language=language).opening)
    assert {"en": "some more and some fewer", "cy": "rhai’n cael mwy a rhai’n cael llai"}[language] in opening


@pytest.mark.parametrize(
    ("theta", "se", "said"),
    [
        (-3.0, 0.3, "The score is below that range."),
        (-1.9, 0.4, "The score is below that range, but the level may lie within it."),
        (-1.0, 0.4, "The score is within that range."),
        (-0.1, 0.4, "The score is above that range, but the level may lie within it."),
        (1.0, 0.3, "The score is above that range."),
    ],
)
def test_parents_read_on_which_side_of_the_expected_range_the_score_is(theta: float, se: float, said: str) -> None:
    assert said in points(replace(WEAK, theta=theta, se=se))


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_letter_rests_on_is_one_line_for_the_school(language: Language) -> None:
    known = replace(WEAK, versions=Versions("1", "c" * 64, "2"))
    (line,) = letter(known, replace(known, subject="reading-en"), language=language).closing
    assert line.startswith({"en": "For the school: ", "cy": "I’r ysgol: "}[language])
    assert line.count("c" * 12) == 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_spreadsheet_has_the_words_of_the_page(language: Language) -> None:
    """Fault: "Not answered" for what the page calls left as "I can't do this"."""
    say = translations(language)
    items = (replace(WEAK.items[0], omitted=True, score=0), *WEAK.items[1:])
    sheet = learner_csv(replace(WEAK, items=items, ended_early=True), TOPICS, language, say)
    first = sheet.splitlines()[1]
    assert say.gettext("Left as “I can’t do this”") in first
    assert first.startswith(say.gettext("Numeracy (procedural)"))
    assert say.gettext("The school ended this assessment before all the questions were asked.") in first
