"""A learner's and a class's feedback: what is said, of whom, and what is never said."""

import gettext
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from importlib.resources import files
from typing import Any

import pytest

from delivery_api.web.message_catalogue import translations
from delivery_api.web.reader_language import Language
from engine import EstimateStatus
from itembank import SUBJECTS
from itembank.design_files.design_reading import load_packaged_design
from reports import (
    AXIS,
    SCALES,
    AnsweredItem,
    ClassMember,
    Precision,
    RangeStatus,
    RelativeStrength,
    SittingResult,
    UnknownTopic,
    band_svg,
    band_text,
    class_csv,
    class_feedback,
    class_messages,
    learner_csv,
    learner_feedback,
    learner_messages,
    learner_pdf,
    scale_score,
)
from reports.claims.area_posterior import AreaClaim
from reports.claims.topic_posterior import ClaimStatus, TopicClaim
from reports.claims.year_pool import Area, AreaPart
from reports.parents.parent_report import parent_report


@dataclass(frozen=True)
class Subject:
    id: str
    strand: str = "number"
    introduced_year: int = 3

    @property
    def label(self) -> Mapping[str, str]:
        return {"en": f"{self.id} (en)", "cy": f"{self.id} (cy)"}

    @property
    def can(self) -> Mapping[str, str]:
        return {"en": f"You can {self.id}.", "cy": f"Rwyt ti'n gallu {self.id}."}

    @property
    def practise(self) -> Mapping[str, str]:
        return {"en": f"Practise {self.id}.", "cy": f"Ymarfer {self.id}."}


TOPICS = {name: Subject(name) for name in ("add", "bar", "frac", "perim", "time", "later", "due")}
TOPICS["later"] = Subject("later", introduced_year=9)
ENGLISH = gettext.NullTranslations()


SCALE = SCALES["numeracy-procedural"]


class Marked(gettext.NullTranslations):
    """Marks every sentence that went through, so that one that did not is seen."""

    def gettext(self, message: str) -> str:
        return f"«{message}»"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return f"«{msgid1 if n == 1 else msgid2}»"


def answered(*rows: tuple[str, float, int], strand: str = "number") -> tuple[AnsweredItem, ...]:
    return tuple(AnsweredItem(n, topic, strand, 3, b, score) for n, (topic, b, score) in enumerate(rows, 1))


def sitting(*rows: tuple[str, float, int], theta: float = 0.0, se: float = 0.35) -> SittingResult:
    return SittingResult(
        "numeracy-procedural",
        4,
        theta,
        se,
        EstimateStatus.CONVERGED,
        date(2026, 3, 1),
        answered(*rows),
        provisional=True,
    )


MIXED = sitting(("add", -1.0, 1), ("bar", 0.5, 1), ("frac", 0.9, 0), ("perim", 0.2, 0), ("time", -0.1, 0))


def ids(evidence: tuple[object, ...]) -> list[str]:
    return [each.topic.id for each in evidence]  # type: ignore[attr-defined]


def test_scale_is_500_plus_50_theta_with_a_90_percent_band() -> None:
    scale = scale_score(1.0, 0.4, SCALE)
    assert (scale.score, scale.low, scale.high) == (550, 517, 583)  # 550 ∓ 1.645·20


@pytest.mark.parametrize(("theta", "score"), [(-7, 150), (6, 800)])
def test_scale_stays_positive_over_the_range_of_the_year_groups(theta: float, score: int) -> None:
    scale = scale_score(theta, 0.8, SCALE)
    assert scale.score == score
    assert scale.low > 0


def test_no_score_and_no_end_of_a_band_is_shown_beyond_the_scale() -> None:
    low, high = scale_score(-12.0, 2.0, SCALE), scale_score(9.5, 2.0, SCALE)
    assert (low.score, low.low, low.open_below) == (0, 0, True)
    assert (high.score, high.high, high.open_above) == (975, 1000, True)


