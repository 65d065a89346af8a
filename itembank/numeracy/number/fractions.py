"""Items on fractions."""

from collections.abc import Iterator, Mapping
from fractions import Fraction

from itembank.language import Text
from itembank.numeracy.counted_nouns import APPLE, BUTTON, FLOWER, STAR
from itembank.numeracy.drawing.counted_objects import object_rows
from itembank.numeracy.drawing.fraction_shapes import bar
from itembank.numeracy.number_formatting import decimal, fraction
from itembank.numeracy.question_draft import (
    QuestionDraft,
    choice_question,
    distractors,
    make_prompt,
    number_question,
    ordering_question,
)
from itembank.numeracy.written_answers import FRACTION, MIXED_NUMBER, written_question
from itembank.welsh_mutations import Noun

_OF_THINGS = (
    (2, (4, 4), APPLE),
    (4, (4, 4, 4), STAR),
    (2, (3, 3), FLOWER),
    (2, (5, 5), BUTTON),
    (4, (4, 4), FLOWER),
    (2, (6, 6), STAR),
    (4, (5, 5, 5, 5), APPLE),
)
_AMOUNTS = (
    (3, 1, 3, 18),
    (4, 3, 4, 20),
    (7, 5, 8, 96),
    (3, 1, 2, 46),
    (3, 1, 5, 15),
    (3, 1, 4, 36),
    (3, 1, 2, 74),
    (3, 1, 10, 80),
    (3, 1, 5, 35),
    (3, 1, 3, 27),
    (4, 1, 2, 156),
    (4, 1, 2, 270),
    (4, 2, 3, 24),
    (4, 3, 5, 30),
    (4, 1, 6, 54),
    (4, 3, 4, 48),
    (5, 2, 5, 65),
    (5, 3, 8, 72),
    (5, 7, 10, 120),
    (5, 5, 6, 84),
    (6, 4, 9, 108),
    (6, 5, 12, 96),
    (6, 7, 8, 176),
    (7, 4, 7, 210),
    (7, 11, 20, 180),
    (7, 5, 9, 315),
)
_DECIMALS = ((5, 1, 4), (5, 1, 2), (5, 1, 10), (5, 3, 4), (5, 7, 10), (6, 2, 5), (6, 1, 5), (6, 9, 20), (6, 3, 100))
_SIMPLEST = ((18, 24), (20, 30), (16, 40), (24, 42), (45, 60), (36, 84), (28, 63), (30, 48))
_MIXED = ((2, 3, 5), (3, 1, 4), (1, 5, 6), (4, 2, 3), (2, 7, 8))
_SUMS = ((1, 4, 2, 3), (1, 2, 2, 5), (3, 4, 1, 6), (2, 3, 1, 5), (3, 8, 1, 3))


def items() -> Iterator[QuestionDraft]:
    """Fractions of shapes and of amounts, equal fractions and mixed numbers, Years 2 to 9."""
    yield from (_of_things(2, *row) for row in _OF_THINGS)
    yield _shaded(2, 1, 4, {"fraction-not-shaded": (3, 4), "any-part-is-a-half": (1, 2)})
    yield _shaded(2, 1, 2, {"any-part-is-a-quarter": (1, 4), "three-quarters-for-half": (3, 4)})
    yield _shaded(2, 3, 4, {"fraction-not-shaded": (1, 4), "any-part-is-a-half": (1, 2)})
    yield _shaded(3, 2, 5, {"part-to-part": (2, 3), "fraction-not-shaded": (3, 5), "one-part-too-many": (2, 6)})
    yield from (_read_shape(3, *row) for row in ((1, 3), (3, 8), (7, 10), (4, 5)))
    yield from (_halved(2, n) for n in (4, 6, 8, 10, 12, 20))
    yield from (_of_amount(*row) for row in _AMOUNTS)
    yield from (_as_decimal(*row) for row in _DECIMALS)
    yield from (_equal(*row) for row in _equals())
    yield from (_unit_fractions(*row) for row in _UNIT_FRACTIONS)
    yield from (_compared(7, *row) for row in _COMPARED)
    yield from (_simplest(8, *row) for row in _SIMPLEST)
    yield from (_added(9, *row) for row in _SUMS)
    yield from (_taken(9, *row) for row in ((3, 4, 1, 3), (5, 6, 1, 4), (7, 8, 1, 3)))
    yield from (_improper(9, *row) for row in _MIXED)
    yield from (_as_mixed(9, *row) for row in ((11, 4), (17, 5), (23, 6), (19, 8)))
    yield _mixed_difference(9)
    yield from _written()


