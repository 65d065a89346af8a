"""Items on best value, offers, exchange, VAT and interest."""

from collections.abc import Iterator
from decimal import Decimal

from itembank.language import Text
from itembank.numeracy.counted_nouns import BOTTLE, DAY, YEAR, count
from itembank.numeracy.number_formatting import measure, pounds
from itembank.numeracy.question_draft import (
    Quantity,
    QuestionDraft,
    choice_question,
    distractors,
    make_prompt,
    number_question,
)

Packs = tuple[tuple[int, int], ...]
_BATTERIES = Text("fatris", "batteries")
_BEST: tuple[tuple[Text, Packs], ...] = (
    (_BATTERIES, ((10, 600), (4, 280), (12, 780), (6, 396))),
    (Text("basteiod", "pasties"), ((8, 1000), (2, 270), (10, 1300), (4, 520))),
    (Text("feiros", "pens"), ((12, 480), (3, 150), (20, 840), (5, 225))),
    (Text("fariau grawnfwyd", "cereal bars"), ((6, 360), (2, 140), (9, 576), (4, 260))),
)
_PROFITS = ((6, 60, 150, 40), (6, 80, 125, 30), (6, 50, 110, 25), (7, 120, 175, 65))
_DISCOUNTS = ((45, 20), (80, 15), (60, 35), (150, 40))
_OFFERS = ((240, 9), (150, 6), (320, 12))
_CHEESE = ((100, 125, 3), (250, 180, 2), (200, 350, 1))
_EXCHANGES = ((60, "1.15"), (80, "1.20"), (140, "1.25"), (250, "1.18"))
_COMPOUND = ((500, 4, 2), (200, 10, 2), (1000, 5, 2), (800, 5, 2))


def items() -> Iterator[QuestionDraft]:
    """Best value, offers, exchange, VAT and interest, Years 6 to 9."""
    yield from (_best_value(6, *row) for row in _BEST)
    yield from (_profit(*row) for row in _PROFITS)
    yield from (_balance(6, *row) for row in ((120, 45, 30), (85, 60, 25), (40, 75, 18)))
    yield from (_discount(7, *row) for row in _DISCOUNTS)
    yield from (_offer(7, *row) for row in _OFFERS)
    yield from (_hourly(7, *row) for row in ((11, 6, 4), (12, 5, 3), (13, 8, 5)))
    yield from (_unit_price(8, *row) for row in _CHEESE)
    yield from (_exchange(8, *row) for row in _EXCHANGES)
    yield from (_back(8, *row) for row in (("1.20", 96), ("1.25", 150), ("1.15", 69)))
    yield from (_tax(9, price) for price in (85, 140, 65, 230))
    yield from (_simple(9, *row) for row in ((400, 3, 4), (600, 5, 3), (1500, 2, 5)))
    yield from (_compound(9, *row) for row in _COMPOUND)
    yield from (_hire(9, *row) for row in ((900, 10, 24, 40), (480, 25, 12, 35), (1200, 20, 36, 30)))


def _best_value(year: int, what: Text, packs: Packs) -> QuestionDraft:
    def pack(n: int, price: int) -> Text:
        return Text(f"{n} am {pounds(price)}", f"{n} for {pounds(price)}")

    prompt = make_prompt(
        f"Pa becyn o {what.cy} sy’n rhoi’r gwerth gorau?", f"Which pack of {what.en} is the best value?"
    )
    names = ("lowest-price", "most-in-the-pack", "compares-the-difference")
    wrong = {name: pack(*row) for name, row in zip(names, packs[1:], strict=True)}
    features = {"division": 1, "second_step": 1, "third_step": 1}
    item = "best-value" if what is _BATTERIES else f"best-value/{what.en}"
    return choice_question(item, "managing-money", year, prompt, pack(*packs[0]), wrong, **features)


def _profit(year: int, made: int, each: int, cost: int) -> QuestionDraft:
    """Profit from cakes at a school fair: income minus cost, in pounds."""
    prompt = make_prompt(
        f"Mae dosbarth yn gwario {pounds(cost * 100)} ar gynhwysion i wneud {made} o gacennau bach.\n"
        f"Maen nhw’n gwerthu {made} o gacennau am {pounds(each)} yr un.\nFaint o elw maen nhw’n ei wneud?",
        f"A class spends {pounds(cost * 100)} on ingredients to make {made} small cakes.\n"
        f"They sell {made} cakes for {pounds(each)} each.\nHow much profit do they make?",
    )
    taken = made * each
    key = pounds(taken - cost * 100)
    wrong = {
        "income-for-profit": pounds(taken),
        "adds-the-cost": pounds(taken + cost * 100),
        "cost-for-profit": pounds(cost * 100),
    }
    features = {"second_step": 1, "subtraction": 1, "carry": 1}
    return choice_question(
        f"profit/{made}x{each}", "managing-money", year, prompt, key, distractors(key, wrong), **features
    )