@pytest.mark.parametrize(
    ("score", "status", "theta", "text", "sentence"),
    [
        (0, EstimateStatus.CONSTANT, -7.66, "below 240", "Your level is very likely below 240."),
        (1, EstimateStatus.CONSTANT, 7.66, "above 760", "Your level is very likely above 760."),
    ],
)
@pytest.mark.parametrize("language", ["en", "cy"])
def test_a_band_that_the_answers_do_not_close_is_open(
    score: int, status: str, theta: float, text: str, sentence: str, language: str
) -> None:
    result = replace(sitting(("add", 0.0, score), theta=theta, se=1.4955), status=status)
    feedback = learner_feedback(result, TOPICS)
    assert band_text(feedback.scale, ENGLISH) == text
    assert sentence in learner_messages(feedback, "en", ENGLISH).precision.lead
    members = [ClassMember("k", "Alys", "completed", result, 4)]
    say = translations(language)  # type: ignore[arg-type]
    sheet = class_csv(class_messages(class_feedback(members, TOPICS), language, say))
    ends = ["117", "", "240"] if score == 0 else ["883", "760", ""]
    assert sheet.splitlines()[1].split(",")[4:7] == ends
    svg = band_svg(feedback.scale, say)
    assert "mesur-band__range--open" in svg
    assert not re.search(r">[-−]\d|>\d+[-–]", svg)
    assert learner_pdf(feedback, learner_messages(feedback, language, say), "Alys", language).startswith(b"%PDF")


def test_at_an_edge_the_band_is_open_towards_it() -> None:
    rows = [("add", 0.0, 0), ("add", 0.0, 1)]
    edge = replace(sitting(*rows, theta=6.0), status=EstimateStatus.EDGE)
    assert learner_feedback(edge, TOPICS).scale.open_above
    assert learner_feedback(replace(edge, theta=-6.0), TOPICS).scale.open_below


def test_where_nothing_went_well_the_heading_does_not_say_it_did() -> None:
    words = learner_messages(learner_feedback(sitting(("add", 0.0, 0)), TOPICS), "en", ENGLISH)
    assert words.strengths is not None
    assert words.strengths.heading == "Where to begin"


@pytest.mark.parametrize(
    ("theta", "se", "field"), [(float("nan"), 0.3, "theta"), (0.0, 0.0, "se"), (0, float("inf"), "se")]
)
def test_scale_refuses_what_is_no_estimate(theta: float, se: float, field: str) -> None:
    with pytest.raises(ValueError, match=f"^{field}: expected"):
        scale_score(theta, se, SCALE)


CLAIMED = replace(
    MIXED,
    claims=(
        TopicClaim("add", ClaimStatus.CAN, 0.97, 0.9, 2),
        TopicClaim("bar", ClaimStatus.CAN, 0.93, 0.75, 3),
        TopicClaim("frac", ClaimStatus.TOO_LITTLE, 0.99, 0.9, 1),
        TopicClaim("perim", ClaimStatus.NEXT_STEP, 0.1, 0.3, 2),
        TopicClaim("time", ClaimStatus.NEXT_STEP, 0.4, 0.6, 2),
    ),
)


def test_strengths_are_what_is_claimed_hardest_first() -> None:
    assert ids(learner_feedback(CLAIMED, TOPICS).strengths) == ["bar", "add"]


def test_next_steps_are_those_most_nearly_done_first() -> None:
    assert ids(learner_feedback(CLAIMED, TOPICS).next_steps) == ["time", "perim"]


AREAS = tuple(
    AreaClaim(Area(strand, year, part), 0.95, 0.8, 4)
    for strand, year, part in (
        ("", 3, AreaPart.WHOLE),
        ("data", 3, AreaPart.EASIEST),
        ("number", 4, AreaPart.WHOLE),
        ("measuring", 3, AreaPart.EASIER),
    )
)


def test_areas_fill_up_what_is_claimed_of_topics_and_the_whole_subject_only_where_nothing_else_is() -> None:
    none = learner_feedback(replace(MIXED, area_claims=AREAS[:1]), TOPICS)
    assert [area.strand for area in none.areas] == [""]
    strands = learner_feedback(replace(MIXED, area_claims=AREAS), TOPICS)
    assert [area.strand for area in strands.areas] == ["data", "number", "measuring"]
    beside = learner_feedback(replace(CLAIMED, area_claims=AREAS), TOPICS)
    assert [area.strand for area in beside.areas] == ["data"]
    assert ids(beside.strengths) == ["bar", "add"]


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        (
            "en",
            [
                "Data: you can answer most of the easiest questions for Year 3.",
                "Number: you can answer most of the questions up to Year 4.",
                "Measuring: you can answer most of the easier questions for Year 3.",
            ],
        ),
        (
            "cy",
            [
                "Data: rwyt ti’n gallu ateb y rhan fwyaf o’r cwestiynau hawsaf ar gyfer Blwyddyn 3.",
                "Rhif: rwyt ti’n gallu ateb y rhan fwyaf o’r cwestiynau hyd at Flwyddyn 4.",
                "Mesur: rwyt ti’n gallu ateb y rhan fwyaf o’r cwestiynau haws ar gyfer Blwyddyn 3.",
            ],
        ),
    ],
)
def test_an_area_is_told_in_a_sentence_to_the_learner_and_one_to_the_parents(
    language: Language, sentences: list[str]
) -> None:
    say = translations(language)
    feedback = learner_feedback(replace(MIXED, area_claims=AREAS[1:]), TOPICS)
    strengths = learner_messages(feedback, language, say).strengths
    assert strengths is not None
    assert list(strengths.lines) == sentences
    # of an area itself nothing may have been asked: its claim may rest on harder questions of the strand
    assert strengths.lead == say.gettext(
        "We are quite sure of these: each rests on two or more questions that you were asked."
    )
    told = parent_report("Alys", [feedback], language, say).letter.sections[0].points
    known = ("gall eich plentyn chi ateb", "your child can answer")
    assert sum(any(words in each for words in known) for each in told) == len(sentences)


