from collections.abc import Iterator, Mapping

from itembank.numeracy.draft import Draft, ask, choice, number, sum_line
from itembank.numeracy.figures import MINUS, power


def items() -> Iterator[Draft]:
    """Working things out in the right order, Years 8 and 9."""
    yield _chosen(8, "5 + 4 × 6", "29", {"left-to-right": "54", "adds-all": "15", "last-first-added": "34"})
    yield _chosen(
        8,
        f"18 {MINUS} (7 + 3) ÷ 2",
        "13",
        {"left-to-right": "4", "ignores-the-brackets": "12.5", "subtracts-before-dividing": "5.5"},
        third_step=1,
    )
    yield _plain(8, f"40 {MINUS} 3 × (12 {MINUS} 5)", 19, second_step=1, third_step=1, subtraction=1)
    yield _chosen(
        9,
        f"3 + 2 × {power(5, 2)}",
        "53",
        {"multiplies-before-the-power": "103", "left-to-right": "625", "doubles-for-the-power": "23"},
        third_step=1,
        recalled_rule=1,
    )
    yield _plain(
        9, f"({power(6, 2)} {MINUS} 4) ÷ 8 + 7 × 3", 25, second_step=1, third_step=1, division=1, recalled_rule=1
    )


def _chosen(year: int, expression: str, key: str, wrong: Mapping[str, str], **features: int) -> Draft:
    prompt = ask("Cyfrifa:", "Work out:", sum_line(expression))
    return choice(f"operations/{key}", "operations", year, prompt, key, wrong, second_step=1, **features)


def _plain(year: int, expression: str, answer: int, **features: int) -> Draft:
    prompt = ask("Cyfrifa:", "Work out:", sum_line(expression))
    return number(f"operations/{answer}", "operations", year, prompt, answer, **features)