def _written() -> Iterator[QuestionDraft]:
    """Fractions to write, Years 3 to 9."""
    yield from (written_question(_read_shape(3, *row), FRACTION) for row in ((2, 3), (5, 8), (5, 6), (3, 10)))
    yield from (_in_simplest_form(8, *row) for row in ((15, 25), (14, 35), (27, 36), (40, 64), (42, 54)))
    sums = ((1, 5, 1, 4), (3, 10, 2, 5), (2, 7, 1, 3), (3, 5, 1, 6))
    yield from (written_question(_added(9, *row), FRACTION) for row in sums)
    yield from (written_question(_taken(9, *row), FRACTION) for row in ((4, 5, 1, 3), (5, 8, 1, 4), (7, 9, 1, 2)))
    yield from (_as_improper(9, *row) for row in ((5, 1, 3), (2, 4, 7), (3, 5, 8)))
    yield from (_as_a_mixed_number(9, *row) for row in ((14, 3), (22, 5), (25, 8), (31, 6)))


def _in_simplest_form(year: int, top: int, bottom: int) -> QuestionDraft:
    said = fraction(top, bottom)
    prompt = make_prompt(f"Ysgrifenna {said} yn ei ffurf symlaf.", f"Write {said} in its simplest form.")
    return written_question(_simplest(year, top, bottom), FRACTION, prompt, in_this_form=True)


def _as_improper(year: int, ones: int, top: int, bottom: int) -> QuestionDraft:
    mixed = f"{ones}{fraction(top, bottom)}"
    prompt = make_prompt(f"Ysgrifenna {mixed} fel ffracsiwn pendrwm.", f"Write {mixed} as an improper fraction.")
    return written_question(_improper(year, ones, top, bottom), FRACTION, prompt)


def _as_a_mixed_number(year: int, top: int, bottom: int) -> QuestionDraft:
    said = fraction(top, bottom)
    prompt = make_prompt(
        f"Ysgrifenna {said} fel rhif cymysg yn ei ffurf symlaf.",
        f"Write {said} as a mixed number in its simplest form.",
    )
    return written_question(_as_mixed(year, top, bottom), MIXED_NUMBER, prompt, in_this_form=True)


def practice() -> Iterator[QuestionDraft]:
    """Fractions, Years 2 to 9, for practice alone."""
    yield _halved(2, 16)
    yield from (_of_amount(*row) for row in ((3, 1, 4, 28), (4, 2, 5, 40), (5, 3, 5, 85), (7, 3, 8, 104)))
    yield _added(9, 1, 3, 1, 4)
    yield _improper(9, 3, 2, 5)
    yield _in_simplest_form(8, 24, 32)
    yield _as_a_mixed_number(9, 19, 4)


_UNIT_FRACTIONS = (
    (6, (8, 5, 4, 2)),
    (4, (10, 5, 3, 2)),
    (4, (8, 6, 4, 3)),
    (5, (20, 9, 7, 3)),
)
_COMPARED = (
    ("3/5", "65%", "2/3", "0.7"),
    ("0.2", "1/4", "30%", "1/3"),
    ("45%", "1/2", "0.55", "3/5"),
    ("0.08", "1/10", "18%", "1/5"),
    ("70%", "3/4", "0.79", "4/5"),
    ("3/8", "0.4", "42%", "1/2"),
)


def _of_things(year: int, parts: int, counts: tuple[int, ...], noun: Noun) -> QuestionDraft:
    part = {2: Text("hanner", "half"), 4: Text("chwarter", "a quarter")}[parts]
    prompt = make_prompt(
        f"Edrycha ar y llun.\nFaint yw {part.cy} y rhain?",
        f"Look at the picture.\nHow many is {part.en} of these?",
        object_rows(counts, noun),
    )
    total = sum(counts)
    return number_question(
        f"part-of/{parts}-{total}", "fractions", year, prompt, total // parts, within_ten=int(total <= 10)
    )


def _shaded(year: int, shaded: int, parts: int, read: Mapping[str, tuple[int, int]]) -> QuestionDraft:
    """A shaded fraction; in Year 2 the options are halves and quarters only."""
    prompt = make_prompt(
        "Pa ffracsiwn o’r siâp sydd wedi’i liwio?", "What fraction of the shape is shaded?", bar(shaded, parts)
    )
    wrong = {name: fraction(top, bottom) for name, (top, bottom) in read.items()}
    return choice_question(
        f"shaded/{shaded}of{parts}", "fractions", year, prompt, fraction(shaded, parts), wrong, direct=1
    )


def _read_shape(year: int, shaded: int, parts: int) -> QuestionDraft:
    rest = parts - shaded
    wrong = {
        "part-to-part": (shaded, rest),
        "fraction-not-shaded": (rest, parts),
        "one-part-too-many": (shaded, parts + 1),
    }
    return _shaded(year, shaded, parts, wrong)


