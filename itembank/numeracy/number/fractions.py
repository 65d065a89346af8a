from collections.abc import Iterator, Mapping
from fractions import Fraction

from itembank.language import Text
from itembank.numeracy.draft import Draft, ask, choice, number, ordering
from itembank.numeracy.drawing.fraction_shapes import bar
from itembank.numeracy.drawing.objects import rows
from itembank.numeracy.figures import fraction
from itembank.numeracy.nouns import APPLE, STAR
from itembank.numeracy.welsh import Noun

_AMOUNTS = ((3, 1, 3, 18), (4, 3, 4, 20), (7, 5, 8, 96))


def items() -> Iterator[Draft]:
    """Fractions of shapes and of amounts, equal fractions and mixed numbers, Years 2 to 9."""
    yield _of_things(2, 2, (4, 4), APPLE)
    yield _of_things(2, 4, (4, 4, 4), STAR)
    yield _shaded(2, 1, 4, {"fraction-not-shaded": (3, 4), "any-part-is-a-half": (1, 2)})
    yield _shaded(3, 2, 5, {"part-to-part": (2, 3), "fraction-not-shaded": (3, 5), "one-part-too-many": (2, 6)})
    yield from (_of_amount(*row) for row in _AMOUNTS)
    yield _as_decimal(5)
    yield _larger_denominator(6)
    yield _compared(7)
    yield _simplest(8, 18, 24)
    yield _added(9)
    yield _improper(9)
    yield _mixed_difference(9)


def _of_things(year: int, parts: int, counts: tuple[int, ...], noun: Noun) -> Draft:
    part = {2: Text("hanner", "half"), 4: Text("chwarter", "a quarter")}[parts]
    prompt = ask(
        f"Edrycha ar y llun.\nFaint yw {part.cy} y rhain?",
        f"Look at the picture.\nHow many is {part.en} of these?",
        rows(counts, noun),
    )
    total = sum(counts)
    return number(f"part-of/{parts}-{total}", "fractions", year, prompt, total // parts, within_ten=int(total <= 10))


def _shaded(year: int, shaded: int, parts: int, misread: Mapping[str, tuple[int, int]]) -> Draft:
    """In Year 2 the options are halves and quarters: other fractions have not been met."""
    prompt = ask(
        "Pa ffracsiwn o’r siâp sydd wedi’i liwio?", "What fraction of the shape is shaded?", bar(shaded, parts)
    )
    wrong = {name: fraction(top, bottom) for name, (top, bottom) in misread.items()}
    return choice(f"shaded/{shaded}of{parts}", "fractions", year, prompt, fraction(shaded, parts), wrong, direct=1)


def _of_amount(year: int, top: int, bottom: int, amount: int) -> Draft:
    said = fraction(top, bottom)
    prompt = ask(f"Cyfrifa {said} o {amount}.", f"Work out {said} of {amount}.")
    features = {"division": 1, "second_step": int(top > 1), "extra_digit": len(str(amount)) - 2}
    return number(
        f"fraction-of/{top}over{bottom}of{amount}", "fractions", year, prompt, amount // bottom * top, **features
    )


def _as_decimal(year: int) -> Draft:
    said = fraction(1, 4)
    wrong = {"denominator-as-decimal": "0.4", "digits-side-by-side": "1.4", "numerator-and-denominator": "0.14"}
    prompt = ask(f"Pa ddegolyn sy’n hafal i {said}?", f"Which decimal is equal to {said}?")
    return choice("as-decimal/1over4", "fractions", year, prompt, "0.25", wrong)


def _larger_denominator(year: int) -> Draft:
    prompt = ask(
        "Rho’r ffracsiynau mewn trefn.\nRho’r ffracsiwn lleiaf yn gyntaf.",
        "Put the fractions in order.\nPut the smallest fraction first.",
    )
    ordered = [fraction(1, 8), fraction(1, 5), fraction(1, 4), fraction(1, 2)]
    return ordering("order-unit-fractions", "fractions", year, prompt, ordered)


def _compared(year: int) -> Draft:
    prompt = ask("Rho’r rhain mewn trefn.\nRho’r un lleiaf yn gyntaf.", "Put these in order.\nPut the smallest first.")
    ordered = [fraction(3, 5), "65%", fraction(2, 3), "0.7"]
    return ordering("order-mixed", "fractions", year, prompt, ordered, unit_conversion=1, decimal_lengths=1)


def _simplest(year: int, top: int, bottom: int) -> Draft:
    said, simple = fraction(top, bottom), Fraction(top, bottom)
    prompt = ask(f"Pa un yw ffurf symlaf {said}?", f"Which is the simplest form of {said}?")
    wrong = {
        "stops-too-early": fraction(top // 2, bottom // 2),
        "divides-the-top-too-often": fraction(1, simple.denominator),
        "divides-only-one-part": fraction(top // 6, bottom // 2),
    }
    return choice(
        f"simplest/{top}over{bottom}", "fractions", year, prompt, fraction(simple.numerator, simple.denominator), wrong
    )


def _added(year: int) -> Draft:
    prompt = ask(f"Cyfrifa {fraction(1, 4)} + {fraction(2, 3)}.", f"Work out {fraction(1, 4)} + {fraction(2, 3)}.")
    wrong = {
        "adds-numerators-and-denominators": fraction(3, 7),
        "adds-numerators-only": fraction(3, 12),
        "multiplies-instead": fraction(2, 12),
    }
    return choice("add-fractions", "fractions", year, prompt, fraction(11, 12), wrong, second_step=1, recalled_rule=1)


def _improper(year: int) -> Draft:
    mixed = f"2{fraction(3, 5)}"
    prompt = ask(f"Pa ffracsiwn sy’n hafal i {mixed}?", f"Which fraction is equal to {mixed}?")
    wrong = {
        "adds-all-three-numbers": fraction(10, 5),
        "digits-side-by-side": fraction(23, 5),
        "multiplies-by-the-numerator": fraction(6, 5),
    }
    return choice("improper", "fractions", year, prompt, fraction(13, 5), wrong, recalled_rule=1)


def _mixed_difference(year: int) -> Draft:
    one, other = f"3{fraction(1, 4)}", f"1{fraction(1, 2)}"
    prompt = ask(
        f"Mae rhaff yn {one} m o hyd.\nMae Cai yn torri {other} m oddi arni.\nBeth yw hyd y rhaff sydd ar ôl?",
        f"A rope is {one} m long.\nCai cuts {other} m off it.\nHow long is the rope that is left?",
    )
    wrong = {
        "smaller-from-larger": f"2{fraction(1, 4)} m",
        "borrow-without-decrement": f"2{fraction(3, 4)} m",
        "subtracts-tops-and-bottoms": "2\u00a0m",
    }
    return choice(
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
