from collections.abc import Iterator, Sequence
from decimal import Decimal

from itembank.language import Text
from itembank.numeracy.draft import Draft, ask, choice, number, ordering, sum_line
from itembank.numeracy.figures import MINUS, decimal, measure


def items() -> Iterator[Draft]:
    """Ordering decimals and calculating with them, Years 6 to 8."""
    yield _ordered(6, ("0.125", "0.3", "0.45"))
    yield _ordered(7, ("2.07", "2.69", "2.7", "2.745"))
    yield _added(6, "0.7", "0.5")
    yield _plain(6, "4.6", MINUS, "1.85", "2.75", subtraction=1, borrow=1, decimal_lengths=1)
    yield _times_ten(6, "3.4", 10)
    yield _plain(7, "12.35", "+", "4.8", "17.15", carry=1, decimal_lengths=1)
    yield _plain(8, "45", "×", "0.6", "27", carry=1, second_step=1)
    yield _cut(8)
    yield _divided_by_small(8)
    yield _plain(8, "20.4", MINUS, "7.625", "12.775", subtraction=1, borrow=3, decimal_lengths=1)


def _work_out(a: str, sign: str, b: str) -> Text:
    return ask("Cyfrifa:", "Work out:", sum_line(f"{decimal(a)} {sign} {decimal(b)}"))


def _ordered(year: int, numbers: Sequence[str]) -> Draft:
    prompt = ask(
        "Rho’r rhifau mewn trefn.\nRho’r rhif lleiaf yn gyntaf.",
        "Put the numbers in order.\nPut the smallest number first.",
    )
    return ordering(f"order/{numbers[0]}", "decimals", year, prompt, list(numbers), decimal_lengths=1)


def _plain(year: int, a: str, sign: str, b: str, answer: str, **features: int) -> Draft:
    return number(f"decimal/{a}{sign}{b}", "decimals", year, _work_out(a, sign, b), answer, **features)


def _added(year: int, a: str, b: str) -> Draft:
    total = Decimal(a) + Decimal(b)
    wrong = {"column-overflow": "0.12", "forgets-the-point": "12", "one-hundredth": "1.02"}
    return choice(f"decimal-choice/{a}+{b}", "decimals", year, _work_out(a, "+", b), decimal(total), wrong, carry=1)


def _times_ten(year: int, value: str, power: int) -> Draft:
    wrong = {"appends-a-zero": "3.40", "inserts-a-zero": "30.4", "moves-two-places": "340"}
    prompt = _work_out(value, "×", str(power))
    return choice(f"decimal-times/{value}", "decimals", year, prompt, "34", wrong)


def _cut(year: int) -> Draft:
    plank, piece = measure("4.2", "m"), measure("0.35", "m")
    prompt = ask(
        f"Mae planc yn {plank} o hyd.\nMae Ffion yn ei dorri’n ddarnau {piece} yr un.\n"
        f"Faint o ddarnau mae hi’n eu cael?",
        f"A plank is {plank} long.\nFfion cuts it into pieces of {piece} each.\nHow many pieces does she get?",
    )
    return number("planks", "decimals", year, prompt, 12, division=1, decimal_lengths=1)


def _divided_by_small(year: int) -> Draft:
    wrong = {"dividing-makes-smaller": "2", "moves-one-place": "20", "multiplies-instead": "0.72"}
    return choice(
        "decimal-divide/12", "decimals", year, _work_out("12", "÷", "0.06"), "200", wrong, division=1, second_step=1
    )
