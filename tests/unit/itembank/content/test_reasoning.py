"""Every part of the reasoning bank solved again, from the author's expressions over the story's numbers."""

import ast
import html
import math
import operator
import re
import statistics
from collections import Counter
from collections.abc import Iterator, Mapping
from fractions import Fraction
from pathlib import Path

import pytest

from itembank import BankVersion, InvalidBank, ItemVersion, read_bank, score, write_bank
from itembank.content.scoring_rules import KeyedChoice
from itembank.language import Text
from itembank.numeracy.counted_nouns import NOUNS
from itembank.reasoning import scenario_files
from itembank.reasoning.prose_markup import inline
from itembank.reasoning.reasoning_bank import reasoning_bank
from itembank.reasoning.response_building import LETTERS
from itembank.reasoning.scenario import (
    AnswerOption,
    ChooseOne,
    ChooseSeveral,
    DrawnBar,
    FillChart,
    FillGaps,
    FillTable,
    MatchRows,
    Part,
    PickPlace,
    PutInOrder,
    Scenario,
    WriteNumber,
)
from itembank.reasoning.scenario_files import read_scenario, scenarios
from itembank.welsh_mutations import after_numeral, aspirate, soft

Value = Fraction | bool | list[Fraction]

PARTS = [(scenario, part) for scenario in scenarios() for part in scenario.parts]
WRITTEN = [(scenario, part) for scenario, part in PARTS if isinstance(part.answer, WriteNumber)]
NAMES = [f"{scenario.id}/{part.id}" for scenario, part in PARTS]

OPERATORS: Mapping[type, object] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Mod: operator.mod,
    ast.Pow: operator.pow,
    ast.USub: operator.neg,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.And: all,
    ast.Or: any,
}
FUNCTIONS = {
    "min": min,
    "max": max,
    "abs": abs,
    "sum": sum,
    "mean": statistics.mean,
    "median": statistics.median,
    "len": lambda values: Fraction(len(values)),
    "ceil": lambda value: Fraction(math.ceil(value)),
    "floor": lambda value: Fraction(math.floor(value)),
}


def exact(number: object) -> Value:
    if isinstance(number, list | tuple):
        return [exact(each) for each in number]
    if isinstance(number, str) and (time := re.fullmatch(r"(\d+):(\d\d)", number)):
        return Fraction(int(time[1]) * 60 + int(time[2]))
    return Fraction(str(number))


def evaluated(expression: str, numbers: Mapping[str, object]) -> Value:
    """Exact arithmetic over named numbers; a time of day is minutes after midnight."""
    return value_of(ast.parse(expression, mode="eval").body, numbers)


def value_of(node: ast.expr, numbers: Mapping[str, object]) -> Value:
    match node:
        case ast.Constant(value=bool()):
            return node.value
        case ast.Constant(value=constant):
            return exact(constant)
        case ast.Name(id=name):
            return exact(numbers[name])
        case ast.Subscript(value=listed, slice=ast.Constant(value=place)):
            return value_of(listed, numbers)[place]
        case ast.Call(func=ast.Name(id=name), args=args):
            return FUNCTIONS[name](*(value_of(each, numbers) for each in args))
        case _:
            return joined(node, numbers)


def joined(node: ast.expr, numbers: Mapping[str, object]) -> Value:
    match node:
        case ast.UnaryOp(op=op, operand=operand):
            return OPERATORS[type(op)](value_of(operand, numbers))
        case ast.BinOp(op=op, left=left, right=right):
            return OPERATORS[type(op)](value_of(left, numbers), value_of(right, numbers))
        case ast.BoolOp(op=op, values=values):
            return OPERATORS[type(op)]([value_of(each, numbers) for each in values])
        case ast.Compare(left=left, ops=ops, comparators=comparators):
            sides = [value_of(each, numbers) for each in (left, *comparators)]
            return all(OPERATORS[type(op)](*sides[k : k + 2]) for k, op in enumerate(ops))
    raise AssertionError(ast.dump(node))


