"""Every data question of the demonstration bank answered by another route: from its words in each language."""

import re
import statistics
from fractions import Fraction
from itertools import pairwise

import pytest

from itembank import ItemVersion
from itembank.language import LANGUAGES
from tests.support.text_alternative_solver import (
    Solver,
    assert_choice,
    assert_number,
    assert_order,
    by_family,
    card_count,
    category_values,
    chart_values,
    correlation,
    evaluate,
    fitted_slope,
    items_of,
    money,
    numbers,
    plotted_points,
    solve,
    table_cells,
    value_beside,
)

SURVEY_FIGURES = (
    "block", "bars2", "bars10", "bars", "bars100", "symbols", "symbols2", "symbols4", "symbols10", "list", "table",
    "tally",
)  # fmt: skip


def surveyed(text: str) -> Fraction | str:
    """What is asked of the answers to a survey, whatever shows them."""
    values, named = category_values(text), re.findall(r"‘([^’]*)’", text)
    if "in the survey" in text:
        return sum(values.values(), Fraction(0))
    if "the most popular" in text:
        return max(values, key=lambda name: values[name])
    if "the least popular" in text:
        return min(values, key=lambda name: values[name])
    if "How many more" in text:
        return values[named[0]] - values[named[1]]
    return sum((values[name] for name in named), Fraction(0))


def in_column(text: str) -> Fraction:
    group = int(re.findall(r"(?:Year|Blwyddyn) (\d)", text)[0])
    return value_beside(text, re.findall(r"‘([^’]*)’", text)[0], group - 2)


def two_way(text: str) -> list[list[Fraction | None]]:
    """The cells of the table, row by row; None for the one that is missing."""
    cells = [cell for cell in table_cells(text) if re.fullmatch(r"\d+|\?", cell)]
    values = [None if cell == "?" else Fraction(cell) for cell in cells]
    return [values[0:3], values[3:6], values[6:9]]


def missing_cell(text: str) -> Fraction:
    """From the other row and the column's total."""
    (_, _, _), (_, below, _), (_, total, _) = two_way(text)
    assert below is not None
    assert total is not None
    return total - below


def missing_total(text: str) -> Fraction:
    (_, _, above), _, (_, _, everything) = two_way(text)
    assert above is not None
    assert everything is not None
    return everything - above


def share_of_column(text: str) -> Fraction:
    (part, _, _), _, (everything, _, _) = two_way(text)
    assert part is not None
    assert everything is not None
    return Fraction(round(100 * part / everything))


def pie(text: str) -> Fraction:
    named = re.findall(r"‘([^’]*)’", text)
    angles = [Fraction(re.findall(rf"{name}: (\d+)", text)[0]) for name in named]
    return numbers(text)[0] * (angles[0] - sum(angles[1:], Fraction(0))) / 360


def listed_after_colon(text: str) -> list[Fraction]:
    return numbers(text.split(":", 1)[1].split("¶")[0])


def weighted(text: str) -> list[Fraction]:
    """Every value of a frequency table as often as it occurs."""
    n = numbers(text)
    return [value for value, times in zip(n[::2], n[1::2], strict=True) for _ in range(int(times))]


def asked_times(text: str) -> list[str]:
    return re.findall(r"\d+:00", text.split("¶")[0])


def changed(text: str) -> Fraction:
    first, last = (chart_values(text)[time] for time in asked_times(text))
    return abs(last - first)


def steepest(text: str) -> str:
    values = chart_values(text)
    times = list(values)
    rises = [(values[b] - values[a], a, b) for a, b in pairwise(times)]
    _, start, end = max(rises)
    return f"from {start} to {end}" if "did the temperature" in text else f"rhwng {start} a {end}"


def on_line(text: str) -> Fraction:
    """A point of a conversion graph, from the end of its line."""
    asked, (across, up) = numbers(text.replace("€", " ").replace("£", " "))[0], numbers(text)[-2:]
    question = text.split("¶")[1]
    back = bool(re.search(r"€\d|\d km|\d litres|\d cm", question))
    return asked * across / up if back else asked * up / across


def fitted(text: str) -> Fraction:
    """A point of the line of best fit, from its ends."""
    x1, y1, x2, y2 = numbers(text)[-4:]
    return y1 + (numbers(text)[0] - x1) * (y2 - y1) / (x2 - x1)


def limit(text: str) -> Fraction:
    return numbers(text)[0]


