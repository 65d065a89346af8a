from collections.abc import Iterator

from itembank.numeracy.draft import Draft, Quantity, ask, choice, number
from itembank.numeracy.figures import pounds, whole


def items() -> Iterator[Draft]:
    """Percentages of amounts, increases and decreases, Years 6 to 9."""
    yield _of(6, 25, 60, "cm")
    yield _chosen(6, 20, 60)
    yield _of(6, 15, 40, "ml", second_step=1)
    yield _of(7, 35, 240, "g", second_step=1, third_step=1)
    yield _survey(7, 120, 30)
    yield _increased(8, 60, 20)
    yield _decreased(8, 240, 15)
    yield _changed(9, 80, 92)
    yield _fallen(9, 250, 210)
    yield _up_then_down(9, 200, 10)


def _of(year: int, percentage: int, amount: int, unit: str, **features: int) -> Draft:
    prompt = ask(f"Cyfrifa {percentage}% o {amount} {unit}.", f"Work out {percentage}% of {amount} {unit}.")
    answer = amount * percentage // 100
    return number(
        f"percent/{percentage}of{amount}",
        "percentages",
        year,
        prompt,
        Quantity(answer, after=unit),
        division=1,
        **features,
    )


def _chosen(year: int, percentage: int, amount: int) -> Draft:
    wrong = {
        "percent-as-divisor": whole(amount // percentage),
        "percent-as-amount-off": whole(amount - percentage),
        "leaves-the-rest": whole(amount - amount * percentage // 100),
    }
    prompt = ask(f"Cyfrifa {percentage}% o {amount}.", f"Work out {percentage}% of {amount}.")
    key = whole(amount * percentage // 100)
    return choice(f"percent-choice/{percentage}of{amount}", "percentages", year, prompt, key, wrong, division=1)


def _survey(year: int, asked: int, percentage: int) -> Draft:
    prompt = ask(
        f"Mae ysgol yn holi {asked} o ddisgyblion.\nMae {percentage}% yn cerdded i’r ysgol.\n"
        f"Dydy’r lleill ddim yn cerdded.\n"
        "Sawl disgybl sydd ddim yn cerdded?",
        f"A school asks {asked} pupils.\n{percentage}% walk to school.\nThe others do not walk.\n"
        "How many pupils do not walk?",
    )
    answer = asked - asked * percentage // 100
    return number(
        f"percent-rest/{asked}", "percentages", year, prompt, answer, division=1, second_step=1, subtraction=1
    )


def _increased(year: int, price: int, percentage: int) -> Draft:
    rise = price * percentage // 100
    prompt = ask(
        f"Pris pâr o esgidiau yw {pounds(price * 100)}.\nMae’r pris yn codi {percentage}%.\nBeth yw’r pris newydd?",
        f"A pair of shoes costs {pounds(price * 100)}.\nThe price goes up by {percentage}%.\nWhat is the new price?",
    )
    wrong = {
        "adds-the-percent-as-pounds": pounds((price + percentage) * 100),
        "gives-only-the-increase": pounds(rise * 100),
        "decreases-instead": pounds((price - rise) * 100),
    }
    key = pounds((price + rise) * 100)
    return choice(f"percent-up/{price}", "percentages", year, prompt, key, wrong, division=1, second_step=1)


def _decreased(year: int, amount: int, percentage: int) -> Draft:
    prompt = ask(
        f"Mae {amount} o aelodau mewn clwb.\nMae nifer yr aelodau’n gostwng {percentage}%.\n"
        f"Faint o aelodau sydd ar ôl?",
        f"A club has {amount} members.\nThe number of members falls by {percentage}%.\nHow many members are left?",
    )
    answer = amount - amount * percentage // 100
    features = {"division": 1, "second_step": 1, "third_step": 1, "subtraction": 1}
    return number(f"percent-down/{amount}", "percentages", year, prompt, answer, **features)


def _changed(year: int, before: int, after: int) -> Draft:
    prompt = ask(
        f"Mae pris tocyn yn codi o {pounds(before * 100)} i {pounds(after * 100)}.\nBeth yw’r newid canrannol?",
        f"The price of a ticket rises from {pounds(before * 100)} to {pounds(after * 100)}.\n"
        f"What is the percentage change?",
    )
    change = after - before
    wrong = {
        "difference-as-percent": f"{change}%",
        "divides-by-the-new-amount": f"{round(100 * change / after)}%",
        "new-as-percent-of-old": f"{100 * after // before}%",
    }
    features = {"subtraction": 1, "division": 1, "second_step": 1, "recalled_rule": 1}
    return choice(
        f"percent-change/{before}", "percentages", year, prompt, f"{100 * change // before}%", wrong, **features
    )


def _fallen(year: int, before: int, after: int) -> Draft:
    prompt = ask(
        f"Mae nifer y llyfrau mewn llyfrgell yn gostwng o {before} i {after}.\nBeth yw’r gostyngiad canrannol?",
        f"The number of books in a library falls from {before} to {after}.\nWhat is the percentage decrease?",
    )
    answer = 100 * (before - after) // before
    features = {"subtraction": 1, "division": 1, "second_step": 1, "third_step": 1, "recalled_rule": 1}
    return number(f"percent-fall/{before}", "percentages", year, prompt, Quantity(answer, after="%"), **features)


def _up_then_down(year: int, start: int, percentage: int) -> Draft:
    raised = start + start * percentage // 100
    end = raised - raised * percentage // 100
    prompt = ask(
        f"Pris beic yw {pounds(start * 100)}.\nMae’r pris yn codi {percentage}%, ac yna’n gostwng {percentage}%.\n"
        "Beth yw’r pris yn y diwedd?",
        f"A bicycle costs {pounds(start * 100)}.\nThe price goes up by {percentage}%, then down by {percentage}%.\n"
        "What is the price in the end?",
    )
    wrong = {
        "percent-is-symmetric": pounds(start * 100),
        "stops-after-the-first-step": pounds(raised * 100),
        "ignores-the-increase": pounds((start - start * percentage // 100) * 100),
    }
    features = {"second_step": 1, "third_step": 1, "subtraction": 1, "division": 1}
    return choice(f"percent-twice/{start}", "percentages", year, prompt, pounds(end * 100), wrong, **features)
