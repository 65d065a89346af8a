"""Questions answered by placing, pairing, pointing, filling in or drawing: each answered from its words, and scored."""

import math
import re
from collections import Counter
from collections.abc import Callable, Sequence
from fractions import Fraction

import pytest

from itembank import ItemVersion, numeracy_bank, score
from itembank.content.response_types import (
    BarChart,
    Blank,
    Gap,
    GapFill,
    Hotspot,
    Matching,
    MultipleChoice,
    NumberLine,
    StaticText,
    TableEntry,
)
from itembank.content.scoring_rules import KeyedChoice
from itembank.language import LANGUAGES, Language
from tests.support.text_alternative_solver import (
    evaluate,
    minutes,
    numbers,
    option_value,
    spoken_english,
    spoken_text,
    table_cells,
)

PLAIN = {"number", "choice", "ordering", "fraction", "time"}
ITEMS = [item for item in numeracy_bank().items if item.response.type not in PLAIN]


def of(response_type: str) -> list[ItemVersion]:
    return [item for item in ITEMS if item.response.type == response_type]


def asked(item: ItemVersion, language: Language) -> str:
    return spoken_english(item.prompt[language], language)


def on_the_line(text: str) -> Fraction:
    if change := re.search(r"(-?\d+) °C.*?(rises|falls|codi|gostwng)", text):
        start, by = numbers(text)[:2]
        return start + (by if change[2] in ("rises", "codi") else -by)
    place = re.search(r"(?:Where is|Ble mae) (.*?) (?:on the|ar y)", text)
    assert place, text
    return evaluate(place[1].removesuffix(" °C"))


def test_a_marker_belongs_where_the_question_says() -> None:
    for item in of("number-line"):
        assert isinstance(item.response, NumberLine)
        for language in LANGUAGES:
            place = on_the_line(asked(item, language))
            assert score(item, f"{float(place):g}") == 1, item.item
            steps = (place - Fraction(item.response.low)) / Fraction(item.response.step)
            assert steps.denominator == 1, item.item
            assert score(item, f"{float(place + Fraction(item.response.step)):g}") == 0


def is_prime(n: Fraction) -> bool:
    return n > 1 and all(n % d for d in range(2, math.isqrt(int(n)) + 1))


PROPERTIES: dict[str, Callable[[str], Callable[[Fraction], bool]]] = {
    "multiples": lambda t: lambda n: n % numbers(t)[-1] == 0,
    "factors": lambda t: lambda n: numbers(t)[-1] % n == 0,
    "primes": lambda t: is_prime,
    "equals": lambda t: lambda n: n == evaluate(re.findall(r"\(\d+/\d+\)", t)[0]),
}


def test_the_options_that_score_have_what_is_asked_for_and_no_others_have() -> None:
    for item in of("multiple"):
        assert isinstance(item.response, MultipleChoice)
        for language in LANGUAGES:
            text, values = asked(item, language), {o.id: option_value(o.html[language]) for o in item.response.options}
            if item.item.startswith("makes"):
                pairs = [{a, b} for a in values for b in values if a < b and values[a] + values[b] == numbers(text)[-1]]
                assert len(pairs) == 1, item.item
                right = pairs[0]
            else:
                has = PROPERTIES[item.item.split("/")[0]](text)
                right = {option for option, value in values.items() if has(value)}
            told = len(right), len(right)  # two numbers that make 10 are two; otherwise the form tells nothing
            form = told if item.item.startswith("makes") else (1, len(values))
            assert (item.response.least, item.response.most) == form, item.item
            assert score(item, sorted(right)) == 1, item.item
            assert score(item, sorted(values)[:2]) == int(set(sorted(values)[:2]) == right)


def equal_worth(row: str, language: Language) -> Fraction:
    """A sum, a fraction, a power, a measure, or a time in words."""
    text = spoken_english(row, language)
    if time := re.search(r"(half|quarter|\d+) ?(?:minutes )?(past|to) (\d+)", text):
        away = {"half": 30, "quarter": 15}.get(time[1]) or int(time[1])
        return Fraction(int(time[3]) * 60 + (away if time[2] == "past" else -away))
    return option_value(row) if re.search(r"[a-z]|%", text) or minutes(text) else evaluate(text)


def test_each_row_is_paired_with_what_it_is_worth() -> None:
    for item in of("matching"):
        assert isinstance(item.response, Matching)
        for language in LANGUAGES:
            values = {option_value(option.html[language]): option.id for option in item.response.options}
            assert len(values) == len(item.response.options)
            reply = [values[equal_worth(row.html[language], language)] for row in item.response.rows]
            assert score(item, reply) == 1, item.item
            assert score(item, list(reversed(reply))) == int(reply == reply[::-1])


