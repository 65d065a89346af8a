from collections.abc import Iterator

from itembank.numeracy.draft import Draft, Quantity, ask, choice, number, ordering
from itembank.numeracy.drawing.ruler import pencil_on_ruler
from itembank.numeracy.figures import measure


def items() -> Iterator[Draft]:
    """Length, Years 2 to 4."""
    yield _read(2, 7)
    yield _read(2, 11)
    yield _unit(2)
    yield _ordered(2)
    yield _longer(2)
    yield _broken(3, 3, 8)
    yield _half(3, 6)


def _read(year: int, end: int) -> Draft:
    prompt = ask("Beth yw hyd y pensil?", "How long is the pencil?", pencil_on_ruler(0, end, 12))
    return number(
        f"ruler/{end}", "length", year, prompt, Quantity(end, after="cm"), direct=1, within_ten=int(end <= 10)
    )


def _unit(year: int) -> Draft:
    prompt = ask(
        "Mae drws yr ystafell ddosbarth tua 2 □ o uchder.\nPa uned sydd ar goll?",
        "The classroom door is about 2 □ tall.\nWhich unit is missing?",
    )
    wrong = {"unit-too-small": "cm", "unit-of-mass": "kg"}
    return choice("unit/door", "length", year, prompt, "m", wrong)


def _ordered(year: int) -> Draft:
    prompt = ask(
        "Rho’r hydoedd mewn trefn.\nRho’r hyd byrraf yn gyntaf.", "Put the lengths in order.\nPut the shortest first."
    )
    ordered = [measure(9, "cm"), measure(30, "cm"), measure(1, "m")]
    return ordering("order-lengths", "length", year, prompt, ordered)


def _longer(year: int) -> Draft:
    prompt = ask(
        f"Mae un rhuban yn {measure(14, 'cm')} o hyd.\nMae rhuban arall yn {measure(9, 'cm')} o hyd.\n"
        f"Beth yw’r gwahaniaeth?",
        f"One ribbon is {measure(14, 'cm')} long.\nAnother ribbon is {measure(9, 'cm')} long.\nWhat is the difference?",
    )
    return number("length-difference", "length", year, prompt, Quantity(5, after="cm"), subtraction=1, borrow=1)


def _broken(year: int, start: int, end: int) -> Draft:
    prompt = ask("Beth yw hyd y pensil?", "How long is the pencil?", pencil_on_ruler(start, end, 12))
    wrong = {
        "reads-the-end-point": measure(end, "cm"),
        "counts-marks-not-gaps": measure(end - start + 1, "cm"),
        "adds-the-ends": measure(start + end, "cm"),
    }
    return choice(f"ruler/{start}-{end}", "length", year, prompt, measure(end - start, "cm"), wrong)


def _half(year: int, below: int) -> Draft:
    prompt = ask("Beth yw hyd y pensil?", "How long is the pencil?", pencil_on_ruler(0, below + 0.5, 12))
    wrong = {
        "reads-down": measure(below, "cm"),
        "reads-up": measure(below + 1, "cm"),
        "half-from-the-next-number": f"{below + 1}½\u00a0cm",
    }
    return choice(f"ruler/{below}-half", "length", year, prompt, f"{below}½\u00a0cm", wrong, between_marks=1, direct=1)
