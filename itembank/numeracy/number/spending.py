from collections.abc import Iterator

from itembank.language import Text
from itembank.numeracy.draft import Draft, Quantity, ask, choice, number
from itembank.numeracy.figures import pounds


def items() -> Iterator[Draft]:
    """Totals and change: to £10 in Year 4, to £100 in Year 5."""
    yield _change(4, 1000, 635)
    yield _total(4, 245, 370)
    yield _tickets(5, 3, 1250)
    yield _left(5, 5000, 1799, 1450)


def _change(year: int, paid: int, price: int) -> Draft:
    change = paid - price
    prompt = ask(
        f"Pris llyfr yw {pounds(price)}.\nMae Elin yn talu {pounds(paid)}.\nFaint o newid mae Elin yn ei gael?",
        f"A book costs {pounds(price)}.\nElin pays {pounds(paid)}.\nHow much change does Elin get?",
    )
    wrong = {
        "borrow-without-decrement": pounds(change + 100),
        "forgets-the-tens-of-pence": pounds(change + 70),
        "adds-instead": pounds(paid + price - 1000),
    }
    return choice(f"change/{paid}-{price}", "spending", year, prompt, pounds(change), wrong, subtraction=1, borrow=2)


def _total(year: int, one: int, other: int) -> Draft:
    prompt = ask(
        f"Pris brechdan yw {pounds(one)}.\nPris powlen o gawl yw {pounds(other)}.\nBeth yw cyfanswm y ddau?",
        f"A sandwich costs {pounds(one)}.\nA bowl of soup costs {pounds(other)}.\nWhat do the two cost altogether?",
    )
    return number(
        f"total/{one}+{other}", "spending", year, prompt, Quantity(_in_pounds(one + other), before="£"), carry=1
    )


def _in_pounds(pence: int) -> str:
    return f"{pence // 100}.{pence % 100:02d}"


def _tickets(year: int, n: int, price: int) -> Draft:
    prompt = ask(
        f"Pris tocyn i’r theatr yw {pounds(price)}.\nMae Yusuf yn prynu {_TICKETS[n].cy}.\nBeth yw’r cyfanswm?",
        f"A theatre ticket costs {pounds(price)}.\nYusuf buys {_TICKETS[n].en}.\nHow much is that altogether?",
    )
    return number(f"tickets/{n}", "spending", year, prompt, Quantity(_in_pounds(n * price), before="£"), carry=1)


_TICKETS = {3: Text("3 thocyn", "3 tickets")}


def _left(year: int, had: int, first: int, second: int) -> Draft:
    prompt = ask(
        f"Mae gan Mali {pounds(had)}.\nMae Mali’n gwario {pounds(first)} ar gêm a {pounds(second)} ar grys.\n"
        "Faint o arian sydd ar ôl?",
        f"Mali has {pounds(had)}.\nMali spends {pounds(first)} on a game and {pounds(second)} on a shirt.\n"
        "How much money is left?",
    )
    features = {"subtraction": 1, "second_step": 1, "carry": 1, "borrow": 2}
    return number(
        f"left/{had}", "spending", year, prompt, Quantity(_in_pounds(had - first - second), before="£"), **features
    )
