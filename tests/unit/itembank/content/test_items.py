"""What holds of every item of the demonstration bank."""

import json
import math
import re
from collections import Counter
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from itembank import (
    LANGUAGES,
    SUBJECTS,
    Choice,
    FractionEntry,
    ItemVersion,
    KeyedChoice,
    Language,
    NumberEntry,
    TimeEntry,
    numeracy_bank,
    present,
)
from itembank.content.told_numbers import untold_number
from itembank.language import Text
from itembank.numeracy.difficulty_model import INCREMENTS, YEAR_MEAN, provisional_parameters, saturated_increment
from itembank.numeracy.judging.template_effects import frozen_effects, judged_template
from itembank.numeracy.number_formatting import coin, decimal, pounds, whole_number
from itembank.scoring.chance_scores import chance_floors

BANK = numeracy_bank()
LARGEST = {2: 100, 3: 1000, 4: 10_000, 5: 100_000, 6: 1_000_000}
DECIMAL_PLACES = {2: 0, 3: 2, 4: 2, 5: 2, 6: 3}  # in Year 3 of money alone
every_topic = pytest.mark.parametrize("topic", [topic.id for topic in BANK.topics])
SHOWN_KEYS = {
    "number": {"type", "label", "before", "after", "input_mode"},
    "fraction": {"type", "label", "mixed"},
    "time": {"type", "label", "clock"},
    "choice": {"type", "label", "options"},
    "ordering": {"type", "label", "items"},
    "multiple": {"type", "label", "options", "least", "most"},
    "matching": {"type", "label", "rows", "options"},
    "gaps": {"type", "label", "parts"},
    "hotspot": {"type", "label", "svg", "areas"},
    "number-line": {"type", "label", "low", "high", "step", "marks"},
    "table": {"type", "label", "header", "rows"},
    "chart": {"type", "label", "bars", "top", "step", "unit"},
}


def of(topic: str) -> list[ItemVersion]:
    return [item for item in BANK.all_items if item.topic == topic]


def markup(item: ItemVersion, language: Language) -> list[str]:
    """The prompt, and every piece of markup of the response, in order."""
    return [item.prompt[language], *_pieces(present(item, language)["response"])]


def _pieces(shown: object) -> list[str]:
    if isinstance(shown, dict):
        own = [text for key, text in shown.items() if key in ("html", "svg", "unit") and isinstance(text, str)]
        return own + [piece for value in shown.values() for piece in _pieces(value)]
    if isinstance(shown, list):
        return [piece for value in shown for piece in ([value] if isinstance(value, str) else _pieces(value))]
    return []


def visible(html: str) -> str:
    """Words and figures outside tags and drawings, thousands closed up."""
    bare = re.sub(r"<[^>]+>", " ", re.sub(r"<svg.*?</svg>", " ", html, flags=re.DOTALL))
    return re.sub(r"(?<=\d)\u202f(?=\d)", "", bare)


def figures(html: str) -> list[str]:
    return sorted(re.findall(r"\d+(?:\.\d+)?", re.sub(r"<svg.*?</svg>", " ", html, flags=re.DOTALL)))


def test_the_bank_has_its_size_and_its_shares() -> None:
    assert len(BANK.items) >= 1600
    for year in range(2, 10):  # a sitting has thirty: with 200 to choose from, a rate of 0.15 is the average
        assert sum(item.introduced_year <= year for item in BANK.items) >= 30 / 0.15
        assert sum(item.introduced_year == year for item in BANK.items) >= 170
    share = {strand: n / len(BANK.items) for strand, n in Counter(item.strand for item in BANK.items).items()}
    assert 0.50 <= share["number"] <= 0.55
    assert 0.32 <= share["measuring"] <= 0.39
    assert 0.10 <= share["data"] <= 0.17
    assert set(share) == set(SUBJECTS[BANK.subject].strands)
    assert {item.response.type for item in BANK.items} == set(SHOWN_KEYS)


