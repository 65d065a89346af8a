"""Years 2 and 3 get three pictures and two sentences; the sentences claim no more than the report may."""

import math
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from xml.etree import ElementTree

import pytest

from delivery_api.web.message_catalogue import translations
from delivery_api.web.reader_language import LANGUAGES, Language
from engine import EstimateStatus
from itembank import Text, Topic
from reports import AnsweredItem, LearnerMessages, SittingResult, learner_feedback, learner_messages, learner_pdf
from reports.claims.area_posterior import AreaClaim
from reports.claims.topic_posterior import ClaimStatus, TopicClaim
from reports.claims.year_pool import Area
from reports.feedback.young_pictures import picture_svg
from tests.support.tagged_pdf import TaggedPdf

TOPICS = {
    strand: Topic(
        strand,
        strand,
        2,
        Text.same(strand),
        Text(f"Rwyt ti’n gallu {strand}.", f"You can {strand}."),
        Text.same("Try."),
    )
    for strand in ("number", "measuring", "data")
}
ITEMS = tuple(
    AnsweredItem(n, topic, topic, 2, -3.0, int(topic == "data"))
    for n, topic in enumerate(("data", "number", "measuring") * 4, start=1)
)
YEAR_2 = SittingResult(
    "numeracy-procedural",
    2,
    -3.0,
    0.5,
    EstimateStatus.CONVERGED,
    date(2026, 3, 2),
    ITEMS,
    provisional=True,
    claims=(
        TopicClaim("data", ClaimStatus.CAN, 0.8, 0.95, 4),
        TopicClaim("number", ClaimStatus.NEXT_STEP, 0.5, 0.1, 4),
    ),
)


