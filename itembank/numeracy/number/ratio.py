"""Items on ratio and proportion."""

from collections.abc import Iterator

from itembank.numeracy.counted_nouns import MACHINE, count
from itembank.numeracy.number_formatting import measure, pounds, whole_number
from itembank.numeracy.question_draft import (
    Quantity,
    QuestionDraft,
    choice_question,
    distractors,
    make_prompt,
    number_question,
)

_MIXTURES = ((1, 4, 200), (1, 6, 150), (2, 5, 100), (1, 3, 250))
_RECIPES = ((4, 300, 12), (6, 240, 9), (2, 150, 10), (8, 400, 6))
_PAINT = ((2, 3, 8), (3, 5, 9), (4, 7, 12), (3, 4, 15))
_MAPS = ((5, 7), (2, 9), (4, 6), (10, 8))
_SHARES = ((3, 5, 48), (2, 7, 63), (4, 5, 81), (1, 5, 72))
_DIFFERENCES = ((2, 7, 45), (3, 5, 16), (4, 9, 35), (5, 8, 24))
_MACHINES = ((6, 450, 5, 4, 7), (4, 240, 3, 6, 5), (5, 700, 7, 3, 8), (8, 960, 4, 5, 6))
_BEADS = ((6, 2, 3, 20), (6, 1, 4, 35), (7, 3, 4, 56), (7, 5, 3, 64))


def items() -> Iterator[QuestionDraft]:
    """Ratio and proportion, Years 6 to 9."""
    yield from (_mixture(6, *row) for row in _MIXTURES)
    yield from (_recipe(6, *row) for row in _RECIPES)
    yield from (_beads(*row) for row in _BEADS)
    yield from (_scaled(7, *row) for row in _PAINT)
    yield from (_map(7, *row) for row in _MAPS)
    yield from (_on_map(8, *row) for row in ((5, 45), (4, 30), (20, 150)))
    yield from (_shared(8, *row) for row in _SHARES)
    yield from (_difference(8, *row) for row in _DIFFERENCES)
    yield from (_three_ways(9, *row) for row in ((2, 3, 5, 120), (1, 2, 4, 140), (3, 4, 5, 240)))
    yield from (_whole_from_part(9, *row) for row in ((3, 4, 36), (5, 2, 40), (4, 7, 28)))
    yield from (_workers(9, *row) for row in _MACHINES)


def practice() -> Iterator[QuestionDraft]:
    """Ratio and proportion, Years 6 to 9, for practice alone."""
    yield _mixture(6, 1, 3, 180)
    yield _shared(8, 2, 3, 55)
    yield _three_ways(9, 1, 3, 4, 96)