def compared(parts: Sequence[StaticText | Gap], language: Language) -> list[str]:
    """The sign that belongs in each gap, from what stands before and behind it."""
    signs = []
    for before, gap, after in zip(parts, parts[1:], parts[2:], strict=False):
        if isinstance(gap, Gap) and isinstance(before, StaticText) and isinstance(after, StaticText):
            one, other = (fold(words.html[language]) for words in (before, after))
            signs.append("<" if one < other else ">" if one > other else "=")
    return signs


def fold(words: str) -> Fraction:
    text = spoken_text(words)
    return evaluate(text.rstrip("%")) / (100 if text.endswith("%") else 1)


def test_each_gap_takes_the_sign_that_holds() -> None:
    for item in of("gaps"):
        assert isinstance(item.response, GapFill)
        for language in LANGUAGES:
            signs = compared(item.response.parts, language)
            assert len(signs) == len(item.response.gaps)
            reply = [
                next(option.id for option in gap.options if spoken_text(option.html[language]) == sign)
                for gap, sign in zip(item.response.gaps, signs, strict=True)
            ]
            assert score(item, reply) == 1, item.item


def clock_told(area: str) -> Fraction:
    hour, lines, number = re.findall(
        r"short hand is (?:between|at) (\d+).*long hand is (?:(\d+) lines? after|at) (\d+)", area
    )[0]
    return Fraction(int(hour) * 60 + int(number) % 12 * 5 + int(lines or 0))


def opens(text: str) -> int:
    """An angle, or a kind of angle, against a square corner: less, the same, more."""
    if re.search(r"acute|less of a turn", text):
        return -1
    return 1 if re.search(r"obtuse|more of a turn", text) else 0


def test_the_part_of_a_picture_that_scores_is_the_one_asked_for() -> None:
    for item in of("hotspot"):
        assert isinstance(item.response, Hotspot)
        assert isinstance(item.rule, KeyedChoice)
        for language in LANGUAGES:
            text = asked(item, language)
            areas = {area.id: spoken_english(area.html[language], language) for area in item.response.areas}
            told = clock_told if item.item.startswith("clock") else opens
            wanted = equal_worth(text, language) if item.item.startswith("clock") else opens(text)
            assert [area for area, words in areas.items() if told(words) == wanted] == [item.rule.key], item.item
            drawn = re.findall(r'data-area="(\w)"', item.response.svg[language])
            assert drawn == list(areas)


def cells(item: ItemVersion, language: Language) -> list[list[str | None]]:
    """The table with None at each blank."""
    assert isinstance(item.response, TableEntry)
    return [
        [None if isinstance(c, Blank) else spoken_text(c.html[language]) for c in row] for row in item.response.rows
    ]


def filled(rows: list[list[str | None]]) -> list[str]:
    """The blanks of a table of two rows and their totals, in order: found by sums and differences."""
    grid = [[None if cell is None else int(cell) for cell in row[1:]] for row in rows]
    blanks = [(r, c) for r, row in enumerate(grid) for c, cell in enumerate(row) if cell is None]
    for _ in blanks:
        for r, c in blanks:
            for line in ([grid[r][k] for k in range(3)], [grid[k][c] for k in range(3)]):
                at = c if line == grid[r] else r
                others = [cell for k, cell in enumerate(line) if k != at]
                if grid[r][c] is None and None not in others:
                    grid[r][c] = sum(others) if at == 2 else others[-1] - others[0]  # type: ignore[operator]
    return [str(grid[r][c]) for r, c in blanks]


def test_what_belongs_in_a_table_follows_from_the_list_or_from_its_other_cells() -> None:
    for item in of("table"):
        for language in LANGUAGES:
            rows = cells(item, language)
            if item.item.startswith("frequencies"):
                times = Counter(numbers(asked(item, language).split(":")[1]))
                reply = [str(times[Fraction(str(row[0]))]) for row in rows]
            else:
                reply = filled(rows)
            assert score(item, reply) == 1, (item.item, reply)
            assert score(item, ["0", *reply[1:]]) == 0


def test_a_bar_is_drawn_as_high_as_the_table_says() -> None:
    for item in of("chart"):
        assert isinstance(item.response, BarChart)
        for language in LANGUAGES:
            in_table = table_cells(asked(item, language))
            heights = {
                bar.html[language]: in_table[in_table.index(bar.html[language]) + 1] for bar in item.response.bars
            }
            shown = {bar.html[language]: bar.value for bar in item.response.bars if bar.value is not None}
            assert shown.items() <= heights.items()
            reply = [heights[bar.html[language]] for bar in item.response.drawn]
            assert score(item, reply) == 1, item.item
            assert all(int(height) % int(item.response.step) == 0 for height in heights.values())
            assert max(map(int, heights.values())) <= int(item.response.top)


@pytest.mark.parametrize("response_type", ["number-line", "multiple", "matching", "gaps", "hotspot", "table", "chart"])
def test_each_other_type_of_response_has_questions_in_more_than_one_year(response_type: str) -> None:
    assert len({item.introduced_year for item in of(response_type)}) > 1