def told(result: SittingResult, language: Language = "en") -> LearnerMessages:
    return learner_messages(learner_feedback(result, TOPICS), language, translations(language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_two_sentences_are_the_first_claims_of_the_report(language: Language) -> None:
    words = told(YEAR_2, language)
    assert words.young
    assert words.young.can == (words.young.can[0], TOPICS["data"].can[language])
    assert words.young.comes_next[1] == TOPICS["number"].practise[language]
    drawn = [words.young.way, words.young.can[0], words.young.comes_next[0]]
    assert [(each.drawing, each.badge) for each in drawn] == [("hill", ""), ("data", "star"), ("number", "arrow")]
    assert len({each.alt for each in drawn}) == 3


def test_where_nothing_may_be_claimed_nothing_is_and_an_end_by_staff_is_no_top_of_the_hill() -> None:
    for changes in ({"claims": ()}, {"too_few": True, "ended_early": True}):
        words = told(replace(YEAR_2, **changes))
        assert words.young
        assert "You can" not in words.young.can[1]
        assert words.young.can[0].drawing == "pencil"
        assert words.young.way.drawing == ("half-way" if "ended_early" in changes else "hill")
    assert words.young
    assert "end" not in words.young.way.alt


def test_where_an_area_alone_is_claimed_the_sentence_and_the_picture_are_of_it() -> None:
    words = told(replace(YEAR_2, claims=(), area_claims=(AreaClaim(Area("measuring", 2), 0.95, 0.8, 4),)))
    assert words.young
    assert words.young.can[0].drawing == "measuring"
    assert words.young.can[1].startswith("Measuring: you can answer most")


def test_counting_and_adding_are_two_pictures() -> None:
    """Fault: ten counters in two rows stood both for what the child can do and for what comes next."""
    counting, adding = (replace(TOPICS["number"], id=name) for name in ("counting", "addition"))
    items = tuple(replace(item, topic=("counting", "addition")[n % 2], strand="number") for n, item in enumerate(ITEMS))
    claims = (
        TopicClaim("counting", ClaimStatus.CAN, 0.8, 0.95, 6),
        TopicClaim("addition", ClaimStatus.NEXT_STEP, 0.5, 0.1, 6),
    )
    known = {"counting": counting, "addition": adding}
    feedback = learner_feedback(replace(YEAR_2, items=items, claims=claims), known)
    for language in LANGUAGES:
        young = learner_messages(feedback, language, translations(language)).young
        assert young is not None
        pictures = (young.can[0], young.comes_next[0])
        assert [each.drawing for each in pictures] == ["number", "adding"]
        one, other = (picture_svg(replace(each, badge="", alt="")) for each in pictures)
        assert one != other


def test_older_learners_get_no_pictures() -> None:
    assert [year for year in range(2, 10) if told(replace(YEAR_2, year=year)).young] == [2, 3]


def test_every_picture_is_drawn_within_its_frame_in_the_colours_of_the_theme() -> None:
    words = told(YEAR_2)
    assert words.young
    drawings = (
        "hill",
        "half-way",
        "number",
        "adding",
        "taking-away",
        "measuring",
        "data",
        "story",
        "information",
        "verse",
        "pencil",
    )
    for drawing in drawings:
        for badge in ("star", "arrow", ""):
            svg = picture_svg(replace(words.young.way, drawing=drawing, badge=badge, alt='a "b" <c>'))
            root = ElementTree.fromstring(svg)
            assert root.get("aria-label") == 'a "b" <c>'
            assert not re.search(r"style=|fill=|<script", svg)
            shapes = [each for each in root.iter() if each is not root and not each.tag.endswith("title")]
            assert all((each.get("class") or "").startswith("mesur-picture__") for each in shapes)


def test_the_stones_lie_on_the_outline_of_the_hill_and_the_flag_covers_none_that_is_ahead() -> None:
    words = told(YEAR_2)
    assert words.young
    svg = picture_svg(replace(words.young.way, drawing="half-way"))
    foot, *curve = [float(n) for n in re.findall(r"-?\d+", re.findall(r'__soft" d="(M.*?)s30', svg)[0])][1:]
    ends = [(-6.0, foot), (60, 190), (110, 170), (160, 120), (210, 70), (215, 50), (230, 50)]
    assert curve == [60, 190, 110, 170, 160, 120, 215, 50, 230, 50]
    outline = [bend(ends[at : at + 4], n / 200) for at in (0, 3) for n in range(201)]
    stones = [(float(x), float(y)) for x, y in re.findall(r'cx="(\d+)" cy="(\d+)" r="7"', svg)]
    assert len(stones) == 7
    assert [at for at in stones if min(math.dist(at, place) for place in outline) > 1] == []
    (pole,) = re.findall(r'__line" d="M(\d+) \d+v-44"', svg)
    assert re.findall(r'__warm" d="M(\d+) \d+l(-?\d+)', svg) == [(pole, "-40")]


def bend(ends: Sequence[tuple[float, float]], t: float) -> tuple[float, float]:
    """A point of a cubic Bézier curve."""
    shares = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3)
    return (
        sum(share * x for share, (x, _) in zip(shares, ends, strict=True)),
        sum(share * y for share, (_, y) in zip(shares, ends, strict=True)),
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pdf_begins_with_the_pictures_and_the_grown_ups_part_follows_on(language: Language) -> None:
    words, feedback = told(YEAR_2, language), learner_feedback(YEAR_2, TOPICS)
    document = TaggedPdf(learner_pdf(feedback, words, "Alys", language))
    assert words.young
    young, read = words.young, [each.alt or each.text for each in document.elements]
    at = [read.index(each) for each in (young.way.alt, *(y.alt for y in (young.can[0], young.comes_next[0])))]
    sentences = [read.index(each[1]) for each in (young.can, young.comes_next)]
    assert at[0] < at[1] < sentences[0] < at[2] < sentences[1] < read.index(young.for_grown_up)
    first_page = {page for page, _ in document.marks[:3]}
    assert len(first_page) == 1
    assert "".join(young.for_grown_up.split()) in "".join(document.pages[0].split())
    assert document.content.count(b"/Type/Page/") == 2
