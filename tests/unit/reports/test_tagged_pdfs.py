"""The PDFs of a learner, of parents and of a class: tags, language, alternatives, reading order, numbers."""

import re
from dataclasses import replace
from datetime import date
from functools import cache
from itertools import pairwise

import pytest

from delivery_api.web.message_catalogue import translations
from delivery_api.web.reader_language import LANGUAGES, Language
from engine import EstimateStatus
from itembank import Text, Topic
from reports import (
    AnsweredItem,
    ClassMember,
    SittingResult,
    class_feedback,
    class_messages,
    class_pdf,
    learner_feedback,
    learner_messages,
    learner_pdf,
)
from reports.claims.topic_posterior import ClaimStatus, TopicClaim
from reports.claims.year_pool import Prior
from reports.feedback.item_map import AskedQuestion, Outcome
from reports.feedback.question_kinds import question_kind
from reports.feedback.sitting_results import Effort, NormedScore, Versions
from reports.feedback.staff_messages import staff_messages
from reports.formats.letter import letter_pdf
from reports.formats.pdf import LEARNERS, learner_pages, learners_data, typeset
from reports.norms.standardised_scores import StandardisedScore
from reports.parents.parent_report import parent_report
from tests.support.tagged_pdf import TaggedPdf

KINDS = ("learner", "young learner", "staff", "parents", "class")
TOPICS = {
    name: Topic(name, name, 2, Text(f"{name} cy", f"{name} en"), Text.same(f"Can {name}."), Text.same(f"Try {name}."))
    for name in ("number", "measuring", "data")
}
RESULT = SittingResult(
    "numeracy-procedural",
    5,
    0.0,
    0.5,
    EstimateStatus.CONVERGED,
    date(2026, 3, 2),
    tuple(
        AnsweredItem(n, topic, topic, 2, 0.1 * n, int(topic == "data"))
        for n, topic in enumerate(("data", "number", "measuring") * 6, start=1)
    ),
    provisional=True,
    population=Prior(0.2, 1.0),
    effort=Effort(3, low=True),
    claims=(
        TopicClaim("data", ClaimStatus.CAN, 0.8, 0.95, 6),
        TopicClaim("number", ClaimStatus.NEXT_STEP, 0.5, 0.1, 6),
    ),
    item_map=(
        *(AskedQuestion(n, "number", 2, outcome) for n, outcome in enumerate(list(Outcome)[:4], start=1)),
        AskedQuestion(5, "data", 2, Outcome.WRONG, (Text("Syniad.", "An idea."),), rapid=True),
        AskedQuestion(6, "measuring", 2, Outcome.NOT_REACHED),
    ),
)


@cache
def made(kind: str, language: Language) -> TaggedPdf:
    return TaggedPdf(_content(kind, language))


def _content(kind: str, language: Language) -> bytes:
    say, on = translations(language), RESULT.finished_on
    feedback = learner_feedback(replace(RESULT, year=2) if kind == "young learner" else RESULT, TOPICS)
    if kind == "parents":
        report = parent_report("Alys Ŵyn", [feedback], language, say)
        return letter_pdf(report.letter, language, on, report.bands, "Ysgol y Prawf · Derwen")
    if kind == "class":
        members = [ClassMember(str(n), f"Alys {n}", "completed", RESULT, 5) for n in range(12)]
        of_class = class_feedback(members, TOPICS)
        return class_pdf(of_class, class_messages(of_class, language, say), "Derwen", "Ysgol y Prawf", language, on)
    staff = staff_messages(feedback, language, say) if kind == "staff" else None
    return learner_pdf(feedback, learner_messages(feedback, language, say), "Alys Ŵyn", language, staff, "Derwen")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_a_pdf_declares_its_language_and_is_tagged_in_the_order_in_which_it_is_drawn(
    kind: str, language: Language
) -> None:
    document = made(kind, language)
    assert document.language == f"{language}-GB"
    assert b"/Marked true" in document.catalogue
    assert b"/DisplayDocTitle true" in document.catalogue
    pages = re.findall(rb"(\d+) 0 R", re.findall(rb"/Kids\[([^\]]*)\]", document.content)[0])
    order = {int(page): place for place, page in enumerate(pages)}
    drawn = [(order[page], mark) for page, mark in document.marks]
    assert drawn == sorted(drawn)
    assert len(drawn) == len(set(drawn)) > 5


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_headings_go_down_by_one_and_pictures_and_columns_are_told(kind: str, language: Language) -> None:
    elements = made(kind, language).elements
    ranks = [int(each.tag[1]) for each in elements if re.fullmatch(r"H[1-6]", each.tag)]
    assert ranks[0] == 1
    assert ranks.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(ranks))
    pictures = [each for each in elements if each.tag == "Figure"]
    assert all(each.alt for each in pictures)
    assert len(pictures) == {"learner": 1, "young learner": 4, "staff": 3, "parents": 1, "class": 0}[kind]
    tables, heads = (sum(each.tag == tag for each in elements) for tag in ("Table", "TH"))
    assert heads >= tables
    cells = [each.tag for each in elements if each.tag in ("Table", "TH", "TD")]
    assert all(after == "TH" for before, after in pairwise(cells) if before == "Table")
    assert (kind, tables > 0) in {(k, k in ("staff", "class")) for k in KINDS}


