"""Items on coins and change."""

from collections.abc import Iterator, Mapping, Sequence

from itembank.language import Text
from itembank.numeracy.drawing import coins as drawing
from itembank.numeracy.number_formatting import coin, pounds
from itembank.numeracy.question_draft import (
    Quantity,
    QuestionDraft,
    choice_question,
    distractors,
    make_prompt,
    number_question,
    ordering_question,
)

_TOTALS: tuple[tuple[int, tuple[int, ...], dict[str, int]], ...] = (
    (2, (5, 2, 1), {"within_ten": 1}),
    (2, (10, 10, 5), {}),
    (2, (20, 10, 5, 2), {"second_step": 1}),
    (2, (2, 2, 2), {"within_ten": 1}),
    (2, (10, 5, 5), {}),
    (2, (20, 20, 1), {}),
    (2, (50, 20, 10, 2), {"second_step": 1}),
    (2, (50, 5, 5, 1), {"second_step": 1}),
    (2, (20, 20, 20, 10, 5), {"second_step": 1}),
    (3, (100, 20, 20, 5), {"second_step": 1}),
    (3, (100, 50, 5, 2), {"second_step": 1}),
    (3, (100, 10, 5, 1), {"second_step": 1}),
    (3, (50, 50, 20, 2), {"second_step": 1}),
    (3, (100, 50, 20, 20, 5), {"second_step": 1, "third_step": 1}),
)
_EXACT = (
    (2, 35, Text("afal", "An apple"), (20, 10, 5), (20, 10, 2, 1), (20, 20), (20, 10)),
    (2, 27, Text("pensil", "A pencil"), (20, 5, 2), (2, 5, 5), (20, 10), (20, 5)),
    (2, 60, Text("banana", "A banana"), (50, 10), (5, 10, 1), (50, 20), (50,)),
    (2, 18, Text("sticer", "A sticker"), (10, 5, 2, 1), (10, 5, 5), (20, 1), (10, 5)),
)
_ORDERS = ((2, 10, 50), (1, 5, 20), (5, 10, 20, 100))
_CHANGES = (
    (200, 135, Text("diod", "A drink"), "Zac"),
    (100, 65, Text("afal", "An apple"), "Nia"),
    (200, 180, Text("cylchgrawn", "A magazine"), "Yusuf"),
    (100, 42, Text("oren", "An orange"), "Mei"),
    (200, 119, Text("brechdan", "A sandwich"), "Cai"),
    (50, 36, Text("bisged", "A biscuit"), "Efa"),
)
_PRICES = ((405, 450, 504, 540), (199, 209, 290, 299), (305, 350, 503, 530), (60, 106, 160, 601))

_WORTH = (
    ((1, 5, 2), {"largest-coin-is-worth-most": 2, "first-in-the-list": 1}),
    ((10, 2, 20), {"largest-coin-is-worth-most": 2, "first-in-the-list": 10}),
    ((50, 100, 20), {"largest-coin-is-worth-most": 50, "last-in-the-list": 20}),
    ((2, 1, 10, 5), {"largest-coin-is-worth-most": 2, "last-in-the-list": 5, "second-in-the-list": 1}),
    ((5, 2, 20, 10), {"largest-coin-is-worth-most": 2, "last-in-the-list": 10, "first-in-the-list": 5}),
)


def items() -> Iterator[QuestionDraft]:
    """Coins to £1 in Year 2; to £2, with change, in Year 3."""
    yield from (_total(*row) for row in _TOTALS)
    yield from (_ordered(2, values) for values in _ORDERS)
    yield from (_pays(*row) for row in _EXACT)
    yield from (_worth_most(2, *row) for row in _WORTH)
    yield from (_fewest(2, price, coins) for price, coins in ((15, 2), (30, 2), (70, 2), (25, 2), (80, 3)))
    yield from (_two_things(2, *row) for row in ((30, 20), (45, 10), (25, 50), (12, 7)))
    yield from (_how_many(3, *row) for row in ((20, 100), (50, 200), (5, 50), (10, 200)))
    yield from (_change(3, *row) for row in _CHANGES)
    yield from (_prices(3, prices) for prices in _PRICES)


def practice() -> Iterator[QuestionDraft]:
    """Coins to £1, Year 2, for practice alone."""
    yield _total(2, (10, 2, 2), {})


