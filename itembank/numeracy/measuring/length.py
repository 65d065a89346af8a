"""Items on length."""

from collections.abc import Iterator, Sequence

from itembank.numeracy.drawing.ruler import pencil_on_ruler, pencils
from itembank.numeracy.number_formatting import measure
from itembank.numeracy.question_draft import (
    Quantity,
    QuestionDraft,
    choice_question,
    distractors,
    make_prompt,
    number_question,
    ordering_question,
)

_READ = (7, 11, 4, 9, 6, 12, 3, 8, 10)
_UNITS = (
    (2, "door", "m", "Mae drws yr ystafell ddosbarth tua 2 □ o uchder.", "The classroom door is about 2 □ tall."),
    (2, "pencil", "cm", "Mae pensil tua 15 □ o hyd.", "A pencil is about 15 □ long."),
    (2, "pitch", "m", "Mae cae pêl-droed tua 100 □ o hyd.", "A football pitch is about 100 □ long."),
    (2, "book", "cm", "Mae llyfr tua 20 □ o led.", "A book is about 20 □ wide."),
    (2, "bus", "m", "Mae bws tua 10 □ o hyd.", "A bus is about 10 □ long."),
    (3, "finger", "cm", "Mae bys plentyn tua 5 □ o hyd.", "A child’s finger is about 5 □ long."),
    (3, "tree", "m", "Mae coeden fawr tua 12 □ o uchder.", "A big tree is about 12 □ tall."),
    (4, "ant", "mm", "Mae morgrugyn tua 4 □ o hyd.", "An ant is about 4 □ long."),
    (4, "towns", "km", "Mae Bangor a Chaernarfon tua 15 □ ar wahân.", "Bangor and Caernarfon are about 15 □ apart."),
)
_ORDERED = (
    (2, ((9, "cm"), (30, "cm"), (1, "m"))),
    (2, ((8, "cm"), (18, "cm"), (80, "cm"))),
    (2, ((21, "cm"), (90, "cm"), (2, "m"))),
    (3, ((35, "cm"), (53, "cm"), (1, "m"), (3, "m"))),
    (3, ((70, "cm"), (107, "cm"), (170, "cm"), (2, "m"))),
    (4, ((8, "mm"), (4, "cm"), (60, "cm"), (1, "m"))),
)
_DIFFERENCES = (
    (2, 14, 9),
    (2, 18, 6),
    (2, 20, 12),
    (2, 17, 8),
    (2, 13, 6),
    (2, 16, 7),
    (2, 15, 11),
    (3, 63, 28),
    (3, 85, 47),
    (3, 92, 36),
)
_TOTALS = ((2, 8, 6), (2, 12, 7), (2, 9, 8), (2, 14, 5), (2, 30, 20), (3, 45, 38), (3, 27, 54), (3, 36, 46))

_PENCILS = (
    (((0, 7), (4, 9), (1, 5)), "A", "B", "C"),
    (((3, 8), (1, 4), (0, 6)), "C", "A", "B"),
    (((2, 5), (0, 8), (5, 10)), "B", "C", "A"),
    (((5, 9), (0, 3), (1, 8)), "C", "A", "B"),
    (((0, 6), (6, 9), (3, 7)), "A", "B", "C"),
)


def items() -> Iterator[QuestionDraft]:
    """Length, Years 2 to 4."""
    yield from (_read(2, end) for end in _READ)
    yield from (_unit(*row) for row in _UNITS)
    yield from (_ordered(*row) for row in _ORDERED)
    yield from (_longer(*row) for row in _DIFFERENCES)
    yield from (_together(*row) for row in _TOTALS)
    yield from (_broken(3, *ends) for ends in ((3, 8), (2, 9), (4, 10), (1, 7), (5, 11)))
    yield from (_half(3, below) for below in (6, 3, 8, 10))
    yield from (_cut_off(*row) for row in ((3, 1, 35), (3, 1, 62), (4, 2, 75), (4, 3, 128), (4, 4, 265), (4, 2, 137)))
    yield from (_longest(2, *row) for row in _PENCILS)
    yield from (_ribbon(2, *row) for row in ((20, 2, 5), (30, 2, 10), (18, 2, 4), (50, 3, 10), (25, 3, 5)))


def practice() -> Iterator[QuestionDraft]:
    """Length, Years 2 to 4, for practice alone."""
    yield _longer(2, 19, 5)
    yield _together(3, 29, 33)
    yield _cut_off(4, 2, 85)


def _read(year: int, end: int) -> QuestionDraft:
    prompt = make_prompt("Beth yw hyd y pensil?", "How long is the pencil?", pencil_on_ruler(0, end, 12))
    return number_question(
        f"ruler/{end}", "length", year, prompt, Quantity(end, after="cm"), direct=1, within_ten=int(end <= 10)
    )


def _unit(year: int, thing: str, unit: str, cy: str, en: str) -> QuestionDraft:
    prompt = make_prompt(f"{cy}\nPa uned sydd ar goll?", f"{en}\nWhich unit is missing?")
    wrong = {
        "m": {"unit-too-small": "cm", "unit-of-mass": "kg"},
        "cm": {"unit-too-large": "m", "unit-of-mass": "g"},
        "mm": {"unit-too-large": "cm", "unit-of-mass": "g", "unit-far-too-large": "m"},
        "km": {"unit-too-small": "m", "unit-of-mass": "kg", "unit-far-too-small": "cm"},
    }[unit]
    return choice_question(f"unit/{thing}", "length", year, prompt, unit, wrong)