def item_of(scenario: Scenario, part: Part) -> ItemVersion:
    return next(item for item in reasoning_bank().all_items if item.item == f"{scenario.id}/{part.id}")


def picked(options, numbers, solution="") -> list[int]:
    """Which options are right by their own expressions."""
    if options[0].holds:
        return [place for place, option in enumerate(options) if evaluated(option.holds, numbers) is True]
    wanted = evaluated(solution, numbers)
    return [place for place, option in enumerate(options) if evaluated(option.value, numbers) == wanted]


def solved(scenario: Scenario, part: Part) -> str | list[str]:
    """The reply that the author's expressions give, in the terms of what the learner sees."""
    numbers, item = scenario.numbers, item_of(scenario, part)
    match part.answer:
        case WriteNumber(solution=solution):
            return digits(evaluated(solution, numbers))
        case FillTable(blanks=blanks) | FillChart(blanks=blanks):
            return [digits(evaluated(blank.solution, numbers)) for blank in blanks]
        case PickPlace(solution=solution):
            across, up = (evaluated(each, numbers) for each in solution)
            return area_at(item, part.answer, (int(across), int(up)))
        case answer:
            return solved_by_options(answer, item.response, numbers)


def solved_by_options(answer, response, numbers) -> str | list[str]:
    match answer:
        case ChooseOne(options=options, solution=solution):
            (place,) = picked(options, numbers, solution)
            return shown_as(response.options, options[place].text)
        case ChooseSeveral(options=options):
            return [shown_as(response.options, options[place].text) for place in picked(options, numbers)]
        case PutInOrder(cards=cards):
            values = [evaluated(value, numbers) for _, value in cards]
            assert len(set(values)) == len(values)
            rising = sorted(range(len(cards)), key=values.__getitem__)
            return [shown_as(response.items, cards[place][0]) for place in rising]
        case MatchRows(rows=rows, options=options):
            worth = {evaluated(option.value, numbers): option.text for option in options.values()}
            assert len(worth) == len(options)
            return [shown_as(response.options, worth[evaluated(row.solution, numbers)]) for row in rows]
        case FillGaps(gaps=gaps):
            by_id = {gap.id: gap for gap in gaps}
            return [right_in_gap(shown, by_id[shown.id], numbers) for shown in response.gaps]
    raise AssertionError(answer)


def digits(value: Fraction) -> str:
    return f"{float(value):.10g}"


def right_in_gap(shown, gap, numbers) -> str:
    (place,) = picked(gap.options, numbers, gap.solution)
    return shown_as(shown.options, gap.options[place].text)


def spoken(markup: str) -> str:
    """Words as an author writes them."""
    text = re.sub(r"<msup><mn>(.*?)</mn><mrow>(.*?)</mrow></msup>", r"\1^\2", markup).replace("<mn>", "")
    text = re.sub(r"<[^>]+>", "", text).replace("\u202f", " ").replace("\u00a0", " ")
    return html.unescape(text)


def shown_as(options, text) -> str:
    (found,) = (option.id for option in options if spoken(option.html.en) == text.en)
    return found


def area_at(item: ItemVersion, answer: PickPlace, place: tuple[int, int]) -> str:
    """The area at a place, by its name."""
    named = {area.html.en: area.id for area in item.response.areas}
    if answer.points:
        return named[f"({place[0]}, {place[1]})"]
    words = next((text.en for at, text in answer.map.places if at == place), "")
    reference = f"{'ABCDEFG'[place[0]]}{place[1] + 1}" if answer.map.symbols else ""
    return named[": ".join(filter(None, (reference, words)))]


@pytest.mark.parametrize(("scenario", "part"), PARTS, ids=NAMES)
def test_the_author_s_own_working_gets_full_marks(scenario: Scenario, part: Part) -> None:
    item = item_of(scenario, part)
    assert score(item, solved(scenario, part)) == item.most


@pytest.mark.parametrize(("scenario", "part"), WRITTEN)
def test_what_leads_part_of_the_way_is_what_its_working_gives(scenario: Scenario, part: Part) -> None:
    for known in part.answer.partial:
        assert evaluated(known.solution, scenario.numbers) == Fraction(known.value), known.name