def _total(year: int, values: Sequence[int], features: dict[str, int]) -> QuestionDraft:
    prompt = make_prompt("Faint o arian sydd yma i gyd?", "How much money is there altogether?", drawing.coins(values))
    total = sum(values)
    if total < 100:
        return number_question(f"coins/{total}", "coins", year, prompt, Quantity(total, after="p"), **features)
    key = pounds(total)
    wrong = {
        "pence-as-tenths": pounds(total // 100 * 100 + total % 10 * 10),
        "misses-a-coin": pounds(total - values[-2]),
        "counts-a-coin-twice": pounds(total + values[-1]),
    }
    return choice_question(f"coins/{total}", "coins", year, prompt, key, distractors(key, wrong), **features)


def _ordered(year: int, values: Sequence[int]) -> QuestionDraft:
    prompt = make_prompt(
        "Rho’r darnau arian mewn trefn.\nRho’r gwerth lleiaf yn gyntaf.",
        "Put the coins in order.\nPut the smallest value first.",
    )
    item = "coins-order" if values[0] == 2 else f"coins-order/{values[0]}"
    return ordering_question(item, "coins", year, prompt, [coin(value) for value in values], direct=1)


def _pays(year: int, price: int, thing: Text, exact: Sequence[int], *others: Sequence[int]) -> QuestionDraft:
    prompt = make_prompt(
        f"Pris {thing.cy} yw {coin(price)}.\nPa ddarnau arian sy’n gwneud {coin(price)} yn union?",
        f"{thing.en} costs {coin(price)}.\nWhich coins make exactly {coin(price)}?",
    )
    names = ("digits-as-coins", "enough-but-not-exact", "misses-the-ones")
    wrong = {name: _coins(*values) for name, values in zip(names, others, strict=True)}
    return choice_question(f"coins-pay/{price}", "coins", year, prompt, _coins(*exact), wrong)


def _coins(*values: int) -> Text:
    return Text.same(" + ".join(map(coin, values)))


def _fewest(year: int, price: int, coins: int) -> QuestionDraft:
    prompt = make_prompt(
        f"Beth yw’r nifer lleiaf o ddarnau arian sy’n gwneud {coin(price)}?",
        f"What is the smallest number of coins that make {coin(price)}?",
    )
    return number_question(f"coins-fewest/{price}", "coins", year, prompt, coins, second_step=1)


def _two_things(year: int, one: int, other: int) -> QuestionDraft:
    prompt = make_prompt(
        f"Pris pensil yw {coin(one)}.\nPris rwber yw {coin(other)}.\nBeth yw cyfanswm y ddau?",
        f"A pencil costs {coin(one)}.\nA rubber costs {coin(other)}.\nWhat do the two cost altogether?",
    )
    return number_question(f"coins-total/{one}+{other}", "coins", year, prompt, Quantity(one + other, after="p"))


def _how_many(year: int, value: int, total: int) -> QuestionDraft:
    prompt = make_prompt(
        f"Sawl darn {coin(value)} sy’n gwneud {coin(total)}?", f"How many {coin(value)} coins make {coin(total)}?"
    )
    return number_question(f"coins-make/{value}in{total}", "coins", year, prompt, total // value, division=1)


def _change(year: int, paid: int, price: int, thing: Text, name: str) -> QuestionDraft:
    prompt = make_prompt(
        f"Pris {thing.cy} yw {coin(price)}.\nMae {name} yn talu {coin(paid)}.\nFaint o newid mae {name} yn ei gael?",
        f"{thing.en} costs {coin(price)}.\n{name} pays {coin(paid)}.\nHow much change does {name} get?",
    )
    features = {"subtraction": 1, "borrow": int(price % 10 > 0)}
    return number_question(
        f"change/{paid}-{price}", "coins", year, prompt, Quantity(paid - price, after="p"), **features
    )


def _prices(year: int, prices: Sequence[int]) -> QuestionDraft:
    prompt = make_prompt(
        "Rho’r prisiau mewn trefn.\nRho’r pris isaf yn gyntaf.", "Put the prices in order.\nPut the lowest price first."
    )
    item = "prices-order" if prices[0] == 405 else f"prices-order/{prices[0]}"
    return ordering_question(item, "coins", year, prompt, [coin(price) for price in prices])


def _worth_most(year: int, values: Sequence[int], confused: Mapping[str, int]) -> QuestionDraft:
    prompt = make_prompt(
        "Pa ddarn arian sydd â’r gwerth mwyaf?", "Which coin is worth the most?", drawing.coins(values)
    )
    wrong = {misconception: coin(value) for misconception, value in confused.items()}
    item = f"coins-most/{'-'.join(map(str, values))}"
    return choice_question(item, "coins", year, prompt, coin(max(values)), wrong, direct=1)