def _of_amount(year: int, top: int, bottom: int, amount: int) -> QuestionDraft:
    said = fraction(top, bottom)
    prompt = make_prompt(f"Cyfrifa {said} o {amount}.", f"Work out {said} of {amount}.")
    features = {
        "division": 1,
        "second_step": int(top > 1),
        "extra_digit": len(str(amount)) - 2,
        "hard_table": int(bottom > 5 and bottom % 10 > 0),
    }
    return number_question(
        f"fraction-of/{top}over{bottom}of{amount}", "fractions", year, prompt, amount // bottom * top, **features
    )


def _as_decimal(year: int, top: int, bottom: int) -> QuestionDraft:
    said = fraction(top, bottom)
    key = f"{top / bottom:g}"
    wrong = {
        "denominator-as-decimal": f"0.{bottom}".rstrip("0"),
        "digits-side-by-side": f"{top}.{bottom}",
        "numerator-and-denominator": f"0.{top}{bottom}",
        "numerator-as-decimal": f"0.{top}",
        "one-place-too-small": f"{top / bottom / 10:g}",
    }
    most = 2 if year == 5 else 3
    wrong = {name: value for name, value in wrong.items() if len(value.partition(".")[2]) <= most}
    prompt = make_prompt(f"Pa ddegolyn sy’n hafal i {said}?", f"Which decimal is equal to {said}?")
    features = {"second_step": int(top > 1), "division": int(bottom not in (10, 100))}
    return choice_question(
        f"as-decimal/{top}over{bottom}", "fractions", year, prompt, key, _decimals(key, wrong), **features
    )


def _decimals(key: str, wrong: Mapping[str, str]) -> dict[str, str]:
    """Misreadings that are not worth the same as the key: 0.50 is 0.5."""
    return distractors(key, {name: decimal(value) for name, value in wrong.items() if float(value) != float(key)})


def _equals() -> list[tuple[int, int, int, int]]:
    """Year, numerator, denominator, and what both are multiplied by."""
    return [(6, 1, 5, 3), (6, 2, 7, 4), (6, 3, 4, 5), (6, 3, 8, 2), (6, 5, 6, 3)]


def _equal(year: int, top: int, bottom: int, times: int) -> QuestionDraft:
    said, key = fraction(top, bottom), fraction(top * times, bottom * times)
    wrong = {
        "adds-the-same-to-both": fraction(top + times, bottom + times),
        "multiplies-the-denominator-only": fraction(top, bottom * times),
        "multiplies-the-numerator-only": fraction(top * times, bottom),
    }
    prompt = make_prompt(f"Pa ffracsiwn sy’n hafal i {said}?", f"Which fraction is equal to {said}?")
    return choice_question(f"equal/{top}over{bottom}by{times}", "fractions", year, prompt, key, distractors(key, wrong))


def _unit_fractions(year: int, bottoms: tuple[int, ...]) -> QuestionDraft:
    prompt = make_prompt(
        "Rho’r ffracsiynau mewn trefn.\nRho’r ffracsiwn lleiaf yn gyntaf.",
        "Put the fractions in order.\nPut the smallest fraction first.",
    )
    item = "order-unit-fractions" if year == 6 else f"order-unit-fractions/{'-'.join(map(str, bottoms))}"
    cards = [fraction(1, bottom) for bottom in bottoms]
    return ordering_question(item, "fractions", year, prompt, cards, tempting_answer=1)


def _compared(year: int, *values: str) -> QuestionDraft:
    prompt = make_prompt(
        "Rho’r rhain mewn trefn.\nRho’r un lleiaf yn gyntaf.", "Put these in order.\nPut the smallest first."
    )
    shown = [fraction(*value.split("/")) if "/" in value else value for value in values]
    item = "order-mixed" if values == _COMPARED[0] else f"order-mixed/{values[0].replace('/', 'over')}"
    return ordering_question(item, "fractions", year, prompt, shown, unit_conversion=1, decimal_lengths=1)


