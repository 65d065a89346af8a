"""Solves questions of the numeracy bank from the text that a screen reader speaks, in either language.

Pictures are read from their text alternatives, so a question solved here can be answered without seeing it.
"""

import html
import math
import re
import statistics
from collections.abc import Callable, Mapping
from fractions import Fraction
from itertools import pairwise

import pytest

from itembank import Choice, ExactNumber, ExactOrder, ItemVersion, KeyedChoice, NumberEntry, Ordering, numeracy_bank
from itembank.language import LANGUAGES, Language

Answer = Fraction | str
Solver = Callable[[str, list[Fraction]], Answer]

UNITS = {  # in the base unit of each kind: m, kg, litre, second
    "mm": "1/1000", "cm": "1/100", "km": "1000", "m": "1", "g": "1/1000", "kg": "1", "ml": "1/1000", "l": "1",
    "litres": "1", "min": "60", "h": "3600", "s": "1", "cm²": "1/10000", "m²": "1", "cm³": "1/1000000", "m³": "1",
}  # fmt: skip

_WELSH = (  # the Welsh of text alternatives and question frames, so that one solver reads both languages
    (r"(\d+) l?linell a hanner bwlch heibio i (-?\d+)", r"half a gap past \1 lines above \2"),
    (r"hanner ffordd rhwng (-?\d+) a’r llinell nesaf", r"half-way from \1 to the next line"),
    (r"hanner ffordd rhwng (-?\d+) a’r rhif nesaf", r"half-way between \1 and the next number"),
    (r"ar y llinell (-?\d+)", r"at the line \1"),
    (r"(\d+) l?linell heibio i (-?\d+)", r"\1 lines above \2"),
    (r"(\d+) rh?if heibio i (-?\d+)", r"\1 numbers above \2"),
    (r"(\d+) l?linell ar ôl (\d+)", r"\1 lines after \2"),
    (r"gyda rhif bob (\d+)", r"with a number every \1"),
    (r"rhwng un rhif a’r nesaf: (\d+)", r"between one number and the next: \1"),
    (r"Mae’r saeth (?=at|half|\d)", "An arrow is "),
    (r"Mae’r pwyntydd ", "The pointer is "),
    (r"Mae’r dŵr ", "The water is "),
    (r"Mae’r hylif ", "The liquid is "),
    (r"hanner symbol", "half a symbol"),
    (r"un symbol =", "one symbol ="),
    (r"\bbloc\b", "block"),
    (r"\bbwndel\b", "bundle"),
    (r"\bmarc\b", "mark"),
    (r"bys bach rhwng (\d+) ac? (\d+)", r"short hand is between \1 and \2"),
    (r"bys bach yn pwyntio at (\d+)", r"short hand is at \1"),
    (r"bys mawr yn pwyntio at (\d+)", r"long hand is at \1"),
    (r"bys mawr (?=\d+ lines)", "long hand is "),
    (r"Darnau arian:", "Coins:"),
    (r"(\d) ar draws, (\d) i fyny", r"\1 across, \2 up"),
    (r"ar draws", "across"),
    (r"i fyny", "up"),
    (r"i’r dde", "right"),
    (r"i lawr", "down"),
    (r"i’r chwith", "left"),
    (r"pwyntio (?=up|right|down|left)", "points "),
    (r"(?:chwarter tro|tro o 90°) (?:yn )?gwrthglocwedd|tro o 90° yn wrthglocwedd", "a quarter turn anticlockwise"),
    (r"tro o 270° yn glocwedd", "a turn of 270° clockwise"),
    (r"chwarter tro clocwedd", "a quarter turn clockwise"),
    (r"tri chwarter tro", "a three-quarter turn"),
    (r"chwarter tro", "a quarter turn"),
    (r"hanner tro", "a half turn"),
    (r"tro o 180°", "a turn of 180°"),
    (r"tro cyfan", "a whole turn"),
    (r"tro a hanner", "one and a half turns"),
    (r"llai o dro na chornel sgwâr", "less of a turn than a square corner"),
    (r"[fm]wy o dro na chornel sgwâr", "more of a turn than a square corner"),
    (r"Cyfrifa", "Work out"),
    (r"(?<=[%)]) o (?=\d)", " of "),
    (r"Newidia (.*) yn (\w+)\.", r"Change \1 to \2."),
    (r"ffigur ystyrlon", "significant figures"),
    (r"(\d) l?le degol", r"\1 decimal place"),
    (r"rhif cyfan", "whole number"),
    (r"Faint yw hanner", "half"),
    (r"hanner awr wedi", "half past"),
    (r"chwarter wedi", "quarter past"),
    (r"chwarter i ", "quarter to "),
    (r"(\d+) munud wedi", r"\1 minutes past"),
    (r"(\d+) munud i ", r"\1 minutes to "),
    (r"Pwyntiau:", "Points:"),
    (r"Llinell ffit orau o", "Line of best fit from"),
    (r"seren: colofn (\d), rhes (\d)", r"star: column \1, row \2"),
    (r"cyfeiriant pwynt|cyfesurynnau pwynt (\w)", r"coordinates of point \1"),
    (r"y tu ôl i", "behind"),
    (r"Fesul un", "each"),
    (r"neu ‘", "or ‘"),
    (r"oedd yn yr arolwg", "were in the survey"),
    (r"y mwyaf poblogaidd", "the most popular"),
    (r"y lleiaf poblogaidd", "the least popular"),
    (r"Faint yn fwy", "How many more"),
    (r"(\d) litr\b", r"\1 litres"),
    (r"lawer yn llai na", "fewer than"),
    (r"mwy nag? (\d+)(?= o ymwelwyr|\?)", r"more than \1"),
    (r"llai nag? (\d+)(?=\?)", r"fewer than \1"),
    (r"ongl lem", "acute angle"),
    (r"ongl aflem", "obtuse angle"),
    (r"ongl sgwâr", "right angle"),
    (r"llinell syth", "straight line"),
    (r"cydberthyniad positif", "positive correlation"),
    (r"cydberthyniad negatif", "negative correlation"),
    (r"dim cydberthyniad", "no correlation"),
    (r"y canolrif, £", "the median, £"),
    (r"canolrif", "median"),
    (r"Amrediad (\w+) yw’r lleiaf", r"\1’s range is the smaller"),
    (r"gogledd", "north"),
    (r"dwyrain", "east"),
    (r"gorllewin", "west"),
    (r"wynebu’r de\b|^de$|cyfeiriant y de\b", "south"),
)


