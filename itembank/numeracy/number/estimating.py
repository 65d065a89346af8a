"""Items on estimating and checking."""

from collections.abc import Iterator, Mapping

from itembank.numeracy.drawing.number_line import bare_line
from itembank.numeracy.number_formatting import decimal, whole_number
from itembank.numeracy.question_draft import QuestionDraft, choice_question, distractors, make_prompt
from itembank.numeracy.written_arithmetic import addition_features

_SUMS = (
    (4, 412, 289, 100),
    (4, 187, 515, 100),
    (4, 693, 208, 100),
    (4, 386, 421, 100),
    (4, 58, 31, 10),
    (5, 6870, 2140, 1000),
    (5, 3915, 4088, 1000),
    (5, 28_950, 41_120, 10_000),
    (5, 1920, 7060, 1000),
)
_PRODUCTS = ((6, 38, 21), (6, 52, 19), (6, 29, 41), (6, 72, 28), (6, 61, 48))
_DECIMALS = ((7, "4.92", "6.1"), (7, "7.08", "2.9"), (7, "8.87", "3.2"), (7, "5.94", "8.13"))
_FIGURES = (("58.3", "0.21"), ("412", "0.19"), ("0.68", "39.4"), ("29.2", "0.48"), ("0.31", "61.7"))


def items() -> Iterator[QuestionDraft]:
    """Places on a line and checks in Year 3, estimates of sums from Year 4, of products from Year 6."""
    yield from (_on_the_line(3, n) for n in (70, 25, 45, 80, 15, 65))
    yield from (_checked(3, *row) for row in ((63, "−", 28), (54, "−", 17), (81, "−", 46), (72, "−", 35)))
    yield from (_checked(4, *row) for row in ((56, "÷", 7), (72, "÷", 8), (54, "÷", 6)))
    yield from (_sum(*row) for row in _SUMS)
    yield from (_product(*row) for row in _PRODUCTS)
    yield from (_decimals(*row) for row in _DECIMALS)
    yield from (_figures(8, *row) for row in _FIGURES)


def practice() -> Iterator[QuestionDraft]:
    """Estimating, Years 3 to 6, for practice alone."""
    yield _on_the_line(3, 35)
    yield _sum(4, 294, 411, 100)
    yield _product(6, 42, 31)


def _on_the_line(year: int, n: int) -> QuestionDraft:
    prompt = make_prompt(
        "Pa rif, yn fras, mae’r saeth yn ei ddangos?", "About which number does the arrow show?", bare_line(0, 100, n)
    )
    wrong = {
        "reads-from-the-other-end": 100 - n,
        "half-way-for-any-place": 50,
        "ends-at-ten": n // 10,
        "every-place-is-near-the-end": 95,
    }
    kept = {name: value for name, value in wrong.items() if abs(value - n) >= 15}
    key = str(n)
    return choice_question(f"estimate-line/{n}", "estimating", year, prompt, key, distractors(key, kept))


_INVERSE = {"−": "+", "÷": "×"}


def _checked(year: int, a: int, sign: str, b: int) -> QuestionDraft:
    result = a - b if sign == "−" else a // b
    prompt = make_prompt(
        f"Mae {a} {sign} {b} = {result}.\nPa gyfrifiad sy’n gwirio hyn?",
        f"{a} {sign} {b} = {result}.\nWhich calculation checks this?",
    )
    inverse = _INVERSE[sign]
    wrong = {
        "undoes-from-the-start": f"{a} {inverse} {b}",
        "repeats-the-operation": f"{max(b, result)} {sign} {min(b, result)}",
        "adds-the-answer-to-the-start": f"{a} {inverse} {result}",
    }
    key = f"{result} {inverse} {b}"
    return choice_question(f"check/{a}-{b}", "estimating", year, prompt, key, wrong, unknown_not_last=1)


def _best(item: str, year: int, calculation: str, key: str, wrong: Mapping[str, str], **features: int) -> QuestionDraft:
    prompt = make_prompt(
        f"Pa un yw’r amcangyfrif gorau o {calculation}?", f"Which is the best estimate of {calculation}?"
    )
    return choice_question(item, "estimating", year, prompt, key, distractors(key, wrong), **features)


def _sum(year: int, a: int, b: int, place: int) -> QuestionDraft:
    down, up = (a // place + b // place) * place, (a // place + b // place + 2) * place
    key = (round(a / place) + round(b / place)) * place
    wrong = {
        "rounds-down-always": whole_number(down),
        "rounds-up-always": whole_number(up),
        "one-zero-too-few": whole_number(key // 10),
    }
    said = f"{whole_number(a)} + {whole_number(b)}"
    features = addition_features(key // place, 0)
    return _best(f"estimate-sum/{a}+{b}", year, said, whole_number(key), wrong, second_step=1, **_of_carries(features))


def _of_carries(features: Mapping[str, int]) -> dict[str, int]:
    return {name: n for name, n in features.items() if name == "carry"}


def _product(year: int, a: int, b: int) -> QuestionDraft:
    key = round(a / 10) * round(b / 10) * 100
    wrong = {
        "rounds-down-always": a // 10 * (b // 10) * 100,
        "rounds-up-always": (a // 10 + 1) * (b // 10 + 1) * 100,
        "one-zero-too-few": key // 10,
        "one-zero-too-many": key * 10,
    }
    shown = {name: whole_number(n) for name, n in wrong.items()}
    return _best(f"estimate-product/{a}x{b}", year, f"{a} × {b}", whole_number(key), shown, second_step=1)


def _decimals(year: int, a: str, b: str) -> QuestionDraft:
    x, y = float(a), float(b)
    key = round(x) * round(y)
    wrong = {
        "rounds-down-always": int(x) * int(y),
        "rounds-up-always": (int(x) + 1) * (int(y) + 1),
        "forgets-the-point": key * 100,
        "adds-instead": round(x) + round(y),
    }
    shown = {name: whole_number(n) for name, n in wrong.items()}
    return _best(f"estimate-decimals/{a}x{b}", year, f"{a} × {b}", whole_number(key), shown, second_step=1)


def _figures(year: int, a: str, b: str) -> QuestionDraft:
    """A product, each number rounded to one significant figure."""
    key = _one_figure(a) * _one_figure(b)
    wrong = {
        "point-one-place-too-far": _shown(key * 10),
        "one-place-too-small": _shown(key / 10),
        "multiplies-by-the-whole-number": _shown(key * 100),
    }
    return _best(f"estimate-figures/{a}x{b}", year, f"{a} × {b}", _shown(key), wrong, second_step=1, recalled_rule=1)


def _one_figure(value: str) -> float:
    return float(f"{float(value):.0e}")


def _shown(value: float) -> str:
    return decimal(f"{value:.6g}")