def test_where_nothing_can_be_claimed_it_is_said() -> None:
    words = learner_messages(learner_feedback(MIXED, TOPICS), "en", ENGLISH)
    assert words.strengths is not None
    assert words.strengths.lead.endswith("We are not sure yet what you can do in any one topic.")


def test_at_most_three_of_each() -> None:
    claims = tuple(
        TopicClaim(topic, (ClaimStatus.CAN, ClaimStatus.NEXT_STEP)[place % 2], 0.5, 0.5, 2)
        for place, topic in enumerate(["add", "bar", "frac", "perim", "time", "due", "later", "more"])
    )
    topics = TOPICS | {"more": Subject("more")}
    rows = [(claim.topic, 0.0, 1) for claim in claims]
    feedback = learner_feedback(replace(sitting(*rows), claims=claims), topics)
    assert (len(feedback.strengths), len(feedback.next_steps)) == (3, 3)


def test_where_nothing_was_missed_the_next_topics_of_the_learners_years_follow() -> None:
    rows = [(name, 0.0, 1) for name in ("add", "bar", "frac", "perim", "time")]
    feedback = learner_feedback(sitting(*rows), TOPICS)
    assert ids(feedback.next_steps) == ["due"]  # "later" is taught in Year 9
    assert feedback.next_steps[0].asked == 0


def test_an_unknown_topic_is_named_with_its_position() -> None:
    with pytest.raises(UnknownTopic, match="position 1: expected a topic of the bank version, got 'chess'"):
        learner_feedback(sitting(("chess", 0.0, 1)), TOPICS)


@pytest.mark.parametrize(
    ("rows", "status", "range_status"),
    [
        ([("add", 0.0, 1)], EstimateStatus.CONSTANT, RangeStatus.ALL_RIGHT),
        ([("add", 0.0, 0)], EstimateStatus.CONSTANT, RangeStatus.NONE_RIGHT),
        ([("add", 0.0, 0), ("add", 0.0, 1)], EstimateStatus.EDGE, RangeStatus.EDGE),
        ([("add", 0.0, 0), ("add", 0.0, 1)], EstimateStatus.CONVERGED, RangeStatus.WITHIN),
    ],
)
def test_what_the_estimate_could_not_reach_is_said(
    rows: list[tuple[str, float, int]], status: str, range_status: RangeStatus
) -> None:
    feedback = learner_feedback(replace(sitting(*rows), status=status), TOPICS)
    assert feedback.range_status is range_status
    lines = learner_messages(feedback, "en", ENGLISH).precision.lines
    assert len(lines) == (1 if range_status is RangeStatus.WITHIN else 2)


@pytest.mark.parametrize(("se", "precision"), [(0.4, Precision.GOOD), (0.6, Precision.FAIR), (0.61, Precision.ROUGH)])
def test_precision_follows_the_standard_error(se: float, precision: Precision) -> None:
    assert learner_feedback(replace(MIXED, se=se), TOPICS).precision is precision


def strands(number: list[int], data: list[int], omitted: int = 0) -> dict[str, RelativeStrength]:
    items = answered(*(("add", 0.0, score) for score in number))
    items += answered(*(("bar", 0.0, score) for score in data), strand="data")
    items = tuple(replace(item, omitted=True) for item in items[:omitted]) + items[omitted:]
    result = replace(MIXED, items=items)
    return {each.strand: each.relative_strength for each in learner_feedback(result, TOPICS).strands}


def test_a_strand_is_spoken_of_only_from_five_answered_items() -> None:
    assert strands([1, 0, 1, 0, 1], [1, 0, 1, 0]) == {"number": RelativeStrength.ALIKE}
    assert strands([0, 0, 0, 1, 1], [1, 0, 1, 0, 1], omitted=1) == {"data": RelativeStrength.ALIKE}


def test_one_strand_alone_has_nothing_to_be_compared_with() -> None:
    assert strands([1, 0, 1, 0, 1], []) == {}