def spoken_text(markup: str) -> str:
    """The spoken text: text alternatives of pictures, fractions as (a/b), powers as a**b, signs as in Python."""
    text = re.sub(r'<svg[^>]*aria-label="([^"]*)".*?</svg>', r" \1 ", markup, flags=re.DOTALL)
    text = re.sub(r"<mfrac><mn>(.*?)</mn><mn>(.*?)</mn></mfrac>", r"(\1/\2)", text)
    text = re.sub(r"<msup><mn>(\d+)</mn><mrow>(.*?)</mrow></msup>", r"\1**\2", text)
    text = re.sub(r"<msup><mrow>(.*?)</mrow><mn>(\d)</mn></msup>", r"\1**\2", text)
    text = re.sub(r"<msqrt><mn>(\d+)</mn></msqrt>", r"\1**(1/2)", text)
    text = re.sub(r"</p>|</td>|</th>|</caption>", " ¶ ", text)
    text = re.sub(r"<[^>]+>", "", html.unescape(text))
    text = re.sub(r"(?<=\d)\u202f(?=\d)", "", text)
    for sign, python in (("−", "-"), ("×", "*"), ("÷", "/"), ("\u00a0", " "), ("½", "(1/2)")):
        text = text.replace(sign, python)
    return " ".join(text.split())


def spoken_english(markup: str, language: Language) -> str:
    """The spoken text with the Welsh of frames and pictures in English; names and numbers are unchanged."""
    text = spoken_text(markup)
    if language == "cy":
        for welsh, english in _WELSH:
            text = re.sub(welsh, english, text)
    return text


def evaluate(expression: str) -> Fraction:
    """Evaluate exactly, in Python's order of operations; a(b/c) is a mixed number."""
    mixed = re.sub(r"(?<![\d*])(\d+)\((\d+/\d+)\)", r"(\1+\2)", expression)
    exact = re.sub(r"(?<![\w.])(\d+(?:\.\d+)?)", r"F('\1')", mixed)
    value = eval(exact, {"__builtins__": {}}, {"F": Fraction})
    return Fraction(value).limit_denominator(10**9) if isinstance(value, float) else value


def numbers(text: str) -> list[Fraction]:
    """The numbers of a text in order."""
    return [Fraction(found) for found in re.findall(r"(?<![\w.])-?\d+(?:\.\d+)?", text)]


def minutes(text: str) -> list[Fraction]:
    """Clock times as minutes after midnight, those with am or pm as well."""
    found = re.findall(r"(\d+):([0-5]\d)(?:\s(am|pm)\b)?", text)
    return [Fraction(_hour(int(hour), half) * 60 + int(minute)) for hour, minute, half in found]


def _hour(hour: int, half: str) -> int:
    return hour % 12 + (12 if half == "pm" else 0) if half else hour


def money(text: str) -> list[Fraction]:
    return numbers(re.sub(r"£|€", " ", text))


