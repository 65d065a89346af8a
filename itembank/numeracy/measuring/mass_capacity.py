from collections.abc import Iterator

from itembank.language import Text
from itembank.numeracy.draft import Draft, Quantity, ask, choice, number, ordering
from itembank.numeracy.drawing.dial import weighing_scale
from itembank.numeracy.drawing.jug import jug
from itembank.numeracy.drawing.scale import Scale
from itembank.numeracy.figures import LITRES, measure


def items() -> Iterator[Draft]:
    """Mass and capacity on scales, Years 2 to 5."""
    yield _weighed(2, Scale(0, 10, 1, 1), 4, "kg", direct=1, within_ten=1)
    yield _filled(2, Scale(0, 5, 1, 1), 3, LITRES, direct=1, within_ten=1)
    yield _ordered(2)
    yield _heavier(2)
    yield _filled(3, Scale(0, 500, 100, 100), 300, Text.same("ml"), direct=1)
    yield _weighed(3, Scale(0, 100, 10, 50), 70, "g", direct=1, scale_step=1)
    yield _marks_as_one(4, Scale(0, 500, 20, 100), 240, "g")
    yield _filled(4, Scale(0, 1000, 50, 200), 650, Text.same("ml"), direct=1, scale_step=1)
    yield _weighed(5, Scale(0, 2000, 100, 500), 1250, "g", direct=1, scale_step=1, between_marks=1)


def _weighed(year: int, scale: Scale, value: int, unit: str, **features: int) -> Draft:
    prompt = ask("Beth yw’r màs ar y glorian?", "What mass does the scale show?", weighing_scale(scale, value, unit))
    return number(f"dial/{value}{unit}", "mass-capacity", year, prompt, Quantity(value, after=unit), **features)


def _filled(year: int, scale: Scale, value: int, unit: Text, **features: int) -> Draft:
    prompt = ask("Faint o ddŵr sydd yn y jwg?", "How much water is in the jug?", jug(scale, value, unit))
    return number(f"jug/{value}{unit.en}", "mass-capacity", year, prompt, Quantity(value, after=unit), **features)


def _ordered(year: int) -> Draft:
    prompt = ask(
        "Rho’r masau mewn trefn.\nRho’r màs lleiaf yn gyntaf.", "Put the masses in order.\nPut the smallest mass first."
    )
    ordered = [measure(10, "g"), measure(50, "g"), measure(2, "kg")]
    return ordering("order-masses", "mass-capacity", year, prompt, ordered)


def _heavier(year: int) -> Draft:
    prompt = ask(
        f"Mae bag coch yn pwyso {measure(6, 'kg')}.\nMae bag glas yn pwyso {measure(3, 'kg')} yn fwy.\n"
        f"Beth yw màs y bag glas?",
        f"A red bag weighs {measure(6, 'kg')}.\nA blue bag weighs {measure(3, 'kg')} more.\n"
        f"What is the mass of the blue bag?",
    )
    return number("mass-more", "mass-capacity", year, prompt, Quantity(9, after="kg"), within_ten=1)


def _marks_as_one(year: int, scale: Scale, value: int, unit: str) -> Draft:
    below = value // scale.labelled * scale.labelled
    lines = (value - below) // scale.step
    wrong = {
        "every-mark-is-one": measure(below + lines, unit),
        "every-mark-is-ten": measure(below + 10 * lines, unit),
        "reads-the-next-number": measure(below + scale.labelled + 10 * lines, unit),
    }
    prompt = ask("Beth yw’r màs ar y glorian?", "What mass does the scale show?", weighing_scale(scale, value, unit))
    return choice(f"dial/{value}{unit}", "mass-capacity", year, prompt, measure(value, unit), wrong, scale_step=1)
