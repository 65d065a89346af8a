"""Items on the mean, median, mode and range."""

from collections.abc import Iterator, Sequence
from itertools import chain, repeat
from statistics import mean, median, mode

from itembank.language import Text
from itembank.numeracy.html_table import table
from itembank.numeracy.number_formatting import pounds
from itembank.numeracy.question_draft import (
    MisconceptionAnswers,
    QuestionDraft,
    choice_question,
    distractors,
    make_prompt,
    number_question,
)
from itembank.welsh_mutations import welsh_and

_MEANS = ((4, 7, 7, 2, 10), (9, 5, 12, 6), (15, 11, 13), (8, 3, 6, 9, 4), (20, 14, 17, 9), (6, 11, 7, 10, 8, 6))
_GOALS = ((2, 4, 0), (3, 0, 5, 4), (0, 6, 1, 5), (7, 0, 2))
_MEDIANS = ((9, 3, 12, 5, 6), (14, 8, 21, 10, 17), (7, 15, 4, 9, 10), (23, 31, 18, 26, 22))
_EVEN_MEDIANS = ((4, 9, 6, 13), (12, 5, 8, 19), (3, 10, 7, 16))
_MODES = ((4, 8, 5, 8, 10), (6, 3, 9, 6, 11), (12, 7, 15, 12, 9, 11), (5, 13, 8, 5, 9, 14))
_RANGES = ((17, 9, 24, 13), (42, 28, 35, 19), (106, 87, 93, 121), (3, 18, 11, 7, 15))
_MISSING = ((4, 9, (5, 11, 12)), (3, 14, (10, 17)), (5, 8, (6, 9, 4, 11)), (4, 15, (12, 20, 13)))
_TIMES = (
    ("Nia", (14, 15, 15, 16), "Zac", (10, 13, 17, 20)),
    ("Efa", (21, 24, 25, 26), "Omar", (23, 24, 24, 25)),
    ("Gwen", (30, 38, 42, 50), "Kofi", (37, 39, 41, 43)),
)
_WAGES = ((210, 220, 230, 240, 900), (300, 310, 330, 350, 960), (180, 190, 200, 220, 760), (250, 260, 270, 290, 930))
_FAMILIES = (
    ((1, 6), (2, 9), (3, 4), (4, 1)),
    ((0, 5), (1, 7), (2, 5), (3, 3)),
    ((1, 10), (2, 6), (3, 2), (4, 2)),
    ((0, 3), (1, 4), (2, 6), (3, 5), (4, 2)),
)
_HOMES = (
    ((1, 7), (2, 8), (3, 3), (4, 2)),
    ((0, 4), (1, 7), (2, 6), (3, 2)),
    ((1, 9), (2, 4), (3, 5), (4, 3)),
    ((0, 2), (1, 5), (2, 4), (3, 6), (4, 2)),
)
_GROWN = ((5, 12, 18), (4, 20, 30), (9, 7, 17), (3, 16, 24))
_CHANGES = ((4, 6, 5, 7), (5, 10, 6, 16), (3, 8, 4, 12))


def items() -> Iterator[QuestionDraft]:
    """Mean in Year 6; median, mode and range in Year 7; choosing and comparing in Years 8 and 9."""
    yield from (_mean(6, numbers) for numbers in _MEANS)
    yield from (_mean_with_zero(6, numbers) for numbers in _GOALS)
    yield from (_median(7, numbers) for numbers in _MEDIANS)
    yield from (_even_median(7, numbers) for numbers in _EVEN_MEDIANS)
    yield from (_mode(7, numbers) for numbers in _MODES)
    yield from (_range(7, numbers) for numbers in _RANGES)
    yield from (_missing(8, *row) for row in _MISSING)
    yield from (_more_regular(8, *row) for row in _TIMES)
    yield from (_one_more(8, *row) for row in _GROWN)
    yield from (_total(8, *row) for row in ((6, 15), (8, 23), (12, 35)))
    yield from (_outlier(9, wages) for wages in _WAGES)
    yield from (_frequency(9, rows) for rows in _FAMILIES)
    yield from (_middle_family(9, rows) for rows in _HOMES)
    yield from (_together(9, *row) for row in _CHANGES)


