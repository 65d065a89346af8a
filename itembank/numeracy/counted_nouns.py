"""The nouns that are counted in the questions. Nouns whose gender varies between dialects are left out."""

from itembank.language import Text
from itembank.numeracy.number_formatting import whole_number
from itembank.welsh_mutations import Noun, after_numeral

APPLE = Noun("afal", "afalau", False, "apple", "apples")
BAG = Noun("bag", "bagiau", False, "bag", "bags")
BALL = Noun("pêl", "peli", True, "ball", "balls")
BISCUIT = Noun("bisged", "bisgedi", True, "biscuit", "biscuits")
BOOK = Noun("llyfr", "llyfrau", False, "book", "books")
BOTTLE = Noun("potel", "poteli", True, "bottle", "bottles")
BOX = Noun("bocs", "bocsys", False, "box", "boxes")
BUS = Noun("bws", "bysiau", False, "bus", "buses")
BUTTON = Noun("botwm", "botymau", False, "button", "buttons")
CAKE = Noun("cacen", "cacennau", True, "cake", "cakes")
CAR = Noun("car", "ceir", False, "car", "cars")
CARD = Noun("cerdyn", "cardiau", False, "card", "cards")
CHAIR = Noun("cadair", "cadeiriau", True, "chair", "chairs")
CHILD = Noun("plentyn", "plant", False, "child", "children")
COUNTER = Noun("cownter", "cownteri", False, "counter", "counters")
DAY = Noun("diwrnod", "diwrnodau", False, "day", "days")
EGG = Noun("wy", "wyau", False, "egg", "eggs")
FLOWER = Noun("blodyn", "blodau", False, "flower", "flowers")
LINE = Noun("llinell", "llinellau", True, "line", "lines")
MACHINE = Noun("peiriant", "peiriannau", False, "machine", "machines")
NUMBER = Noun("rhif", "rhifau", False, "number", "numbers")
PACK = Noun("pecyn", "pecynnau", False, "pack", "packs")
PICTURE = Noun("llun", "lluniau", False, "picture", "pictures")
PINT = Noun("peint", "peintiau", False, "pint", "pints")
POINT = Noun("pwynt", "pwyntiau", False, "point", "points")
ROW = Noun("rhes", "rhesi", True, "row", "rows")
SHELL = Noun("cragen", "cregyn", True, "shell", "shells")
SQUARE = Noun("sgwâr", "sgwariau", False, "square", "squares")
STAR = Noun("seren", "sêr", True, "star", "stars")
STICKER = Noun("sticer", "sticeri", False, "sticker", "stickers")
TICKET = Noun("tocyn", "tocynnau", False, "ticket", "tickets")
TREE = Noun("coeden", "coed", True, "tree", "trees")
YEAR = Noun("blynedd", "blynyddoedd", True, "year", "years")  # the form used after a number

NOUNS = tuple(noun for noun in globals().values() if isinstance(noun, Noun))


def count(n: int, noun: Noun) -> Text:
    """A number in digits with its noun: "3 chi" and "3 dogs", "23 o lyfrau" and "23 books"."""
    english = noun.english if n == 1 else noun.english_plural
    return Text(f"{whole_number(n)} {after_numeral(n, noun)}", f"{whole_number(n)} {english}")