def test_bars_that_are_drawn_are_as_high_as_the_story_says() -> None:
    charts = [(scenario, part.answer) for scenario, part in PARTS if isinstance(part.answer, FillChart)]
    drawn = [(scenario, bar) for scenario, chart in charts for bar in chart.bars if isinstance(bar, DrawnBar)]
    assert drawn
    for scenario, bar in drawn:
        assert evaluated(bar.solution, scenario.numbers) == Fraction(bar.value), (scenario.id, bar)


def test_every_number_of_a_scenario_is_used() -> None:
    for scenario in scenarios():
        text = " ".join(expressions(scenario))
        idle = [name for name in scenario.numbers if not re.search(rf"\b{name}\b", text)]
        assert idle == [], scenario.id


def expressions(scenario: Scenario) -> Iterator[str]:
    for node in walk(scenario.parts):
        for field in ("solution", "value", "holds"):
            written = getattr(node, field, "")
            yield from written if isinstance(written, tuple) else (written,)
        if isinstance(node, PutInOrder):
            yield from (value for _, value in node.cards)


def walk(value: object) -> Iterator[object]:
    if isinstance(value, tuple | list):
        for each in value:
            yield from walk(each)
    elif isinstance(value, Mapping):
        yield from walk(list(value.values()))
    elif hasattr(value, "__dataclass_fields__"):
        yield value
        for field in value.__dataclass_fields__:
            yield from walk(getattr(value, field))


FILE = Path(__file__).parents[4].joinpath("itembank/reasoning/scenarios/bean-bed.toml").read_text("utf-8")


@pytest.mark.parametrize(
    ("written", "instead", "named"),
    [
        ('id = "bean-bed"', 'id = "beans"', ("id", "the file’s name")),
        ("year = 2", "year = 12", ("year", "from 2 to 9")),
        ('topic = "groups"', 'topic = "grups"', ("part more-beans: topic", "groups")),
        ('type = "number"', 'type = "nombre"', ("part more-beans: type", "number-line")),
        ('process = "review"', 'process = "judge"', ("part other-rows: process", "identify, represent, review")),
        ('solution = "rows * in_row - had"', 'soluton = "8"', ("part more-beans: soluton", "solution")),
        (
            "second_step = 1, subtraction = 1",
            "second_stp = 1",
            ("part more-beans: features: second_stp", "second_step"),
        ),
        ("score = 1", "score = true", ("part more-beans: partial 1: score", "whole number")),
        ('{ cy = "Mwy o ffa", en = "More beans"', '{ en = "More beans"', ("part other-rows: options 2: cy", "words")),
        (', wrong = "more-rows-need-more"', "", ("part other-rows: options", "without a misconception in wrong")),
        ("[story]", "[story", ("file", "TOML")),
    ],
)
def test_a_slip_of_an_author_is_named_with_its_place(
    tmp_path: Path, written: str, instead: str, named: tuple[str, str]
) -> None:
    assert written in FILE
    file = tmp_path / "bean-bed.toml"
    file.write_text(FILE.replace(written, instead, 1), "utf-8")
    with pytest.raises(InvalidBank) as refusal:
        read_scenario(file)
    assert refusal.value.item == "bean-bed.toml"
    assert refusal.value.field == named[0]
    assert named[1] in refusal.value.expected


def test_the_bank_holds_what_it_promises() -> None:
    bank = reasoning_bank()
    assert read_bank(write_bank(bank)) == bank
    assert all(len({item.stimulus for item in parts_of(bank, year)}) >= 6 for year in range(2, 10))
    assert len(bank.items) >= 144
    assert {solved.year for solved in bank.solved} == set(range(2, 10)), "the exposure is to be solved anew"
    assert 2 * sum(bool(item.hints) for item in bank.items) > len(bank.items)
    assert {item.response.type for item in bank.items} >= {
        "number", "choice", "multiple", "ordering", "matching", "gaps", "table", "chart", "number-line", "hotspot",
    }  # fmt: skip