TRENDS = {
    "beach": ("When there is more sunshine, there are more visitors", "Pan fydd mwy o heulwen, mae mwy o ymwelwyr"),
    "park": ("When there is more rain, there are fewer visitors", "Pan fydd mwy o law, mae llai o ymwelwyr"),
    "marks": ("When there is more revision, the marks are higher", "Pan fydd mwy o adolygu, mae’r marciau’n uwch"),
}


def trend(name: str, rising: bool) -> Solver:
    return lambda t, n: TRENDS[name]["Beth" in t] if (fitted_slope(t) > 0) == rising else ""


def related(text: str) -> str:
    r = correlation(text)
    return "no correlation" if abs(r) < 0.4 else f"{'positive' if r > 0 else 'negative'} correlation"


def steadier(text: str) -> str:
    names = re.findall(r"(?:Amserau )?(\w+)(?:’s times)?: ", text)[:2]
    lists = [numbers(part.split(":")[1]) for part in text.split("¶")[:2]]
    spread = [max(values) - min(values) for values in lists]
    return f"{names[spread.index(min(spread))]}’s range is the smaller"


OVER = (("drinks", 50), ("ice", 35), ("beach", 40), ("park", 45), ("umbrellas", 30))
UNDER = (("drinks", 30), ("coats", 40), ("umbrellas", 20))
TWO_WAYS = ("travel", "meals", "clubs", "swim", "bikes", "trips", "language")


def named_rows(text: str, names: tuple[str, ...]) -> Fraction:
    """The sum of the rows of these names, in whichever language they are."""
    return sum((value_beside(text, name) for name in names if name in table_cells(text)), Fraction(0))


def second_column(text: str) -> Fraction:
    """The sum of the second numbers of a table's rows."""
    numbers_in = [Fraction(cell) for cell in table_cells(text) if re.fullmatch(r"\d+", cell)]
    return sum(numbers_in[1::2], Fraction(0))


def under(text: str, age: Fraction) -> Fraction:
    return sum((n for name, n in chart_values(text).items() if int(name.split("–")[0]) < age), Fraction(0))


def largest(values: dict[str, Fraction]) -> str:
    return max(values, key=lambda name: values[name])


def venn_parts(text: str) -> tuple[str, str, str, str]:
    """What stands in the first circle alone, in both, in the second alone, and outside; then the names."""
    found = re.findall(r"(?:alone|yn unig|circles|ddau gylch|cylchoedd): (\w+)", text)
    first, both, second, outside = found
    return first, both, second, outside


def venn_count(text: str) -> Fraction:
    first, both, _, outside = map(Fraction, venn_parts(text))
    named = quoted(text)
    circles = re.findall(r"(?:circle|chylch|cylch) ‘([^’]*)’", text.split("¶")[-1])[:2]
    if re.search(r"in both|a hefyd yng nghlwb", text.split("¶")[0]):
        assert named == circles
        return both
    if re.search(r"in neither|heb fod", text):
        return outside
    if re.search(r"but not|ond nid", text):
        assert named == circles
        return first
    assert named == circles[:1]
    return first + both


def quoted(text: str) -> list[str]:
    return re.findall(r"‘([^’]*)’", text.split("¶")[0])


def has_property(name: str, n: int) -> bool:
    """Whether a number belongs in a circle or a row of this name."""
    if name in ("Even numbers", "Eilrifau", "Even", "Eilrif"):
        return n % 2 == 0
    return n % int(numbers(name)[0]) == 0


def venn_place(text: str) -> str:
    n = int(numbers(text)[0])
    circles = re.findall(r"(?:circle|chylch|cylch) ‘([^’]*)’", text)[:2]
    inside = tuple(has_property(name, n) for name in circles)
    first, both, second, outside = venn_parts(text)
    return {(True, False): first, (True, True): both, (False, True): second, (False, False): outside}[inside]


def carroll_place(text: str) -> str:
    n, cells = int(numbers(text)[0]), table_cells(text)
    row = next(
        k for k, cell in enumerate(cells) if cell in (("Even", "Eilrif") if n % 2 == 0 else ("Not even", "Nid eilrif"))
    )
    limit = int(numbers(next(cell for cell in cells if re.match(r"Less than|Llai nag?", cell)))[0])
    return cells[row + (1 if n < limit else 2)]


