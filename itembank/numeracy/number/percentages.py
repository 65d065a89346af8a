"""Items on percentages."""

from collections.abc import Iterator

from itembank.language import Text
from itembank.numeracy.number_formatting import decimal, fraction, pounds, whole_number
from itembank.numeracy.question_draft import (
    Quantity,
    QuestionDraft,
    choice_question,
    distractors,
    make_prompt,
    number_question,
)

_OF = (
    (6, 25, 60, "cm", 0, 0),
    (6, 15, 40, "ml", 1, 0),
    (6, 10, 340, "g", 0, 0),
    (6, 50, 86, "kg", 0, 0),
    (6, 20, 150, "cm", 0, 0),
    (6, 5, 80, "ml", 1, 0),
    (6, 25, 280, "g", 0, 0),
    (6, 75, 120, "m", 1, 0),
    (7, 35, 240, "g", 1, 1),
    (7, 45, 160, "ml", 1, 1),
    (7, 12, 300, "g", 1, 0),
    (7, 65, 420, "m", 1, 1),
    (7, 8, 250, "kg", 1, 0),
    (7, 2, 450, "ml", 1, 0),
    (7, 85, 60, "cm", 1, 1),
)
_CHOSEN = ((6, 20, 60), (6, 10, 90), (6, 25, 80), (6, 30, 50), (7, 15, 80), (7, 40, 120))
_RISES = ((60, 20), (80, 15), (45, 40), (120, 5), (250, 12))
_CHANGES = ((80, 92), (50, 62), (40, 46), (120, 150), (75, 90))
_FALLS = ((250, 210), (400, 340), (160, 120), (500, 415))
_TWICE = ((200, 10), (400, 20), (300, 50), (500, 10))
_AS_PERCENT = ((7, 18, 40), (7, 33, 60), (8, 42, 56), (8, 51, 85), (8, 28, 80))


def items() -> Iterator[QuestionDraft]:
    """Percentages of amounts, increases and decreases, Years 6 to 9."""
    yield from (_of(*row) for row in _OF)
    yield from (_chosen(*row) for row in _CHOSEN)
    yield from (_as_percent(*row) for row in ((6, 3, 4), (6, 1, 5), (6, 7, 10), (7, 11, 20), (7, 13, 25)))
    yield from (_survey(7, *row) for row in ((120, 30), (180, 45), (240, 65), (160, 15)))
    yield from (_scored(*row) for row in _AS_PERCENT)
    yield from (_increased(8, *row) for row in _RISES)
    yield from (_decreased(8, *row) for row in ((240, 15), (180, 35), (360, 5), (450, 12)))
    yield from (_changed(9, *row) for row in _CHANGES)
    yield from (_fallen(9, *row) for row in _FALLS)
    yield from (_up_then_down(9, *row) for row in _TWICE)


def practice() -> Iterator[QuestionDraft]:
    """Percentages, Years 6 to 9, for practice alone."""
    yield _of(6, 25, 120, "g", 0, 0)
    yield _chosen(6, 20, 70)
    yield _survey(7, 140, 35)
    yield _increased(8, 90, 30)
    yield _decreased(8, 160, 25)
    yield _changed(9, 60, 75)


def _of(year: int, percentage: int, amount: int, unit: str, second: int, third: int) -> QuestionDraft:
    prompt = make_prompt(f"Cyfrifa {percentage}% o {amount} {unit}.", f"Work out {percentage}% of {amount} {unit}.")
    answer = decimal(f"{amount * percentage / 100:g}")
    return number_question(
        f"percent/{percentage}of{amount}",
        "percentages",
        year,
        prompt,
        Quantity(answer, after=unit),
        division=1,
        second_step=second,
        third_step=third,
    )