def test_every_topic_has_items_from_its_own_year_on() -> None:
    for topic in BANK.topics:
        years = [item.introduced_year for item in BANK.items if item.topic == topic.id]
        assert years, topic.id
        assert min(years) == topic.introduced_year


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_question_is_asked_twice(language: Language) -> None:
    asked = Counter(question(item, language) for item in BANK.all_items)
    assert not [said for said, times in asked.items() if times > 1]
    assert len({item.item for item in BANK.all_items}) == len(BANK.all_items)


def question(item: ItemVersion, language: Language) -> tuple[str, ...]:
    """What is asked, whatever the order of the options and of the terms of a sum or a product; pictures as heard."""
    prompt = re.sub(r'<svg[^>]*aria-label="([^"]*)".*?</svg>', r" \1 ", item.prompt[language], flags=re.DOTALL)
    said = " ".join(re.sub(r"<[^>]+>", " ", prompt).split())
    if commutes := re.fullmatch(r"(?:Cyfrifa|Work out): (\S+) ([+×]) (\S+)", said):
        return tuple(sorted(commutes.groups()))
    alone = re.search(r"\d", said) and isinstance(item.response, NumberEntry | FractionEntry | TimeEntry | Choice)
    return (said,) if alone else (said, *sorted(markup(item, language)[1:]))


def test_no_table_or_chart_is_shown_by_two_items() -> None:
    """One after another they would look like the same question."""
    shown = Counter(
        figure
        for item in BANK.all_items
        if item.strand == "data"
        for figure in re.findall(r"<svg.*?</svg>|<table.*?</table>", item.prompt.en, re.DOTALL)
    )
    assert shown
    assert max(shown.values()) == 1


def test_keys_stand_at_every_place() -> None:
    keys = Counter(item.rule.key for item in BANK.items if isinstance(item.rule, KeyedChoice))
    assert all(keys[letter] >= 0.15 * keys.total() for letter in "abcd")


@every_topic
def test_an_item_says_the_same_figures_in_both_languages(topic: str) -> None:
    for item in of(topic):
        if item.item.startswith("grid-reference"):  # letters alone
            continue
        for welsh, english in zip(markup(item, "cy"), markup(item, "en"), strict=True):
            assert figures(welsh) == figures(english), item.item
            assert welsh.count("<svg") == english.count("<svg"), item.item
            assert welsh.count("</tr>") == english.count("</tr>"), item.item


@every_topic
def test_a_question_is_said_in_each_language_in_whole_sentences(topic: str) -> None:
    for item in of(topic):
        for language in LANGUAGES:
            sentences = re.findall(r"<p>(.*?)</p>", item.prompt[language])
            assert sentences, item.item
            assert all(sentence.rstrip().endswith((".", "?", ":", "…")) for sentence in sentences)
        if re.search(r"[A-Za-z]{4}", visible(item.prompt.en)):
            assert item.prompt.cy != item.prompt.en, item.item


@every_topic
def test_both_languages_tell_the_same_numbers(topic: str) -> None:
    """As an author's own tables and scenarios are held to it."""
    for item in of(topic):
        assert untold_number(Text.each(lambda language: re.sub(r"<[^>]*>", " ", item.prompt[language]))) is None  # noqa: B023


@every_topic
def test_no_number_stands_in_words(topic: str) -> None:
    """A Welsh numeral in words gives answers away by gender and mutation."""
    numerals = {
        "dau",
        "dwy",
        "tri",
        "tair",
        "pedwar",
        "pedair",
        "pum",
        "pump",
        "chwe",
        "chwech",
        "saith",
        "wyth",
        "naw",
    }
    for item in of(topic):
        said = set(re.findall(r"\w+", visible(item.prompt.cy).lower().replace("tri chwarter tro", "")))
        assert said.isdisjoint(numerals), item.item


