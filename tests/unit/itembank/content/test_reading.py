"""Passages: what an author's file may say, what is found wrong with it, and what a learner meets of it."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from itembank import InvalidBank, compile_test, present, read_bank, score, write_bank
from itembank.compilation.eligible_items import eligible_items
from itembank.content.response_types import Choice, GapFill, Matching, MultipleChoice, Ordering
from itembank.content.response_types import SelectText as TextSelection
from itembank.content.scoring_rules import ExactList, ExactOrder, ExactSet, KeyedChoice
from itembank.reading import passage_files
from itembank.reading.answer_balance import answer_balance
from itembank.reading.difficulty_model import EASY_TEXT_WORDS, YEAR_MEAN, difficulty, feature_counts
from itembank.reading.passage import ChooseOne, Distractor, FillGaps, Gap, Passage, Question, SelectText
from itembank.reading.passage_files import passage, passages
from itembank.reading.passage_markup import passage_html, selectable_parts
from itembank.reading.passage_validation import validation_errors
from itembank.reading.prose_analysis import sentence_length, words
from itembank.reading.reading_bank import reading_bank

LANGUAGES = ("cy", "en")
LONGEST_OR_SHORTEST = 0.3
# What the word before a gap forbids an option to begin with. W and i are left out: each may be a consonant.
NOT_AFTER = {
    **dict.fromkeys(("a", "â", "gyda", "tua"), "[aeouyâêôûŷ]|[cpt](?!h)"),
    **dict.fromkeys(("ac", "ag", "yr"), "[^aeiouwyhâêîôûŵŷ]"),
    "y": "[aeouyhâêôûŷ]",
}

FILE = """
id = "kite"
title = "The Kite"
kind = "story"
form = "recount"
year = 3
text = '''
Mali ran up the hill. The kite flew.

She laughed & sang. Then the string broke.
'''