@pytest.mark.parametrize("kind", KINDS)
def test_both_languages_have_the_same_tags_and_the_same_numbers(kind: str) -> None:
    welsh, english = (made(kind, language) for language in LANGUAGES)
    assert [each.tag for each in welsh.elements] == [each.tag for each in english.elements]
    numbers = [re.findall(r"\d+(?:[.,]\d+)*", each.text) for each in (welsh, english)]
    assert numbers[0] == numbers[1]
    assert len(numbers[0]) >= 3
    assert welsh.text != english.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_learners_pdf_reads_as_its_messages_do(language: Language) -> None:
    """Every sentence is there, once, in the order of the page; white space is the typesetter's."""
    say = translations(language)
    words, read = (
        learner_messages(learner_feedback(RESULT, TOPICS), language, say),
        squeezed(made("learner", language).text),
    )
    assert words.strengths
    assert words.next_steps
    assert words.precision
    sections = (words.strengths, words.next_steps, *filter(None, [words.strands]), words.precision)
    told = [words.subject, words.title, "Alys Ŵyn", words.basis]
    told += [line for part in sections for line in (part.heading, part.lead, *part.lines)]
    at = -1
    for sentence in [*told, words.provisional]:
        found = read.find(squeezed(sentence), at + 1)
        assert found > at, sentence
        at = found


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pdf_for_staff_has_every_question_of_the_page(language: Language) -> None:
    """Fault: the page had them one by one, the PDF a half-empty sheet."""
    say = translations(language)
    asked = staff_messages(learner_feedback(RESULT, TOPICS), language, say).questions
    assert asked is not None
    told = [asked.heading, asked.ideas, asked.caption, *asked.columns]
    for row in asked.rows:
        told += [part for part in (row.position, row.topic, row.year, row.answer, row.rapid, *row.ideas) if part]
    assert len({row.answer for row in asked.rows}) == len(Outcome)
    read, at = squeezed(made("staff", language).text), 0
    for sentence in told:
        found = read.find(squeezed(sentence), at)
        assert found >= at, sentence
        at = found + len(squeezed(sentence))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pdf_for_staff_tells_the_kinds_of_reading_questions_in_words(language: Language) -> None:
    """Fault: the page opens them, and paper had nothing; a question for practice of numeracy needs the page."""
    say, topics = translations(language), {"find-story": replace(TOPICS["data"], id="find-story", strand="story")}
    items = tuple(replace(item, topic="find-story", strand="story") for item in RESULT.items)
    met = (AskedQuestion(1, "find-story", 2, Outcome.WRONG), AskedQuestion(2, "find-story", 2, Outcome.RIGHT))
    reading = replace(RESULT, subject="reading-en", items=items, claims=(), item_map=met)
    feedback = learner_feedback(reading, topics)
    staff = staff_messages(feedback, language, say)
    assert staff.like is not None
    assert staff.like.rows == ((f"data {language}", question_kind("find-story", say)),)
    messages = learner_messages(feedback, language, say)
    read = squeezed(TaggedPdf(learner_pdf(feedback, messages, "Alys", language, staff)).text)
    assert read.count(squeezed(question_kind("find-story", say))) == 1
    of_numeracy = staff_messages(learner_feedback(RESULT, TOPICS), language, say).like
    assert of_numeracy is not None
    assert of_numeracy.rows == ()
    assert squeezed(of_numeracy.lead) in squeezed(made("staff", language).text)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ["learner", "young learner", "staff"])