@every_topic
def test_numbers_are_printed_as_schools_print_them(topic: str) -> None:
    for item in of(topic):
        for language in LANGUAGES:
            for html in markup(item, language):
                bare = re.sub(r"<[^>]+>", " ", html)
                assert not re.search(r"(?<![.\d])\d{5}", bare), "10 000 and above have a thin space"
                assert not re.search(r"(?<!\d)\d\u202f\d{3}(?!\u202f?\d)", bare), "9999 and below have none"
                assert not re.search(r"\d,\d", bare), "no comma in a number"
                assert not re.search(r"(?<![\w–])-\d", bare), "a true minus"
                assert not re.search(r"\d (cm|mm|m|km|g|kg|ml|°C|min|h|s)\b", visible(html)), (
                    "a symbol stays with its number"
                )


@every_topic
def test_an_item_stays_below_the_ceiling_of_its_year(topic: str) -> None:
    for item in of(topic):
        if item.introduced_year not in LARGEST:
            continue
        said = [visible(html) for html in markup(item, "en")]
        if isinstance(item.response, NumberEntry):
            said.append(item.rule.value)  # type: ignore[union-attr]
        for number in re.findall(r"\d+(?:\.\d+)?", re.sub(r"\d+:\d\d", "", " ".join(said))):
            assert float(number) <= LARGEST[item.introduced_year], item.item
            places = len(number.partition(".")[2])
            assert places <= DECIMAL_PLACES[item.introduced_year], item.item
        if item.introduced_year <= 3:
            assert not re.search(r"(?<!£)\b\d+\.\d", " ".join(said))
            assert "%" not in " ".join(said), item.item


@every_topic
def test_a_distractor_has_a_name_of_its_own(topic: str) -> None:
    for item in of(topic):
        if not isinstance(item.rule, KeyedChoice):
            continue
        names = [misconception.name for misconception in item.rule.misconceptions]
        assert 2 <= len(names) <= 3, item.item
        assert len(set(names)) == len(names), item.item
        assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name) for name in names), item.item


@every_topic
def test_difficulty_is_the_documented_model_and_marked_provisional(topic: str) -> None:
    for item in of(topic):
        assert item.parameters.provisional, item.item
        assert (item.parameters.a, item.parameters.d) == (1.0, 1.0), item.item
        (chance,) = chance_floors(item.response, item.rule, 1)
        assert item.parameters.c == chance, item.item
        total = sum(INCREMENTS[f.name] * f.count * _weight(f.name, item.introduced_year) for f in item.features)
        added = 2 * (1 - math.exp(-total / 2)) if total > 0 else total
        effect = frozen_effects()[item.introduced_year, judged_template(item.template)]
        assert item.parameters.b == pytest.approx(YEAR_MEAN[item.introduced_year] + added + effect, abs=0.0051), (
            item.item
        )
        assert item.parameters == provisional_parameters(item.introduced_year, item.features, chance, effect), item.item


def _weight(feature: str, year: int) -> float:
    """One half for calculating with whole numbers from Year 5 on, as the documentation says."""
    whole_numbers = ("carry", "extra_digit", "subtraction", "hard_table", "unknown_not_last")
    return 0.5 if year >= 5 and feature in whole_numbers else 1.0


@every_topic
def test_features_of_wording_and_topic_are_found(topic: str) -> None:
    """A sum or a difference in symbols alone has no words to read; fractions are harder than their steps say."""
    for item in of(topic):
        has = {feature.name for feature in item.features}
        alone = "item-sum" in item.prompt.en and re.fullmatch("[^×÷]*[+−][^×÷]*", visible(item.prompt.en))
        assert "symbols" in has or not alone, item.item
        assert "item-sum" in item.prompt.en or "symbols" not in has, item.item
        assert ("fraction" in has) == (topic == "fractions"), item.item


def test_where_an_answer_that_comes_to_mind_first_is_wrong_the_item_is_harder() -> None:
    """A pencil that does not begin at 0, an equals sign between two sums, square metres in square centimetres."""
    tempting = {item.template for item in BANK.items if any(f.name == "tempting_answer" for f in item.features)}
    assert {"ruler", "missing-balance", "decimal-hours", "boxes", "prism", "bearing-back"} <= tempting
    by_name = {item.item: item.parameters.difficulty for item in BANK.items}
    assert by_name["convert/5m2"] > by_name["percent-up/45"] + 0.3