def test_every_new_story_for_the_youngest_begins_with_a_step_within_reach() -> None:
    easy = [item for item in parts_of(reasoning_bank(), 2) if item.parameters.difficulty <= -4.4]
    assert len({item.stimulus for item in easy}) >= 5
    assert len({item.topic for item in easy}) >= 4


def parts_of(bank: BankVersion, year: int) -> list[ItemVersion]:
    return [item for item in bank.items if item.introduced_year == year]


def test_no_letter_gives_the_key_away() -> None:
    keys = Counter(item.rule.key for item in reasoning_bank().items if isinstance(item.rule, KeyedChoice))
    chosen = Counter({letter: count for letter, count in keys.items() if letter in LETTERS})
    assert max(chosen.values()) < 0.45 * chosen.total()


def test_no_yes_or_no_stands_alone_on_the_key() -> None:
    """A key that is the only “Yes” among its options is seen without the story."""
    asked = [(name, part.answer.options) for name, (_, part) in zip(NAMES, PARTS, strict=True) if is_verdict(part)]
    assert len(asked) >= 11
    for name, options in asked:
        (key,) = (verdict(option) for option in options if not option.wrong)
        assert [verdict(option) for option in options].count(key) > 1, name


def is_verdict(part: Part) -> bool:
    return isinstance(part.answer, ChooseOne) and any(map(verdict, part.answer.options))


def verdict(option: AnswerOption) -> str:
    return next(iter(re.findall(r"^(?:Yes|No)\b", option.text.en)), "")


def test_a_place_one_square_short_is_one_square_from_the_key() -> None:
    """A teacher is told what a wrong place means: so it has to be where that mistake leads."""
    short = {
        f"{scenario.id}/{part.id}": sum(abs(a - b) for a, b in zip(place, part.answer.key, strict=True))
        for scenario, part in PARTS
        if isinstance(part.answer, PickPlace)
        for place, name in part.answer.misconceptions
        if name == "one-square-short"
    }
    assert set(short) == {"garden-dog/two-up", "island-map/fourth-corner"}
    assert set(short.values()) == {1}


def test_learners_are_addressed_as_ti() -> None:
    polite = re.compile(r"\b(eich|chi|\w\w+wch)\b", re.IGNORECASE)
    for scenario, part in PARTS:
        words = " ".join(text.cy for text in (scenario.story, part.ask, *part.hints))
        assert not polite.search(words), (scenario.id, part.id)


WELSH = "\n".join(
    file.read_text("utf-8") for file in Path(scenario_files.__file__).with_name("scenarios").glob("*.toml")
)


def test_more_than_ten_things_are_o_and_a_plural() -> None:
    """Fault: "crempogau i 12 person"; "o’r 72 disgybl" stays, for they are known already."""
    things = {noun.singular for noun in NOUNS} - {"blynedd", "peint"} | {"disgybl", "person", "sedd"}
    fault = re.compile(rf"(?<!\by )(?<!\byr )(?<!’r )\b(?:1[1-9]|[2-9]\d|\d{{3,}}) (?:{'|'.join(things)})\b")
    assert fault.search("i 12 person")
    assert fault.findall(WELSH) == []


@pytest.mark.parametrize("n", range(1, 11))
def test_a_number_mutates_the_noun_after_it(n: int) -> None:
    """Fault: "3 chacen gri", for cacen is feminine. Both "5 diwrnod" and "5 niwrnod" are good Welsh."""
    wrong = {
        form
        for noun in NOUNS
        for form in {noun.singular, soft(noun.singular), aspirate(noun.singular)} - {after_numeral(n, noun)}
        if noun.singular != "diwrnod"
    }
    assert re.findall(rf"(?<![\d.,:]){n} (?:{'|'.join(wrong)})\b", WELSH) == []


def test_a_power_is_one_to_screen_readers_and_stays_with_what_it_multiplies() -> None:
    power = "<math><msup><mn>10</mn><mrow><mn>5</mn></mrow></msup></math>"
    assert inline(Text.same("£2.4 × 10^5")).cy == f"£2.4\u00a0×\u00a0{power}"