def practice() -> Iterator[QuestionDraft]:
    """Averages, Years 6 to 9, for practice alone."""
    yield _mean(6, (8, 5, 9, 6))
    yield _median(7, (11, 4, 16, 7, 9))
    yield _mode(7, (7, 4, 9, 4, 12))
    yield _missing(8, 4, 10, (8, 13, 12))
    yield _total(8, 7, 18)
    yield _frequency(9, ((1, 5), (2, 6), (3, 7), (4, 2)))


def _listed(numbers: Sequence[int]) -> str:
    return ", ".join(map(str, numbers))


def _named(family: str, numbers: Sequence[int], known: Sequence[int], as_: str = "") -> str:
    """The item id; the first items of a family keep their original ids."""
    return as_ or family if tuple(numbers) == tuple(known) else f"{family}/{'-'.join(map(str, numbers))}"


def _mean(year: int, numbers: Sequence[int]) -> QuestionDraft:
    prompt = make_prompt(
        f"Dyma sgorau Tomos: {_listed(numbers)}.\nBeth yw cymedr y sgorau?",
        f"Here are Tomos’s scores: {_listed(numbers)}.\nWhat is the mean of the scores?",
    )
    item = _named("mean", numbers, _MEANS[0], "mean/4")
    return number_question(item, "averages", year, prompt, sum(numbers) // len(numbers), recalled_rule=1, second_step=1)


def _mean_with_zero(year: int, numbers: Sequence[int]) -> QuestionDraft:
    prompt = make_prompt(
        f"Nifer y goliau ym mhob gêm: {_listed(numbers)}.\nBeth yw’r cymedr?",
        f"Number of goals in each game: {_listed(numbers)}.\nWhat is the mean?",
    )
    total = sum(numbers)
    key = str(total // len(numbers))
    without = total / (len(numbers) - 1)
    wrong: MisconceptionAnswers = {
        "drops-zeros": f"{without:g}" if round(without, 1) == without else f"{without:.1f}",
        "sum-for-mean": total,
        "range-for-mean": max(numbers),
    }
    item = _named("mean", numbers, _GOALS[0], "mean/zero")
    return choice_question(item, "averages", year, prompt, key, distractors(key, wrong), recalled_rule=1, second_step=1)


def _of_numbers(numbers: Sequence[int], cy: str, en: str) -> Text:
    return make_prompt(
        f"Dyma set o rifau: {_listed(numbers)}.\nBeth yw’r {cy}?",
        f"Here is a set of numbers: {_listed(numbers)}.\nWhat is the {en}?",
    )


def _median(year: int, numbers: Sequence[int]) -> QuestionDraft:
    key = str(sorted(numbers)[len(numbers) // 2])
    wrong: MisconceptionAnswers = {
        "does-not-order-first": numbers[len(numbers) // 2],
        "mean-for-median": f"{sum(numbers) / len(numbers):g}",
        "range-for-median": max(numbers) - min(numbers),
    }
    prompt = _of_numbers(numbers, "canolrif", "median")
    item = _named("median", numbers, _MEDIANS[0])
    return choice_question(item, "averages", year, prompt, key, distractors(key, wrong), recalled_rule=1)


def _even_median(year: int, numbers: Sequence[int]) -> QuestionDraft:
    prompt = _of_numbers(numbers, "canolrif", "median")
    features = {"recalled_rule": 1, "second_step": 1}
    return number_question(_named("median", numbers, ()), "averages", year, prompt, f"{median(numbers):g}", **features)


def _mode(year: int, numbers: Sequence[int]) -> QuestionDraft:
    key = str(mode(numbers))
    wrong: MisconceptionAnswers = {
        "mean-for-mode": f"{sum(numbers) / len(numbers):g}",
        "middle-of-the-list": numbers[len(numbers) // 2],
        "largest-for-mode": max(numbers),
        "range-for-mode": max(numbers) - min(numbers),
    }
    prompt = _of_numbers(numbers, "modd", "mode")
    return choice_question(
        _named("mode", numbers, _MODES[0]), "averages", year, prompt, key, distractors(key, wrong), recalled_rule=1
    )


def _range(year: int, numbers: Sequence[int]) -> QuestionDraft:
    prompt = _of_numbers(numbers, "amrediad", "range")
    item = _named("range", numbers, _RANGES[0])
    return number_question(item, "averages", year, prompt, max(numbers) - min(numbers), recalled_rule=1, subtraction=1)


def _missing(year: int, n: int, average: int, known: Sequence[int]) -> QuestionDraft:
    prompt = make_prompt(
        f"Mae {n} rhif ar gerdyn.\nEu cymedr yw {average}.\nDyma {n - 1} ohonyn nhw: {_listed(known)}.\n"
        "Beth yw’r rhif arall?",
        f"There are {n} numbers on a card.\nTheir mean is {average}.\nHere are {n - 1} of them: {_listed(known)}.\n"
        "What is the other number?",
    )
    features = {"recalled_rule": 1, "second_step": 1, "third_step": 1, "unknown_not_last": 1}
    item = "mean/missing" if average == 9 else f"mean-missing/{_listed(known).replace(', ', '-')}"
    return number_question(item, "averages", year, prompt, n * average - sum(known), **features)


def _more_regular(year: int, first: str, one: Sequence[int], second: str, other: Sequence[int]) -> QuestionDraft:
    prompt = make_prompt(
        f"Amserau {first}: {_listed(one)}.\nAmserau {second}: {_listed(other)}.\n"
        f"Mae’r ddau gymedr yn {mean(one)}.\nPa osodiad sy’n gywir?",
        f"{first}’s times: {_listed(one)}.\n{second}’s times: {_listed(other)}.\nBoth means are {mean(one)}.\n"
        "Which statement is correct?",
    )
    steady = first if one[-1] - one[0] < other[-1] - other[0] else second
    wide, values = (second, other) if steady == first else (first, one)
    wrong = {
        "same-mean-same-spread": Text("Mae’r ddau amrediad yr un faint.", "Both ranges are the same."),
        "largest-value-for-range": Text(f"Amrediad {wide} yw {values[-1]}.", f"{wide}’s range is {values[-1]}."),
        "small-range-is-faster": Text(f"{steady} oedd â’r amser cyflymaf.", f"{steady} had the fastest time."),
    }
    key = Text(f"Amrediad {steady} yw’r lleiaf.", f"{steady}’s range is the smaller.")
    item = "range/compare" if first == "Nia" else f"range-compare/{first}-{second}"
    return choice_question(item, "averages", year, prompt, key, wrong, recalled_rule=1, second_step=1)


def _one_more(year: int, n: int, average: int, added: int) -> QuestionDraft:
    """The mean after one more number, which follows from the sum and not from the two means."""
    prompt = make_prompt(
        f"Cymedr {n} rhif yw {average}.\nMae’r rhif {added} yn cael ei ychwanegu.\nBeth yw’r cymedr newydd?",
        f"The mean of {n} numbers is {average}.\nThe number {added} is added to them.\nWhat is the new mean?",
    )
    key = f"{(n * average + added) / (n + 1):g}"
    wrong: MisconceptionAnswers = {
        "mean-of-the-mean-and-the-number": f"{(average + added) / 2:g}",
        "divides-by-the-old-number": f"{(n * average + added) / n:.1f}".removesuffix(".0"),
        "adds-the-number": average + added,
    }
    features = {"recalled_rule": 1, "second_step": 1, "third_step": 1}
    return choice_question(
        f"mean-new/{n}-{average}-{added}", "averages", year, prompt, key, distractors(key, wrong), **features
    )


def _total(year: int, people: int, average: int) -> QuestionDraft:
    prompt = make_prompt(
        f"Cymedr oedran {people} o bobl yw {average}.\nBeth yw cyfanswm eu hoedrannau?",
        f"The mean age of {people} people is {average}.\nWhat is the total of their ages?",
    )
    features = {"recalled_rule": 1, "unknown_not_last": 1, "carry": 1}
    return number_question(f"mean-total/{people}x{average}", "averages", year, prompt, people * average, **features)


def _outlier(year: int, wages: Sequence[int]) -> QuestionDraft:
    listed = ", ".join(pounds(wage * 100) for wage in wages)
    prompt = make_prompt(
        f"Cyflogau wythnosol mewn caffi: {listed}.\nPa gyfartaledd sy’n disgrifio’r cyflogau hyn orau?",
        f"Weekly wages in a café: {listed}.\nWhich average best describes these wages?",
    )

    def said(cy: str, en: str, value: int) -> Text:
        return Text(f"{cy}, £{value}", f"{en}, £{value}")

    wrong = {
        "mean-despite-the-outlier": said("y cymedr", "the mean", sum(wages) // len(wages)),
        "range-as-average": said("yr amrediad", "the range", wages[-1] - wages[0]),
        "largest-as-average": said("y gwerth mwyaf", "the largest value", wages[-1]),
    }
    key = said("y canolrif", "the median", wages[len(wages) // 2])
    item = "outlier" if wages[0] == 210 else f"outlier/{wages[0]}"
    features = {"recalled_rule": 1, "second_step": 1, "tempting_answer": 1}
    return choice_question(item, "averages", year, prompt, key, wrong, **features)


def _families(rows: Sequence[tuple[int, int]]) -> Text:
    heads = (Text("Nifer y plant", "Number of children"), Text("Nifer y teuluoedd", "Number of families"))
    cells = [(str(children), str(families)) for children, families in rows]
    return table(Text("Plant ym mhob teulu", "Children in each family"), heads, cells)


def _frequency(year: int, rows: Sequence[tuple[int, int]]) -> QuestionDraft:
    prompt = make_prompt(
        "Beth yw cymedr nifer y plant ym mhob teulu?",
        "What is the mean number of children in a family?",
        _families(rows),
    )
    total, families = sum(n * f for n, f in rows), sum(f for _, f in rows)
    item = "mean/frequency" if rows[0] == (1, 6) else f"mean-frequency/{total}of{families}"
    features = {"recalled_rule": 1, "second_step": 1, "third_step": 1, "division": 1}
    return number_question(item, "averages", year, prompt, f"{total / families:g}", **features)


def _middle_family(year: int, rows: Sequence[tuple[int, int]]) -> QuestionDraft:
    prompt = make_prompt(
        "Beth yw canolrif nifer y plant ym mhob teulu?",
        "What is the median number of children in a family?",
        _families(rows),
    )
    everyone = list(chain.from_iterable(repeat(n, f) for n, f in rows))
    key = f"{median(everyone):g}"
    wrong = {
        "median-of-the-frequencies": f"{median([f for _, f in rows]):g}",
        "median-of-the-values": f"{median([n for n, _ in rows]):g}",
        "largest-frequency": str(max(f for _, f in rows)),
        "range-for-median": str(rows[-1][0] - rows[0][0]),
    }
    features = {"recalled_rule": 1, "second_step": 1}
    item = f"median-frequency/{'-'.join(str(f) for _, f in rows)}"
    return choice_question(item, "averages", year, prompt, key, distractors(key, wrong), **features)


def _together(year: int, n: int, average: int, m: int, other: int) -> QuestionDraft:
    """The mean of two groups together, weighted by their sizes."""
    prompt = make_prompt(
        f"Mae {n} o ferched {welsh_and(m)} {m} o fechgyn mewn tîm.\nSgôr cymedrig y merched yw {average}.\n"
        f"Sgôr cymedrig y bechgyn yw {other}.\nBeth yw cyfanswm sgorau’r tîm?",
        f"A team has {n} girls and {m} boys.\nThe mean score of the girls is {average}.\n"
        f"The mean score of the boys is {other}.\nWhat is the total of the team’s scores?",
    )
    features = {"recalled_rule": 1, "second_step": 1, "third_step": 1, "carry": 1}
    item = f"mean-together/{n}x{average}+{m}x{other}"
    return number_question(item, "averages", year, prompt, n * average + m * other, **features)