def test_every_page_of_a_learners_pdf_says_whose_it_is_of_what_and_that_it_is_provisional(
    kind: str, language: Language
) -> None:
    """Fault: the page for staff had scores and no notice, and a second page neither name nor class."""
    say, feet = translations(language), made(kind, language).feet
    subject = {"en": "Numeracy (procedural), Year", "cy": "Rhifedd (gweithdrefnol), Blwyddyn"}[language]
    day = {"en": "2 March 2026", "cy": "2 Mawrth 2026"}[language]
    assert len(feet) == {"learner": 1, "young learner": 2, "staff": 3}[kind]
    for place, foot in enumerate(feet, start=1):
        of_all = f"{place}/{len(feet)}"
        for part in ("Alys Ŵyn", subject, "Derwen", day, say.gettext("Provisional scores"), of_all):
            assert squeezed(part) in squeezed(foot)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_learners_sheets_are_counted_by_themselves_and_say_that_a_demonstration_is_made_up(
    language: Language,
) -> None:
    """Fault: the sheets of a learner had no numbers, and nothing on them said that all was made up."""
    say = translations(language)
    feedback = learner_feedback(RESULT, TOPICS)
    messages, staff = learner_messages(feedback, language, say), staff_messages(feedback, language, say)
    made_up = say.gettext("Demonstration: the people and their answers are made up.")
    pages = [
        learner_pages(feedback, messages, name, language, staff, "Derwen", name, made_up) for name in ("Alys", "Bryn")
    ]
    document = TaggedPdf(typeset(LEARNERS, learners_data(pages, "Derwen", language), RESULT.finished_on))
    numbers = [re.findall(r"\d/\d", squeezed(foot))[-1] for foot in document.feet]
    assert numbers == ["1/3", "2/3", "3/3"] * len(pages)
    assert squeezed(document.text).count(squeezed(made_up)) == len(pages)
    at_foot = [squeezed(made_up) in squeezed(foot) for foot in document.feet]
    assert at_foot == [False, True, True] * len(pages)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_parents_get_of_four_subjects_is_one_sheet(language: Language) -> None:
    """Fault: three stood on one, and a learner of reading in both languages got two."""
    subjects = ("numeracy-procedural", "numeracy-reasoning", "reading-cy", "reading-en")
    long = "Using what is known of it to solve problems of every day"
    topics = {name: replace(topic, label=Text.same(f"{long}, {name}")) for name, topic in TOPICS.items()}
    known = replace(RESULT, versions=Versions("1", "c" * 64, "2"))
    results = [learner_feedback(replace(known, subject=each), topics) for each in subjects]
    report = parent_report("Alys Ŵyn", results, language, translations(language))
    pdf = letter_pdf(report.letter, language, RESULT.finished_on, report.bands, "Ysgol y Prawf · Derwen")
    assert len(re.findall(rb"/Type/Page\b", pdf)) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_parents_are_told_once_what_an_age_standardised_score_is_and_that_norms_are_made_up(
    language: Language,
) -> None:
    """Fault: both were said below each subject again, so that three subjects took two sheets."""
    normed = replace(RESULT, provisional=False, normed=NormedScore(StandardisedScore(98, 90, 107), "f" * 64, True))
    subjects = ("numeracy-procedural", "numeracy-reasoning", "reading-cy")
    results = [learner_feedback(replace(normed, subject=each), TOPICS) for each in subjects]
    letter = parent_report("Alys Ŵyn", results, language, translations(language)).letter
    opening, told = (
        " ".join((*letter.opening, *letter.notices)),
        " ".join(point for each in letter.sections for point in each.points),
    )
    made_up = translations(language).gettext("These norms are made up, for a demonstration. The score means nothing.")
    for sentence in ("85", made_up):
        assert (opening.count(sentence), told.count(sentence)) == (1, 0)
    assert told.count("98") == len(subjects)


def squeezed(text: str) -> str:
    return re.sub(r"\s|•", "", text)