def _chosen(year: int, percentage: int, amount: int) -> QuestionDraft:
    wrong = {
        "percent-as-divisor": decimal(f"{amount / percentage:g}") if amount % percentage in (0, percentage / 2) else "",
        "percent-as-amount-off": whole_number(amount - percentage),
        "leaves-the-rest": whole_number(amount - amount * percentage // 100),
        "percent-as-an-amount": whole_number(percentage),
    }
    prompt = make_prompt(f"Cyfrifa {percentage}% o {amount}.", f"Work out {percentage}% of {amount}.")
    key = whole_number(amount * percentage // 100)
    shown = distractors(key, {name: value for name, value in wrong.items() if value})
    return choice_question(
        f"percent-choice/{percentage}of{amount}", "percentages", year, prompt, key, shown, division=1
    )


def _as_percent(year: int, top: int, bottom: int) -> QuestionDraft:
    said = fraction(top, bottom)
    prompt = make_prompt(f"Pa ganran sy’n hafal i {said}?", f"Which percentage is equal to {said}?")
    key = f"{100 * top // bottom}%"
    wrong = {
        "denominator-as-percent": f"{bottom}%",
        "digits-side-by-side": f"{top}{bottom}%" if bottom < 10 else f"{top}%",
        "gives-the-rest": f"{100 - 100 * top // bottom}%",
        "counts-tens": f"{top * 10}%",
    }
    features = {"division": 1, "second_step": int(bottom not in (10, 4))}
    return choice_question(
        f"as-percent/{top}over{bottom}", "percentages", year, prompt, key, distractors(key, wrong), **features
    )


def _survey(year: int, asked: int, percentage: int) -> QuestionDraft:
    prompt = make_prompt(
        f"Mae ysgol yn holi {asked} o ddisgyblion.\nMae {percentage}% yn cerdded i’r ysgol.\n"
        f"Dydy’r lleill ddim yn cerdded.\n"
        "Sawl disgybl sydd ddim yn cerdded?",
        f"A school asks {asked} pupils.\n{percentage}% walk to school.\nThe others do not walk.\n"
        "How many pupils do not walk?",
    )
    answer = asked - asked * percentage // 100
    return number_question(
        f"percent-rest/{asked}", "percentages", year, prompt, answer, division=1, second_step=1, subtraction=1
    )


def _scored(year: int, marks: int, most: int) -> QuestionDraft:
    """One amount as a percentage of another, always a whole per cent."""
    prompt = make_prompt(
        f"Mae Lowri yn cael {marks} marc allan o {most}.\nPa ganran yw hyn?",
        f"Lowri gets {marks} marks out of {most}.\nWhat percentage is this?",
    )
    key = f"{100 * marks // most}%"
    wrong = {
        "mark-as-percent": f"{marks}%",
        "marks-lost-as-percent": f"{most - marks}%",
        "gives-the-rest": f"{100 - 100 * marks // most}%",
    }
    features = {"division": 1, "second_step": 1, "recalled_rule": int(year > 7)}
    return choice_question(
        f"percent-score/{marks}of{most}", "percentages", year, prompt, key, distractors(key, wrong), **features
    )


def _increased(year: int, price: int, percentage: int) -> QuestionDraft:
    rise = price * percentage // 100
    prompt = make_prompt(
        f"Pris pâr o esgidiau yw {pounds(price * 100)}.\nMae’r pris yn codi {percentage}%.\nBeth yw’r pris newydd?",
        f"A pair of shoes costs {pounds(price * 100)}.\nThe price goes up by {percentage}%.\nWhat is the new price?",
    )
    if price > 100:
        what = Text("gwyliau", "A holiday") if price > 200 else Text("ffôn", "A phone")
        prompt = make_prompt(
            f"Pris {what.cy} yw {pounds(price * 100)}.\nMae’r pris yn codi {percentage}%.\nBeth yw’r pris newydd?",
            f"{what.en} costs {pounds(price * 100)}.\nThe price goes up by {percentage}%.\nWhat is the new price?",
        )
    wrong = {
        "adds-the-percent-as-pounds": pounds((price + percentage) * 100),
        "gives-only-the-increase": pounds(rise * 100),
        "decreases-instead": pounds((price - rise) * 100),
    }
    key = pounds((price + rise) * 100)
    features = {"division": 1, "second_step": 1}
    return choice_question(f"percent-up/{price}", "percentages", year, prompt, key, distractors(key, wrong), **features)


def _decreased(year: int, amount: int, percentage: int) -> QuestionDraft:
    prompt = make_prompt(
        f"Mae {amount} o aelodau mewn clwb.\nMae nifer yr aelodau’n gostwng {percentage}%.\n"
        f"Faint o aelodau sydd ar ôl?",
        f"A club has {amount} members.\nThe number of members falls by {percentage}%.\nHow many members are left?",
    )
    answer = amount - amount * percentage // 100
    features = {"division": 1, "second_step": 1, "third_step": 1, "subtraction": 1}
    return number_question(f"percent-down/{amount}", "percentages", year, prompt, answer, **features)


def _changed(year: int, before: int, after: int) -> QuestionDraft:
    prompt = make_prompt(
        f"Mae pris tocyn yn codi o {pounds(before * 100)} i {pounds(after * 100)}.\nBeth yw’r newid canrannol?",
        f"The price of a ticket rises from {pounds(before * 100)} to {pounds(after * 100)}.\n"
        f"What is the percentage change?",
    )
    change = after - before
    key = f"{100 * change // before}%"
    wrong = {
        "difference-as-percent": f"{change}%",
        "divides-by-the-new-amount": f"{round(100 * change / after)}%",
        "new-as-percent-of-old": f"{100 * after // before}%",
    }
    features = {"subtraction": 1, "division": 1, "second_step": 1, "recalled_rule": 1}
    return choice_question(
        f"percent-change/{before}", "percentages", year, prompt, key, distractors(key, wrong), **features
    )


def _fallen(year: int, before: int, after: int) -> QuestionDraft:
    prompt = make_prompt(
        f"Mae nifer y llyfrau mewn llyfrgell yn gostwng o {before} i {after}.\nBeth yw’r gostyngiad canrannol?",
        f"The number of books in a library falls from {before} to {after}.\nWhat is the percentage decrease?",
    )
    answer = 100 * (before - after) // before
    features = {"subtraction": 1, "division": 1, "second_step": 1, "third_step": 1, "recalled_rule": 1}
    return number_question(
        f"percent-fall/{before}", "percentages", year, prompt, Quantity(answer, after="%"), **features
    )


def _up_then_down(year: int, start: int, percentage: int) -> QuestionDraft:
    raised = start + start * percentage // 100
    end = raised - raised * percentage // 100
    prompt = make_prompt(
        f"Pris beic yw {pounds(start * 100)}.\nMae’r pris yn codi {percentage}%, ac yna’n gostwng {percentage}%.\n"
        "Beth yw’r pris yn y diwedd?",
        f"A bicycle costs {pounds(start * 100)}.\nThe price goes up by {percentage}%, then down by {percentage}%.\n"
        "What is the price in the end?",
    )
    key = pounds(end * 100)
    wrong = {
        "percent-is-symmetric": pounds(start * 100),
        "stops-after-the-first-step": pounds(raised * 100),
        "ignores-the-increase": pounds((start - start * percentage // 100) * 100),
    }
    features = {"second_step": 1, "third_step": 1, "subtraction": 1, "division": 1, "tempting_answer": 1}
    return choice_question(
        f"percent-twice/{start}", "percentages", year, prompt, key, distractors(key, wrong), **features
    )