def _balance(year: int, had: int, paid_in: int, paid_out: int) -> QuestionDraft:
    prompt = make_prompt(
        f"Mae {pounds(had * 100)} mewn cyfrif banc.\nMae {pounds(paid_in * 100)} yn mynd i mewn ac mae "
        f"{pounds(paid_out * 100)} yn mynd allan.\nFaint o arian sydd yn y cyfrif wedyn?",
        f"There is {pounds(had * 100)} in a bank account.\n{pounds(paid_in * 100)} goes in and "
        f"{pounds(paid_out * 100)} goes out.\nHow much money is in the account then?",
    )
    answer = Quantity(had + paid_in - paid_out, before="£")
    return number_question(f"balance/{had}", "managing-money", year, prompt, answer, second_step=1, subtraction=1)


def _discount(year: int, price: int, percentage: int) -> QuestionDraft:
    thing = Text("siaced", "jacket") if price < 100 else Text("beic", "bike")
    prompt = make_prompt(
        f"Pris {thing.cy} yw {pounds(price * 100)}.\nMae gostyngiad o {percentage}% yn y sêl.\n"
        f"Beth yw pris y {'siaced' if price < 100 else 'beic'} yn y sêl?",
        f"A {thing.en} costs {pounds(price * 100)}.\nThere is {percentage}% off in the sale.\n"
        f"What is the price of the {thing.en} in the sale?",
    )
    off = price * percentage // 100
    wrong = {
        "percent-as-pounds-off": pounds((price - percentage) * 100),
        "gives-only-the-discount": pounds(off * 100),
        "adds-the-discount": pounds((price + off) * 100),
    }
    key = pounds((price - off) * 100)
    features = {"division": 1, "second_step": 1}
    return choice_question(
        f"discount/{price}", "managing-money", year, prompt, key, distractors(key, wrong), **features
    )


def _offer(year: int, price: int, n: int) -> QuestionDraft:
    bought = count(n, BOTTLE)
    prompt = make_prompt(
        f"Pris sudd yw {pounds(price)} y botel.\nMae siop yn cynnig 3 am bris 2.\nFaint mae {bought.cy} yn ei gostio?",
        f"Juice costs {pounds(price)} a bottle.\nA shop offers 3 for the price of 2.\nHow much do {bought.en} cost?",
    )
    answer = f"{price * n * 2 // 3 / 100:.2f}"
    return number_question(
        f"offer/{n}", "managing-money", year, prompt, Quantity(answer, before="£"), division=1, second_step=1
    )


def _hourly(year: int, rate: int, hours: int, days: int) -> QuestionDraft:
    prompt = make_prompt(
        f"Mae Marek yn ennill {pounds(rate * 100)} yr awr.\n"
        f"Mae’n gweithio {hours} awr y dydd am {count(days, DAY).cy}.\n"
        "Faint mae Marek yn ei ennill?",
        f"Marek earns {pounds(rate * 100)} an hour.\nHe works {hours} hours a day for {days} days.\n"
        "How much does Marek earn?",
    )
    answer = Quantity(rate * hours * days, before="£")
    return number_question(
        f"hourly/{rate}x{hours}x{days}", "managing-money", year, prompt, answer, second_step=1, carry=1
    )


def _unit_price(year: int, grams: int, pence: int, kilograms: int) -> QuestionDraft:
    prompt = make_prompt(
        f"Mae {measure(grams, 'g')} o gaws yn costio {pounds(pence)}.\n"
        f"Faint mae {measure(kilograms, 'kg')} o’r caws yn ei gostio?",
        f"{measure(grams, 'g')} of cheese costs {pounds(pence)}.\n"
        f"How much does {measure(kilograms, 'kg')} of the cheese cost?",
    )
    one = pence * 1000 // grams
    wrong = {
        "kilogram-as-one-lot": pounds(pence * kilograms),
        "kilogram-as-10-000-grams": pounds(10 * one * kilograms),
        "price-of-one-kilogram": pounds(one),
        "kilogram-as-100-lots": pounds(100 * pence * kilograms),
    }
    key = pounds(one * kilograms)
    item = "unit-price" if grams == 100 else f"unit-price/{grams}g"
    features = {"unit_conversion": 1, "second_step": 1}
    return choice_question(item, "managing-money", year, prompt, key, distractors(key, wrong), **features)


def _exchange(year: int, amount: int, rate: str) -> QuestionDraft:
    prompt = make_prompt(
        f"Y gyfradd gyfnewid yw £1 = €{rate}.\nFaint o ewros mae Marek yn eu cael am {pounds(amount * 100)}?",
        f"The exchange rate is £1 = €{rate}.\nHow many euros does Marek get for {pounds(amount * 100)}?",
    )
    answer = round(amount * float(rate))
    item = "exchange" if amount == 60 else f"exchange/{amount}"
    return number_question(
        item, "managing-money", year, prompt, Quantity(answer, before="€"), carry=1, unit_conversion=1
    )


