from collections.abc import Iterator

from itembank.language import Text
from itembank.numeracy.draft import Draft, Quantity, ask, choice, number
from itembank.numeracy.figures import measure, pounds


def items() -> Iterator[Draft]:
    """Best value, offers, exchange, VAT and interest, Years 6 to 9."""
    yield _best_value(6)
    yield _discount(7, 45, 20)
    yield _offer(7, 240, 9)
    yield _unit_price(8)
    yield _exchange(8, 60, "1.15")
    yield _tax(9, 85)
    yield _compound(9)


def _best_value(year: int) -> Draft:
    def pack(n: int, price: int) -> Text:
        return Text(f"{n} am {pounds(price)}", f"{n} for {pounds(price)}")

    prompt = ask("Pa becyn o fatris sy’n rhoi’r gwerth gorau?", "Which pack of batteries is the best value?")
    wrong = {
        "lowest-price": pack(4, 280),
        "most-in-the-pack": pack(12, 780),
        "compares-the-difference": pack(6, 396),
    }
    features = {"division": 1, "second_step": 1, "third_step": 1}
    return choice("best-value", "managing-money", year, prompt, pack(10, 600), wrong, **features)


def _discount(year: int, price: int, percentage: int) -> Draft:
    prompt = ask(
        f"Pris siaced yw {pounds(price * 100)}.\nMae gostyngiad o {percentage}% yn y sêl.\n"
        f"Beth yw pris y siaced yn y sêl?",
        f"A jacket costs {pounds(price * 100)}.\nThere is {percentage}% off in the sale.\n"
        f"What is the price of the jacket in the sale?",
    )
    off = price * percentage // 100
    wrong = {
        "percent-as-pounds-off": pounds((price - percentage) * 100),
        "gives-only-the-discount": pounds(off * 100),
        "adds-the-discount": pounds((price + off) * 100),
    }
    key = pounds((price - off) * 100)
    return choice(f"discount/{price}", "managing-money", year, prompt, key, wrong, division=1, second_step=1)


def _offer(year: int, price: int, n: int) -> Draft:
    prompt = ask(
        f"Pris sudd yw {pounds(price)} y botel.\nMae siop yn cynnig 3 am bris 2.\nFaint mae {n} potel yn ei gostio?",
        f"Juice costs {pounds(price)} a bottle.\nA shop offers 3 for the price of 2.\nHow much do {n} bottles cost?",
    )
    answer = f"{price * n * 2 // 3 / 100:.2f}"
    return number(f"offer/{n}", "managing-money", year, prompt, Quantity(answer, before="£"), division=1, second_step=1)


def _unit_price(year: int) -> Draft:
    prompt = ask(
        f"Mae {measure(100, 'g')} o gaws yn costio {pounds(125)}.\nFaint mae {measure(3, 'kg')} o’r caws yn ei gostio?",
        f"{measure(100, 'g')} of cheese costs {pounds(125)}.\nHow much does {measure(3, 'kg')} of the cheese cost?",
    )
    wrong = {
        "kilogram-as-100-grams": pounds(375),
        "kilogram-as-10-000-grams": pounds(37_500),
        "price-of-one-kilogram": pounds(1250),
    }
    return choice("unit-price", "managing-money", year, prompt, pounds(3750), wrong, unit_conversion=1, second_step=1)


def _exchange(year: int, amount: int, rate: str) -> Draft:
    prompt = ask(
        f"Y gyfradd gyfnewid yw £1 = €{rate}.\nFaint o ewros mae Marek yn eu cael am {pounds(amount * 100)}?",
        f"The exchange rate is £1 = €{rate}.\nHow many euros does Marek get for {pounds(amount * 100)}?",
    )
    answer = round(amount * float(rate))
    return number("exchange", "managing-money", year, prompt, Quantity(answer, before="€"), carry=1, unit_conversion=1)


def _tax(year: int, price: int) -> Draft:
    prompt = ask(
        f"Mae plymwr yn codi {pounds(price * 100)} heb TAW.\nMae TAW o 20% yn cael ei hychwanegu.\n"
        f"Beth yw’r cyfanswm i’w dalu?",
        f"A plumber charges {pounds(price * 100)} without VAT.\nVAT of 20% is added.\nWhat is the total to pay?",
    )
    return number(
        "tax", "managing-money", year, prompt, Quantity(price * 6 // 5, before="£"), division=1, second_step=1, carry=1
    )


def _compound(year: int) -> Draft:
    prompt = ask(
        "Mae Amira’n rhoi £500 mewn cyfrif cynilo.\nMae’r cyfrif yn talu 4% o adlog bob blwyddyn.\n"
        "Faint o arian sydd yn y cyfrif ar ôl 2 flynedd?",
        "Amira puts £500 in a savings account.\nThe account pays 4% compound interest each year.\n"
        "How much money is in the account after 2 years?",
    )
    wrong = {
        "simple-interest": pounds(54_000),
        "interest-only": pounds(4_080),
        "one-year-only": pounds(52_000),
    }
    features = {"second_step": 1, "third_step": 1, "division": 1, "recalled_rule": 1}
    return choice("compound", "managing-money", year, prompt, pounds(54_080), wrong, **features)
