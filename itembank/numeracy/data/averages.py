from collections.abc import Iterator, Sequence

from itembank.language import Text
from itembank.numeracy.draft import Draft, ask, choice, number
from itembank.numeracy.tabular import table


def items() -> Iterator[Draft]:
    """Mean in Year 6; median, mode and range in Year 7; choosing and comparing in Years 8 and 9."""
    yield _mean(6, (4, 7, 7, 2, 10))
    yield _mean_with_zero(6, (2, 4, 0))
    yield _median(7, (9, 3, 12, 5, 6))
    yield _mode(7, (4, 8, 5, 8, 10))
    yield _range(7, (17, 9, 24, 13))
    yield _missing(8)
    yield _more_regular(8)
    yield _outlier(9)
    yield _frequency(9)


def _listed(numbers: Sequence[int]) -> str:
    return ", ".join(map(str, numbers))


def _mean(year: int, numbers: Sequence[int]) -> Draft:
    prompt = ask(
        f"Dyma sgorau Tomos: {_listed(numbers)}.\nBeth yw cymedr y sgorau?",
        f"Here are Tomos’s scores: {_listed(numbers)}.\nWhat is the mean of the scores?",
    )
    return number(
        f"mean/{numbers[0]}", "averages", year, prompt, sum(numbers) // len(numbers), recalled_rule=1, second_step=1
    )


def _mean_with_zero(year: int, numbers: Sequence[int]) -> Draft:
    prompt = ask(
        f"Nifer y goliau ym mhob gêm: {_listed(numbers)}.\nBeth yw’r cymedr?",
        f"Number of goals in each game: {_listed(numbers)}.\nWhat is the mean?",
    )
    wrong = {"drops-zeros": "3", "sum-for-mean": "6", "range-for-mean": "4"}
    return choice("mean/zero", "averages", year, prompt, "2", wrong, recalled_rule=1, second_step=1)


def _median(year: int, numbers: Sequence[int]) -> Draft:
    prompt = ask(
        f"Dyma set o rifau: {_listed(numbers)}.\nBeth yw’r canolrif?",
        f"Here is a set of numbers: {_listed(numbers)}.\nWhat is the median?",
    )
    wrong = {"does-not-order-first": "12", "mean-for-median": "7", "range-for-median": "9"}
    return choice("median", "averages", year, prompt, "6", wrong, recalled_rule=1)


def _mode(year: int, numbers: Sequence[int]) -> Draft:
    prompt = ask(
        f"Dyma set o rifau: {_listed(numbers)}.\nBeth yw’r modd?",
        f"Here is a set of numbers: {_listed(numbers)}.\nWhat is the mode?",
    )
    wrong = {"mean-for-mode": "7", "middle-of-the-list": "5", "largest-for-mode": "10"}
    return choice("mode", "averages", year, prompt, "8", wrong, recalled_rule=1)


def _range(year: int, numbers: Sequence[int]) -> Draft:
    prompt = ask(
        f"Dyma set o rifau: {_listed(numbers)}.\nBeth yw’r amrediad?",
        f"Here is a set of numbers: {_listed(numbers)}.\nWhat is the range?",
    )
    return number("range", "averages", year, prompt, max(numbers) - min(numbers), recalled_rule=1, subtraction=1)


def _missing(year: int) -> Draft:
    prompt = ask(
        "Mae 4 rhif ar gerdyn.\nEu cymedr yw 9.\nDyma 3 ohonyn nhw: 5, 11, 12.\nBeth yw’r rhif arall?",
        "There are 4 numbers on a card.\nTheir mean is 9.\nHere are 3 of them: 5, 11, 12.\nWhat is the other number?",
    )
    features = {"recalled_rule": 1, "second_step": 1, "third_step": 1, "unknown_not_last": 1}
    return number("mean/missing", "averages", year, prompt, 8, **features)


def _more_regular(year: int) -> Draft:
    prompt = ask(
        "Amserau Nia: 14, 15, 15, 16.\nAmserau Zac: 10, 13, 17, 20.\nMae’r ddau gymedr yn 15.\nPa osodiad sy’n gywir?",
        "Nia’s times: 14, 15, 15, 16.\nZac’s times: 10, 13, 17, 20.\nBoth means are 15.\nWhich statement is correct?",
    )
    wrong = {
        "same-mean-same-spread": Text("Mae’r ddau amrediad yr un faint.", "Both ranges are the same."),
        "largest-value-for-range": Text("Amrediad Zac yw 20.", "Zac’s range is 20."),
        "small-range-is-faster": Text("Mae Nia’n gyflymach ar gyfartaledd.", "Nia is faster on average."),
    }
    key = Text("Amrediad Nia yw’r lleiaf.", "Nia’s range is the smaller.")
    return choice("range/compare", "averages", year, prompt, key, wrong, recalled_rule=1, second_step=1)


def _outlier(year: int) -> Draft:
    prompt = ask(
        "Cyflogau wythnosol mewn caffi: £210, £220, £230, £240, £900.\n"
        "Pa gyfartaledd sy’n disgrifio’r cyflogau hyn orau?",
        "Weekly wages in a café: £210, £220, £230, £240, £900.\nWhich average best describes these wages?",
    )
    wrong = {
        "mean-despite-the-outlier": Text("y cymedr, £360", "the mean, £360"),
        "range-as-average": Text("yr amrediad, £690", "the range, £690"),
        "largest-as-average": Text("y gwerth mwyaf, £900", "the largest value, £900"),
    }
    key = Text("y canolrif, £230", "the median, £230")
    return choice("outlier", "averages", year, prompt, key, wrong, recalled_rule=1, second_step=1)


def _frequency(year: int) -> Draft:
    figure = table(
        Text("Plant ym mhob teulu", "Children in each family"),
        (Text("Nifer y plant", "Number of children"), Text("Nifer y teuluoedd", "Number of families")),
        (("1", "6"), ("2", "9"), ("3", "4"), ("4", "1")),
    )
    prompt = ask(
        "Beth yw cymedr nifer y plant ym mhob teulu?", "What is the mean number of children in a family?", figure
    )
    features = {"recalled_rule": 1, "second_step": 1, "third_step": 1, "division": 1}
    return number("mean/frequency", "averages", year, prompt, 2, **features)