def option_value(card: str) -> Fraction:
    """The value of an option: a number, fraction, power, percentage, time, amount of money or measure."""
    text = spoken_text(card)
    if re.fullmatch(r"\d+:(?:[6-9]\d|1\d\d)", text):
        return Fraction(-1)  # no time of day
    if minutes(text):
        return minutes(text)[0]
    if pence := re.fullmatch(r"(\d+)p", text):
        return Fraction(pence[1]) / 100
    if measured := re.findall(r"(-?\(?\d[\d.()/]*) ?(mm|cm²|cm³|cm|km|m²|m³|m|kg|g|ml|min|h|s)(?![\w/³])", text):
        return sum((evaluate(value) * Fraction(UNITS[unit]) for value, unit in measured), Fraction(0))
    text = re.sub(r"^[£€]|%$", "", text)
    text = re.sub(r"(?<=\d) ?(°C|°F|°|km/h|m/s|g/cm³)$", "", text)
    return evaluate(text) / (100 if card.endswith("%") else 1)


# --- scales, charts and tables, from their spoken text


def at_line(where: str, labelled: Fraction, gaps: Fraction) -> Fraction:
    if half := re.match(r"half-way from (-?\d+)", where):
        return Fraction(half[1]) + labelled / gaps / 2
    if line := re.match(r"at the line (-?\d+)", where):
        return Fraction(line[1])
    if numbered := re.match(r"(\d+) numbers? above (-?\d+)", where):
        return Fraction(numbered[2]) + Fraction(numbered[1]) * labelled
    above = re.match(r"(half a gap past )?(\d+) lines? above (-?\d+)", where)
    assert above, where
    return Fraction(above[3]) + (Fraction(above[2]) + (Fraction(1, 2) if above[1] else 0)) * labelled / gaps


def scale_of(text: str) -> tuple[Fraction, Fraction]:
    labelled = re.search(r"a number every (\d+)", text)
    gaps = re.search(r"the next: (\d+)", text)
    assert labelled, text
    return Fraction(labelled[1]), Fraction(gaps[1]) if gaps else Fraction(1)


def pointer_value(text: str) -> Fraction:
    return at_line(re.split(r"(?:arrow|pointer|water|liquid) is ", text)[-1], *scale_of(text))


def listed_objects(text: str) -> Fraction:
    """The number of objects in rows that are listed one by one."""
    rows = re.findall(r"(?:row|gyntaf|nesaf): ([^.]*)\.", text)
    return Fraction(sum(len(row.split(", ")) for row in rows))


def chart_values(text: str) -> dict[str, Fraction]:
    """Each category's value, from marks on a scale, blocks or symbols."""
    if "block" in text:
        return {name: Fraction(blocks.count("block")) for name, blocks in re.findall(r"(\w+): (block[^.]*)\.", text)}
    if "bundle" in text:
        rows = re.findall(r"(\w+): ((?:bundle|mark)[^.]*)\.", text)
        return {name: Fraction(5 * marks.count("bundle") + marks.count("mark")) for name, marks in rows}
    if key := re.search(r"one symbol = (\d+)", text):
        rows = re.findall(r"([\w ]+): ((?:half a symbol|symbol)[^.]*)\.", text)
        return {
            name.strip(): (row.count("symbol") - Fraction(row.count("half"), 2)) * int(key[1]) for name, row in rows
        }
    rows = re.findall(r"([\w–:]+): ((?:half-way|half a gap|at the line|\d+ (?:line|number)s?) [^;.]*)", text)
    return {name: at_line(where, *scale_of(text)) for name, where in rows}


def table_cells(text: str) -> list[str]:
    return [cell.strip() for cell in text.split("¶")]


def value_beside(text: str, head: str, column: int = 1) -> Fraction:
    """The number ``column`` cells after a row's head in a table."""
    cells = table_cells(text)
    return Fraction(cells[cells.index(head) + column])


def category_values(text: str) -> dict[str, Fraction]:
    """The values of a chart, or of a table of two columns."""
    cells = table_cells(text)
    if "scale goes" in text or "raddfa" in text or "block" in text or "symbol" in text or "bundle" in text:
        return chart_values(text)
    return {name: Fraction(n) for name, n in pairwise(cells) if re.fullmatch(r"\d+", n)}


def plotted_points(text: str) -> list[tuple[Fraction, Fraction]]:
    listed = text.split("Points:")[1].split(". Line")[0]
    return [(Fraction(x), Fraction(y)) for x, y in re.findall(r"\((\d+), (\d+)\)", listed)]


def fitted_slope(text: str) -> float:
    across, up = zip(*plotted_points(text), strict=True)
    return statistics.linear_regression([float(x) for x in across], [float(y) for y in up]).slope


def correlation(text: str) -> float:
    across, up = zip(*plotted_points(text), strict=True)
    return statistics.correlation([float(x) for x in across], [float(y) for y in up])


