"""What reading asks for: shares by process within the blueprint, and few questions that find a single word."""

from dataclasses import replace

import pytest

from itembank.language import Language
from itembank.reading.passage import ChooseOne, ChooseSeveral, FillGaps, Gap, Passage, Question
from itembank.reading.passage_files import passages
from itembank.reading.process_shares import finds_a_single_word, process_shares, share_faults, without_word_meaning
from itembank.reading.reading_bank import reading_bank


def question(answer: ChooseOne | ChooseSeveral | FillGaps, *features: str) -> Question:
    return Question("q", "retrieval", "What was it?", answer, features)


@pytest.mark.parametrize("language", ["cy", "en"])
def test_each_year_reads_for_what_its_blueprint_says(language: Language) -> None:
    bank = reading_bank(language)
    read = tuple(passage for passage in passages(language) if not passage.practice)
    for design in bank.designs:
        for year in design.years:
            shares = process_shares(bank, read, design, year)
            assert sum(shares.by_process.values()) == pytest.approx(1)
            assert list(share_faults(bank, design, year, shares)) == []


def test_too_much_of_one_process_and_too_many_single_words_are_told() -> None:
    bank = reading_bank("en")
    (design,) = bank.designs
    shares = process_shares(bank, passages("en"), design, 4)
    found = replace(
        shares,
        by_process={"retrieval": 0.6, "local": 0.36, "global": 0.01, "judgement": 0.03},
        single_words=0.2,
    )
    assert list(share_faults(bank, design, 4, found)) == [
        "Year 4: judgement: expected 0.08 to 0.29, received 0.03",
        "Year 4: retrieval: expected 0.21 to 0.54, received 0.60",
        "Year 4: global: expected 0.05 or more, received 0.01",
        "Year 4: single words: expected 0.15 or less, received 0.20",
    ]


def test_a_single_word_is_one_that_stands_in_one_place_as_it_is_asked_for() -> None:
    assert finds_a_single_word(question(ChooseOne("The goats", ()), "late"))
    assert finds_a_single_word(question(ChooseOne("Y gwynt", ())))
    assert finds_a_single_word(question(FillGaps("A [1] hen.", (Gap("brown", ("black",)),))))
    assert not finds_a_single_word(question(ChooseOne("Up the hill", ())))
    assert not finds_a_single_word(question(ChooseOne("Pink", ()), "paraphrased"))
    assert not finds_a_single_word(question(FillGaps("[1] [2]", (Gap("a", ()), Gap("b", ())))))
    assert not finds_a_single_word(question(ChooseSeveral(("Pink", "Blue"), ())))
    assert not finds_a_single_word(replace(question(ChooseOne("Pink", ())), process="local"))


def test_passages_without_a_question_of_word_meaning_are_named_unless_they_are_for_practice() -> None:
    plain = question(ChooseOne("The goats", ()), "late")
    marked = question(ChooseOne("Pulled hard", ()), "rare_word", "word_meaning")

    def passage(name: str, *questions: Question, practice: bool = False) -> Passage:
        return Passage(name, "Goats", "story", "recount", 3, "The goats tugged.", questions, practice)

    read = [passage("without", plain), passage("with", plain, marked), passage("practice", plain, practice=True)]
    assert without_word_meaning(read) == ["without"]


@pytest.mark.parametrize("language", ["cy", "en"])
def test_every_passage_asks_for_the_meaning_of_a_word(language: Language) -> None:
    """Seven of sixty did in English, and eleven in Welsh."""
    assert without_word_meaning(passages(language)) == []