def carroll_count(text: str) -> Fraction:
    assert numbers(text)[0] == 3
    without = next(cell for cell in table_cells(text) if re.match("No |Dim ", cell))
    thing = without.split(" ", 1)[1].capitalize()
    return value_beside(text, without if re.search(r"\bhave no\b|\bheb\b", text.split("¶")[0]) else thing)


def balls(text: str) -> list[tuple[int, int]]:
    """Striped and plain balls of each bag."""
    found = re.findall(r"(?:striped balls|peli streipiog): (\d+), (?:plain balls|peli plaen): (\d+)", text)
    return [(int(striped), int(plain)) for striped, plain in found]


def chance_in_words(text: str) -> str:
    ((striped, plain),) = balls(text)
    share = Fraction(striped, striped + plain)
    place = (
        0 if share == 0 else 4 if share == 1 else 2 if share == Fraction(1, 2) else 1 if share < Fraction(1, 2) else 3
    )
    cy = ("amhosibl", "annhebygol", "siawns gyfartal", "tebygol", "sicr")
    en = ("impossible", "unlikely", "an even chance", "likely", "certain")
    return (cy if "pêl" in text else en)[place]


def likeliest_bag(text: str) -> str:
    shares = [Fraction(striped, striped + plain) for striped, plain in balls(text)]
    assert shares.count(max(shares)) == 1
    return "ABC"[shares.index(max(shares))]


def probability(text: str) -> Fraction:
    ((striped, plain),) = balls(text)
    return Fraction(striped, striped + plain)