def test_noise_is_not_read_as_a_strength() -> None:
    assert set(strands([1, 1, 1, 1, 0], [0, 0, 1, 1, 0]).values()) == {RelativeStrength.ALIKE}


def test_a_clear_difference_is_named_on_both_sides() -> None:
    assert strands([1] * 9 + [0], [0] * 9 + [1]) == {
        "data": RelativeStrength.WEAKER,
        "number": RelativeStrength.STRONGER,
    }


@pytest.mark.parametrize("language", ["cy", "en"])
def test_every_sentence_to_the_learner_goes_through_the_catalogue_or_the_bank(language: str) -> None:
    feedback = learner_feedback(replace(MIXED, items=answered(*[("add", 0.0, 1)] * 6)), TOPICS)
    words = learner_messages(feedback, language, Marked())
    said = [words.title, words.basis, words.provisional, words.precision.lead, *words.precision.lines]
    said += [words.strengths.heading, words.strengths.lead, words.next_steps.heading, words.next_steps.lead]
    assert all(sentence.startswith("«") and sentence.endswith("»") for sentence in said)
    claimed = learner_messages(learner_feedback(CLAIMED, TOPICS), language, Marked())
    assert claimed.strengths is not None
    assert claimed.strengths.lines == (TOPICS["bar"].can[language], TOPICS["add"].can[language])


def test_dates_are_written_as_the_language_writes_them() -> None:
    feedback = learner_feedback(MIXED, TOPICS)
    assert "1 Mawrth 2026" in learner_messages(feedback, "cy", ENGLISH).basis
    assert "1 March 2026" in learner_messages(feedback, "en", ENGLISH).basis


def test_provisional_parameters_are_marked_and_only_they() -> None:
    feedback = learner_feedback(MIXED, TOPICS)
    assert "provisional" in learner_messages(feedback, "en", ENGLISH).provisional
    assert learner_messages(replace(feedback, provisional=False), "en", ENGLISH).provisional == ""


def members() -> list[ClassMember]:
    weaker = sitting(("frac", 0.0, 0), ("perim", 0.1, 1))
    return [
        ClassMember("k2", "Siôn", "completed", MIXED),
        ClassMember("k1", "=cmd()", "completed", weaker),
        ClassMember("k3", "Alys", "assigned"),
    ]


def test_a_class_keeps_its_order_and_says_of_how_many_topics_too_little_was_asked() -> None:
    feedback = class_feedback(members(), TOPICS)
    assert [row.key for row in feedback.rows] == ["k2", "k1", "k3"]
    assert feedback.topics == ()
    assert [each.id for each in feedback.too_little] == ["add", "bar", "frac", "perim", "time"]
    assert feedback.finished == 2
    assert class_messages(feedback, "en", ENGLISH).topics_lead.endswith(
        "On 5 topics too few questions were asked to tell."
    )


def test_a_topic_that_many_miss_as_often_as_expected_is_not_the_classs() -> None:
    hard = sitting(*[("frac", 1.0, n % 4 == 0) for n in range(4)], *[("add", -1.0, n % 4 != 0) for n in range(4)])
    feedback = class_feedback([ClassMember(str(n), "A", "completed", hard) for n in range(12)], TOPICS)
    assert (feedback.topics, feedback.too_little) == ((), ())
    fewer = sitting(*[("frac", 1.0, 0)] * 4, *[("add", -1.0, 1)] * 4)
    found = class_feedback([ClassMember(str(n), "A", "completed", fewer) for n in range(12)], TOPICS)
    assert [each.topic.id for each in found.topics] == ["frac"]
    (sentence,) = class_messages(found, "en", ENGLISH).topics
    assert sentence == "Frac (en): 0% right where 27% was expected, with 12 learners."


def test_class_words_leave_the_cells_of_an_unfinished_sitting_empty() -> None:
    words = class_messages(class_feedback(members(), TOPICS), "en", ENGLISH)
    assert (words.rows[2].state, words.rows[2].score, words.rows[2].band) == ("Not started", "", "")
    assert words.rows[0].score != ""


@pytest.mark.parametrize(
    ("state", "said"),
    [("assigned", "Finished; a new one is ready"), ("started", "Finished; a new one is in progress")],
)
def test_a_result_beside_a_newer_sitting_is_told_as_both(state: str, said: str) -> None:
    words = class_messages(class_feedback([ClassMember("k", "Alys", state, MIXED)], TOPICS), "en", ENGLISH)
    assert words.rows[0].state == said
    assert words.basis.startswith("1 of 1 learner has finished.")