LONGEST_SENTENCE = {2: 11, 3: 11, 4: 13, 5: 13, 6: 14, 7: 14, 8: 14, 9: 14}
LONGEST_PROMPT = {2: 27, 3: 28, 4: 30, 5: 30, 6: 32, 7: 38, 8: 46, 9: 38}


@every_topic
def test_sentences_and_prompts_are_no_longer_than_the_year_reads(topic: str) -> None:
    """Words in a sentence, figures left out, and everything that is printed, outside tables and drawings."""
    for item in of(topic):
        for language in LANGUAGES:
            prompt = re.sub(r"<svg.*?</svg>|<table.*?</table>", " ", item.prompt[language], flags=re.DOTALL)
            sentences = [part for p in re.findall(r"<p>(.*?)</p>", prompt) for part in re.split(r"(?<=[.?:])\s", p)]
            longest = max(len(re.findall(r"[^\W\d]{2,}", visible(sentence))) for sentence in sentences)
            assert longest <= LONGEST_SENTENCE[item.introduced_year], item.item
            assert len(visible(prompt).split()) <= LONGEST_PROMPT[item.introduced_year], item.item


def test_increments_add_up_where_they_are_few_and_never_beyond_two_logits() -> None:
    steps = [saturated_increment(total / 10) for total in range(-20, 101)]
    assert steps[0] == -2.0
    assert saturated_increment(0.4) == pytest.approx(0.4, abs=0.05)
    assert all(low < high < 2 for low, high in pairwise(steps))


@every_topic
def test_what_a_learner_sees_tells_neither_key_nor_difficulty(topic: str) -> None:
    for item in of(topic):
        for language in LANGUAGES:
            shown = present(item, language)
            assert set(shown) == {"content_language", "prompt_html", "stimulus", "response", "most", "hints"}
            response = shown["response"]
            assert isinstance(response, dict)
            assert set(response) == SHOWN_KEYS[response["type"]]
            sent = json.dumps(shown)
            assert json.loads(sent) == shown
            assert not any(word in sent for word in ("misconception", "provisional", "features", "exact-number"))
            if isinstance(item.rule, KeyedChoice):
                assert not any(misconception.name in sent for misconception in item.rule.misconceptions)
        assert item.item not in item.id


class Wellformed(HTMLParser):
    """Tags that close in order; notes what is not allowed."""

    VOID = frozenset({"br"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.faults: list[str] = []
        self.unnamed_pictures = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = dict(attrs)
        self.faults += [name for name in names if name == "style" or name == "id" or name.startswith("on")]
        if tag in ("script", "style", "img", "a", "foreignobject"):
            self.faults.append(tag)
        if tag == "svg" and not (names.get("role") == "img" and names.get("aria-label")):
            self.unnamed_pictures += 1
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in self.VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}>")


@every_topic
def test_markup_is_well_formed_accessible_and_within_the_content_policy(topic: str) -> None:
    for item in of(topic):
        for language in LANGUAGES:
            for html in markup(item, language):
                page = Wellformed()
                page.feed(html)
                page.close()
                assert not page.faults
                assert not page.open
                assert not page.unnamed_pictures
                assert html.count("<table") == html.count("<caption>")


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        (whole_number(9999), "9999"),
        (whole_number(10_000), "10\u202f000"),
        (whole_number(1_234_567), "1\u202f234\u202f567"),
        (whole_number(-3), "−3"),
        (decimal("12345.678"), "12\u202f345.678"),
        (decimal("-0.5"), "−0.5"),
        (pounds(350), "£3.50"),
        (pounds(300), "£3"),
        (pounds(405), "£4.05"),
        (pounds(1_250_000), "£12\u202f500"),
        (coin(45), "45p"),
        (coin(200), "£2"),
    ],
)
def test_figures(printed: str, expected: str) -> None:
    assert printed == expected