def _simplest(year: int, top: int, bottom: int) -> QuestionDraft:
    said, simple = fraction(top, bottom), Fraction(top, bottom)
    key = fraction(simple.numerator, simple.denominator)
    factor = next(n for n in (2, 3, 5, 7) if top % n == bottom % n == 0)
    wrong = {
        "stops-too-early": fraction(top // factor, bottom // factor),
        "divides-the-top-too-often": fraction(1, simple.denominator),
        "divides-only-one-part": fraction(simple.numerator, bottom // factor),
        "divides-only-the-top": fraction(simple.numerator, bottom),
    }
    prompt = make_prompt(f"Pa un yw ffurf symlaf {said}?", f"Which is the simplest form of {said}?")
    return choice_question(f"simplest/{top}over{bottom}", "fractions", year, prompt, key, distractors(key, wrong))


def _added(year: int, a: int, b: int, c: int, d: int) -> QuestionDraft:
    prompt = make_prompt(
        f"Cyfrifa {fraction(a, b)} + {fraction(c, d)}.", f"Work out {fraction(a, b)} + {fraction(c, d)}."
    )
    total = Fraction(a, b) + Fraction(c, d)
    key = fraction(total.numerator, total.denominator)
    wrong = {
        "adds-numerators-and-denominators": fraction(a + c, b + d),
        "adds-numerators-only": fraction(a + c, b * d),
        "multiplies-instead": fraction(a * c, b * d),
    }
    item = "add-fractions" if (a, b) == (1, 4) else f"add-fractions/{a}over{b}+{c}over{d}"
    return choice_question(
        item, "fractions", year, prompt, key, distractors(key, wrong), second_step=1, recalled_rule=1
    )


def _taken(year: int, a: int, b: int, c: int, d: int) -> QuestionDraft:
    minus = "−"
    one, other = fraction(a, b), fraction(c, d)
    prompt = make_prompt(f"Cyfrifa {one} {minus} {other}.", f"Work out {one} {minus} {other}.")
    left = Fraction(a, b) - Fraction(c, d)
    key = fraction(left.numerator, left.denominator)
    wrong = {
        "subtracts-numerators-and-denominators": fraction(a - c, b - d),
        "subtracts-numerators-only": fraction(a - c, b * d),
        "adds-instead": fraction(a * d + c * b, b * d),
    }
    features = {"second_step": 1, "recalled_rule": 1, "subtraction": 1}
    item = f"subtract-fractions/{a}over{b}-{c}over{d}"
    return choice_question(item, "fractions", year, prompt, key, distractors(key, wrong), **features)


def _improper(year: int, ones: int, top: int, bottom: int) -> QuestionDraft:
    mixed = f"{ones}{fraction(top, bottom)}"
    prompt = make_prompt(f"Pa ffracsiwn sy’n hafal i {mixed}?", f"Which fraction is equal to {mixed}?")
    key = fraction(ones * bottom + top, bottom)
    wrong = {
        "adds-all-three-numbers": fraction(ones + top + bottom, bottom),
        "digits-side-by-side": fraction(f"{ones}{top}", bottom),
        "multiplies-by-the-numerator": fraction(ones * top, bottom),
    }
    item = "improper" if (ones, top) == (2, 3) else f"improper/{ones}-{top}over{bottom}"
    return choice_question(item, "fractions", year, prompt, key, distractors(key, wrong), recalled_rule=1)


def _as_mixed(year: int, top: int, bottom: int) -> QuestionDraft:
    ones, rest = divmod(top, bottom)
    prompt = make_prompt(
        f"Pa rif cymysg sy’n hafal i {fraction(top, bottom)}?",
        f"Which mixed number is equal to {fraction(top, bottom)}?",
    )
    key = f"{ones}{fraction(rest, bottom)}"
    wrong = {
        "remainder-and-ones-swapped": f"{rest}{fraction(ones, bottom)}",
        "digits-apart": f"{top // 10}{fraction(top % 10, bottom)}",
        "one-whole-too-many": f"{ones + 1}{fraction(rest, bottom)}",
    }
    features = {"recalled_rule": 1, "division": 1, "remainder": 1}
    return choice_question(
        f"as-mixed/{top}over{bottom}", "fractions", year, prompt, key, distractors(key, wrong), **features
    )


def _mixed_difference(year: int) -> QuestionDraft:
    one, other = f"3{fraction(1, 4)}", f"1{fraction(1, 2)}"
    prompt = make_prompt(
        f"Mae rhaff yn {one} m o hyd.\nMae Cai yn torri {other} m oddi arni.\nBeth yw hyd y rhaff sydd ar ôl?",
        f"A rope is {one} m long.\nCai cuts {other} m off it.\nHow long is the rope that is left?",
    )
    wrong = {
        "smaller-from-larger": f"2{fraction(1, 4)} m",
        "borrow-without-decrement": f"2{fraction(3, 4)} m",
        "subtracts-tops-and-bottoms": "2\u00a0m",
    }
    return choice_question(
        "mixed-difference",
        "fractions",
        year,
        prompt,
        f"1{fraction(3, 4)} m",
        wrong,
        subtraction=1,
        borrow=1,
        second_step=1,
        recalled_rule=1,
    )


def _halved(year: int, n: int) -> QuestionDraft:
    prompt = make_prompt(f"Faint yw hanner {n}?", f"What is half of {n}?")
    return number_question(f"half-of/{n}", "fractions", year, prompt, n // 2, within_ten=int(n <= 10))