def test_an_unknown_state_is_refused() -> None:
    with pytest.raises(ValueError, match=r"state: expected one of unassigned, assigned, .*restarted, got 'lost'"):
        class_messages(class_feedback([ClassMember("k", "A", "lost")], TOPICS), "en", ENGLISH)


def test_csv_cells_cannot_be_run_as_formulas() -> None:
    text = class_csv(class_messages(class_feedback(members(), TOPICS), "en", ENGLISH))
    assert text.splitlines()[2].startswith("'=cmd()")


def test_learner_csv_tells_wrong_from_not_answered_and_holds_no_parameters() -> None:
    items = (*MIXED.items[:4], replace(MIXED.items[4], omitted=True))
    text = learner_csv(replace(MIXED, items=items), TOPICS, "en", ENGLISH)
    assert [line.split(",")[5] for line in text.splitlines()] == [
        "Answer", "Correct", "Correct", "Incorrect", "Incorrect", "Left as “I can’t do this”",
    ]  # fmt: skip
    assert "0.9" not in text


def test_band_svg_is_named_and_carries_no_style() -> None:
    svg = band_svg(scale_score(0.2, 0.3, SCALE), Marked())
    assert 'aria-label="«Score 510, very likely between 485 and 535.»"' in svg
    assert "style" not in svg
    assert "<script" not in svg


def test_band_svg_places_the_dot_inside_its_range() -> None:
    svg = band_svg(scale_score(0.2, 0.3, SCALE), ENGLISH)
    left, width, dot = (
        float(re.search(pattern, svg)[1])  # type: ignore[index]
        for pattern in (r'__range" x="([\d.]+)', r'width="([\d.]+)" height="24"', r'cx="([\d.]+)')
    )
    assert dot == pytest.approx(left + width / 2, abs=0.2)


@pytest.mark.parametrize("language", ["cy", "en"])
def test_pdf_is_tagged_repeatable_and_takes_any_name(language: str) -> None:
    feedback = learner_feedback(MIXED, TOPICS)
    words = learner_messages(feedback, language, ENGLISH)
    pdf = learner_pdf(feedback, words, 'Siân "#panic()" [Ŵyn] \\', language)
    assert pdf.startswith(b"%PDF")
    assert b"/StructTreeRoot" in pdf
    assert f"/Lang({language}-GB)".encode() in pdf
    assert pdf == learner_pdf(feedback, words, 'Siân "#panic()" [Ŵyn] \\', language)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"score": 2}, "item at position 1: score: expected 0 to 1, got 2"),
        ({"score": 1, "omitted": True}, "score of an omitted item: expected 0, got 1"),
        ({"difficulty": float("nan")}, "difficulty: expected a finite number, got nan"),
    ],
)
def test_an_item_that_cannot_be_is_refused(change: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        replace(MIXED.items[0], **change)


@pytest.mark.parametrize(
    ("change", "message"),
    [({"items": ()}, "items: expected at least one"), ({"theta": float("inf")}, "theta"), ({"se": 0.0}, "se")],
)
def test_a_result_that_cannot_be_is_refused(change: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        replace(MIXED, **change)


def test_every_band_has_the_axis_of_its_subjects_years() -> None:
    for subject in SUBJECTS:
        design = load_packaged_design(files("itembank") / "designs" / f"{subject}.toml")
        populations = [design.population(year) for year in design.years]
        low = min(500 + 50 * (each.mean - 2.5 * each.sd) for each in populations)
        high = max(500 + 50 * (each.mean + 2.5 * each.sd) for each in populations)
        assert (AXIS.low, AXIS.high) == (low // 100 * 100, -(-high // 100) * 100)


def test_a_wider_band_is_drawn_wider_and_the_same_score_in_the_same_place() -> None:
    def drawn(theta: float, se: float) -> list[float]:
        svg = band_svg(scale_score(theta, se, SCALE), ENGLISH)
        return [float(re.search(pattern, svg)[1]) for pattern in (r'width="([\d.]+)" height="24"', r'cx="([\d.]+)')]  # type: ignore[index]

    narrow, wide, high = drawn(0.2, 0.38), drawn(0.2, 0.52), drawn(4.0, 0.38)
    assert wide[0] / narrow[0] == pytest.approx(86 / 63, rel=0.03)
    assert high[0] == pytest.approx(narrow[0], rel=0.03)
    assert narrow[1] == wide[1] < high[1]


def test_a_score_beyond_the_axis_is_at_its_end_with_an_arrow() -> None:
    svg = band_svg(scale_score(7.0, 0.4, SCALE), ENGLISH)
    assert "mesur-band__range--open" in svg
    assert ">850<" in svg
    assert "very likely between 817 and 883" in svg