def _mixture(year: int, squash: int, water: int, amount: int) -> QuestionDraft:
    prompt = make_prompt(
        f"I wneud diod, mae Tomos yn cymysgu sudd a dŵr yn y gymhareb {squash} : {water}.\n"
        f"Mae’n defnyddio {measure(amount, 'ml')} o sudd.\nFaint o ddŵr sydd ei angen?",
        f"To make a drink, Tomos mixes juice and water in the ratio {squash} : {water}.\n"
        f"He uses {measure(amount, 'ml')} of juice.\nHow much water is needed?",
    )
    item = "ratio-mixture" if amount == 200 else f"ratio-mixture/{squash}to{water}"
    answer = Quantity(amount * water // squash, after="ml")
    return number_question(item, "ratio", year, prompt, answer, second_step=int(squash > 1))


def _recipe(year: int, serves: int, flour: int, people: int) -> QuestionDraft:
    prompt = make_prompt(
        f"Mae rysáit i {serves} o bobl yn defnyddio {measure(flour, 'g')} o flawd.\n"
        f"Faint o flawd sydd ei angen i {people} o bobl?",
        f"A recipe for {serves} people uses {measure(flour, 'g')} of flour.\n"
        f"How much flour is needed for {people} people?",
    )
    wrong = {
        "additive-scaling": measure(flour + people - serves, "g"),
        "multiplies-by-the-people": measure(flour * people, "g"),
        "doubles": measure(flour * 2, "g"),
    }
    key = measure(flour * people // serves, "g")
    item = "ratio-recipe" if serves == 4 else f"ratio-recipe/{serves}to{people}"
    return choice_question(item, "ratio", year, prompt, key, distractors(key, wrong), division=1, second_step=1)


def _beads(year: int, red: int, blue: int, total: int) -> QuestionDraft:
    prompt = make_prompt(
        f"Mewn mwclis mae gleiniau coch a gleiniau glas yn y gymhareb {red} : {blue}.\n"
        f"Mae {total} o leiniau i gyd.\nFaint o leiniau glas sydd yn y mwclis?",
        f"A necklace has red beads and blue beads in the ratio {red} : {blue}.\n"
        f"There are {total} beads altogether.\nHow many blue beads are in the necklace?",
    )
    part = total // (red + blue)
    key = whole_number(part * blue)
    wrong = {
        "gives-the-other-share": part * red,
        "gives-one-part": part,
        "divides-by-one-part-of-the-ratio": total // blue,
        "takes-a-part-off": total - blue,
    }
    features = {"division": 1, "second_step": 1}
    return choice_question(
        f"ratio-beads/{red}to{blue}", "ratio", year, prompt, key, distractors(key, wrong), **features
    )


def _scaled(year: int, blue: int, yellow: int, used: int) -> QuestionDraft:
    prompt = make_prompt(
        f"Mae Aisha’n cymysgu paent glas a phaent melyn yn y gymhareb {blue} : {yellow}.\n"
        f"Mae hi’n defnyddio {used} litr o baent glas.\nFaint o litrau o baent melyn sydd eu hangen?",
        f"Aisha mixes blue paint and yellow paint in the ratio {blue} : {yellow}.\n"
        f"She uses {used} litres of blue paint.\nHow many litres of yellow paint are needed?",
    )
    key = whole_number(used * yellow // blue)
    wrong = {
        "additive-scaling": whole_number(used + yellow - blue),
        "multiplies-without-dividing": whole_number(used * yellow),
        "takes-the-smaller-share": whole_number(used * blue // yellow),
    }
    item = "ratio-paint" if blue == 2 else f"ratio-paint/{blue}to{yellow}"
    return choice_question(item, "ratio", year, prompt, key, distractors(key, wrong), division=1, second_step=1)


def _map(year: int, kilometres: int, centimetres: int) -> QuestionDraft:
    prompt = make_prompt(
        f"Graddfa map yw 1 cm i {measure(kilometres, 'km')}.\n"
        f"Mae pentref A a phentref B {measure(centimetres, 'cm')} ar wahân ar y map.\n"
        "Beth yw’r pellter go iawn rhyngddyn nhw?",
        f"The scale of a map is 1 cm to {measure(kilometres, 'km')}.\n"
        f"Village A and village B are {measure(centimetres, 'cm')} apart on the map.\n"
        "What is the real distance between them?",
    )
    item = "ratio-map" if kilometres == 5 else f"ratio-map/{kilometres}x{centimetres}"
    return number_question(item, "ratio", year, prompt, Quantity(kilometres * centimetres, after="km"))


def _on_map(year: int, kilometres: int, distance: int) -> QuestionDraft:
    prompt = make_prompt(
        f"Graddfa map yw 1 cm i {measure(kilometres, 'km')}.\n"
        f"Mae tref A a thref B {measure(distance, 'km')} ar wahân.\n"
        "Pa mor bell yw hyn ar y map?",
        f"The scale of a map is 1 cm to {measure(kilometres, 'km')}.\n"
        f"Town A and town B are {measure(distance, 'km')} apart.\n"
        "How far is this on the map?",
    )
    answer = Quantity(f"{distance / kilometres:g}", after="cm")
    return number_question(f"ratio-on-map/{distance}by{kilometres}", "ratio", year, prompt, answer, division=1)


def _shared(year: int, small: int, large: int, total: int) -> QuestionDraft:
    prompt = make_prompt(
        f"Mae Nia a Cai yn rhannu {pounds(total * 100)} yn y gymhareb {small} : {large}.\nFaint mae Nia’n ei gael?",
        f"Nia and Cai share {pounds(total * 100)} in the ratio {small} : {large}.\nHow much does Nia get?",
    )
    part = total // (small + large)
    key = pounds(part * small * 100)
    wrong = {
        "divides-by-one-part-of-the-ratio": pounds(total // max(small, 2) * 100),
        "gives-the-other-share": pounds(part * large * 100),
        "gives-one-part": pounds(part * 100),
        "divides-by-the-other-part": pounds(total // large * 100),
    }
    features = {"division": 1, "second_step": 1, "third_step": int(small > 1)}
    item = "ratio-share" if small == 3 else f"ratio-share/{small}to{large}"
    return choice_question(item, "ratio", year, prompt, key, distractors(key, wrong), **features)


def _difference(year: int, small: int, large: int, difference: int) -> QuestionDraft:
    prompt = make_prompt(
        f"Mae Osian a Mali yn rhannu pwyntiau yn y gymhareb {small} : {large}.\n"
        f"Mae Mali’n cael {difference} yn fwy o bwyntiau nag Osian.\nFaint o bwyntiau mae Osian yn eu cael?",
        f"Osian and Mali share points in the ratio {small} : {large}.\n"
        f"Mali gets {difference} more points than Osian.\nHow many points does Osian get?",
    )
    features = {"division": 1, "second_step": 1, "third_step": 1, "unknown_not_last": 1}
    item = "ratio-difference" if small == 2 else f"ratio-difference/{small}to{large}"
    return number_question(item, "ratio", year, prompt, difference // (large - small) * small, **features)


def _three_ways(year: int, a: int, b: int, c: int, total: int) -> QuestionDraft:
    prompt = make_prompt(
        f"Mae Gwen, Omar a Sara yn rhannu {pounds(total * 100)} yn y gymhareb {a} : {b} : {c}.\n"
        "Faint mae Sara’n ei gael?",
        f"Gwen, Omar and Sara share {pounds(total * 100)} in the ratio {a} : {b} : {c}.\nHow much does Sara get?",
    )
    answer = Quantity(total // (a + b + c) * c, before="£")
    return number_question(
        f"ratio-three/{a}to{b}to{c}", "ratio", year, prompt, answer, division=1, second_step=1, third_step=1
    )


def _whole_from_part(year: int, girls: int, boys: int, known: int) -> QuestionDraft:
    """The whole, from the first part of a ratio."""
    prompt = make_prompt(
        f"Mewn côr mae’r gymhareb merched : bechgyn yn {girls} : {boys}.\nMae {known} o ferched.\n"
        "Faint o blant sydd yn y côr i gyd?",
        f"In a choir the ratio girls : boys is {girls} : {boys}.\nThere are {known} girls.\n"
        "How many children are in the choir altogether?",
    )
    part = known // girls
    key = whole_number(part * (girls + boys))
    wrong = {
        "gives-the-other-share": part * boys,
        "additive-scaling": known + boys,
        "gives-one-part": part,
    }
    features = {"division": 1, "second_step": 1, "third_step": 1, "unknown_not_last": 1}
    return choice_question(
        f"ratio-choir/{girls}to{boys}", "ratio", year, prompt, key, distractors(key, wrong), **features
    )


def _workers(year: int, machines: int, bottles: int, hours: int, fewer: int, longer: int) -> QuestionDraft:
    one, other = count(machines, MACHINE), count(fewer, MACHINE)
    prompt = make_prompt(
        f"Mae {one.cy} yn gwneud {bottles} o boteli mewn {hours} awr.\n"
        f"Mae pob peiriant yn gweithio ar yr un cyflymder.\n"
        f"Faint o boteli mae {other.cy} yn eu gwneud mewn {longer} awr?",
        f"{one.en} make {bottles} bottles in {hours} hours.\n"
        f"Every machine works at the same speed.\nHow many bottles do {other.en} make in {longer} hours?",
    )
    answer = bottles // (machines * hours) * fewer * longer
    item = "ratio-machines" if bottles == 450 else f"ratio-machines/{bottles}"
    return number_question(item, "ratio", year, prompt, answer, division=1, second_step=1, third_step=1)
