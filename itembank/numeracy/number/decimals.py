"""Items on decimals."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from itembank.language import Text
from itembank.numeracy.number_formatting import MINUS, decimal, measure
from itembank.numeracy.question_draft import (
    QuestionDraft,
    choice_question,
    displayed_calculation,
    distractors,
    make_prompt,
    number_question,
    ordering_question,
)

_ORDERED = (
    (6, ("0.125", "0.3", "0.45")),
    (7, ("2.07", "2.69", "2.7", "2.745")),
    (6, ("0.08", "0.605", "0.65", "0.7")),
    (6, ("1.2", "1.25", "1.304", "1.34")),
    (6, ("3.075", "3.5", "3.57", "3.7")),
    (7, ("0.404", "0.41", "0.44", "0.5")),
    (7, ("5.019", "5.09", "5.1", "5.19")),
    (8, ("0.0605", "0.065", "0.6", "0.605")),
)
_SUMS = ((6, "0.7", "0.5"), (6, "0.8", "0.6"), (6, "1.9", "0.4"), (6, "2.6", "0.9"))
_PLAIN: tuple[tuple[int, str, str, str, dict[str, int]], ...] = (
    (6, "4.6", MINUS, "1.85", {"subtraction": 1, "borrow": 1, "decimal_lengths": 1}),
    (6, "3.27", "+", "5.61", {}),
    (6, "6.48", "+", "2.35", {"carry": 1}),
    (6, "8.5", MINUS, "3.7", {"subtraction": 1, "borrow": 1}),
    (6, "7.62", MINUS, "4.18", {"subtraction": 1, "borrow": 1}),
    (6, "1.425", "+", "0.36", {"decimal_lengths": 1}),
    (6, "1.4", "×", "20", {"second_step": 1}),
    (7, "12.35", "+", "4.8", {"carry": 1, "decimal_lengths": 1}),
    (7, "9.3", MINUS, "2.48", {"subtraction": 1, "borrow": 2, "decimal_lengths": 1}),
    (7, "15.6", "+", "8.75", {"carry": 2, "decimal_lengths": 1}),
    (7, "20", MINUS, "6.35", {"subtraction": 1, "borrow_across_zero": 1, "decimal_lengths": 1}),
    (7, "7.2", "÷", "4", {"division": 1}),
    (7, "9.45", "÷", "5", {"division": 1, "extra_digit": 1}),
    (7, "0.84", "÷", "6", {"division": 1, "hard_table": 1}),
    (8, "45", "×", "0.6", {"carry": 1, "second_step": 1}),
    (8, "20.4", MINUS, "7.625", {"subtraction": 1, "borrow": 3, "decimal_lengths": 1}),
    (8, "36", "×", "0.25", {"second_step": 1, "extra_digit": 1}),
    (8, "0.7", "×", "0.8", {"hard_table": 1}),
    (8, "103.5", "+", "47.86", {"carry": 3, "decimal_lengths": 1, "extra_digit": 1}),
    (8, "4.2", "×", "1.5", {"second_step": 1, "carry": 1}),
)
_SCALED = (
    (6, "3.4", 10),
    (6, "0.56", 10),
    (6, "2.7", 100),
    (6, "4.08", 10),
    (7, "0.035", 100),
    (7, "6.2", 1000),
    (7, "1.09", 100),
)
_SCALED_DOWN = ((6, "47", 10), (6, "8.3", 10), (7, "56", 100), (7, "9.2", 100), (7, "340", 1000), (8, "7.5", 1000))
_DIVIDED = (("12", "0.06"), ("8", "0.4"), ("15", "0.5"), ("24", "0.08"), ("6", "0.3"), ("4.5", "0.9"))


def items() -> Iterator[QuestionDraft]:
    """Ordering decimals and calculating with them, Years 6 to 8."""
    yield from (_ordered(*row) for row in _ORDERED)
    yield from (_added(*row) for row in _SUMS)
    yield from (_plain(*row) for row in _PLAIN)
    yield from (_times_ten(*row) for row in _SCALED)
    yield from (_by_ten(*row) for row in _SCALED_DOWN)
    yield from (_smallest(*row) for row in ((6, "0.31", "0.4"), (7, "0.275", "0.3"), (7, "1.062", "1.2")))
    yield from (_cut(8, *row) for row in (("4.2", "0.35"), ("3.6", "0.45"), ("2.4", "0.15")))
    yield from (_divided_by_small(8, *row) for row in _DIVIDED)


def practice() -> Iterator[QuestionDraft]:
    """Calculating with decimals, Years 6 and 7, for practice alone."""
    yield _plain(6, "5.48", "+", "3.17", {"carry": 1})
    yield _times_ten(6, "1.7", 10)
    yield _plain(7, "8.64", "÷", "4", {"division": 1, "extra_digit": 1})


def _work_out(a: str, sign: str, b: str) -> Text:
    return make_prompt("Cyfrifa:", "Work out:", displayed_calculation(f"{decimal(a)} {sign} {decimal(b)}"))


def _shown(value: Decimal) -> str:
    return decimal(f"{value.normalize():f}")


def _ordered(year: int, numbers: Sequence[str]) -> QuestionDraft:
    prompt = make_prompt(
        "Rho’r rhifau mewn trefn.\nRho’r rhif lleiaf yn gyntaf.",
        "Put the numbers in order.\nPut the smallest number first.",
    )
    return ordering_question(f"order/{numbers[0]}", "decimals", year, prompt, list(numbers), decimal_lengths=1)


def _plain(year: int, a: str, sign: str, b: str, features: dict[str, int]) -> QuestionDraft:
    one, other = Decimal(a), Decimal(b)
    answer = {"+": one + other, MINUS: one - other, "×": one * other, "÷": one / other}[sign]
    return number_question(
        f"decimal/{a}{sign}{b}", "decimals", year, _work_out(a, sign, b), f"{answer.normalize():f}", **features
    )


def _added(year: int, a: str, b: str) -> QuestionDraft:
    total = Decimal(a) + Decimal(b)
    whole_part, tenths = int(Decimal(a)) + int(Decimal(b)), int(a[-1]) + int(b[-1])
    key = decimal(total)
    wrong = {
        "column-overflow": f"{whole_part}.{tenths}",
        "forgets-the-point": _shown(total * 10),
        "one-hundredth": f"{int(total)}.0{tenths % 10}",
    }
    item = f"decimal-choice/{a}+{b}"
    return choice_question(item, "decimals", year, _work_out(a, "+", b), key, distractors(key, wrong), carry=1)


def _times_ten(year: int, value: str, power: int) -> QuestionDraft:
    zeros = str(power)[1:]
    key = _shown(Decimal(value) * power)
    before, _, after = value.partition(".")
    wrong = {
        "appends-a-zero": f"{value}{zeros}",
        "inserts-a-zero": f"{before}{zeros}.{after}" if before != "0" else f"0.{zeros}{after}",
        "moves-a-place-too-far": _shown(Decimal(value) * power * 10),
        "moves-a-place-too-few": _shown(Decimal(value) * power / 10),
    }
    item = f"decimal-times/{value}" if power == 10 else f"decimal-times/{value}x{power}"
    prompt = _work_out(value, "×", str(power))
    return choice_question(item, "decimals", year, prompt, key, distractors(key, wrong), extra_digit=len(zeros) - 1)


def _by_ten(year: int, value: str, power: int) -> QuestionDraft:
    exact = Decimal(value)
    key = _shown(exact / power)
    wrong = {
        "moves-a-place-too-far": _shown(exact / power / 10),
        "moves-a-place-too-few": _shown(exact / power * 10) if power > 10 else f"{value.replace('.', '')}0",
        "multiplies-instead": _shown(exact * power),
    }
    prompt = _work_out(value, "÷", str(power))
    features = {"division": 1, "extra_digit": len(str(power)) - 2}
    return choice_question(
        f"decimal-by/{value}by{power}", "decimals", year, prompt, key, distractors(key, wrong), **features
    )


def _smallest(year: int, long: str, short: str) -> QuestionDraft:
    """The longest decimal is the smallest, against the belief that longer is larger."""
    unit = Decimal(1).scaleb(-len(short.partition(".")[2]))
    prompt = make_prompt("Pa un yw’r rhif lleiaf?", "Which is the smallest number?")
    wrong = {
        "longer-is-larger": short,
        "largest-for-smallest": _shown(Decimal(short) + unit),
        "shorter-is-larger": _shown(Decimal(short) + unit / 10),
    }
    return choice_question(
        f"smallest/{long}", "decimals", year, prompt, long, distractors(long, wrong), decimal_lengths=1
    )


def _cut(year: int, long: str, short: str) -> QuestionDraft:
    plank, piece = measure(long, "m"), measure(short, "m")
    prompt = make_prompt(
        f"Mae planc yn {plank} o hyd.\nMae Ffion yn ei dorri’n ddarnau {piece} yr un.\n"
        f"Faint o ddarnau mae hi’n eu cael?",
        f"A plank is {plank} long.\nFfion cuts it into pieces of {piece} each.\nHow many pieces does she get?",
    )
    item = "planks" if long == "4.2" else f"planks/{long}by{short}"
    answer = int(Decimal(long) / Decimal(short))
    return number_question(item, "decimals", year, prompt, answer, division=1, decimal_lengths=1)


def _divided_by_small(year: int, a: str, b: str) -> QuestionDraft:
    one, other = Decimal(a), Decimal(b)
    key = _shown(one / other)
    front = Decimal(str(int(str(other).replace("0.", ""))))
    wrong = {
        "dividing-makes-smaller": _shown(one / front),
        "moves-one-place": _shown(one / front * 10) if one / front * 10 != one / other else _shown(one / other * 10),
        "multiplies-instead": _shown(one * other),
    }
    features = {"division": 1, "second_step": 1, "tempting_answer": 1}
    item = f"decimal-divide/{a}" if a == "12" else f"decimal-divide/{a}by{b}"
    return choice_question(item, "decimals", year, _work_out(a, "÷", b), key, distractors(key, wrong), **features)