SOLVERS: dict[str, Solver] = {
    **{
        f"{figure}-{question}": lambda t, n: surveyed(t)
        for figure in SURVEY_FIGURES
        for question in ("one", "read", "more", "either", "all", "most", "least")
    },
    **{f"venn-{asked}": lambda t, n: venn_count(t) for asked in ("both", "set", "alone", "outside")},
    "venn-place": lambda t, n: venn_place(t),
    "carroll": lambda t, n: carroll_place(t),
    "carroll-count": lambda t, n: carroll_count(t),
    "likely": lambda t, n: chance_in_words(t),
    "bag": lambda t, n: likeliest_bag(t),
    "probability": lambda t, n: probability(t),
    "dice": lambda t, n: Fraction(sum(k > n[-1] for k in range(1, 7)), 6),
    "probability-not": lambda t, n: 1 - n[0],
    "expected": lambda t, n: evaluate(re.findall(r"\(\d+/\d+\)", t)[0]) * n[-1],
    "columns": lambda t, n: in_column(t),
    "fruit/cell": lambda t, n: value_beside(t, "Banana"),
    "weather": lambda t, n: named_rows(t, ("Cloudy", "Windy", "Cymylog", "Gwyntog")),
    "colour": lambda t, n: max(category_values(t), key=lambda colour: category_values(t)[colour]),
    "shows": lambda t, n: second_column(t),
    **{f"{name}/two-way": lambda t, n: missing_cell(t) for name in TWO_WAYS},
    **{f"{name}/total": lambda t, n: missing_total(t) for name in ("meals", "clubs", "swim")},
    **{f"{name}/share": lambda t, n: share_of_column(t) for name in ("bikes", "trips", "language")},
    "pets/read": lambda t, n: next(iter(chart_values(t).values())),
    "vehicles": lambda t, n: max(chart_values(t), key=lambda vehicle: chart_values(t)[vehicle]),
    "instruments": lambda t, n: list(chart_values(t).values())[1] - next(iter(chart_values(t).values())),
    "travel/read": lambda t, n: chart_values(t)["Car"],
    "pages": lambda t, n: list(chart_values(t).values())[2],
    "points/more": lambda t, n: list(chart_values(t).values())[1] - list(chart_values(t).values())[2],
    "parked": lambda t, n: list(chart_values(t).values())[1],
    "ages": lambda t, n: under(t, n[0]),
    "birds/read": lambda t, n: next(iter(chart_values(t).values())),
    "fish": lambda t, n: sum(chart_values(t).values(), Fraction(0)),
    "leaves": lambda t, n: min(chart_values(t), key=lambda leaf: chart_values(t)[leaf]),
    "books": lambda t, n: list(chart_values(t).values())[1],
    "cakes": lambda t, n: next(iter(chart_values(t).values())),
    "trees": lambda t, n: sum(chart_values(t).values(), Fraction(0)),
    **{
        f"{day}/read": lambda t, n: chart_values(t)[asked_times(t)[0]]
        for day in ("day", "shore", "mountain", "cafe", "pool")
    },
    **{f"{day}/rise": lambda t, n: changed(t) for day in ("greenhouse", "day", "shore", "mountain")},
    **{f"{day}/fall": lambda t, n: changed(t) for day in ("greenhouse", "shore", "mountain")},
    **{f"{day}/highest": lambda t, n: largest(chart_values(t)) for day in ("museum", "cafe", "pool")},
    **{f"{day}/steepest": lambda t, n: steepest(t) for day in ("day", "greenhouse", "shore")},
    "miles": lambda t, n: on_line(t),
    "euros": lambda t, n: on_line(t),
    "gallons": lambda t, n: on_line(t),
    "inches": lambda t, n: on_line(t),
    "sport/swimming": lambda t, n: n[0] * n[2] / 360,
    "subject": lambda t, n: n[0] * n[2] / 360,
    "pie-read": lambda t, n: pie(t),
    "pie-part": lambda t, n: pie(t),
    "pie-more": lambda t, n: pie(t),
    "pie-all": lambda t, n: n[1] / n[0] * 360,
    "flavour": lambda t, n: n[1] / n[0] * 360,
    "walking": lambda t, n: n[2] * n[3] / 360 - n[0] * n[1] / 360,
    "mean": lambda t, n: Fraction(statistics.mean(listed_after_colon(t))),
    "mean/missing": lambda t, n: n[0] * n[1] - sum(n[3:], Fraction(0)),
    "mean-missing": lambda t, n: n[0] * n[1] - sum(n[3:], Fraction(0)),
    "mean-new": lambda t, n: (n[0] * n[1] + n[2]) / (n[0] + 1),
    "mean-total": lambda t, n: n[0] * n[1],
    "mean-together": lambda t, n: n[0] * n[2] + n[1] * n[3],
    "mean/frequency": lambda t, n: Fraction(statistics.mean(weighted(t))),
    "mean-frequency": lambda t, n: Fraction(statistics.mean(weighted(t))),
    "median-frequency": lambda t, n: Fraction(statistics.median(weighted(t))),
    "median": lambda t, n: Fraction(statistics.median(listed_after_colon(t))),
    "mode": lambda t, n: statistics.mode(listed_after_colon(t)),
    "range": lambda t, n: max(n) - min(n),
    "range/compare": lambda t, n: steadier(t),
    "range-compare": lambda t, n: steadier(t),
    "outlier": lambda t, n: f"the median, £{statistics.median(money(t))}",
    **{f"{name}/over-{n}": lambda t, n: Fraction(sum(y > limit(t) for _, y in plotted_points(t))) for name, n in OVER},
    **{
        f"{name}/under-{n}": lambda t, n: Fraction(sum(y < limit(t) for _, y in plotted_points(t))) for name, n in UNDER
    },
    "beach/trend": trend("beach", rising=True),
    "park/trend": trend("park", rising=False),
    "marks/trend": trend("marks", rising=True),
    **{f"{name}/correlation": lambda t, n: related(t) for name in ("coats", "umbrellas", "drinks", "shoes")},
    "ice": lambda t, n: fitted(t),
    "park": lambda t, n: fitted(t),
    "marks": lambda t, n: fitted(t),
}


def by_year_3(prompt: str, card: str) -> Fraction:
    return value_beside(prompt, card)


@pytest.mark.parametrize("items", by_family(items_of("data", "number")))
def test_the_number_that_scores_is_the_answer_to_the_question(items: list[ItemVersion]) -> None:
    for item in items:
        for language in LANGUAGES:
            assert_number(item, solve(item, language, SOLVERS, {}))


@pytest.mark.parametrize("items", by_family(items_of("data", "choice")))
def test_the_option_that_scores_is_the_answer_and_no_other_option_is(items: list[ItemVersion]) -> None:
    for item in items:
        for language in LANGUAGES:
            answer = solve(item, language, SOLVERS, {})
            assert_choice(item, answer, language, Fraction(1), nearest="/estimate" in item.item)


@pytest.mark.parametrize("items", by_family(items_of("data", "ordering")))
def test_the_order_that_scores_is_increasing_and_is_not_the_order_shown(items: list[ItemVersion]) -> None:
    for item in items:
        value = by_year_3 if item.item == "clubs/order" else card_count
        for language in LANGUAGES:
            assert_order(item, value, language)
