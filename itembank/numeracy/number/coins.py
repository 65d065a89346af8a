from collections.abc import Iterator, Sequence

from itembank.language import Text
from itembank.numeracy.draft import Draft, Quantity, ask, choice, number, ordering
from itembank.numeracy.drawing import coins as drawing
from itembank.numeracy.figures import coin, pounds


def items() -> Iterator[Draft]:
    """Coins to £1 in Year 2; to £2, with change, in Year 3."""
    yield _total(2, (5, 2, 1), within_ten=1)
    yield _total(2, (10, 10, 5))
    yield _total(2, (20, 10, 5, 2), second_step=1)
    yield _total(3, (100, 20, 20, 5), second_step=1)
    yield _ordered(2)
    yield _pays(2, 35)
    yield _change(3, 200, 135)
    yield _prices(3)


def _total(year: int, values: Sequence[int], **features: int) -> Draft:
    prompt = ask("Faint o arian sydd yma i gyd?", "How much money is there altogether?", drawing.coins(values))
    total = sum(values)
    if total < 100:
        return number(f"coins/{total}", "coins", year, prompt, Quantity(total, after="p"), **features)
    wrong = {
        "pence-as-tenths": pounds(total // 100 * 100 + total % 10 * 10),
        "misses-a-coin": pounds(total - values[-2]),
        "counts-a-coin-twice": pounds(total + values[0]),
    }
    return choice(f"coins/{total}", "coins", year, prompt, pounds(total), wrong, **features)


def _ordered(year: int) -> Draft:
    prompt = ask(
        "Rho’r darnau arian mewn trefn.\nRho’r gwerth lleiaf yn gyntaf.",
        "Put the coins in order.\nPut the smallest value first.",
    )
    return ordering("coins-order", "coins", year, prompt, [coin(value) for value in (2, 10, 50)], direct=1)


def _pays(year: int, price: int) -> Draft:
    prompt = ask(
        f"Pris afal yw {coin(price)}.\nPa ddarnau arian sy’n gwneud {coin(price)} yn union?",
        f"An apple costs {coin(price)}.\nWhich coins make exactly {coin(price)}?",
    )
    wrong = {
        "digits-as-coins": _coins(20, 10, 2, 1),
        "enough-but-not-exact": _coins(20, 20),
        "misses-the-ones": _coins(20, 10),
    }
    return choice(f"coins-pay/{price}", "coins", year, prompt, _coins(20, 10, 5), wrong)


def _coins(*values: int) -> Text:
    return Text.same(" + ".join(map(coin, values)))


def _change(year: int, paid: int, price: int) -> Draft:
    prompt = ask(
        f"Pris diod yw {pounds(price)}.\nMae Zac yn talu {pounds(paid)}.\nFaint o newid mae Zac yn ei gael?",
        f"A drink costs {pounds(price)}.\nZac pays {pounds(paid)}.\nHow much change does Zac get?",
    )
    return number(
        f"change/{paid}-{price}", "coins", year, prompt, Quantity(paid - price, after="p"), subtraction=1, borrow=1
    )


def _prices(year: int) -> Draft:
    prompt = ask(
        "Rho’r prisiau mewn trefn.\nRho’r pris isaf yn gyntaf.", "Put the prices in order.\nPut the lowest price first."
    )
    return ordering("prices-order", "coins", year, prompt, [pounds(p) for p in (405, 450, 504, 540)])
