"""Items on totals and change in a shop."""

from collections.abc import Iterator

from itembank.language import Text
from itembank.numeracy.counted_nouns import BALL, BOOK, TICKET, count
from itembank.numeracy.number_formatting import pounds
from itembank.numeracy.question_draft import (
    Quantity,
    QuestionDraft,
    choice_question,
    distractors,
    make_prompt,
    number_question,
)
from itembank.welsh_mutations import Noun, welsh_and

_CHANGES = (
    (4, 1000, 635, Text("llyfr", "A book"), "Elin"),
    (4, 1000, 485, Text("pecyn o gardiau", "A pack of cards"), "Ioan"),
    (4, 500, 265, Text("cacen", "A cake"), "Sara"),
    (4, 1000, 740, Text("pêl", "A ball"), "Kofi"),
    (5, 2000, 1365, Text("crys", "A shirt"), "Gwen"),
    (5, 5000, 2785, Text("pâr o esgidiau", "A pair of shoes"), "Omar"),
    (5, 10_000, 6450, Text("beic bach", "A small bike"), "Marek"),
)
_TOTALS = (
    (4, 245, 370, Text("brechdan", "A sandwich"), Text("powlen o gawl", "A bowl of soup")),
    (4, 185, 260, Text("sudd", "A juice"), Text("cacen", "A cake")),
    (4, 355, 475, Text("llyfr", "A book"), Text("gêm", "A game")),
    (4, 129, 450, Text("ffrwyth", "A piece of fruit"), Text("salad", "A salad")),
    (5, 1275, 850, Text("crys", "A shirt"), Text("het", "A hat")),
    (5, 2499, 1650, Text("siwmper", "A jumper"), Text("sgarff", "A scarf")),
    (5, 3680, 1545, Text("bag", "A bag"), Text("pêl", "A ball")),
)
_SEVERAL = (
    (5, 3, 1250, TICKET),
    (5, 4, 675, BOOK),
    (5, 6, 845, TICKET),
    (5, 5, 799, BALL),
    (4, 3, 240, TICKET),
    (4, 2, 385, BOOK),
)
_LEFT = (
    (5, 5000, 1799, 1450, "Mali"),
    (5, 4000, 1235, 1580, "Harri"),
    (5, 10_000, 2650, 3475, "Priya"),
    (4, 1000, 320, 450, "Dylan"),
    (4, 800, 265, 310, "Ffion"),
)
_SAVING = ((4, 150, 6, 900), (4, 200, 5, 1000), (5, 350, 8, 2800), (5, 425, 6, 2550))


def items() -> Iterator[QuestionDraft]:
    """Totals and change: to £10 in Year 4, to £100 in Year 5."""
    yield from (_change(*row) for row in _CHANGES)
    yield from (_total(*row) for row in _TOTALS)
    yield from (_tickets(*row) for row in _SEVERAL)
    yield from (_left(*row) for row in _LEFT)
    yield from (_weeks(*row) for row in _SAVING)


def _change(year: int, paid: int, price: int, thing: Text, name: str) -> QuestionDraft:
    change = paid - price
    prompt = make_prompt(
        f"Pris {thing.cy} yw {pounds(price)}.\nMae {name} yn talu {pounds(paid)}.\n"
        f"Faint o newid mae {name} yn ei gael?",
        f"{thing.en} costs {pounds(price)}.\n{name} pays {pounds(paid)}.\nHow much change does {name} get?",
    )
    key = pounds(change)
    wrong = {
        "borrow-without-decrement": pounds(change + 100),
        "forgets-the-tens-of-pence": pounds(change + 70),
        "smaller-from-larger": pounds(paid // 100 * 100 - price // 100 * 100 + price % 100),
    }
    features = {"subtraction": 1, "borrow": 2}
    return choice_question(f"change/{paid}-{price}", "spending", year, prompt, key, distractors(key, wrong), **features)


def _total(year: int, one: int, other: int, first: Text, second: Text) -> QuestionDraft:
    prompt = make_prompt(
        f"Pris {first.cy} yw {pounds(one)}.\nPris {second.cy} yw {pounds(other)}.\nBeth yw cyfanswm y ddau?",
        f"{first.en} costs {pounds(one)}.\n{second.en} costs {pounds(other)}.\nWhat do the two cost altogether?",
    )
    return number_question(
        f"total/{one}+{other}", "spending", year, prompt, Quantity(_in_pounds(one + other), before="£"), carry=1
    )


def _in_pounds(pence: int) -> str:
    return f"{pence // 100}.{pence % 100:02d}"


_PRICED = {
    TICKET: Text("tocyn i’r theatr", "A theatre ticket"),
    BOOK: Text("llyfr", "A book"),
    BALL: Text("pêl", "A ball"),
}


def _tickets(year: int, n: int, price: int, noun: Noun) -> QuestionDraft:
    bought, priced = count(n, noun), _PRICED[noun]
    prompt = make_prompt(
        f"Pris {priced.cy} yw {pounds(price)}.\nMae Yusuf yn prynu {bought.cy}.\nBeth yw’r cyfanswm?",
        f"{priced.en} costs {pounds(price)}.\nYusuf buys {bought.en}.\nHow much is that altogether?",
    )
    item = f"tickets/{n}" if (n, price) == (3, 1250) else f"tickets/{n}x{price}"
    return number_question(item, "spending", year, prompt, Quantity(_in_pounds(n * price), before="£"), carry=1)


def _left(year: int, had: int, first: int, second: int, name: str) -> QuestionDraft:
    prompt = make_prompt(
        f"Mae gan {name} {pounds(had)}.\nMae {name} yn gwario {pounds(first)} ar gêm {welsh_and(second // 100)} "
        f"{pounds(second)} ar lyfr.\n"
        "Faint o arian sydd ar ôl?",
        f"{name} has {pounds(had)}.\n{name} spends {pounds(first)} on a game and {pounds(second)} on a book.\n"
        "How much money is left?",
    )
    features = {"subtraction": 1, "second_step": 1, "carry": 1, "borrow": 2}
    return number_question(
        f"left/{had}", "spending", year, prompt, Quantity(_in_pounds(had - first - second), before="£"), **features
    )


def _weeks(year: int, saved: int, weeks: int, price: int) -> QuestionDraft:
    prompt = make_prompt(
        f"Mae Lowri yn cynilo {pounds(saved)} bob wythnos.\nMae hi eisiau prynu gêm sy’n costio {pounds(price)}.\n"
        "Am sawl wythnos mae’n rhaid iddi gynilo?",
        f"Lowri saves {pounds(saved)} every week.\nShe wants to buy a game that costs {pounds(price)}.\n"
        "For how many weeks must she save?",
    )
    features = {"division": 1, "extra_digit": 1}
    return number_question(f"weeks/{saved}to{price}", "spending", year, prompt, weeks, **features)