def _back(year: int, rate: str, euros: int) -> QuestionDraft:
    prompt = make_prompt(
        f"Y gyfradd gyfnewid yw £1 = €{rate}.\nFaint o bunnoedd mae Amira yn eu cael am €{euros}?",
        f"The exchange rate is £1 = €{rate}.\nHow many pounds does Amira get for €{euros}?",
    )
    exact = Decimal(euros) / Decimal(rate)
    key = pounds(int(exact * 100))
    wrong = {
        "multiplies-instead": pounds(int(Decimal(euros) * Decimal(rate) * 100)),
        "subtracts-the-rate": pounds(int((Decimal(euros) - Decimal(rate)) * 100)),
        "takes-the-cents-off": pounds(int((Decimal(euros) - Decimal(euros) * (Decimal(rate) - 1)) * 100)),
    }
    features = {"unit_conversion": 1, "division": 1, "decimal_lengths": 1}
    return choice_question(
        f"exchange-back/{euros}", "managing-money", year, prompt, key, distractors(key, wrong), **features
    )


def _tax(year: int, price: int) -> QuestionDraft:
    prompt = make_prompt(
        f"Mae plymwr yn codi {pounds(price * 100)} heb TAW.\nMae TAW o 20% yn cael ei hychwanegu.\n"
        f"Beth yw’r cyfanswm i’w dalu?",
        f"A plumber charges {pounds(price * 100)} without VAT.\nVAT of 20% is added.\nWhat is the total to pay?",
    )
    item = "tax" if price == 85 else f"tax/{price}"
    answer = Quantity(price * 6 // 5, before="£")
    return number_question(item, "managing-money", year, prompt, answer, division=1, second_step=1, carry=1)


def _simple(year: int, sum_of_money: int, rate: int, years: int) -> QuestionDraft:
    prompt = make_prompt(
        f"Mae Kofi yn benthyg {pounds(sum_of_money * 100)} gan y banc.\n"
        f"Mae’n talu {rate}% o log syml bob blwyddyn am {count(years, YEAR).cy}.\n"
        "Faint o log mae Kofi yn ei dalu i gyd?",
        f"Kofi borrows {pounds(sum_of_money * 100)} from the bank.\n"
        f"He pays {rate}% simple interest each year for {years} years.\nHow much interest does Kofi pay altogether?",
    )
    answer = Quantity(sum_of_money * rate * years // 100, before="£")
    features = {"second_step": 1, "division": 1, "recalled_rule": 1}
    return number_question(f"simple-interest/{sum_of_money}", "managing-money", year, prompt, answer, **features)


def _compound(year: int, start: int, rate: int, years: int) -> QuestionDraft:
    prompt = make_prompt(
        f"Mae Amira’n rhoi {pounds(start * 100)} mewn cyfrif cynilo.\n"
        f"Mae’r cyfrif yn talu {rate}% o adlog bob blwyddyn.\n"
        f"Faint o arian sydd yn y cyfrif ar ôl {count(years, YEAR).cy}?",
        f"Amira puts {pounds(start * 100)} in a savings account.\n"
        f"The account pays {rate}% compound interest each year.\n"
        f"How much money is in the account after {years} years?",
    )
    end = start * (100 + rate) ** years // 100 ** (years - 1)
    key = pounds(end)
    wrong = {
        "simple-interest": pounds(start * (100 + rate * years)),
        "interest-only": pounds(end - start * 100),
        "one-year-only": pounds(start * (100 + rate)),
    }
    features = {"second_step": 1, "third_step": 1, "division": 1, "recalled_rule": 1}
    item = "compound" if start == 500 else f"compound/{start}"
    return choice_question(item, "managing-money", year, prompt, key, distractors(key, wrong), **features)


def _hire(year: int, price: int, deposit: int, months: int, payment: int) -> QuestionDraft:
    """How much more monthly payments cost than paying at once."""
    prompt = make_prompt(
        f"Pris cyfrifiadur yw {pounds(price * 100)}.\nMae Ioan yn talu blaendal o {deposit}% ac yna {months} "
        f"o daliadau o {pounds(payment * 100)}.\nFaint mae Ioan yn ei dalu i gyd?",
        f"A computer costs {pounds(price * 100)}.\nIoan pays a deposit of {deposit}% and then {months} payments "
        f"of {pounds(payment * 100)}.\nHow much does Ioan pay altogether?",
    )
    answer = Quantity(price * deposit // 100 + months * payment, before="£")
    features = {"second_step": 1, "third_step": 1, "division": 1, "carry": 1}
    return number_question(f"hire/{price}", "managing-money", year, prompt, answer, **features)