def _ordered(year: int, lengths: Sequence[tuple[int, str]]) -> QuestionDraft:
    prompt = make_prompt(
        "Rho’r hydoedd mewn trefn.\nRho’r hyd byrraf yn gyntaf.", "Put the lengths in order.\nPut the shortest first."
    )
    item = "order-lengths" if lengths[0] == (9, "cm") else f"order-lengths/{lengths[0][0]}{lengths[0][1]}"
    return ordering_question(item, "length", year, prompt, [measure(*length) for length in lengths])


def _longer(year: int, long: int, short: int) -> QuestionDraft:
    prompt = make_prompt(
        f"Mae un rhuban yn {measure(long, 'cm')} o hyd.\nMae rhuban arall yn {measure(short, 'cm')} o hyd.\n"
        f"Beth yw’r gwahaniaeth?",
        f"One ribbon is {measure(long, 'cm')} long.\nAnother ribbon is {measure(short, 'cm')} long.\n"
        "What is the difference?",
    )
    item = "length-difference" if long == 14 else f"length-difference/{long}-{short}"
    answer = Quantity(long - short, after="cm")
    return number_question(item, "length", year, prompt, answer, subtraction=1, borrow=int(long % 10 < short % 10))


def _together(year: int, one: int, other: int) -> QuestionDraft:
    prompt = make_prompt(
        f"Mae Nia yn rhoi trenau tegan mewn rhes.\nMae un yn {measure(one, 'cm')} o hyd a’r llall yn "
        f"{measure(other, 'cm')} o hyd.\nBeth yw hyd y rhes?",
        f"Nia puts toy trains in a line.\nOne is {measure(one, 'cm')} long and the other is "
        f"{measure(other, 'cm')} long.\nHow long is the line?",
    )
    carried = int(one % 10 + other % 10 > 9)
    item = f"length-total/{one}+{other}"
    return number_question(item, "length", year, prompt, Quantity(one + other, after="cm"), carry=carried)


def _broken(year: int, start: int, end: int) -> QuestionDraft:
    prompt = make_prompt("Beth yw hyd y pensil?", "How long is the pencil?", pencil_on_ruler(start, end, 12))
    wrong = {
        "reads-the-end-point": measure(end, "cm"),
        "counts-marks-not-gaps": measure(end - start + 1, "cm"),
        "adds-the-ends": measure(start + end, "cm"),
    }
    key = measure(end - start, "cm")
    return choice_question(
        f"ruler/{start}-{end}", "length", year, prompt, key, distractors(key, wrong), tempting_answer=1
    )


def _half(year: int, below: int) -> QuestionDraft:
    prompt = make_prompt("Beth yw hyd y pensil?", "How long is the pencil?", pencil_on_ruler(0, below + 0.5, 12))
    wrong = {
        "reads-down": measure(below, "cm"),
        "reads-up": measure(below + 1, "cm"),
        "half-from-the-next-number": f"{below + 1}½\u00a0cm",
    }
    return choice_question(
        f"ruler/{below}-half", "length", year, prompt, f"{below}½\u00a0cm", wrong, between_marks=1, direct=1
    )


def _cut_off(year: int, metres: int, cut: int) -> QuestionDraft:
    prompt = make_prompt(
        f"Mae rhuban yn {measure(metres, 'm')} o hyd.\nMae Zac yn torri {measure(cut, 'cm')} oddi arno.\n"
        "Sawl centimetr sydd ar ôl?",
        f"A ribbon is {measure(metres, 'm')} long.\nZac cuts {measure(cut, 'cm')} off it.\n"
        "How many centimetres are left?",
    )
    features = {"unit_conversion": 1, "subtraction": 1, "borrow_across_zero": 1}
    return number_question(
        f"cut-off/{metres}m-{cut}", "length", year, prompt, Quantity(100 * metres - cut, after="cm"), **features
    )


def _longest(year: int, ends: Sequence[tuple[int, int]], key: str, furthest: str, other: str) -> QuestionDraft:
    """One pencil is the longest; another reaches further to the right."""
    prompt = make_prompt("Pa bensil yw’r hiraf?", "Which pencil is the longest?", pencils(ends))
    wrong = {"furthest-end-is-longest": furthest, "another-of-the-three": other}
    item = f"longest/{'-'.join(str(end - start) for start, end in ends)}"
    return choice_question(item, "length", year, prompt, key, wrong, direct=1)


def _ribbon(year: int, length: int, pieces: int, each: int) -> QuestionDraft:
    cut = "2 ddarn" if pieces == 2 else f"{pieces} darn"
    prompt = make_prompt(
        f"Mae rhuban yn {length} cm o hyd.\nMae Mali’n torri {cut} {each} cm o hyd oddi arno.\n"
        "Beth yw hyd y rhuban sydd ar ôl?",
        f"A ribbon is {length} cm long.\nMali cuts {pieces} pieces of {each} cm off it.\n"
        "How long is the rest of the ribbon?",
    )
    answer = Quantity(length - pieces * each, after="cm")
    features = {"second_step": 1, "subtraction": 1}
    return number_question(f"ribbon/{length}-{pieces}x{each}", "length", year, prompt, answer, **features)
