from collections.abc import Iterator

from itembank.language import Text
from itembank.numeracy.draft import Draft, ask, choice, number, ordering, sum_line
from itembank.numeracy.figures import power, whole


def items() -> Iterator[Draft]:
    """Squares, roots, powers of 10 and standard form, Years 6 to 9."""
    yield _square(6, 7)
    yield _root(6, 81)
    yield _power_of_ten(8, 4)
    yield _tens_ordered(8)
    yield _ordinary(9, "3.4", 5)
    yield _standard(9)
    yield _standard_product(9)


def _work_out(expression: str) -> Text:
    return ask("Cyfrifa:", "Work out:", sum_line(expression))


def _square(year: int, n: int) -> Draft:
    wrong = {"doubles": whole(2 * n), "writes-the-power-as-a-digit": f"{n}2", "one-lot-too-many": whole(n * n + n)}
    return choice(f"square/{n}", "powers", year, _work_out(power(n, 2)), whole(n * n), wrong, hard_table=1)


def _root(year: int, n: int) -> Draft:
    shown = f"<math><msqrt><mn>{n}</mn></msqrt></math>"
    return number(f"root/{n}", "powers", year, _work_out(shown), int(n**0.5), hard_table=1)


def _power_of_ten(year: int, exponent: int) -> Draft:
    wrong = {
        "multiplies-base-and-power": whole(10 * exponent),
        "one-zero-too-few": whole(10 ** (exponent - 1)),
        "one-zero-too-many": whole(10 ** (exponent + 1)),
    }
    return choice(f"ten/{exponent}", "powers", year, _work_out(power(10, exponent)), whole(10**exponent), wrong)


def _tens_ordered(year: int) -> Draft:
    prompt = ask("Rho’r rhain mewn trefn.\nRho’r un lleiaf yn gyntaf.", "Put these in order.\nPut the smallest first.")
    ordered = [power(5, 2), "50", power(10, 2), power(10, 3), "5000"]
    return ordering("order-powers", "powers", year, prompt, ordered, second_step=1)


def _ordinary(year: int, front: str, exponent: int) -> Draft:
    shown = f"{front} × {power(10, exponent)}"
    prompt = ask(f"Ysgrifenna {shown} fel rhif cyffredin.", f"Write {shown} as an ordinary number.")
    answer = round(float(front) * 10**exponent)
    return number(f"standard/{front}e{exponent}", "powers", year, prompt, answer, recalled_rule=1)


def _standard(year: int) -> Draft:
    prompt = ask("Pa un yw 0.00045 mewn ffurf safonol?", "Which is 0.00045 in standard form?")
    wrong = {
        "counts-the-zeros": f"4.5 × {power(10, -3)}",
        "drops-the-sign": f"4.5 × {power(10, 4)}",
        "front-not-between-1-and-10": f"45 × {power(10, -5)}",
    }
    return choice(
        "standard-small", "powers", year, prompt, f"4.5 × {power(10, -4)}", wrong, recalled_rule=1, second_step=1
    )


def _standard_product(year: int) -> Draft:
    shown = f"(3 × {power(10, 4)}) × (2 × {power(10, 3)})"
    wrong = {
        "multiplies-the-powers": f"6 × {power(10, 12)}",
        "adds-the-fronts": f"5 × {power(10, 7)}",
        "multiplies-the-tens": f"6 × {power(100, 7)}",
    }
    prompt = _work_out(shown)
    return choice(
        "standard-product",
        "powers",
        year,
        prompt,
        f"6 × {power(10, 7)}",
        wrong,
        recalled_rule=1,
        second_step=1,
        third_step=1,
    )
