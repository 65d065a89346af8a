from collections.abc import Iterator

from itembank.language import Text
from itembank.numeracy.draft import Draft, ask, choice, number
from itembank.numeracy.drawing.charts import pictogram
from itembank.numeracy.nouns import BOOK, CAKE, TREE, count

_BIRDS = ((Text("Robin goch", "Robin"), 4), (Text("Drudwen", "Starling"), 6), (Text("Brân", "Crow"), 3))
_FISH = ((Text("Coch", "Red"), 5), (Text("Oren", "Orange"), 4), (Text("Gwyn", "White"), 3))
_LEAVES = ((Text("Derw", "Oak"), 6), (Text("Helyg", "Willow"), 5), (Text("Ynn", "Ash"), 2))
_BOOKS = ((Text("Llun", "Monday"), 6), (Text("Mawrth", "Tuesday"), 10), (Text("Mercher", "Wednesday"), 7))
_CAKES = ((Text("Siocled", "Chocolate"), 14), (Text("Lemwn", "Lemon"), 8), (Text("Fanila", "Vanilla"), 10))
_TREES = ((Text("Derw", "Oak"), 30), (Text("Ynn", "Ash"), 15), (Text("Helyg", "Willow"), 25))


def items() -> Iterator[Draft]:
    """Pictograms: one symbol for one in Year 2, keyed symbols in Year 3."""
    yield _read(2)
    yield _altogether(2)
    yield _fewest(2)
    yield _keyed(3)
    yield _half(3)
    yield _all_trees(3)


def _read(year: int) -> Draft:
    key = Text("1 aderyn", "1 bird")
    figure = pictogram(Text("Adar yn yr ardd", "Birds in the garden"), _BIRDS, 1, key)
    prompt = ask("Sawl robin goch sydd yn yr ardd?", "How many robins are in the garden?", figure)
    return number("birds/read", "pictograms", year, prompt, 4, direct=1, within_ten=1)


def _altogether(year: int) -> Draft:
    figure = pictogram(Text("Pysgod yn y pwll", "Fish in the pond"), _FISH, 1, Text("1 pysgodyn", "1 fish"))
    prompt = ask("Sawl pysgodyn sydd yn y pwll i gyd?", "How many fish are in the pond altogether?", figure)
    return number("fish/all", "pictograms", year, prompt, 12, carry=1)


def _fewest(year: int) -> Draft:
    key = Text("1 ddeilen", "1 leaf")
    figure = pictogram(Text("Dail a gasglodd Elin", "Leaves that Elin collected"), _LEAVES, 1, key)
    prompt = ask("Pa fath o ddeilen sydd â’r nifer lleiaf?", "Which kind of leaf has the smallest number?", figure)
    wrong = {"most-for-fewest": _LEAVES[0][0], "middle-of-the-list": _LEAVES[1][0]}
    return choice("leaves/fewest", "pictograms", year, prompt, _LEAVES[2][0], wrong, direct=1)


def _keyed(year: int) -> Draft:
    figure = pictogram(Text("Llyfrau a werthwyd", "Books sold"), _BOOKS, 2, count(2, BOOK))
    prompt = ask("Sawl llyfr a werthwyd ddydd Mawrth?", "How many books were sold on Tuesday?", figure)
    wrong = {"symbol-is-one": "5", "adds-the-key": "7", "doubles-twice": "20"}
    return choice("books/tuesday", "pictograms", year, prompt, "10", wrong, scale_step=1, direct=1)


def _half(year: int) -> Draft:
    figure = pictogram(Text("Cacennau a werthwyd", "Cakes sold"), _CAKES, 4, count(4, CAKE))
    prompt = ask("Sawl cacen siocled a werthwyd?", "How many chocolate cakes were sold?", figure)
    wrong = {"symbol-is-one": "3½", "half-symbol-is-one": "13", "half-symbol-is-whole": "16"}
    return choice("cakes/chocolate", "pictograms", year, prompt, "14", wrong, scale_step=1, between_marks=1)


def _all_trees(year: int) -> Draft:
    figure = pictogram(Text("Coed a blannwyd", "Trees planted"), _TREES, 10, count(10, TREE))
    prompt = ask("Sawl coeden a blannwyd i gyd?", "How many trees were planted altogether?", figure)
    return number("trees/all", "pictograms", year, prompt, 70, scale_step=1, between_marks=1, second_step=1)