# --- frames that several families share


def computed_value(text: str) -> Fraction:
    expression = re.split(r"Work out:?|¶", text)[1 if text.startswith("Work out ") else 2].strip(" .")
    expression = re.sub(r"(\d+)%", r"\1/100", expression).replace(" of ", "*")
    return evaluate(re.sub(r"(?<=\d) (cm|kg|ml|g|m)$", "", expression))


def missing_number(text: str) -> Fraction:
    """The number in the box of an equation whose sides are linear in it or in its inverse."""
    left, right = next(part for part in text.split("¶") if "□" in part).split("=")
    if "/ □" in left:
        return evaluate(left.split("/")[0]) / evaluate(right)
    at = [evaluate(left.replace("□", f"({x})")) - evaluate(right.replace("□", f"({x})")) for x in (0, 1)]
    return at[0] / (at[0] - at[1])


def shown_options(item: ItemVersion, language: Language) -> dict[str, str]:
    assert isinstance(item.response, Choice)
    return {option.id: option.html[language] for option in item.response.options}


def extreme_option(pick: Callable[[list[Fraction]], Fraction]) -> Callable[[ItemVersion, Language], Answer]:
    """A solver that picks the option with the largest or smallest value."""
    return lambda item, language: pick([option_value(option) for option in shown_options(item, language).values()])


def items_of(strand: str, response_type: str) -> list[ItemVersion]:
    return [item for item in numeracy_bank().all_items if (item.strand, item.response.type) == (strand, response_type)]


def by_family(items: list[ItemVersion]) -> list[pytest.param]:
    """The items grouped by family, as parameters of a test."""
    families: dict[str, list[ItemVersion]] = {}
    for item in items:
        families.setdefault(item.item.split("/")[0], []).append(item)
    return [pytest.param(family, id=name) for name, family in families.items()]


def solve(
    item: ItemVersion,
    language: Language,
    solvers: Mapping[str, Solver],
    by_options: Mapping[str, Callable[[ItemVersion, Language], Answer]],
) -> Answer:
    family = item.item.split("/")[0]
    if family in by_options and item.item.removesuffix("/practice") not in solvers:
        return by_options[family](item, language)
    text = spoken_english(item.prompt[language], language)
    if text.startswith("Work out"):
        return computed_value(text)
    if "□ " in text and "=" in text and family not in solvers:
        return missing_number(text)
    return (solvers.get(item.item.removesuffix("/practice")) or solvers[family])(text, numbers(text))


def assert_number(item: ItemVersion, answer: Answer) -> None:
    assert isinstance(item.rule, ExactNumber)
    assert isinstance(item.response, NumberEntry)
    scale = 100 if item.response.after.en == "p" else 1
    assert Fraction(item.rule.value) == Fraction(answer) * scale, item.item


def assert_choice(item: ItemVersion, answer: Answer, language: Language, scale: Fraction, *, nearest: bool) -> None:
    """Assert that the key is the only right option and that each other option has its own misconception."""
    assert isinstance(item.rule, KeyedChoice)
    shown = shown_options(item, language)
    if isinstance(answer, str):
        right = [
            option for option, words in shown.items() if answer in (words, spoken_english(words, language).rstrip("."))
        ]
    elif nearest:
        right = [min(shown, key=lambda option: abs(option_value(shown[option]) - answer))]
    else:
        right = [option for option, words in shown.items() if option_value(words) == answer * scale]
    assert right == [item.rule.key], (item.item, language, answer, shown)
    names = [misconception.name for misconception in item.rule.misconceptions]
    assert len(set(names)) == len(names) == len(shown) - 1


def assert_order(item: ItemVersion, value: Callable[[str, str], Fraction], language: Language) -> None:
    """Assert that the key is in increasing order and is neither the displayed order nor its reverse."""
    assert isinstance(item.response, Ordering)
    assert isinstance(item.rule, ExactOrder)
    shown = {card.id: card.html[language] for card in item.response.items}
    values = [value(spoken_english(item.prompt[language], language), shown[card]) for card in item.rule.order]
    assert values == sorted(set(values)), (item.item, language, values)
    assert item.rule.order not in (tuple(shown), tuple(reversed(shown)))


def card_value(prompt: str, card: str) -> Fraction:
    return option_value(card)


def card_count(prompt: str, card: str) -> Fraction:
    return category_values(prompt)[card]


def significant(value: Fraction) -> Fraction:
    """The second significant place."""
    return Fraction(10) ** (math.floor(math.log10(value)) - 1)


def quoted(text: str) -> list[str]:
    return re.findall(r"‘([^’]*)’", text.split("¶")[0] + (text.split("¶")[1] if "¶" in text[:60] else ""))


__all__ = ["LANGUAGES"]