[[question]]
id = "where"
process = "retrieval"
type = "choice"
prompt = "Where did Mali run?"
key = "Up the hill"
wrong = [{ text = "To the shop", why = "plausible-absent" }, { text = "Home", why = "plausible-absent" }]
features = ["late"]
"""


def read(tmp_path: Path, text: str) -> Passage:
    file = tmp_path / "kite.toml"
    file.write_text(text, encoding="utf-8")
    return passage(file)


def test_a_file_is_read_as_its_author_wrote_it(tmp_path: Path) -> None:
    found = read(tmp_path, FILE)
    wrong = (Distractor("To the shop", "plausible-absent"), Distractor("Home", "plausible-absent"))
    asked = Question("where", "retrieval", "Where did Mali run?", ChooseOne("Up the hill", wrong), ("late",))
    assert (found.id, found.year, found.kind, found.questions) == ("kite", 3, "story", (asked,))


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('id = "kite"', 'id = "kit"', "kite.toml: id: expected the file’s name, received 'kit'"),
        (
            "year = 3",
            'year = 3\ndialect = "east"',
            "kite.toml: dialect: expected one of north, south, both, received 'east'",
        ),
        ("year = 3", "year = 1", "kite.toml: year: expected a whole number from 2 to 9, received 1"),
        ("year = 3", 'year = "3"', "kite.toml: year: expected a whole number from 2 to 9, received '3'"),
        ("year = 3", 'year = 3\npractice = "yes"', "kite.toml: practice: expected true or false, received 'yes'"),
        ('kind = "story"', 'kind = "tale"', "kind: expected one of story, information, verse, received 'tale'"),
        ('title = "The Kite"', "", "kite.toml: title: expected words in quotation marks, received nothing"),
        ('form = "recount"', 'from = "recount"', "from: expected one of id, title, kind, form"),
        ('type = "choice"', 'type = "chose"', "question where: type: expected one of choice, multiple"),
        ('process = "retrieval"', 'process = "recall"', "question where: process: expected one of retrieval, local"),
        ('"late"', '"hard"', "question where: features: expected one of paraphrased"),
        ('why = "plausible-absent" }, {', 'why = "silly" }, {', "question where: wrong 1: why: expected one of"),
        (
            "key =",
            "keys =",
            "question where: keys: expected one of id, process, type, prompt, features, evidence, holds",
        ),
        ("[[question]]", "[question", "kite.toml: file: expected TOML in UTF-8"),
    ],
)
def test_what_is_wrong_in_a_file_is_named_by_file_and_place(tmp_path: Path, old: str, new: str, told: str) -> None:
    with pytest.raises(InvalidBank, match=re.escape(told)):
        read(tmp_path, FILE.replace(old, new, 1))


def asking(text: str, answer: object, *, year: int = 3) -> list[str]:
    question = Question("q", "retrieval", "What?", answer, ())  # type: ignore[arg-type]
    return [
        str(fault)
        for fault in validation_errors(Passage("kite", "The Kite", "story", "recount", year, text, (question,)))
    ]


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (
            ChooseOne("Yes", (Distractor("yes ", "literal"), Distractor("No", "literal"))),
            "expected options that differ",
        ),
        (ChooseOne("Yes", (Distractor("No", "literal"),)), "expected 3 to 5 options, received 2"),
        (FillGaps("A [2] and [1].", (Gap("b", ("c",)), Gap("d", ("e",)))), r"[1] to [2], each once and in order"),
        (
            SelectText("ran", ("hill", "sea")),
            "words of the text that stand there once, capitals included, received 'sea' (0 times)",
        ),
        (SelectText("the hill", ("hill", "Mali")), "stretches that do not overlap, received 'hill'"),
        (SelectText("r", ("Mali", "flew")), "received 'r' (2 times)"),
        (SelectText("sea " * 99, ("Mali", "flew")), f"received '{'sea ' * 29}sea…' (0 times)"),
    ],
)
def test_a_question_that_cannot_be_asked_is_a_fault(answer: object, told: str) -> None:
    assert any(told in fault for fault in asking("Mali ran up the hill. The kite flew. She tore home.", answer))


def test_a_text_too_short_or_of_sentences_too_long_for_its_year_is_a_fault() -> None:
    answer = ChooseOne("a", (Distractor("b", "literal"), Distractor("c", "literal")))
    assert any("100 to 180 words for Year 3, received 3" in fault for fault in asking("One two three.", answer))
    long = " ".join(["word"] * 120)
    assert any("at most 11 words a sentence" in fault for fault in asking(long, answer))
    assert not any("words" in fault for fault in asking("One two three four five six. " * 20, answer))


EASY = "Mali ran. The kite flew. She laughed at it. " * 4  # 36 words, three a sentence


@pytest.mark.parametrize(
    ("text", "kind", "easy"),
    [
        (EASY, "story", 1),
        (EASY * 2, "story", 0),  # too long
        (EASY.replace(".", ","), "story", 0),  # one sentence, far too long
        (EASY.replace(".", ","), "verse", 1),  # verse has no sentences to count
    ],
)
def test_a_short_text_of_short_sentences_makes_a_question_easier(text: str, kind: str, easy: int) -> None:
    answer = ChooseOne("a", (Distractor("b", "literal"), Distractor("c", "literal")))
    question = Question("q", "retrieval", "What?", answer, ())
    counts = feature_counts(Passage("kite", "The Kite", kind, "recount", 2, text, (question,)), question)  # type: ignore[arg-type]
    assert counts.get("easy_text", 0) == easy
    assert difficulty(2, counts) < YEAR_MEAN[2] - 0.5 if easy else difficulty(2, counts) > YEAR_MEAN[2] - 0.5


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_youngest_have_as_many_easy_passages_as_a_sitting_asks(language: str) -> None:
    """Strong six-year-olds could not be told of anything they can do, and the weakest met nothing within reach."""
    counting = [one for one in passages(language) if one.year == 2 and not one.practice]  # type: ignore[arg-type]
    assert len(counting) >= 16
    easy = [one for one in counting if len(words(one.text)) <= EASY_TEXT_WORDS]
    assert len(easy) >= 6
    assert {one.kind for one in easy} == {"story", "information", "verse"}


def test_every_welsh_passage_says_whose_welsh_it_is_and_every_year_meets_that_of_north_and_south() -> None:
    """What nobody recorded cannot be asked of an analysis of fairness."""
    assert [one.id for one in passages("cy") if one.dialect is None] == []
    for year in range(2, 10):
        dialects = [one.dialect for one in passages("cy") if one.year == year and not one.practice]
        assert min(dialects.count("north"), dialects.count("south")) >= {2: 4, 3: 4, 4: 4}.get(year, 1), year


@pytest.mark.parametrize("language", LANGUAGES)
def test_twenty_passages_are_within_reach_of_the_years_that_read_three_years_texts(language: str) -> None:
    bank = reading_bank(language)  # type: ignore[arg-type]
    (design,) = bank.designs
    for year in (3, 4, 5, 6):
        within = eligible_items(compile_test(bank, design, year))
        assert len({item.stimulus for item, may in zip(bank.items, within, strict=True) if may}) >= 20, year


def test_words_and_sentences_are_counted_as_a_reader_counts() -> None:
    assert words("Mae’r gath’n well-off: 3 chath!") == ["mae’r", "gath’n", "well-off", "3", "chath"]
    text = "## A long heading of many words\n\nOne two. ‘Three four five six?’ she\nasked.\n\n- an entry, of a list"
    assert sentence_length(text) == pytest.approx((2 + 4 + 2) / 3)


def test_markup_shows_headings_lists_and_lines_and_lets_no_markup_in() -> None:
    text = "## Why <b>\n\nMali & Taid\nran.\n\n- one\n- two"
    prose = Passage("k", "K", "information", "report", 3, text, ())
    assert passage_html(prose) == ("<h3>Why &lt;b&gt;</h3><p>Mali &amp; Taid ran.</p><ul><li>one</li><li>two</li></ul>")
    verse = replace(prose, kind="verse", text="One,\ntwo\n\nthree")
    assert passage_html(verse) == '<p class="item-verse">One,<br>two</p><p class="item-verse">three</p>'


def test_only_paragraphs_that_hold_something_to_pick_are_shown_again() -> None:
    told = Passage("k", "K", "story", "tale", 3, "One & two.\n\nThree four\nfive six.\n\nSeven.", ())
    cut = list(selectable_parts(told, ["four five", "Three", "Seven"]))
    assert cut == [(("1", "Three"), ("", " "), ("0", "four five"), ("", " six.")), (("2", "Seven"), ("", "."))]


def test_lines_of_a_list_or_a_poem_stay_lines_unless_a_stretch_runs_on() -> None:
    timetable = Passage("k", "K", "information", "timetable", 3, "- 9:00 start\n- 9:30 swim\n- 10:00 home", ())
    assert list(selectable_parts(timetable, ["swim", "start"])) == [
        (("", "9:00 "), ("1", "start")),
        (("", "9:30 "), ("0", "swim")),
    ]
    poem = Passage("k", "K", "verse", "poem", 3, "A gull on a\nchimney pot sings", ())
    assert list(selectable_parts(poem, ["gull", "sings"])) == [
        (("", "A "), ("0", "gull"), ("", " on a")),
        (("", "chimney pot "), ("1", "sings")),
    ]
    assert list(selectable_parts(poem, ["on a chimney"])) == [
        (("", "A gull "), ("0", "on a chimney"), ("", " pot sings"))
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_passage_of_the_bank_has_a_fault(language: str) -> None:
    found = passages(language)  # type: ignore[arg-type]
    assert [str(fault) for passage in found for fault in validation_errors(passage)] == []
    assert len(found) >= 32
    assert {passage.kind for passage in found} == {"story", "information", "verse"}
    assert min(len(words(passage.text)) for passage in found) >= 30
    assert {passage.year for passage in found} == set(range(2, 10))


@pytest.mark.parametrize("language", LANGUAGES)
def test_apostrophes_are_those_of_print(language: str) -> None:
    """A child met ’ in one subject and ' in the other, and ' beside “ ” in one text."""
    folder = Path(passage_files.__file__).with_name("passages") / language
    assert [path.name for path in folder.glob("*.toml") if "'" in path.read_text("utf-8")] == []


@pytest.mark.parametrize("practice", [False, True], ids=["counting", "practice"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_length_of_an_option_does_not_tell_the_answer(language: str, practice: bool) -> None:
    """Chance is 25 %; whoever always took the shortest got 39 % of the Welsh choices."""
    balance = answer_balance([one for one in passages(language) if one.practice is practice])  # type: ignore[arg-type]
    assert max(balance.longest_is_right, balance.shortest_is_right) <= LONGEST_OR_SHORTEST


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_bank_is_the_same_when_it_is_written_and_read(language: str) -> None:
    bank = reading_bank(language)  # type: ignore[arg-type]
    assert read_bank(write_bank(bank), bank.hash) == bank
    assert bank.languages == (language,)


def right(item: object) -> object:
    match item.rule:  # type: ignore[attr-defined]
        case KeyedChoice(key=key):
            return key
        case ExactSet(keys=keys) | ExactList(keys=keys):
            return list(keys)
        case ExactOrder(order=order):
            return list(order)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_question_shows_its_author_s_words_and_takes_the_author_s_key(language: str) -> None:
    bank = reading_bank(language)  # type: ignore[arg-type]
    kinds = (Choice, MultipleChoice, Ordering, Matching, GapFill, TextSelection)
    for written in passages(language):  # type: ignore[arg-type]
        for question in written.questions:
            (item,) = (each for each in bank.all_items if each.item == f"{written.id}/{question.id}")
            assert isinstance(item.response, kinds)
            assert score(item, right(item)) == item.most
            shown = present(item, "cy" if language == "en" else "en", bank.stimulus_of(item))
            assert shown["content_language"] == language
            if isinstance(question.answer, ChooseOne):
                options = {option["id"]: option["html"] for option in shown["response"]["options"]}  # type: ignore[index]
                plain = {key: text.replace("&amp;", "&") for key, text in options.items()}
                assert plain[item.rule.key] == question.answer.key
            if isinstance(question.answer, SelectText):
                (key,) = item.rule.keys
                (stretch,) = (each for each in item.response.stretches if each.id == key)
                assert stretch.html[language].replace("&amp;", "&") == " ".join(question.answer.key.split())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_year_can_be_asked_by_the_design(language: str) -> None:
    bank = reading_bank(language)  # type: ignore[arg-type]
    (design,) = bank.designs
    assert [len(compile_test(bank, design, year).pool) for year in design.years] == [len(bank.items)] * 8


def test_a_welsh_word_before_a_gap_suits_every_word_that_may_fill_it() -> None:
    unsuited = [
        (p.id, q.id, before, option)
        for p in passages("cy")
        for q in p.questions
        if isinstance(q.answer, FillGaps)
        for before, number in re.findall(r"(\w+) \[(\d)\]", q.answer.sentence)
        for option in (q.answer.gaps[int(number) - 1].key, *q.answer.gaps[int(number) - 1].wrong)
        if before.lower() in NOT_AFTER and re.match(NOT_AFTER[before.lower()], option.lower())
    ]
    assert unsuited == []
