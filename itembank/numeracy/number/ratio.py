from collections.abc import Iterator

from itembank.numeracy.draft import Draft, Quantity, ask, choice, number
from itembank.numeracy.figures import measure, pounds, whole


def items() -> Iterator[Draft]:
    """Ratio and proportion, Years 6 to 9."""
    yield _mixture(6, 1, 4, 200)
    yield _recipe(6, 4, 300, 12)
    yield _scaled(7, 2, 3, 8)
    yield _map(7, 5, 7)
    yield _shared(8, 3, 5, 48)
    yield _difference(8, 2, 7, 45)
    yield _workers(9)


def _mixture(year: int, squash: int, water: int, amount: int) -> Draft:
    prompt = ask(
        f"I wneud diod, mae Tomos yn cymysgu sudd a dŵr yn y gymhareb {squash} : {water}.\n"
        f"Mae’n defnyddio {measure(amount, 'ml')} o sudd.\nFaint o ddŵr sydd ei angen?",
        f"To make a drink, Tomos mixes juice and water in the ratio {squash} : {water}.\n"
        f"He uses {measure(amount, 'ml')} of juice.\nHow much water is needed?",
    )
    return number("ratio-mixture", "ratio", year, prompt, Quantity(amount * water // squash, after="ml"))


def _recipe(year: int, serves: int, flour: int, people: int) -> Draft:
    prompt = ask(
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
    return choice("ratio-recipe", "ratio", year, prompt, key, wrong, division=1, second_step=1)


def _scaled(year: int, blue: int, yellow: int, used: int) -> Draft:
    prompt = ask(
        f"Mae Aisha’n cymysgu paent glas a phaent melyn yn y gymhareb {blue} : {yellow}.\n"
        f"Mae hi’n defnyddio {used} litr o baent glas.\nFaint o litrau o baent melyn sydd eu hangen?",
        f"Aisha mixes blue paint and yellow paint in the ratio {blue} : {yellow}.\n"
        f"She uses {used} litres of blue paint.\nHow many litres of yellow paint are needed?",
    )
    answer = used * yellow // blue
    wrong = {
        "additive-scaling": whole(used + yellow - blue),
        "multiplies-without-dividing": whole(used * yellow),
        "takes-the-smaller-share": whole(used * blue // 4),
    }
    return choice("ratio-paint", "ratio", year, prompt, whole(answer), wrong, division=1, second_step=1)


def _map(year: int, kilometres: int, centimetres: int) -> Draft:
    prompt = ask(
        f"Graddfa map yw 1 cm i {measure(kilometres, 'km')}.\n"
        f"Mae pentref A a phentref B {measure(centimetres, 'cm')} ar wahân ar y map.\n"
        "Beth yw’r pellter go iawn rhyngddyn nhw?",
        f"The scale of a map is 1 cm to {measure(kilometres, 'km')}.\n"
        f"Village A and village B are {measure(centimetres, 'cm')} apart on the map.\n"
        "What is the real distance between them?",
    )
    return number("ratio-map", "ratio", year, prompt, Quantity(kilometres * centimetres, after="km"))


def _shared(year: int, small: int, large: int, total: int) -> Draft:
    prompt = ask(
        f"Mae Nia a Cai yn rhannu {pounds(total * 100)} yn y gymhareb {small} : {large}.\nFaint mae Nia’n ei gael?",
        f"Nia and Cai share {pounds(total * 100)} in the ratio {small} : {large}.\nHow much does Nia get?",
    )
    part = total // (small + large)
    wrong = {
        "divides-by-one-part-of-the-ratio": pounds(total // small * 100),
        "gives-the-other-share": pounds(part * large * 100),
        "gives-one-part": pounds(part * 100),
    }
    features = {"division": 1, "second_step": 1, "third_step": 1}
    return choice("ratio-share", "ratio", year, prompt, pounds(part * small * 100), wrong, **features)


def _difference(year: int, small: int, large: int, difference: int) -> Draft:
    prompt = ask(
        f"Mae Osian a Mali yn rhannu pwyntiau yn y gymhareb {small} : {large}.\n"
        f"Mae Mali’n cael {difference} yn fwy o bwyntiau nag Osian.\nFaint o bwyntiau mae Osian yn eu cael?",
        f"Osian and Mali share points in the ratio {small} : {large}.\n"
        f"Mali gets {difference} more points than Osian.\nHow many points does Osian get?",
    )
    features = {"division": 1, "second_step": 1, "third_step": 1, "unknown_not_last": 1}
    return number("ratio-difference", "ratio", year, prompt, difference // (large - small) * small, **features)


def _workers(year: int) -> Draft:
    prompt = ask(
        "Mae 6 pheiriant yn gwneud 450 o boteli mewn 5 awr.\n"
        "Mae pob peiriant yn gweithio ar yr un cyflymder.\nFaint o boteli mae 4 peiriant yn eu gwneud mewn 7 awr?",
        "6 machines make 450 bottles in 5 hours.\n"
        "Every machine works at the same speed.\nHow many bottles do 4 machines make in 7 hours?",
    )
    return number("ratio-machines", "ratio", year, prompt, 450 // 30 * 28, division=1, second_step=1, third_step=1)
